//! Runs wasm-bindgen on the compiled module: the JavaScript glue, the final module, and the snippets of
//! crates that bring JavaScript of their own.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use wasm_bindgen_cli_support::Bindgen;

use super::build::Profile;
use super::dist::Asset;
use super::read;

/// What wasm-bindgen made.
pub(super) struct Generated {
    pub(super) glue: Vec<u8>,
    pub(super) module: Vec<u8>,
    /// Imported by the glue as `./snippets/<crate>-<hash>/<file>.js`: kept at that place beside it.
    pub(super) snippets: Vec<Asset>,
}

/// Works in a scratch folder beside the module, inside cargo's target directory.
pub(super) fn run(wasm: &Path, profile: Profile) -> anyhow::Result<Generated> {
    let scratch = wasm.with_extension("bindgen");
    if scratch.exists() {
        std::fs::remove_dir_all(&scratch).with_context(|| format!("cannot empty {}", scratch.display()))?;
    }
    let dev = profile == Profile::Dev;
    Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .out_name("app")
        .typescript(false)
        // boot.js names the module; the glue need not know where it is.
        .omit_default_module_path(true)
        .debug(dev)
        // DWARF costs seconds and megabytes; the names, which stay in development, are enough to read a stack.
        .keep_debug(false)
        .remove_name_section(!dev)
        .remove_producers_section(!dev)
        .generate(&scratch)
        .context("wasm-bindgen failed")?;
    Ok(Generated {
        glue: read(&scratch.join("app.js"))?,
        module: read(&scratch.join("app_bg.wasm"))?,
        snippets: snippets(&scratch)?,
    })
}

fn snippets(scratch: &Path) -> anyhow::Result<Vec<Asset>> {
    let folder = scratch.join("snippets");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    files_below(&folder)?
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(scratch)?.to_string_lossy().replace('\\', "/");
            Ok(Asset { name, content: read(&path)? })
        })
        .collect()
}

/// Every file below a folder, in a stable order.
pub(super) fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}
