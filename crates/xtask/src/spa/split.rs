//! Splits the compiled module at the functions marked with `part!`: a main module, and files that the browser loads
//! on demand. `wasm-bindgen` then processes only the main module.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use wasm_split_cli_support::{Options, transform};

use super::build::Profile;
use super::dist::Asset;
use super::read;

/// File name of the script that loads the parts, beside the glue.
const LOADER: &str = "__wasm_split.js";

/// A split module.
pub(super) struct Split {
    /// Path of the main module, the input of `wasm-bindgen`.
    pub(super) main: PathBuf,
    /// The loader script and the parts, which must stay in one folder.
    pub(super) pieces: Vec<Asset>,
}

/// Splits `wasm` in the folder `scratch`.
pub(super) fn run(wasm: &Path, scratch: &Path, profile: Profile) -> anyhow::Result<Split> {
    let input = read(wasm)?;
    let (main, folder) = (scratch.join("main.wasm"), scratch.join("parts"));
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut options = Options::new(&input);
    options.output_dir = &folder;
    options.main_out_path = &main;
    let link = format!("./{LOADER}");
    options.link_name = &link;
    options.main_module = "./app.js";
    let split = transform(options).map_err(|error| anyhow!("splitting failed: {error:#}"))?;
    let mut pieces = vec![Asset { name: LOADER.to_owned(), content: read(&folder.join(LOADER))? }];
    for path in &split.split_modules {
        let name = path.file_name().context("a part without a name")?.to_string_lossy().into_owned();
        let content = read(path)?;
        let content = if profile == Profile::Release { without_custom_sections(&content)? } else { content };
        pieces.push(Asset { name, content });
    }
    Ok(Split { main, pieces })
}

/// Removes the custom sections (names and compiler notes), which browsers do not need (WebAssembly core
/// specification, §5.5.3: custom sections have identifier 0).
fn without_custom_sections(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    const HEADER: usize = 8;
    let mut kept = module.get(..HEADER).context("not a WebAssembly module")?.to_vec();
    let mut at = HEADER;
    while let Some(id) = module.get(at) {
        let (length, body) = leb128(module, at + 1)?;
        let section = module.get(at..body + length).context("a section is cut")?;
        if *id != 0 {
            kept.extend_from_slice(section);
        }
        at = body + length;
    }
    Ok(kept)
}

/// Decodes an unsigned LEB128 number; returns it with the index after it.
fn leb128(bytes: &[u8], mut at: usize) -> anyhow::Result<(usize, usize)> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = *bytes.get(at).context("a number is cut")?;
        at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok((value, at));
        }
        shift += 7;
        anyhow::ensure!(shift < 35, "a number is too long");
    }
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
}
