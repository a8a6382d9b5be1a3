//! Removes exports that nobody calls. The linker keeps what an export reaches: Leptos brings the classes of
//! `wasm-streams` for its server functions, which the page does not use.

use anyhow::Context as _;

use super::module::{self, EXPORTS};

/// Part of the names of the exported classes `IntoUnderlyingSource`, `IntoUnderlyingByteSource`, `IntoUnderlyingSink`.
const UNUSED: &str = "intounderlying";

/// Returns the module without the exports of the unused classes.
pub(super) fn without_unused(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut sections = module::sections(module)?;
    let exports = sections.iter_mut().find(|(id, _)| *id == EXPORTS).context("a module without exports")?;
    let content = kept(exports.1)?;
    exports.1 = &content;
    Ok(module::join(sections))
}

/// Returns the content of the export section without the unused names.
fn kept(mut rest: &[u8]) -> anyhow::Result<Vec<u8>> {
    let (mut exports, mut number) = (Vec::new(), 0);
    for _ in 0..module::take_number(&mut rest)? {
        let name = module::take_bytes(&mut rest)?;
        let kind = module::take(&mut rest, 1)?;
        let index = module::take_number(&mut rest)?;
        if !str::from_utf8(name)?.contains(UNUSED) {
            module::put_bytes(&mut exports, name);
            exports.extend_from_slice(kind);
            module::put_number(&mut exports, index);
            number += 1;
        }
    }
    let mut content = Vec::new();
    module::put_number(&mut content, number);
    content.extend(exports);
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exporting(names: &[(&str, usize)]) -> Vec<u8> {
        let mut content = Vec::new();
        module::put_number(&mut content, names.len());
        for (name, index) in names {
            module::put_bytes(&mut content, name.as_bytes());
            content.push(0);
            module::put_number(&mut content, *index);
        }
        module::join([(EXPORTS, content.as_slice()), (0, b"\x04name".as_slice())])
    }

    #[test]
    fn only_the_exports_of_the_unused_classes_go() {
        let module = exporting(&[
            ("main", 554),
            ("intounderlyingsink_write_58a9338f50bce61c", 3),
            ("__wbindgen_describe_intounderlyingsink_write_58a9338f50bce61c", 4),
            ("__wbindgen_malloc", 200),
        ]);
        assert_eq!(without_unused(&module).unwrap(), exporting(&[("main", 554), ("__wbindgen_malloc", 200)]));
    }
}
