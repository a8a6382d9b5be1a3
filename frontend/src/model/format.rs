//! Formats numbers, durations and telephone numbers in French. Module `ui` formats dates with `Intl`.

pub(crate) use common::auth::nom_complet as person;

/// No-break space, between digits and words that must stay on one line.
const NO_BREAK: char = '\u{a0}';
/// Thousands separator of French typography.
const THIN_NO_BREAK: char = '\u{202f}';

/// Formats a number with grouped thousands: `12 345`.
pub(crate) fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    if n < 0 {
        out.push('-');
    }
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(THIN_NO_BREAK);
        }
        out.push(digit);
    }
    out
}

/// Formats a number with its noun. French uses the singular below two, including zero.
pub(crate) fn count(n: i64, one: &str, many: &str) -> String {
    format!("{}{NO_BREAK}{}", number(n), if n.abs() < 2 { one } else { many })
}

/// Returns true when an external link may be followed: only https is allowed.
pub(crate) fn is_safe_link(link: &str) -> bool {
    link.starts_with("https://")
}

/// Formats a duration of at least a second: `45 s`, `2 min 05 s`, `1 h 02 min`, `3 j 4 h`.
pub(crate) fn duration(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let text = if days > 0 {
        format!("{days} j {} h", hours % 24)
    } else if hours > 0 {
        format!("{hours} h {:02} min", minutes % 60)
    } else if minutes > 0 {
        format!("{minutes} min {:02} s", seconds % 60)
    } else {
        format!("{seconds} s")
    };
    text.replace(' ', &NO_BREAK.to_string())
}

/// Formats a telephone number: `+33 7 44 10 98 23`. Text that is not E.164 stays unchanged.
pub(crate) fn phone(e164: &str) -> String {
    /// Frequent country codes; the national part is grouped in pairs, after a single first digit if needed.
    const COUNTRIES: [&str; 11] = ["33", "32", "41", "352", "377", "590", "596", "594", "262", "39", "49"];
    let Some(digits) = e164.strip_prefix('+').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
    else {
        return e164.to_owned();
    };
    let Some(country) = COUNTRIES.into_iter().find(|code| digits.starts_with(code)) else {
        return e164.to_owned();
    };
    let national = &digits[country.len()..];
    let mut out = format!("+{country}");
    for (at, digit) in national.char_indices() {
        if at == 0 || (national.len() - at).is_multiple_of(2) {
            out.push(NO_BREAK);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace([NO_BREAK, THIN_NO_BREAK], " ")
    }

    #[test]
    fn thousands_are_grouped() {
        for (n, text) in
            [(0, "0"), (999, "999"), (1000, "1 000"), (1_234_567, "1 234 567"), (-1000, "-1 000")]
        {
            assert_eq!(plain(&number(n)), text);
        }
    }

    #[test]
    fn zero_and_one_are_singular() {
        assert_eq!(plain(&count(0, "place", "places")), "0 place");
        assert_eq!(plain(&count(1, "place", "places")), "1 place");
        assert_eq!(plain(&count(2, "place", "places")), "2 places");
    }

    #[test]
    fn a_duration_has_its_two_largest_units() {
        let cases = [
            (-5, "0 s"),
            (999, "0 s"),
            (45_000, "45 s"),
            (125_000, "2 min 05 s"),
            (3_725_000, "1 h 02 min"),
            (273_600_000, "3 j 4 h"),
        ];
        for (ms, text) in cases {
            assert_eq!(plain(&duration(ms)), text);
        }
    }

    #[test]
    fn a_telephone_is_cut_in_pairs() {
        assert_eq!(plain(&phone("+33744109823")), "+33 7 44 10 98 23");
        assert_eq!(plain(&phone("+352621123456")), "+352 6 21 12 34 56");
        assert_eq!(plain(&phone("+32475123456")), "+32 4 75 12 34 56");
        for odd in ["0744109823", "+", "+1 202", "abc", "+8190123"] {
            assert_eq!(phone(odd), odd);
        }
    }
}
