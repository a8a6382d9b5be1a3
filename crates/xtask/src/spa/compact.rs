//! Shortens the modules of the parts. The linker pads numbers for relocation, and the splitter repeats all types in
//! each module. `wasm-bindgen` shortens the main module.

use anyhow::anyhow;
use walrus::ModuleConfig;
use walrus::passes::gc;

/// Returns an equivalent module, without padding and unused types.
pub(super) fn compact(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(module).map_err(|error| anyhow!("a part cannot be read: {error:#}"))?;
    gc::run(&mut module);
    Ok(module.emit_wasm())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_and_unused_types_go_and_the_start_stays() {
        let header = b"\0asm\x01\0\0\0".as_slice();
        // Types: [] -> [], and [i32] -> [], which nothing uses.
        let types = [1, 8, 2, 0x60, 0, 0, 0x60, 1, 0x7f, 0].as_slice();
        let (functions, start) = ([3, 3, 2, 0, 0].as_slice(), [8, 1, 1].as_slice());
        // Two functions: an empty one, and one that calls it by a number of five bytes.
        let code = [10, 13, 2, 2, 0, 0x0b, 8, 0, 0x10, 0x80, 0x80, 0x80, 0x80, 0, 0x0b].as_slice();
        let module = [header, types, functions, start, code].concat();
        let types = [1, 4, 1, 0x60, 0, 0].as_slice();
        let code = [10, 9, 2, 4, 0, 0x10, 1, 0x0b, 2, 0, 0x0b].as_slice();
        let start = [8, 1, 0].as_slice();
        assert_eq!(compact(&module).unwrap(), [header, types, functions, start, code].concat());
        assert!(compact(&module[..20]).is_err());
    }
}
