//! Prints what a first visit costs, and holds the release bundle to its bar.

use anyhow::ensure;

use super::dist::Dist;

/// The most that a first visit may load, brotli, everything included.
const BAR_BYTES: u64 = 250_000;

/// One line a file, the total, and an error (or a warning, with `any_size`) when the total is above the bar.
pub(super) fn release(dist: &Dist, any_size: bool) -> anyhow::Result<()> {
    let mut total = [0, 0, 0];
    println!("{:<44}{:>12}{:>12}{:>12}", dist.folder().display(), "raw", "gzip", "brotli");
    for file in dist.files() {
        let sizes = [dist.size(file, "")?, dist.size(file, ".gz")?, dist.size(file, ".br")?];
        print_line(file, sizes);
        for (sum, size) in total.iter_mut().zip(sizes) {
            *sum += size;
        }
    }
    print_line("total", total);
    let [_, _, brotli] = total;
    let (weight, bar) = (kilobytes(brotli), kilobytes(BAR_BYTES));
    ensure!(brotli <= BAR_BYTES || any_size, "the bundle weighs {weight} brotli, above the bar of {bar}");
    let verdict = if brotli <= BAR_BYTES { "within" } else { "ABOVE" };
    println!("{weight} brotli, {verdict} the {bar} that a first visit may cost");
    Ok(())
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
    println!("{name:<44}{:>12}{:>12}{:>12}", kilobytes(raw), kilobytes(gzip), kilobytes(brotli));
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
    fn sizes_are_in_thousands_with_one_decimal() {
        assert_eq!(kilobytes(0), "0.0 kB");
        assert_eq!(kilobytes(154_200), "154.2 kB");
        assert_eq!(kilobytes(250_001), "250.1 kB");
    }
}
