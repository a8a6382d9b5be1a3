//! Reads times of day as people type them. The service reads `HH:MM` alone.

use common::TimeOfDay;

use super::day::pad;

/// Parses a typed time: `9:30`, `9h30`, `09 h 30` all give `09:30`, and `14h` gives `14:00`. Returns `None` for another
/// text.
pub(crate) fn parse(typed: &str) -> Option<TimeOfDay> {
    let (hour, minute) = typed.split_once([':', 'h', 'H'])?;
    let minute = if minute.trim().is_empty() { "00" } else { minute };
    let time = TimeOfDay::new([pad(hour.trim()), pad(minute.trim())].join(":"));
    time.is_valid().then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_type_it() {
        for (text, time) in [
            ("14:30", "14:30"),
            ("14h30", "14:30"),
            (" 14 h 30 ", "14:30"),
            ("14\u{a0}H\u{a0}30", "14:30"),
            ("9:30", "09:30"),
            ("9h5", "09:05"),
            ("14h", "14:00"),
        ] {
            assert_eq!(parse(text), Some(TimeOfDay::new(time)), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_time_is_none() {
        for text in ["", "midi", "14", "h30", "24:00", "14h60", "14h30min", "14:30:00", "€h30"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
