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

/// Returns the first line outside comments and tests in which a line may break before or after a sign of French.
fn breaking(text: &str) -> Option<&str> {
    let code = text.split("\n#[cfg(test)]\nmod tests {").next()?;
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '"', '\\', '{', '<', '.', ',', ')']);
    let breaks = |line: &&str| {
        let sign = |sign: &str| line.match_indices(sign).any(|(at, _)| ends(&line[at + sign.len()..]));
        line.contains("« ") || [" :", " ;", " ?", " !", " »"].into_iter().any(sign)
    };
    code.lines().filter(|line| !line.trim_start().starts_with("//")).find(breaks)
}

#[test]
fn a_sign_of_french_stays_on_the_line_of_its_word() {
    let mut wrong = Vec::new();
    for file in sources().into_iter().map(|source| source.file) {
        let text = fs::read_to_string(src().join(&file)).unwrap();
        let line = breaking(&text).filter(|_| !file.ends_with("tests.rs"));
        wrong.extend(line.map(|line| format!("{}: {}", file.display(), line.trim())));
    }
    assert!(wrong.is_empty(), "write \\u{{a0}} in place of the space: {wrong:#?}");
}

#[test]
fn a_breaking_space_is_found_at_a_sign_of_french_alone() {
    for text in ["\"Supprimer ?\"", "\"Type : \"", "\"Dire « oui\"", "<p>Fait !</p>", "let a;\n\"oui »."] {
        assert!(breaking(text).is_some(), "{text}");
    }
    for text in [
        "// Type : x",
        "\"a :is(b)\"",
        "a && !b",
        "x\n#[cfg(test)]\nmod tests {\n\"Type : \"",
        "\"Type\\u{a0}: \"",
    ] {
        assert_eq!(breaking(text), None);
    }
}

/// Returns the text between the bracket that opens at the end of each `call` and the one that closes it.
fn arguments<'a>(text: &'a str, call: &str) -> Vec<&'a str> {
    let inside = |(start, call): (usize, &str)| {
        let rest = &text[start + call.len()..];
        let mut depth = 1;
        let end = rest.find(|c: char| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        &rest[..end.unwrap_or(rest.len())]
    };
    text.match_indices(call).map(inside).collect()
}

/// Returns the name before each of these words.
fn named<'a>(text: &'a str, words: &[&'static str]) -> BTreeSet<(&'a str, &'static str)> {
    let name = |at: usize| text[..at].rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
    let of = |word: &&'static str| {
        let word = *word;
        text.match_indices(word).filter_map(move |(at, _)| Some((name(at)?, word)))
    };
    words.iter().flat_map(of).filter(|(name, _)| !name.is_empty()).collect()
}

/// Returns the names of the values of a text that are disposed with their component.
fn disposed(text: &str) -> impl Iterator<Item = &str> {
    let types = [": RwSignal<", ": StoredValue<", " = RwSignal::new(", " = StoredValue::new("];
    named(text, &types).into_iter().map(|(name, _)| name)
}

/// Returns the reads in a text that panic once the value with one of these names is disposed.
fn panicking_reads(text: &str, names: &BTreeSet<&str>) -> Vec<String> {
    let reads = [".get()", ".with(", ".get_untracked()", ".with_untracked(", ".get_value()", ".with_value("];
    let found = named(text, &reads).into_iter().filter(|(name, _)| names.contains(name));
    found.map(|(name, read)| [name, read].concat()).collect()
}

#[test]
fn the_answer_to_a_request_reads_no_signal_that_may_be_gone() {
    let files: Vec<_> = sources().into_iter().map(|source| source.file).collect();
    let texts: Vec<_> = files.iter().map(|file| fs::read_to_string(src().join(file)).unwrap()).collect();
    let names: BTreeSet<_> = texts.iter().flat_map(|text| disposed(text)).collect();
    assert!(names.contains("picked") && names.contains("last_row"), "the names are read");
    let mut wrong = Vec::new();
    for (file, text) in files.iter().zip(&texts) {
        for answer in ["mutation(", ".sending(", "launching(", "asking(", "changing("]
            .iter()
            .flat_map(|call| arguments(text, call))
        {
            let reads = panicking_reads(answer, &names);
            wrong.extend(reads.into_iter().map(|read| format!("{}: {read}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "read with `try_…`, or before the request: {wrong:#?}");
}

#[test]
fn a_panicking_read_is_found_in_the_answer_alone() {
    let text = "struct S { open: RwSignal<bool> }\nlet id = open.get();\nmutation(run, move |_| (open.get(), shut.get()));";
    let names = disposed(text).collect();
    let answers = arguments(text, "mutation(");
    assert_eq!(answers, ["run, move |_| (open.get(), shut.get())"]);
    assert_eq!(panicking_reads(answers[0], &names), ["open.get()"]);
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
