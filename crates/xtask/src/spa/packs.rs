//! Packs the modules of the parts into few files, each with one module. The splitter makes a module of each set of
//! functions that several parts share: hundreds, most of a few kilobytes, and each would be a request.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, ensure};

use super::dist::Asset;
use super::page;

/// The part that follows the login.
pub(super) const LIST: &str = "prospects";

/// The day's work, the first page of a person who has some.
pub(super) const DAY: &str = "journee";

/// The stream of events, which every page loads after the login.
pub(super) const STREAM: &str = "flux";

/// Parts that open from another part, with that part; a part that is not named is a page, or opens from several.
const OPENED_FROM: [(&str, &str); 10] = [
    ("catalogue", "sessions"),
    ("conversion", "fiche"),
    ("entree", "journal"),
    ("envoi", "fiche"),
    ("groupe", LIST),
    ("historique", "fiche"),
    ("oubli", "fiche"),
    ("recit", "fiche"),
    ("session", "candidat"),
    ("suivi", "fiche"),
];

/// The panel, the part that is opened most.
const PANEL: &str = "fiche";

/// Price of one more file for a visit, in bytes before compression: a request, and content that compresses worse alone.
/// A lower price makes dozens of files; with a higher one, visits load more that they do not need.
const FILE_BYTES: usize = 12_000;

/// Weights of the visits, by how often they happen and how much a person waits for them.
mod weight {
    /// The first screen after a login.
    pub(super) const FIRST_SCREEN: usize = 40;
    /// The panel, beside the list.
    pub(super) const PANEL: usize = 8;
    /// Another page, after the first screen.
    pub(super) const PAGE: usize = 4;
    /// A part that another part opens.
    pub(super) const OPENED: usize = 3;
    /// A page that a link opens, without the list.
    pub(super) const LINKED: usize = 1;
}

/// Files of each part, by its name.
pub(super) type Parts = BTreeMap<String, BTreeSet<String>>;

/// The modules of all parts.
pub(super) struct Modules {
    /// Modules that each part needs, by its name.
    pub(super) needed: BTreeMap<String, Vec<String>>,
    /// Content of each module.
    pub(super) content: BTreeMap<String, Vec<u8>>,
}

/// Returns the parts that are loaded before a part: those of the first screen, and the part that opens it.
pub(super) fn before(part: &str) -> Vec<&str> {
    let opener = OPENED_FROM.iter().find(|(opened, _)| *opened == part).map(|(_, opener)| *opener);
    match part {
        STREAM => vec![],
        LIST => vec![STREAM],
        _ => [STREAM, LIST].into_iter().chain(opener).collect(),
    }
}

/// A moment at which the browser loads parts. A set of parts has one bit for each of them.
struct Visit {
    /// The parts that are loaded.
    parts: u64,
    /// The parts that are there.
    before: u64,
    /// One of [`weight`].
    weight: usize,
}

/// Shared modules in one file.
struct Pack<'a> {
    modules: Vec<&'a str>,
    bytes: usize,
    /// The parts that load it.
    parts: u64,
    /// Its cost for all visits.
    cost: usize,
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
        let loader = page::compact(&page::fill(loader, &[("exports", &exports)])?);
        let mut assets = vec![Asset { name: loader_name.to_owned(), content: loader.into_bytes() }];
        for (name, modules) in files {
            let content = merge(&modules).with_context(|| format!("{name} cannot be made"))?;
            assets.push(Asset { name, content });
        }
        Ok((assets, parts))
    }

    /// Returns the file of each shared module. The module of a part itself has its own file, except those of the first
    /// screen: nobody waits for one of them alone.
    fn files(&self) -> anyhow::Result<BTreeMap<&str, String>> {
        ensure!(self.needed.len() <= 64, "more than 64 parts");
        let mut sets: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        for name in self.content.keys().filter(|name| is_packed(name)) {
            sets.entry(self.parts(name)).or_default().push(name);
        }
        let mut packs = Packs::new(self.visits());
        for (parts, modules) in sets {
            let bytes = modules.iter().map(|name| self.content[*name].len()).sum();
            packs.push(modules, bytes, parts);
        }
        while packs.merge_best() {}
        let mut files = BTreeMap::new();
        for (number, pack) in packs.all.iter().enumerate() {
            files.extend(pack.modules.iter().map(|module| (*module, format!("commun_{number}.wasm"))));
        }
        Ok(files)
    }

    /// Returns the parts that need a module.
    fn parts(&self, module: &str) -> u64 {
        self.set(|_, names| names.iter().any(|name| name == module))
    }

    fn set(&self, is_member: impl Fn(&str, &[String]) -> bool) -> u64 {
        let bits = self.needed.iter().enumerate();
        bits.filter(|(_, (part, names))| is_member(part, names)).fold(0, |set, (bit, _)| set | 1 << bit)
    }

    /// Returns the visits that matter: the first screen after a login, each part opened after it, and each page opened
    /// from a link.
    fn visits(&self) -> Vec<Visit> {
        let named = |names: &[&str]| self.set(|part, _| names.contains(&part));
        let first = Visit { parts: named(&[STREAM, LIST]), before: 0, weight: weight::FIRST_SCREEN };
        let mut visits = vec![first];
        for part in self.needed.keys().filter(|part| ![STREAM, LIST].contains(&part.as_str())) {
            let earlier = before(part);
            let is_opened = earlier.len() > 2;
            let weight = match part.as_str() {
                PANEL => weight::PANEL,
                _ if is_opened => weight::OPENED,
                _ => weight::PAGE,
            };
            visits.push(Visit { parts: named(&[part]), before: named(&earlier), weight });
            if !is_opened {
                visits.push(Visit { parts: named(&[STREAM, part]), before: 0, weight: weight::LINKED });
            }
        }
        visits
    }
}

