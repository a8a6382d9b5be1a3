//! Prints the size of a first visit, and checks the release bundle against its limit.

use std::path::Path;

use anyhow::ensure;

use super::bindgen::MODULE;
use super::dist::Dist;

/// Maximum size of a first visit, in bytes with brotli.
const BAR_BYTES: u64 = 250_000;

/// Prints one line per file and the size of a first visit; fails (or warns, with `any_size`) above the limit. A first
/// visit loads everything but the parts, on any page.
pub(super) fn release(dist: &Dist, any_size: bool) -> anyhow::Result<()> {
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
    let [_, _, brotli] = first;
    let (weight, bar) = (kilobytes(brotli), kilobytes(BAR_BYTES));
    ensure!(brotli <= BAR_BYTES || any_size, "a first visit weighs {weight} brotli, above the bar of {bar}");
    let verdict = if brotli <= BAR_BYTES { "within" } else { "ABOVE" };
    println!("{weight} brotli, {verdict} the {bar} that a first visit may cost");
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

/// Prints the total size of a development build, which is neither compressed nor limited.
pub(super) fn dev(dist: &Dist) -> anyhow::Result<()> {
    let mut total = 0;
    for file in dist.files() {
        total += dist.size(file, "")?;
    }
    println!("{}: {} (development build, not compressed)", dist.folder().display(), kilobytes(total));
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
}
