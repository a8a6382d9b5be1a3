//! Formats a duration in French words.

use chrono::TimeDelta;

/// Formats a duration with its largest unit: "40 s", "12 min", "3 h", "2 j".
pub(super) fn in_words(elapsed: TimeDelta) -> String {
    match (elapsed.num_days(), elapsed.num_hours(), elapsed.num_minutes()) {
        (_, _, ..=0) => format!("{} s", elapsed.num_seconds().max(0)),
        (_, ..=0, minutes) => format!("{minutes} min"),
        (..=0, hours, _) => format!("{hours} h"),
        (days, _, _) => format!("{days} j"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_unit_that_fills_is_told() {
        for (seconds, text) in
            [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h"), (90_000, "1 j")]
        {
            assert_eq!(in_words(TimeDelta::seconds(seconds)), text);
        }
    }
}
