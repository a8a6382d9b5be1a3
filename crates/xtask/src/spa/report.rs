//! Prints what a first visit costs, and holds the release bundle to its bar.

use std::path::Path;

use anyhow::ensure;

use super::bindgen::MODULE;
use super::dist::Dist;

/// The most that a first visit may load, brotli, everything included.
const BAR_BYTES: u64 = 250_000;

/// One line a file, what a first visit weighs, and an error (or a warning, with `any_size`) when that is above the bar.
/// A first visit fetches everything but the parts, whatever the page where it lands.
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

/// Whether a file is fetched when it is needed.
fn is_part(file: &str) -> bool {
    let path = Path::new(file);
    path.extension() == Some("wasm".as_ref()) && path.file_name() != Some(MODULE.as_ref())
}

fn sum(sizes: &[[u64; 3]]) -> [u64; 3] {
    sizes.iter().fold([0; 3], |[raw, gzip, brotli], size| [raw + size[0], gzip + size[1], brotli + size[2]])
}

/// Development builds are neither compressed nor held to the bar.
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

/// `154.2 kB`, of 1000 bytes, rounded up so that a bundle just above the bar does not print as the bar.
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
