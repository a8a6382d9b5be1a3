//! Packs the modules of the parts into few files. The splitter makes a module of each set of functions that several
//! parts share: more than a hundred, most of a few kilobytes, and each would be a request.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;

use super::dist::Asset;
use super::page;

/// The part that follows the login.
pub(super) const LIST: &str = "prospects";

/// File of the small modules that the list shares with other parts.
const SMALL_OF_LIST: &str = "commun_liste.wasm";

/// File of the small modules that other parts share.
const SMALL: &str = "commun.wasm";

/// Modules below this size, in bytes before compression, are small.
const SMALL_BYTES: usize = 12_000;

/// Files of each part, by its name.
pub(super) type Parts = BTreeMap<String, BTreeSet<String>>;

/// The modules of all parts.
pub(super) struct Modules {
    /// Modules that each part needs, by its name.
    pub(super) needed: BTreeMap<String, Vec<String>>,
    /// Content of each module.
    pub(super) content: BTreeMap<String, Vec<u8>>,
}

impl Modules {
    /// Returns the files, and those of each part.
    pub(super) fn pack(&self, loader: &str, loader_name: &str) -> anyhow::Result<(Vec<Asset>, Parts)> {
        let mut files: BTreeMap<String, (Vec<u8>, Vec<usize>)> = BTreeMap::new();
        for (name, content) in &self.content {
            let (packed, ends) = files.entry(self.file(name)).or_default();
            packed.extend_from_slice(content);
            ends.push(packed.len());
        }
        let parts: Parts = self
            .needed
            .iter()
            .map(|(part, names)| (part.clone(), names.iter().map(|name| self.file(name)).collect()))
            .collect();
        let ends: BTreeMap<_, _> = files.iter().map(|(file, (_, ends))| (file, ends)).collect();
        let ends = serde_json::to_string(&ends).context("the files cannot be listed")?;
        let exports = parts.iter().map(export).collect::<anyhow::Result<Vec<_>>>()?.join("\n");
        let loader = page::fill(loader, &[("ends", &ends), ("exports", &exports)])?;
        let mut assets = vec![Asset { name: loader_name.to_owned(), content: loader.into_bytes() }];
        assets.extend(files.into_iter().map(|(name, (content, _))| Asset { name, content }));
        Ok((assets, parts))
    }

    /// Returns the file of a module.
    fn file(&self, module: &str) -> String {
        let is_small = self.content.get(module).is_some_and(|content| content.len() < SMALL_BYTES);
        let of_list = self.needed.get(LIST).is_some_and(|names| names.iter().any(|name| name == module));
        match (is_small && module.starts_with("chunk_"), of_list) {
            (true, true) => SMALL_OF_LIST.to_owned(),
            (true, false) => SMALL.to_owned(),
            (false, _) => format!("{module}.wasm"),
        }
    }
}

/// Returns the statement that exports the function which the splitter lets the main module import.
fn export((part, files): (&String, &BTreeSet<String>)) -> anyhow::Result<String> {
    let files = serde_json::to_string(files).context("the files of a part cannot be listed")?;
    Ok(format!("export const __wasm_split_load_{part} = part({files});"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(needed: &[(&str, &[&str])], content: &[(&str, usize)]) -> Modules {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Modules {
            needed: needed.iter().map(|(part, names)| ((*part).to_owned(), owned(names))).collect(),
            content: content.iter().map(|(name, size)| ((*name).to_owned(), vec![b'w'; *size])).collect(),
        }
    }

    #[test]
    fn small_modules_share_a_file() {
        let modules = modules(
            &[
                ("fiche", &["chunk_1", "chunk_2", "chunk_3", "split_fiche"]),
                ("journal", &["chunk_2", "chunk_3", "split_journal"]),
                ("prospects", &["chunk_4"]),
            ],
            &[
                ("chunk_1", 30),
                ("chunk_2", 300),
                ("chunk_3", 20_000),
                ("chunk_4", 40),
                ("split_fiche", 8),
                ("split_journal", 9),
            ],
        );
        let (assets, parts) = modules.pack("{{ends}}\n{{exports}}", "loader.js").unwrap();
        let sizes: Vec<_> =
            assets.iter().skip(1).map(|file| (file.name.as_str(), file.content.len())).collect();
        assert_eq!(
            sizes,
            [
                ("chunk_3.wasm", 20_000),
                ("commun.wasm", 330),
                ("commun_liste.wasm", 40),
                ("split_fiche.wasm", 8),
                ("split_journal.wasm", 9)
            ]
        );
        let fiche: Vec<_> = parts["fiche"].iter().map(String::as_str).collect();
        assert_eq!(fiche, ["chunk_3.wasm", "commun.wasm", "split_fiche.wasm"]);
        let loader = str::from_utf8(&assets[0].content).unwrap();
        assert!(loader.contains(r#""commun.wasm":[30,330]"#), "{loader}");
        let journal = r#"_journal = part(["chunk_3.wasm","commun.wasm","split_journal.wasm"]);"#;
        assert!(loader.contains(journal), "{loader}");
    }
}
