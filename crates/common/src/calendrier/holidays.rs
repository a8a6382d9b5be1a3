//! Public holidays of France: article L3133-1 of the labour code, and L3134-13 for Alsace-Moselle.

use super::CivilDay;

/// Holidays on a fixed day: month, day, name.
const FIXED: [(i32, i32, &str); 8] = [
    (1, 1, "Jour de l’an"),
    (5, 1, "Fête du travail"),
    (5, 8, "Victoire de 1945"),
    (7, 14, "Fête nationale"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "Armistice de 1918"),
    (12, 25, "Noël"),
];
/// Holidays that move with Easter: days after Easter, name. Whit Monday stays a holiday, even where the *journée de
/// solidarité* makes it a working day.
const MOVABLE: [(i32, &str); 3] = [(1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte")];
/// Days of Good Friday before Easter.
const GOOD_FRIDAY: i32 = -2;

/// Returns the name of the holiday on this day.
pub(super) fn name(day: CivilDay, alsace_moselle: bool) -> Option<&'static str> {
    let (year, month, of_month) = day.parts();
    let fixed = FIXED.iter().find(|(m, d, _)| (*m, *d) == (month, of_month)).map(|(_, _, name)| *name);
    if fixed.is_some() {
        return fixed;
    }
    if alsace_moselle && (month, of_month) == (12, 26) {
        return Some("Saint-Étienne");
    }
    // Easter falls on 22 March at the earliest, Whit Monday on 14 June at the latest.
    if !(3..=6).contains(&month) {
        return None;
    }
    let since_easter = day.days_since(easter(year));
    if alsace_moselle && since_easter == GOOD_FRIDAY {
        return Some("Vendredi saint");
    }
    MOVABLE.iter().find(|(days, _)| *days == since_easter).map(|(_, name)| *name)
}

/// Returns Easter Sunday of a year of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher
/// (J. Meeus, *Astronomical Algorithms*, chapter 8).
pub fn easter(year: i32) -> CivilDay {
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let (leap_centuries, of_leap) = (century / 4, century % 4);
    let lunar = (century - (century + 8) / 25 + 1) / 3;
    let full_moon = (19 * golden + century - leap_centuries - lunar + 15) % 30;
    let sunday = (32 + 2 * of_leap + 2 * (of_century / 4) - full_moon - of_century % 4) % 7;
    let correction = (golden + 11 * full_moon + 22 * sunday) / 451;
    let since_march = full_moon + sunday - 7 * correction;
    CivilDay::first_of_year(year).plus_months(2).plus_days(21 + since_march)
}
