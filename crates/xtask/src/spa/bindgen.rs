//! Splits the compiled module and runs wasm-bindgen on its main part. Returns the JavaScript glue, the final modules,
//! and the JavaScript snippets of crates.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use wasm_bindgen_cli_support::Bindgen;

use super::build::Profile;
use super::dist::Asset;
use super::module::without_custom_sections;
use super::packs::Parts;
use super::{names, read, read_text, split};

/// The files that the browser runs; they reference each other by name inside one folder.
pub(super) struct Generated {
    /// The glue, the main module, the snippets, the loader of parts, the parts.
    pub(super) files: Vec<Asset>,
    /// Files of each part.
    pub(super) parts: Parts,
}

/// File name of the glue.
pub(super) const GLUE: &str = "app.js";
/// File name of the main module.
pub(super) const MODULE: &str = "app_bg.wasm";

/// Runs in a scratch folder beside the module, inside cargo's target directory.
pub(super) fn run(wasm: &Path, loader: &str, profile: Profile) -> anyhow::Result<Generated> {
    let scratch = wasm.with_extension("bindgen");
    if scratch.exists() {
        std::fs::remove_dir_all(&scratch).with_context(|| format!("cannot empty {}", scratch.display()))?;
    }
    std::fs::create_dir_all(&scratch).with_context(|| format!("cannot make {}", scratch.display()))?;
    let split = split::run(wasm, &scratch, loader, profile)?;
    let dev = profile == Profile::Dev;
    Bindgen::new()
        .input_path(&split.main)
        // The parts share memory, table and stack of the main module.
        .keep_lld_exports(true)
        .web(true)?
        .out_name("app")
        .typescript(false)
        // boot.js passes the module, so the glue need not know its path.
        .omit_default_module_path(true)
        .debug(dev)
        // DWARF costs seconds and megabytes; the names, kept in development, suffice for stack traces.
        .keep_debug(false)
        .remove_name_section(!dev)
        .remove_producers_section(!dev)
        .generate(&scratch)
        .context("wasm-bindgen failed")?;
    let mut files = split.pieces;
    let (module, glue) = (read(&scratch.join(MODULE))?, read_text(&scratch.join(GLUE))?);
    let (module, glue) = match profile {
        Profile::Release => names::shorten(&without_custom_sections(&module)?, &glue)?,
        Profile::Dev | Profile::Local => (module, glue),
    };
    files.push(Asset { name: GLUE.to_owned(), content: glue.into_bytes() });
    files.push(Asset { name: MODULE.to_owned(), content: module });
    files.extend(snippets(&scratch)?);
    Ok(Generated { files, parts: split.parts })
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

/// Lists every file below a folder, in a stable order.
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
