//! Splits the compiled module at the functions marked with `part!`: a main module, and files that the browser loads
//! on demand. `wasm-bindgen` then processes only the main module.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use wasm_split_cli_support::{Options, SplitWasm, transform};

use super::build::Profile;
use super::compact::compact;
use super::dist::Asset;
use super::merge::merge;
use super::module::without_custom_sections;
use super::packs::{Modules, Parts};
use super::{exports, read};

/// File name of the script that loads the parts, beside the glue.
const LOADER: &str = "__wasm_split.js";

/// A split module.
pub(super) struct Split {
    /// Path of the main module, the input of `wasm-bindgen`.
    pub(super) main: PathBuf,
    /// The loader script and the parts, which must stay in one folder.
    pub(super) pieces: Vec<Asset>,
    /// Files of each part; empty in development, where each module is a file.
    pub(super) parts: Parts,
}

/// Splits `wasm` in the folder `scratch`. `loader` is the source of the loader script of packed parts.
pub(super) fn run(wasm: &Path, scratch: &Path, loader: &str, profile: Profile) -> anyhow::Result<Split> {
    let input = exports::without_unused(&read(wasm)?)?;
    let (main, folder) = (scratch.join("main.wasm"), scratch.join("parts"));
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut options = Options::new(&input);
    options.output_dir = &folder;
    options.main_out_path = &main;
    let link = format!("./{LOADER}");
    options.link_name = &link;
    options.main_module = "./app.js";
    let split = transform(options).map_err(|error| anyhow!("splitting failed: {error:#}"))?;
    let (pieces, parts) = match profile {
        Profile::Release => {
            modules(&split, compact)?.pack(loader, LOADER, |modules| compact(&merge(modules)?))?
        }
        Profile::Local => modules(&split, |module| Ok(module.to_vec()))?.pack(loader, LOADER, merge)?,
        Profile::Dev => (unpacked(&split, &folder)?, Parts::new()),
    };
    Ok(Split { main, pieces, parts })
}

/// Reads the modules, and shortens each with `shorten`.
fn modules(split: &SplitWasm, shorten: fn(&[u8]) -> anyhow::Result<Vec<u8>>) -> anyhow::Result<Modules> {
    let mut content = BTreeMap::new();
    for path in &split.split_modules {
        let name = path.file_stem().context("a part without a name")?.to_string_lossy().into_owned();
        content.insert(name, shorten(&without_custom_sections(&read(path)?)?)?);
    }
    let needed = split.prefetch_map.iter().map(|(part, names)| (part.clone(), names.clone())).collect();
    Ok(Modules { needed, content })
}

/// Returns the files of a development build: the splitter's own loader checks more.
fn unpacked(split: &SplitWasm, folder: &Path) -> anyhow::Result<Vec<Asset>> {
    let loader = folder.join(LOADER);
    std::iter::once(&loader)
        .chain(&split.split_modules)
        .map(|path| {
            let name = path.file_name().context("a part without a name")?.to_string_lossy().into_owned();
            Ok(Asset { name, content: read(path)? })
        })
        .collect()
}
