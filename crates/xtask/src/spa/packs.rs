//! Packs the modules of the parts into few files, each with one module. The splitter makes a module of each set of functions that several
//! parts share: hundreds, most of a few kilobytes, and each would be a request.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, ensure};

use super::dist::Asset;
use super::page;

/// The part that follows the login.
pub(super) const LIST: &str = "prospects";

/// The stream of events, which every page loads after the login.
pub(super) const STREAM: &str = "flux";

/// Price of one more file for a part, in bytes before compression: a request, and content that compresses worse alone.
/// A lower price makes dozens of files; with a higher one, parts load more that they do not need.
const FILE_BYTES: usize = 42_000;

/// Files of each part, by its name.
pub(super) type Parts = BTreeMap<String, BTreeSet<String>>;

/// The modules of all parts.
pub(super) struct Modules {
    /// Modules that each part needs, by its name.
    pub(super) needed: BTreeMap<String, Vec<String>>,
    /// Content of each module.
    pub(super) content: BTreeMap<String, Vec<u8>>,
}

/// Shared modules in one file.
struct Pack<'a> {
    modules: Vec<&'a str>,
    bytes: usize,
    /// The parts that load it, one bit each.
    parts: u64,
}

impl Modules {
    /// Returns the files, and those of each part. `merge` makes one module of several.
    pub(super) fn pack(
        &self,
        loader: &str,
        loader_name: &str,
        merge: fn(&[&[u8]]) -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<(Vec<Asset>, Parts)> {
        let files_of = self.files()?;
        let file = |module: &str| files_of.get(module).cloned().unwrap_or_else(|| format!("{module}.wasm"));
        let mut files: BTreeMap<String, Vec<&[u8]>> = BTreeMap::new();
        for (name, content) in &self.content {
            files.entry(file(name)).or_default().push(content);
        }
        let parts: Parts = self
            .needed
            .iter()
            .map(|(part, names)| (part.clone(), names.iter().map(|name| file(name)).collect()))
            .collect();
        let exports = parts.iter().map(export).collect::<anyhow::Result<Vec<_>>>()?.join("\n");
        let loader = page::fill(loader, &[("exports", &exports)])?;
        let mut assets = vec![Asset { name: loader_name.to_owned(), content: loader.into_bytes() }];
        for (name, modules) in files {
            let content = merge(&modules).with_context(|| format!("{name} cannot be made"))?;
            assets.push(Asset { name, content });
        }
        Ok((assets, parts))
    }

    /// Returns the file of each shared module. The module of a part itself has its own file.
    fn files(&self) -> anyhow::Result<BTreeMap<&str, String>> {
        ensure!(self.needed.len() <= 64, "more than 64 parts");
        let shared = self.content.iter().filter(|(name, _)| name.starts_with("chunk_"));
        let mut packs = shared
            .map(|(name, content)| Pack {
                modules: vec![name],
                bytes: content.len(),
                parts: self.parts(name),
            })
            .collect();
        while merge_best(&mut packs) {}
        let mut files = BTreeMap::new();
        for (number, pack) in packs.iter().enumerate() {
            files.extend(pack.modules.iter().map(|module| (*module, format!("commun_{number}.wasm"))));
        }
        Ok(files)
    }

    /// Returns the parts that need a module, one bit each.
    fn parts(&self, module: &str) -> u64 {
        let bits = self.needed.values().enumerate();
        bits.filter(|(_, names)| names.iter().any(|name| name == module))
            .fold(0, |parts, (bit, _)| parts | 1 << bit)
    }
}

/// Merges the two packs whose merging saves the parts most; returns false when no merging saves anything.
fn merge_best(packs: &mut Vec<Pack<'_>>) -> bool {
    let mut best = (0, 0, 0);
    for (other, two) in packs.iter().enumerate() {
        for (index, one) in packs[..other].iter().enumerate() {
            let saved = one.saved_with(two);
            if saved > best.0 {
                best = (saved, index, other);
            }
        }
    }
    let (saved, index, other) = best;
    if saved == 0 {
        return false;
    }
    let Pack { modules, bytes, parts } = packs.remove(other);
    packs[index].modules.extend(modules);
    packs[index].bytes += bytes;
    packs[index].parts |= parts;
    true
}

impl Pack<'_> {
    /// Returns the bytes that a merge saves over all parts. A part that needs both packs loads one file less; a part
    /// that needs only one pack loads the other in vain.
    fn saved_with(&self, other: &Self) -> usize {
        let count = |parts: u64| parts.count_ones() as usize;
        let more =
            count(self.parts & !other.parts) * other.bytes + count(other.parts & !self.parts) * self.bytes;
        (count(self.parts & other.parts) * FILE_BYTES).saturating_sub(more)
    }
}

/// Returns the JavaScript statement that exports the loader of a part. The main module imports it by this name.
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
    fn modules_share_a_file_when_a_saved_request_outweighs_unneeded_bytes() {
        let modules = modules(
            &[
                ("fiche", &["chunk_1", "chunk_2", "chunk_3", "chunk_4", "split_fiche"]),
                ("journal", &["chunk_1", "chunk_2", "chunk_4", "split_journal"]),
                ("sante", &["chunk_1", "chunk_5"]),
            ],
            &[
                ("chunk_1", 40_000),
                ("chunk_2", 300),
                ("chunk_3", 50_000),
                ("chunk_4", 200),
                ("chunk_5", 60_000),
                ("split_fiche", 8),
                ("split_journal", 9),
            ],
        );
        let (assets, parts) =
            modules.pack("{{exports}}", "loader.js", |modules| Ok(modules.concat())).unwrap();
        let sizes: Vec<_> =
            assets.iter().skip(1).map(|file| (file.name.as_str(), file.content.len())).collect();
        assert_eq!(
            sizes,
            [
                ("commun_0.wasm", 40_500),
                ("commun_1.wasm", 50_000),
                ("commun_2.wasm", 60_000),
                ("split_fiche.wasm", 8),
                ("split_journal.wasm", 9)
            ]
        );
        let fiche: Vec<_> = parts["fiche"].iter().map(String::as_str).collect();
        assert_eq!(fiche, ["commun_0.wasm", "commun_1.wasm", "split_fiche.wasm"]);
        let loader = str::from_utf8(&assets[0].content).unwrap();
        assert!(loader.contains(r#"_journal = part(["commun_0.wasm","split_journal.wasm"]);"#), "{loader}");
    }
}
