//! Tests the layers of the page. The tests read the imports of `src` and fail on an import that the table does not
//! allow, and on a circle between two folders.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each folder or file of `src`, and those that it may import. A layer stands below those that it imports.
const LAYERS: &[(&str, &[&str])] = &[
    ("query_string", &[]),
    ("reactive", &[]),
    ("clock", &["reactive"]),
    ("crash", &[]),
    ("paths", &["query_string"]),
    ("model", &["paths", "query_string"]),
    ("api", &["model", "query_string"]),
    ("state", &["api", "clock", "model", "paths", "query_string", "reactive"]),
    // Widgets know neither the router nor the service.
    ("ui", &["clock", "model", "reactive"]),
    ("parts", &["api", "clock", "model", "paths", "query_string", "reactive", "state", "ui"]),
    ("pages", &["api", "clock", "model", "parts", "paths", "query_string", "reactive", "state", "ui"]),
    ("shell", &["api", "clock", "model", "parts", "paths", "query_string", "reactive", "state", "ui"]),
    ("app", &["pages", "parts", "paths", "reactive", "shell", "state", "ui"]),
    ("main", &[]),
];

/// Pairs of folders that may import each other, with the reason.
const CIRCLES: &[(&str, &str, &str)] = &[];

/// A source file.
struct Source {
    /// Path from `src`.
    file: PathBuf,
    /// Paths that it imports from this crate, relative to the crate's root.
    imports: Vec<Vec<String>>,
}

impl Source {
    /// Returns the folder; for a file in `src` itself, its name without the extension.
    fn folder(&self) -> String {
        let folder = self.file.parent().filter(|folder| *folder != Path::new(""));
        folder.map_or(self.file.with_extension(""), Path::to_owned).to_string_lossy().into_owned()
    }

    /// Returns the folder whose modules the file declares: `x` for `x/mod.rs`, and for `x.rs` beside `x/`.
    fn head_of(&self) -> String {
        let named = if self.file.ends_with("mod.rs") { self.file.parent() } else { None };
        named.map_or(self.file.with_extension(""), Path::to_owned).to_string_lossy().into_owned()
    }
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Reads every file of `src` except this one.
fn sources() -> Vec<Source> {
    let (mut folders, mut all) = (vec![src()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let file = path.strip_prefix(src()).unwrap().to_owned();
                let imports = imports(&file, &fs::read_to_string(&path).unwrap());
                all.push(Source { file, imports });
            }
        }
    }
    all.retain(|source| source.file != Path::new("arrows.rs"));
    assert!(all.len() > 200, "the sources are read");
    all
}

/// Returns the paths of this crate that a file names outside comments.
fn imports(file: &Path, text: &str) -> Vec<Vec<String>> {
    let mut module: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "main")) {
        module.pop();
    }
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut found = Vec::new();
    for (start, word) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let before = code[..start].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let mut base = if word == "crate::" { Vec::new() } else { module.clone() };
        let mut rest = &code[start..];
        while let Some(after) = rest.strip_prefix("super::") {
            base.pop();
            rest = after;
        }
        tree(base, rest.strip_prefix("crate::").unwrap_or(rest), &mut found);
    }
    found
}

/// Parses `a::b` or `a::{b, c::d}` below `base`; returns the rest of the text.
fn tree<'a>(base: Vec<String>, text: &'a str, found: &mut Vec<Vec<String>>) -> &'a str {
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = tree(base.clone(), rest.trim_start(), found);
            // Continues after another name, a comma or white space.
            rest = &rest[rest.find(['{', '}', ',']).unwrap_or(rest.len())..];
            rest = rest.strip_prefix(',').map_or(rest, str::trim_start);
            if let Some(after) = rest.strip_prefix('}') {
                return after;
            }
            if rest.is_empty() {
                return rest;
            }
        }
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut path = base;
    if end > 0 {
        path.push(text[..end].to_owned());
    }
    match text[end..].strip_prefix("::") {
        Some(rest) if end > 0 => tree(path, rest, found),
        _ => {
            found.push(path);
            &text[end..]
        }
    }
}

