//! Converts days between the form that people type, `JJ/MM/AAAA`, and the form of URLs and of the service,
//! `YYYY-MM-DD`.

/// French name of the typed form.
pub(crate) const FORM: &str = "JJ/MM/AAAA";

/// Returns true for a valid date, `YYYY-MM-DD`, of the years 1000 to 2999.
pub(crate) fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let form =
        |(at, byte): (usize, &u8)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() };
    if bytes.len() != 10 || !matches!(bytes[0], b'1' | b'2') || !bytes.iter().enumerate().all(form) {
        return false;
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    let (year, month, day) = (number(&text[..4]), number(&text[5..7]), number(&text[8..]));
    (1..=last_day(year, month)).contains(&day)
}

/// Returns the last day of a month; 0 for an invalid month.
const fn last_day(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Returns the day that follows a day, `YYYY-MM-DD`, by a number of days.
pub(crate) fn later(day: &str, days: u32) -> String {
    if !is_day(day) {
        return day.to_owned();
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    let (mut year, mut month, mut date) = (number(&day[..4]), number(&day[5..7]), number(&day[8..]) + days);
    while date > last_day(year, month) {
        date -= last_day(year, month);
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    format!("{year:04}-{month:02}-{date:02}")
}

/// Returns the day that precedes a day, `YYYY-MM-DD`, by a number of days.
pub(crate) fn earlier(day: &str, days: u32) -> String {
    if !is_day(day) {
        return day.to_owned();
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    let (mut year, mut month, mut date) = (number(&day[..4]), number(&day[5..7]), number(&day[8..]));
    let mut left = days;
    while left >= date {
        left -= date;
        (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
        date = last_day(year, month);
    }
    format!("{year:04}-{month:02}-{:02}", date - left)
}

/// Parses a typed day: `5/3/26`, `05.03.2026` and `2026-03-05` all give `2026-03-05`. Returns `None` for another text.
pub(crate) fn parse(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if is_day(typed) {
        return Some(typed.to_owned());
    }
    let mut parts = typed.split(['/', '.', '-', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let century = if year.len() == 2 { "20" } else { "" };
    let written = [century, year, "-", &pad(month), "-", &pad(day)].concat();
    (parts.next().is_none() && is_day(&written)).then_some(written)
}

/// Adds the leading zero of a number of one digit.
pub(super) fn pad(part: &str) -> String {
    if part.len() == 1 { ["0", part].concat() } else { part.to_owned() }
}

/// Formats a day for a text field: `05/03/2026`. Returns any other text unchanged.
pub(crate) fn typed(day: &str) -> String {
    if is_day(day) { [&day[8..], "/", &day[5..7], "/", &day[..4]].concat() } else { day.to_owned() }
}

/// Returns true for a text that is a whole day already, so that nothing more needs to be typed.
pub(crate) fn is_whole(typed: &str) -> bool {
    typed.len() == FORM.len() && parse(typed).is_some()
}

/// Returns true when a period ends before it starts. An empty day is no bound.
pub(crate) fn is_reversed(first: &str, last: &str) -> bool {
    // ISO dates sort as text.
    !first.is_empty() && !last.is_empty() && last < first
}

/// Describes a period between two formatted days; an empty day is no bound.
pub(crate) fn period(first: &str, last: &str) -> String {
    match (first, last) {
        ("", "") => "Période".to_owned(),
        (first, "") => ["Depuis le ", first].concat(),
        ("", last) => ["Jusqu’au ", last].concat(),
        (first, last) if first == last => ["Le ", first].concat(),
        (first, last) => ["Du ", first, " au ", last].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_described_by_the_days_that_bound_it() {
        assert_eq!(period("", ""), "Période");
        assert_eq!(period("5 nov. 2026", ""), "Depuis le 5 nov. 2026");
        assert_eq!(period("", "9 nov. 2026"), "Jusqu’au 9 nov. 2026");
        assert_eq!(period("5 nov. 2026", "9 nov. 2026"), "Du 5 nov. 2026 au 9 nov. 2026");
        assert_eq!(period("5 nov. 2026", "5 nov. 2026"), "Le 5 nov. 2026");
        assert!(is_reversed("2026-11-09", "2026-11-05") && !is_reversed("2026-11-05", "2026-11-05"));
        assert!(!is_reversed("2026-11-09", "") && !is_reversed("", "2026-11-05"));
    }

    #[test]
    fn a_day_counts_while_typing_once_it_is_whole() {
        assert!(is_whole("05/11/2026") && is_whole("2026-11-05"));
        assert!(["05/11/20", "5/11/26", "31/02/2026", "05/11/202"].iter().all(|text| !is_whole(text)));
    }

    #[test]
    fn a_day_is_read_as_people_type_it() {
        for text in ["05/03/2026", "5/3/26", "05.03.2026", " 5 - 3 - 2026 ", "05 03 26", "2026-03-05"] {
            assert_eq!(parse(text).as_deref(), Some("2026-03-05"), "{text}");
        }
    }

    #[test]
    fn days_are_counted_across_months_and_years() {
        for (days, later_day) in [(0, "2027-12-30"), (1, "2027-12-31"), (3, "2028-01-02"), (61, "2028-02-29")]
        {
            assert_eq!(later("2027-12-30", days), later_day);
        }
        assert_eq!(later("demain", 3), "demain");
        for (days, day) in [(0, "2028-03-01"), (1, "2028-02-29"), (61, "2027-12-31")] {
            assert_eq!(earlier("2028-03-01", days), day);
        }
    }

    #[test]
    fn a_text_that_is_no_day_is_none() {
        for text in [
            "",
            "demain",
            "31/02/2026",
            "29/02/2027",
            "03/15/2026",
            "1/2",
            "1/2/3/4",
            "1/1/126",
            "00/01/2026",
            "é/3/2026",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert!(is_day("2028-02-29") && !is_day("2100-02-29") && is_day("2000-02-29"));
        for text in ["2026-2-03", "2026-00-10", "0026-01-01", "2026-01-é"] {
            assert!(!is_day(text), "{text}");
        }
    }

    #[test]
    fn a_day_is_shown_as_it_is_typed() {
        assert_eq!(typed("2026-03-05"), "05/03/2026");
        assert_eq!(typed("bientôt"), "bientôt");
    }
}
