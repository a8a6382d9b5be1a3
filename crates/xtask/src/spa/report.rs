//! Prints the sizes of a first visit and of each part, and checks the release bundle against its limits.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::ensure;

use super::bindgen::MODULE;
use super::dist::Dist;
use super::packs::{LIST, Parts, before};

/// Maximum size of a first visit, which shows the login, in bytes with brotli.
const FIRST_VISIT_BYTES: u64 = 193_500;

/// Maximum size of a part, in bytes with brotli.
const PART_BYTES: u64 = 60_000;

/// Maximum sizes of the parts that are still larger, so that they do not grow.
const LARGER_PARTS: [(&str, u64); 1] = [(LIST, 82_000)];

/// A size that has a limit.
struct Measure {
    name: String,
    bytes: u64,
    limit: u64,
}

/// Prints one line per file, the size of a first visit and the size that each part adds to those before it; fails (or
/// warns, with `any_size`) above a limit. A first visit loads everything but the parts, on any page.
pub(super) fn release(dist: &Dist, parts: &Parts, any_size: bool) -> anyhow::Result<()> {
    println!("{:<50}{:>12}{:>12}{:>12}", dist.folder().display(), "raw", "gzip", "brotli");
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for file in dist.files() {
        let size = [dist.size(file, "")?, dist.size(file, ".gz")?, dist.size(file, ".br")?];
        print_line(file, size);
        if is_part(file) { &mut later } else { &mut first }.push(size);
    }
    print_line("fetched when needed", sum(&later));
    let first = sum(&first);
    print_line("first visit", first);
    let [_, _, bytes] = first;
    let mut measures = vec![Measure { name: "first visit".to_owned(), bytes, limit: FIRST_VISIT_BYTES }];
    for (part, files) in added(parts) {
        let mut bytes = 0;
        for file in &files {
            bytes += dist.size(file, ".br")?;
        }
        measures.push(Measure { name: format!("part {part}"), bytes, limit: limit(&part) });
    }
    judge(&measures, any_size)
}

fn limit(part: &str) -> u64 {
    LARGER_PARTS.iter().find(|(name, _)| *name == part).map_or(PART_BYTES, |(_, bytes)| *bytes)
}

/// Returns the files that each part adds to the files already loaded: those of the stream, of the list and of the part
/// that opens it.
fn added(parts: &Parts) -> Parts {
    let files = |part: &str, files: &BTreeSet<String>| {
        let before: BTreeSet<&String> =
            before(part).into_iter().filter_map(|part| parts.get(part)).flatten().collect();
        files.iter().filter(|file| !before.contains(file)).cloned().collect()
    };
    parts.iter().map(|(part, all)| (part.clone(), files(part, all))).collect()
}

/// Prints each measure beside its limit, and fails for those above, unless `any_size` is set.
fn judge(measures: &[Measure], any_size: bool) -> anyhow::Result<()> {
    let mut above = Vec::new();
    for Measure { name, bytes, limit } in measures {
        let (weight, bar) = (kilobytes(*bytes), kilobytes(*limit));
        let verdict = if bytes <= limit { "within" } else { "ABOVE" };
        println!("{name:<20}{weight:>12} brotli, {verdict} {bar}");
        if bytes > limit {
            above.push(format!("{name} weighs {weight} brotli, above {bar}"));
        }
    }
    ensure!(above.is_empty() || any_size, "{}", above.join("; "));
    Ok(())
}

/// Returns true for a file that is loaded on demand.
fn is_part(file: &str) -> bool {
    let path = Path::new(file);
    path.extension() == Some("wasm".as_ref()) && path.file_name() != Some(MODULE.as_ref())
}

fn sum(sizes: &[[u64; 3]]) -> [u64; 3] {
    sizes.iter().fold([0; 3], |[raw, gzip, brotli], size| [raw + size[0], gzip + size[1], brotli + size[2]])
}

/// Prints the total size of a build that is neither compressed nor limited.
pub(super) fn uncompressed(dist: &Dist) -> anyhow::Result<()> {
    let mut total = 0;
    for file in dist.files() {
        total += dist.size(file, "")?;
    }
    println!("{}: {} (not compressed)", dist.folder().display(), kilobytes(total));
    Ok(())
}

fn print_line(name: &str, [raw, gzip, brotli]: [u64; 3]) {
    println!("{name:<50}{:>12}{:>12}{:>12}", kilobytes(raw), kilobytes(gzip), kilobytes(brotli));
}

/// Formats `154.2 kB` (1000 bytes), rounded up so that a bundle just above the limit does not print as the limit.
fn kilobytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_architecture_names_the_limits() {
        let (first, part) = (FIRST_VISIT_BYTES / 1_000, PART_BYTES / 1_000);
        let limits = format!(
            "the first visit downloads at most {first} kB, and most pages and dialogs after it at most {part} kB each"
        );
        assert!(include_str!("../../../api/ARCHITECTURE.md").contains(&limits), "{limits}");
    }

    fn measure(bytes: u64) -> Measure {
        Measure { name: "part fiche".to_owned(), bytes, limit: 60_000 }
    }

    #[test]
    fn the_main_module_is_no_part() {
        assert!(!is_part("assets/app-1f/app_bg.wasm"));
        assert!(is_part("assets/app-1f/split_login.wasm"));
        assert!(!is_part("assets/app-1f/app.js"));
    }

    #[test]
    fn sizes_are_in_thousands_with_one_decimal() {
        assert_eq!(kilobytes(0), "0.0 kB");
        assert_eq!(kilobytes(154_200), "154.2 kB");
        assert_eq!(kilobytes(250_001), "250.1 kB");
    }

    #[test]
    fn a_new_part_has_the_small_limit() {
        assert_eq!(limit("statistiques"), 60_000);
        let (part, bytes) = LARGER_PARTS[0];
        assert_eq!(limit(part), bytes);
    }

    #[test]
    fn a_part_above_its_limit_is_refused() {
        assert!(judge(&[measure(60_000)], false).is_ok());
        let error = judge(&[measure(60_000), measure(60_001)], false).unwrap_err();
        assert!(error.to_string().contains("part fiche weighs 60.1 kB"), "{error}");
        assert!(judge(&[measure(60_001)], true).is_ok());
    }

    #[test]
    fn a_part_is_measured_without_the_files_that_are_there_before_it() {
        let files = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let parts: Parts = [
            ("flux", files(&["a"])),
            ("prospects", files(&["a", "b"])),
            ("fiche", files(&["a", "b", "c"])),
            ("conversion", files(&["a", "c", "d"])),
            ("sante", files(&["c", "e"])),
        ]
        .into_iter()
        .map(|(part, files)| (part.to_owned(), files))
        .collect();
        let added = added(&parts);
        for (part, expected) in [("flux", "a"), ("prospects", "b"), ("fiche", "c"), ("conversion", "d")] {
            assert_eq!(added[part], files(&[expected]), "{part}");
        }
        assert_eq!(added["sante"], files(&["c", "e"]));
    }
}