/// Returns true for a module that shares a file with others.
fn is_packed(module: &str) -> bool {
    let first_screen = module.strip_prefix("split_").is_some_and(|part| [STREAM, LIST].contains(&part));
    first_screen || module.starts_with("chunk_")
}

/// The packs, with the cost that each merging of two would save: a merging changes the savings of one pack only.
struct Packs<'a> {
    visits: Vec<Visit>,
    all: Vec<Pack<'a>>,
    /// Saving of the merging of each pack with each one before it.
    savings: Vec<Vec<usize>>,
}

impl<'a> Packs<'a> {
    fn new(visits: Vec<Visit>) -> Self {
        Self { visits, all: Vec::new(), savings: Vec::new() }
    }

    fn push(&mut self, modules: Vec<&'a str>, bytes: usize, parts: u64) {
        let pack = Pack { modules, bytes, parts, cost: self.cost(parts, bytes) };
        self.savings.push(self.all.iter().map(|one| self.saving(one, &pack)).collect());
        self.all.push(pack);
    }

    /// Returns the cost of a file of these parts: its bytes and a request, for each visit that loads it.
    fn cost(&self, parts: u64, bytes: usize) -> usize {
        let visits = self.visits.iter();
        let loads = visits.filter(|visit| parts & visit.parts != 0 && parts & visit.before == 0);
        loads.map(|visit| visit.weight).sum::<usize>() * (bytes + FILE_BYTES)
    }

    /// Returns the cost that the merging of two packs saves. A visit that needs both loads one file less; a visit that
    /// needs only one of them loads the other in vain.
    fn saving(&self, one: &Pack<'_>, two: &Pack<'_>) -> usize {
        let merged = self.cost(one.parts | two.parts, one.bytes + two.bytes);
        (one.cost + two.cost).saturating_sub(merged)
    }

    /// Merges the two packs whose merging saves most; returns false when no merging saves anything.
    fn merge_best(&mut self) -> bool {
        let mut best = (0, 0, 0);
        for (other, savings) in self.savings.iter().enumerate() {
            for (index, saved) in savings.iter().enumerate() {
                if *saved > best.0 {
                    best = (*saved, index, other);
                }
            }
        }
        let (saved, index, other) = best;
        if saved == 0 {
            return false;
        }
        let Pack { modules, bytes, parts, cost } = self.all.remove(other);
        let pack = &mut self.all[index];
        pack.modules.extend(modules);
        pack.bytes += bytes;
        pack.parts |= parts;
        pack.cost = pack.cost + cost - saved;
        self.forget(other);
        self.compare_again(index);
        true
    }

    /// Removes the savings of a pack that is gone.
    fn forget(&mut self, gone: usize) {
        self.savings.remove(gone);
        for later in &mut self.savings[gone..] {
            later.remove(gone);
        }
    }

