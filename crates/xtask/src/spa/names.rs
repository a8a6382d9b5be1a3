//! Shortens the names under which the main module imports the functions of its glue. wasm-bindgen ends each one with a
//! hash, which does not compress and stands in both files.

use anyhow::{Context as _, ensure};

use super::module::{self, IMPORTS};

/// Beginning of the names that wasm-bindgen makes.
const MADE: &[u8] = b"__wb";

/// Returns the module and the glue with short names.
pub(super) fn shorten(module: &[u8], glue: &str) -> anyhow::Result<(Vec<u8>, String)> {
    let mut sections = module::sections(module)?;
    let imports = sections.iter_mut().find(|(id, _)| *id == IMPORTS).context("a module without imports")?;
    let (content, names) = renamed(imports.1)?;
    imports.1 = &content;
    let mut glue = glue.to_owned();
    for (number, name) in names.iter().enumerate() {
        let long = format!(" {name}: ");
        ensure!(glue.matches(&long).count() == 1, "the glue does not define {name} once");
        glue = glue.replacen(&long, &format!(" {}: ", short(number)), 1);
    }
    Ok((module::join(sections), glue))
}

fn short(number: usize) -> String {
    format!("i{number}")
}

/// Returns the content of the import section with short names, and the former names in order.
fn renamed(mut rest: &[u8]) -> anyhow::Result<(Vec<u8>, Vec<String>)> {
    let (mut content, mut names) = (Vec::new(), Vec::new());
    let count = module::take_number(&mut rest)?;
    module::put_number(&mut content, count);
    for _ in 0..count {
        module::put_bytes(&mut content, module::take_bytes(&mut rest)?);
        let name = module::take_bytes(&mut rest)?;
        if name.starts_with(MADE) {
            module::put_bytes(&mut content, short(names.len()).as_bytes());
            names.push(str::from_utf8(name)?.to_owned());
        } else {
            module::put_bytes(&mut content, name);
        }
        let kind = module::take(&mut rest, 1)?;
        ensure!(kind == [0], "the main module imports something that is no function");
        content.extend_from_slice(kind);
        module::put_number(&mut content, module::take_number(&mut rest)?);
    }
    Ok((content, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn importing(names: &[&str]) -> Vec<u8> {
        let mut content = Vec::new();
        module::put_number(&mut content, names.len());
        for name in names {
            module::put_bytes(&mut content, b"./app_bg.js");
            module::put_bytes(&mut content, name.as_bytes());
            content.extend_from_slice(&[0, 5]);
        }
        module::join([(IMPORTS, content.as_slice()), (10, &[0])])
    }

    #[test]
    fn a_name_is_the_same_short_one_in_both_files() {
        let long = importing(&["__wbg_a_0011223344556677", "load", "__wbg_a_0011223344556678"]);
        let glue = "{ __wbg_a_0011223344556678: function() {}, __wbg_a_0011223344556677: function() {} }";
        let (module, glue) = shorten(&long, glue).unwrap();
        assert_eq!(module, importing(&["i0", "load", "i1"]));
        assert_eq!(glue, "{ i1: function() {}, i0: function() {} }");
    }

    #[test]
    fn a_glue_without_the_name_is_refused() {
        assert!(shorten(&importing(&["__wbg_a_0011223344556677"]), "{ }").is_err());
    }
}
