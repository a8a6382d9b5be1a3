//! Tests of the calendar.

use super::*;

/// Easter Sunday, from the table of the Institut de mécanique céleste (IMCCE).
const EASTER: [&str; 14] = [
    "2026-04-05",
    "2027-03-28",
    "2028-04-16",
    "2029-04-01",
    "2030-04-21",
    "2031-04-13",
    "2032-03-28",
    "2033-04-17",
    "2034-04-09",
    "2035-03-25",
    "2036-04-13",
    "2037-04-05",
    "2038-04-25",
    "2039-04-10",
];

fn day(text: &str) -> CivilDay {
    CivilDay::read(&crate::Day::new(text)).unwrap_or_else(|| panic!("{text}"))
}

fn holidays(calendar: &Calendar, year: i32) -> Vec<String> {
    let first = CivilDay::new(year, 1, 1).unwrap();
    let days = (0..366).map(|n| first.plus_days(n)).filter(|day| day.parts().0 == year);
    days.filter(|day| calendar.holiday(*day).is_some()).map(|day| day.to_string()[5..].to_owned()).collect()
}

#[test]
fn easter_falls_on_the_published_days() {
    for text in EASTER {
        assert_eq!(easter(text[..4].parse().unwrap()).to_string(), text);
    }
    // The earliest and the latest day on which Easter falls.
    assert_eq!(
        (easter(1818).to_string(), easter(2038).to_string()),
        ("1818-03-22".into(), "2038-04-25".into())
    );
}

#[test]
fn the_holidays_of_a_year_are_those_of_the_labour_code() {
    let france =
        ["01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25"];
    assert_eq!(holidays(&Calendar::default(), 2027), france);
    let moselle = holidays(&Calendar::new(true, Vec::new()), 2027);
    let only = moselle.iter().filter(|day| !france.contains(&day.as_str())).collect::<Vec<_>>();
    assert_eq!(only, ["03-26", "12-26"]);
}

#[test]
fn a_day_has_one_number_and_one_text() {
    let first = day("1999-12-31");
    for n in 0..40_000 {
        let later = first.plus_days(n);
        let (year, month, of_month) = later.parts();
        assert_eq!(CivilDay::new(year, month, of_month), Some(later));
        assert_eq!(day(&later.to_string()), later);
        assert_eq!(later.weekday(), (first.weekday() + usize::try_from(n).unwrap()) % 7);
        #[cfg(feature = "server")]
        {
            let naive = chrono::NaiveDate::from(later);
            assert_eq!((naive.to_string(), CivilDay::from(naive)), (later.to_string(), later));
        }
    }
    assert_eq!(first.in_words(), "vendredi 31 décembre");
    assert_eq!(day("2027-01-01").in_words(), "vendredi 1er janvier");
    for text in ["2027-02-29", "2027-13-01", "2027-1-01", "0000-01-01", "2027/01/01", "2027-01-0é", ""] {
        assert_eq!(CivilDay::read(&crate::Day::new(text)), None, "{text}");
    }
}

#[test]
fn a_month_without_that_day_ends_on_its_last_day() {
    for (from, months, expected) in [
        ("2027-05-31", -3, "2027-02-28"),
        ("2028-05-31", -3, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-01-15", -1, "2026-12-15"),
        ("2026-12-15", 1, "2027-01-15"),
    ] {
        assert_eq!(day(from).plus_months(months).to_string(), expected, "{from} {months}");
    }
    assert_eq!(day("9999-12-31").plus_days(i32::MAX).to_string(), "9999-12-31");
    assert_eq!(day("9999-12-31").plus_months(i32::MAX).to_string(), "9999-12-31");
    assert_eq!(day("0001-01-01").plus_days(i32::MIN).to_string(), "0001-01-01");
}

#[test]
fn working_days_leave_out_weekends_and_holidays_and_saturdays_are_ouvrables() {
    let calendar = Calendar::default();
    for (from, count, unit, expected) in [
        ("2026-12-18", 11, UniteDelai::Ouvre, "2027-01-06"),
        ("2027-09-06", 5, UniteDelai::Ouvrable, "2027-09-11"),
        ("2027-11-08", 5, UniteDelai::Ouvrable, "2027-11-15"),
        ("2026-12-18", 0, UniteDelai::Ouvre, "2026-12-18"),
        ("2026-12-18", 11, UniteDelai::Jour, "2026-12-29"),
    ] {
        assert_eq!(calendar.add(day(from), count, unit).to_string(), expected, "{from} {count} {unit}");
    }
    assert_eq!(calendar.subtract(day("2027-01-06"), 11, UniteDelai::Ouvre).to_string(), "2026-12-18");
    assert_eq!(calendar.next_working(day("2026-12-25")).to_string(), "2026-12-28");
    assert_eq!(calendar.last_working(day("2026-12-27")).to_string(), "2026-12-24");
}

#[test]
fn days_are_counted_both_ways_and_the_skipped_ones_have_names() {
    let calendar = Calendar::default();
    let (from, to) = (day("2026-12-18"), day("2027-01-06"));
    assert_eq!(calendar.count(from, to, UniteDelai::Ouvre), 11);
    assert_eq!(calendar.count(to, from, UniteDelai::Ouvre), -calendar.count(from, to, UniteDelai::Ouvre));
    assert_eq!(calendar.count(from, to, UniteDelai::Jour), 19);
    let skipped = calendar.skipped(from, to, UniteDelai::Ouvre);
    assert_eq!(skipped, [(day("2026-12-25"), "Noël"), (day("2027-01-01"), "Jour de l’an")]);
    assert!(calendar.skipped(from, to, UniteDelai::Jour).is_empty());
}

#[test]
fn a_closure_moves_the_open_days_and_no_count() {
    let closure =
        Closure { debut: day("2026-12-19"), fin: day("2027-01-03"), libelle: "Congés de Noël".to_owned() };
    let calendar = Calendar::new(false, vec![closure]);
    assert_eq!(calendar.last_open(day("2026-12-23")).to_string(), "2026-12-18");
    assert_eq!(calendar.next_open(day("2026-12-19")).to_string(), "2027-01-04");
    assert_eq!(calendar.add(day("2026-12-18"), 11, UniteDelai::Ouvre).to_string(), "2027-01-06");
    let always = Closure { debut: day("0001-01-01"), fin: day("9999-12-31"), libelle: String::new() };
    let closed = Calendar::new(false, vec![always]);
    assert_eq!(closed.next_open(day("2026-12-19")).to_string(), "9999-12-31");
}