    /// Computes the savings of a pack that changed.
    fn compare_again(&mut self, changed: usize) {
        for other in (0..self.all.len()).filter(|other| *other != changed) {
            let (first, last) = (other.min(changed), other.max(changed));
            self.savings[last][first] = self.saving(&self.all[first], &self.all[last]);
        }
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

    fn sizes(assets: &[Asset]) -> Vec<(&str, usize)> {
        assets.iter().skip(1).map(|file| (file.name.as_str(), file.content.len())).collect()
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
                ("chunk_1", 20_000),
                ("chunk_2", 300),
                ("chunk_3", 30_000),
                ("chunk_4", 200),
                ("chunk_5", 40_000),
                ("split_fiche", 8),
                ("split_journal", 9),
            ],
        );
        let (assets, parts) =
            modules.pack("{{exports}}", "loader.js", |modules| Ok(modules.concat())).unwrap();
        let expected = [
            ("commun_0.wasm", 30_000),
            ("commun_1.wasm", 20_500),
            ("commun_2.wasm", 40_000),
            ("split_fiche.wasm", 8),
            ("split_journal.wasm", 9),
        ];
        assert_eq!(sizes(&assets), expected);
        let fiche: Vec<_> = parts["fiche"].iter().map(String::as_str).collect();
        assert_eq!(fiche, ["commun_0.wasm", "commun_1.wasm", "split_fiche.wasm"]);
        let loader = str::from_utf8(&assets[0].content).unwrap();
        assert!(loader.contains(r#"_journal = part(["commun_1.wasm","split_journal.wasm"]);"#), "{loader}");
    }

    #[test]
    fn the_first_screen_loads_nothing_for_later_parts() {
        let needed: &[(&str, &[&str])] = &[
            (STREAM, &["chunk_1"]),
            (LIST, &["chunk_1", "chunk_2"]),
            ("fiche", &["chunk_1", "chunk_2", "chunk_3"]),
            ("journal", &["chunk_1", "chunk_3"]),
            ("sante", &["chunk_1", "chunk_3"]),
        ];
        let modules = modules(needed, &[("chunk_1", 20_000), ("chunk_2", 30_000), ("chunk_3", 25_000)]);
        let files = modules.files().unwrap();
        assert_ne!(files["chunk_3"], files["chunk_1"]);
        assert_ne!(files["chunk_3"], files["chunk_2"]);
    }

    #[test]
    fn the_modules_of_the_stream_and_the_list_share_files() {
        let needed: &[(&str, &[&str])] = &[
            (STREAM, &["chunk_1", "split_flux"]),
            (LIST, &["chunk_1", "chunk_2", "split_prospects"]),
            ("fiche", &["chunk_1", "split_fiche"]),
        ];
        let content = [
            ("chunk_1", 20_000),
            ("chunk_2", 30_000),
            ("split_flux", 9_000),
            ("split_prospects", 8_000),
            ("split_fiche", 7_000),
        ];
        let modules = modules(needed, &content);
        let files = modules.files().unwrap();
        assert_eq!(files["split_flux"], files["chunk_1"]);
        assert_eq!(files["split_prospects"], files["chunk_2"]);
        assert!(!files.contains_key("split_fiche"));
    }

    #[test]
    fn a_merging_leaves_the_savings_of_all_packs_right() {
        let names = ["conversion", "fiche", STREAM, "journal", LIST];
        let needed = names.map(|part| (part, &[] as &[&str]));
        let mut packs = Packs::new(modules(&needed, &[]).visits());
        // Every set of these parts, in an order without a pattern.
        for (number, parts) in (1..32).zip(1..32_u64) {
            packs.push(vec![], 1_000 * (number * 7 % 13), parts * 11 % 32);
        }
        let mut mergings = 0;
        loop {
            for (other, savings) in packs.savings.iter().enumerate() {
                let computed: Vec<_> =
                    packs.all[..other].iter().map(|one| packs.saving(one, &packs.all[other])).collect();
                assert_eq!(*savings, computed, "after {mergings} mergings");
            }
            if !packs.merge_best() {
                break;
            }
            mergings += 1;
        }
        assert!(mergings > 10 && packs.all.len() == 31 - mergings, "{mergings} mergings");
    }

    #[test]
    fn a_part_comes_after_the_list_and_the_part_that_opens_it() {
        assert_eq!(before(STREAM), [""; 0]);
        assert_eq!(before("journal"), [STREAM, LIST]);
        assert_eq!(before("conversion"), [STREAM, LIST, "fiche"]);
    }
}
