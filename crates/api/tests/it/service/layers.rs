//! Tests of the module layers: a top-level module of `src` uses only modules of lower layers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::support::sources::rust_files;

/// Layers, highest first. Two modules of one layer do not use each other, so there are no cycles.
const LAYERS: &[&[&str]] = &[
    &["startup"],
    &["http", "robustness", "workers"],
    &["openapi"],
    &["routes"],
    &["lots"],
    &[
        "candidats",
        "catalogue",
        "cles",
        "export",
        "extract",
        "intake",
        "liste_attente",
        "notes",
        "sante",
        "utilisateurs",
        "vues",
    ],
    &["actions"],
    &["echeances", "rgpd", "throttle"],
    &["journal"],
    &["export_slots", "state"],
    &["metrics", "notifications"],
    &["logins", "n8n", "readings", "standby"],
    &["db", "encryption", "passwords", "secrets", "totp"],
    &["connections", "contact", "lifecycle", "tokens"],
    &["camel_case", "clock", "config", "error", "group_commit", "truncation"],
];

/// Allowed uses of a higher layer, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("metrics", "state", "the state holds the counters, and a scrape reads the state"),
    ("state", "actions", "the state holds the requests of actions that are started together"),
    (
        "notifications",
        "state",
        "the state holds the hub and the wake-up, and the reader's loop needs the state",
    ),
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Returns the top-level module of a file: its first folder, or its own name.
fn module_of(file: &Path) -> String {
    let below = file.strip_prefix(src()).unwrap();
    below.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// Returns the modules that a text uses by `crate::`, except in comments and in the tests at its end.
fn used(text: &str) -> BTreeSet<String> {
    let (code, _) = text.split_once("#[cfg(test)]\nmod ").unwrap_or((text, ""));
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    code.split("crate::").skip(1).flat_map(first_names).collect()
}

/// Returns the first name of a path, or of each path of a group.
fn first_names(path: &str) -> Vec<String> {
    let name =
        |path: &str| path.trim().chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect();
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut depth = 0;
    let end = group.find(|sign| {
        depth += i32::from(sign == '{') - i32::from(sign == '}');
        depth < 0
    });
    let mut depth = 0;
    let members = group[..end.unwrap()].split(|sign| {
        depth += i32::from(sign == '{') - i32::from(sign == '}');
        depth == 0 && sign == ','
    });
    members.map(name).filter(|name: &String| !name.is_empty()).collect()
}

/// Returns the files in which one module uses another.
fn arrows() -> BTreeMap<(String, String), Vec<PathBuf>> {
    let mut arrows: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for file in rust_files(&src()) {
        let module = module_of(&file);
        for used in used(&std::fs::read_to_string(&file).unwrap()) {
            if used != module && module != "lib" {
                arrows.entry((module.clone(), used)).or_default().push(file.clone());
            }
        }
    }
    arrows
}

fn layer_of(module: &str) -> usize {
    LAYERS.iter().position(|layer| layer.contains(&module)).unwrap_or_else(|| panic!("{module} has no layer"))
}

#[test]
fn uses_between_modules_point_down() {
    let mut up: BTreeSet<(String, String)> = BTreeSet::new();
    for ((from, to), files) in arrows() {
        if layer_of(&from) < layer_of(&to) {
            continue;
        }
        let is_expected = EXCEPTIONS.iter().any(|(known, target, _)| (*known, *target) == (&from, &to));
        assert!(is_expected, "{from} uses {to}, which is not below it: {files:#?}");
        up.insert((from, to));
    }
    assert_eq!(up.len(), EXCEPTIONS.len(), "an exception that nobody needs: {up:?}");
}

#[test]
fn every_module_has_a_layer() {
    let modules: BTreeSet<String> = rust_files(&src()).iter().map(|file| module_of(file)).collect();
    for module in modules.iter().filter(|module| *module != "lib") {
        layer_of(module);
    }
    let listed: BTreeSet<String> =
        LAYERS.iter().copied().flatten().map(|module| (*module).to_owned()).collect();
    let gone: Vec<_> = listed.difference(&modules).collect();
    assert!(gone.is_empty(), "no longer there: {gone:?}");
}

#[test]
fn the_architecture_lists_these_layers() {
    let text = include_str!("../../../ARCHITECTURE.md");
    let section = text.split("\n## ").find_map(|section| section.strip_prefix("Layers\n")).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let named = |row: &'static str| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2).collect();
    let layers: Vec<Vec<&str>> = rows.map(named).collect();
    assert_eq!(layers, LAYERS);
}

#[test]
fn paths_are_read_from_code_alone() {
    let text = "//! [`crate::routes`]\nuse crate::{db::{self, Pool}, error, state::AppState};\n\
        fn f() { crate::clock::now() } // crate\n#[cfg(test)]\nmod tests { use crate::startup; }";
    assert_eq!(used(text), ["clock", "db", "error", "state"].map(str::to_owned).into());
}
