//! Reads and writes WebAssembly modules at the level of their sections (WebAssembly core specification, §5.5).

use anyhow::Context as _;

/// Length of the magic number and the version.
const HEADER: usize = 8;

/// Identifier of custom sections (names, compiler notes), which browsers do not need.
const CUSTOM: u8 = 0;

/// Identifier of the import section.
pub(super) const IMPORTS: u8 = 2;

/// Identifier of the export section.
pub(super) const EXPORTS: u8 = 7;

/// A section: its identifier and its content.
pub(super) type Section<'a> = (u8, &'a [u8]);

/// Returns the sections of a module.
pub(super) fn sections(module: &[u8]) -> anyhow::Result<Vec<Section<'_>>> {
    let mut rest = module.get(HEADER..).context("not a WebAssembly module")?;
    let mut sections = Vec::new();
    while let Some((id, after)) = rest.split_first() {
        rest = after;
        sections.push((*id, take_bytes(&mut rest)?));
    }
    Ok(sections)
}

/// Returns a module with these sections.
pub(super) fn join<'a>(sections: impl IntoIterator<Item = Section<'a>>) -> Vec<u8> {
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    for (id, content) in sections {
        module.push(id);
        put_bytes(&mut module, content);
    }
    module
}

/// Removes the custom sections.
pub(super) fn without_custom_sections(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    Ok(join(sections(module)?.into_iter().filter(|(id, _)| *id != CUSTOM)))
}

/// Takes an unsigned LEB128 number.
pub(super) fn take_number(rest: &mut &[u8]) -> anyhow::Result<usize> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = *take(rest, 1)?.first().context("a number is cut")?;
        anyhow::ensure!(shift < 35, "a number is too long");
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
        shift += 7;
    }
}

/// Takes a length and as many bytes.
pub(super) fn take_bytes<'a>(rest: &mut &'a [u8]) -> anyhow::Result<&'a [u8]> {
    let length = take_number(rest)?;
    take(rest, length)
}

/// Takes some bytes.
pub(super) fn take<'a>(rest: &mut &'a [u8], length: usize) -> anyhow::Result<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length).context("a module is cut")?;
    *rest = after;
    Ok(taken)
}

/// Appends an unsigned LEB128 number.
pub(super) fn put_number(to: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            return to.push(low);
        }
        to.push(low | 0x80);
    }
}

/// Appends a length and the bytes.
pub(super) fn put_bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    put_number(to, bytes.len());
    to.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_custom_sections_go() {
        let header = b"\0asm\x01\0\0\0";
        let module = [header.as_slice(), &[0, 2, 1, b'n'], &[1, 1, 0], &[0, 0x80, 0x01], &[7; 128]].concat();
        assert_eq!(without_custom_sections(&module).unwrap(), [header.as_slice(), &[1, 1, 0]].concat());
        assert!(without_custom_sections(&module[..20]).is_err());
    }

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, 127, 128, 16_383, 16_384, 4_294_967_295] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, value);
            assert_eq!(take_number(&mut bytes.as_slice()).unwrap(), value);
        }
    }
}
