//! Rates of rounds and durations, as figures of a table.

use std::time::Duration;

/// The rates of some rounds, in answers a second.
#[derive(Debug, Default)]
pub(super) struct Rates(Vec<f64>);

impl Rates {
    /// Adds a round that gave so many answers.
    #[expect(clippy::cast_precision_loss, reason = "a number of answers to print")]
    pub(super) fn add(&mut self, answers: usize, took: Duration) {
        self.0.push(answers as f64 / took.as_secs_f64());
    }

    pub(super) fn median(&self) -> f64 {
        middle(&self.0)
    }

    /// Returns the median, the lowest and the highest rate.
    pub(super) fn spread(&self) -> String {
        spread(&self.0, grouped)
    }

    /// Returns the ratio to the rates of the rounds that alternated with these: median, lowest and highest.
    pub(super) fn ratio(&self, other: &Self) -> String {
        let ratios: Vec<f64> = self.0.iter().zip(&other.0).map(|(ours, theirs)| ours / theirs).collect();
        spread(&ratios, |ratio| format!("{ratio:.2}"))
    }
}

fn spread(values: &[f64], text: impl Fn(f64) -> String) -> String {
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = values.iter().copied().fold(0.0, f64::max);
    match values {
        [] => NONE.to_owned(),
        [only] => text(*only),
        _ => format!("{} ({}–{})", text(middle(values)), text(lowest), text(highest)),
    }
}

fn middle(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// A cell without a figure.
pub(super) const NONE: &str = "–";

/// Returns a whole number with a space between its groups of three digits.
pub(super) fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Returns a number of rows as [`grouped`] does.
#[expect(clippy::cast_precision_loss, reason = "a number of rows to print")]
pub(super) fn rows(number: i64) -> String {
    grouped(number as f64)
}

/// Returns the percentile of durations.
pub(super) fn percentile(values: &[Duration], percent: usize) -> Duration {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted
        .get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

pub(super) fn median(values: &[Duration]) -> Duration {
    percentile(values, 50)
}

pub(super) fn ms(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1_000.0)
}

pub(super) fn ratio(one: Duration, other: Duration) -> String {
    format!("×{:.2}", one.as_secs_f64() / other.as_secs_f64())
}

/// Returns a number of bytes in mebibytes.
pub(super) fn mib(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| NONE.to_owned(), |bytes| format!("{} MiB", bytes >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_sorted_values() {
        let values: Vec<_> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(median(&values), Duration::from_millis(51));
        assert_eq!(percentile(&values, 99), Duration::from_millis(100));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }

    #[test]
    fn a_ratio_compares_each_round_with_the_one_beside_it() {
        let (mut ours, mut alone) = (Rates::default(), Rates::default());
        for (answers, beside) in [(100, 200), (300, 400), (90, 100)] {
            ours.add(answers, Duration::from_secs(1));
            alone.add(beside, Duration::from_secs(1));
        }
        assert_eq!(ours.ratio(&alone), "0.75 (0.50–0.90)");
        assert_eq!(ours.ratio(&Rates::default()), NONE);
        assert_eq!(ours.spread(), "100 (90–300)");
    }

    #[test]
    fn digits_stand_in_groups_of_three() {
        assert_eq!(rows(1_000_000), "1 000 000");
        assert_eq!(grouped(20_000.4), "20 000");
        assert_eq!(grouped(999.0), "999");
    }
}