/// Returns the folder of `src` to which a path leads, or the file if it is in `src` itself. Items of `x.rs` beside `x/`
/// belong to the folder of `x.rs`.
fn folder_of(path: &[String]) -> Option<String> {
    let depth = (1..=path.len()).rev().find(|depth| src().join(path[..*depth].join("/")).is_dir());
    let Some(depth) = depth else { return path.first().cloned() };
    let folder = path[..depth].join("/");
    let inside = |part: &String| src().join(&folder).join(part).with_extension("rs").is_file();
    if depth == 1 || src().join(&folder).join("mod.rs").is_file() || path.get(depth).is_some_and(inside) {
        return Some(folder);
    }
    Some(path[..depth - 1].join("/"))
}

fn layer(folder: &str) -> &str {
    folder.split('/').next().unwrap_or(folder)
}

#[test]
fn a_layer_imports_only_the_layers_below_it() {
    let mut wrong = BTreeSet::new();
    for source in sources() {
        let (file, folder) = (source.file.display().to_string(), source.folder());
        let allowed = LAYERS.iter().find(|(name, _)| *name == layer(&folder)).map(|(_, allowed)| *allowed);
        let Some(allowed) = allowed else { panic!("{file} is in no layer of the table") };
        for path in &source.imports {
            let Some(target) = folder_of(path) else { continue };
            let known = LAYERS.iter().any(|(name, _)| *name == layer(&target));
            if known && layer(&target) != layer(&folder) && !allowed.contains(&layer(&target)) {
                wrong.insert(format!("{file} imports {}", path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_itself_points_down() {
    for (at, (name, allowed)) in LAYERS.iter().enumerate() {
        for below in *allowed {
            let stands = LAYERS.iter().position(|(other, _)| other == below);
            assert!(stands.is_some_and(|stands| stands < at), "{name} imports {below}");
        }
    }
}

#[test]
fn no_two_folders_import_each_other() {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources() {
        let folder = source.folder();
        for target in source.imports.iter().filter_map(|path| folder_of(path)) {
            // A folder's head may import its modules.
            let head = source.head_of();
            let composes = target == head || target.starts_with(&format!("{head}/"));
            if target != folder && !composes {
                arrows.entry(folder.clone()).or_default().insert(target);
            }
        }
    }
    let circles: BTreeSet<_> = arrows
        .keys()
        .flat_map(|one| reached(&arrows, one).into_iter().map(move |other| (one.clone(), other)))
        .filter(|(one, other)| one < other && reached(&arrows, other).contains(one))
        .collect();
    let known: BTreeSet<_> =
        CIRCLES.iter().map(|(one, other, _)| ((*one).to_owned(), (*other).to_owned())).collect();
    assert_eq!(circles, known);
}

/// Returns every folder that imports lead to, directly or not, from one.
fn reached(arrows: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let (mut seen, mut left) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(folder) = left.pop() {
        for next in arrows.get(&folder).into_iter().flatten() {
            if seen.insert(next.clone()) {
                left.push(next.clone());
            }
        }
    }
    seen
}

#[test]
fn lists_with_an_address_draw_their_pages_in_one_place() {
    let files = sources().into_iter().filter(|source| layer(&source.folder()) == "pages");
    for source in files {
        let text = fs::read_to_string(src().join(&source.file)).unwrap();
        assert!(!text.contains("<Paginator"), "{}: use parts::listing", source.file.display());
    }
}

#[test]
fn imports_are_read_in_each_of_their_forms() {
    let text = "// crate::pages\nuse crate::{api, model::day::{self, parse}};\nuse super::ask::{Dialog as D,\n  open,\n};\n\
                fn f() { super::super::rows::x(); mycrate::y(); }";
    let read: BTreeSet<_> =
        imports(Path::new("pages/prospects/page.rs"), text).iter().map(|path| path.join("::")).collect();
    let expected = [
        "api",
        "model::day::self",
        "model::day::parse",
        "pages::prospects::ask::Dialog",
        "pages::prospects::ask::open",
        "pages::rows::x",
    ];
    assert_eq!(read, expected.map(str::to_owned).into());
}
