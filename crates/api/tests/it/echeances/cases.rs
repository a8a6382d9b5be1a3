//! Worked cases of the seeded rules. `cases.csv` has one a line: the rule, the day from which it counts, the last day,
//! and the day to act or, for a period that one waits for, the first day after it. `ENVOI` is the inverse: the first
//! start for a day of action.

use common::calendrier::Closure;
use common::echeance::{Certitude, EvenementDelai, NatureDelai, RegleFinancement};
use common::{Calendar, CivilDay, Day};
use prospects_api::db::regles_financement;
use prospects_api::echeances::{Course, Events, applicable, apply, course_deadlines, earliest_start, limit};

use crate::support::db::TestDb;

const CASES: &str = include_str!("cases.csv");

/// Reads a day of the contract.
fn day(text: &str) -> CivilDay {
    CivilDay::read(&Day::new(text)).unwrap_or_else(|| panic!("{text} is no day"))
}

/// Returns the rules that the migrations insert.
async fn seeded() -> Vec<RegleFinancement> {
    let db = TestDb::create().await;
    regles_financement::list(&mut db.connect().await).await.unwrap()
}

fn rule<'a>(rules: &'a [RegleFinancement], code: &str) -> &'a RegleFinancement {
    rules.iter().find(|rule| rule.code == code).unwrap_or_else(|| panic!("no rule {code}"))
}

/// A line of the file.
struct Case<'a> {
    code: &'a str,
    event: &'a str,
    day: CivilDay,
    options: &'a str,
    limite: &'a str,
    second: &'a str,
    certitude: Certitude,
}

impl<'a> Case<'a> {
    fn read(line: &'a str) -> Self {
        let [code, event, from, options, limite, second, certitude]: [&str; 7] =
            line.split(';').collect::<Vec<_>>().try_into().unwrap();
        Self { code, event, day: day(from), options, limite, second, certitude: certitude.parse().unwrap() }
    }

    /// Returns the value of an option, or its name when it has none.
    fn option(&self, name: &str) -> Option<&'a str> {
        let given = self.options.split(' ').find(|option| option.split('=').next() == Some(name))?;
        given.split_once('=').map_or(Some(given), |(_, value)| Some(value))
    }

    fn calendar(&self) -> Calendar {
        let closure = self.option("fermeture").map(|period| {
            let (debut, fin) = period.split_once("..").unwrap();
            Closure { debut: day(debut), fin: day(fin), libelle: "Congés".to_owned() }
        });
        Calendar::new(self.option("alsace-moselle").is_some(), closure.into_iter().collect())
    }

    fn course(&self) -> Course {
        Course {
            debut: self.day,
            fin: self.option("fin").map_or(self.day, day),
            en_continu: true,
            temps_partiel: self.option("temps-partiel").is_some(),
            a_distance: self.code == "RETRACTATION_14" || self.option("a-distance").is_some(),
        }
    }
}

#[tokio::test]
async fn every_worked_case_comes_out_as_it_is_written() {
    let rules = seeded().await;
    assert_eq!(CASES.lines().count(), 39);
    for line in CASES.lines().skip(1) {
        let case = Case::read(line);
        let (rule, calendar) = (rule(&rules, case.code), case.calendar());
        if case.event == "ENVOI" {
            assert_eq!(earliest_start(rule, &calendar, case.day).to_string(), case.limite, "{line}");
            continue;
        }
        let own = applicable(&rules, rule.financement, &case.course(), case.day);
        assert!(own.contains(&rule), "{line} does not apply");
        let found = if case.event == "SIGNATURE" {
            let all = course_deadlines(&own, &case.course(), Some(case.day), &calendar, case.day);
            all.into_iter().find(|found| found.regle == case.code)
        } else {
            let event: EvenementDelai = case.event.parse().unwrap();
            apply(rule, &calendar, &Events::from([(event, case.day)]), case.day)
        };
        let found = found.unwrap_or_else(|| panic!("{line} has no limit"));
        assert_eq!(found.limite.as_str(), case.limite, "{line}: {}", found.explication);
        let second = if rule.nature == NatureDelai::Agir { &found.agir_avant } else { &found.a_partir_du };
        if !case.second.is_empty() {
            assert_eq!(second.as_ref().map(Day::as_str), Some(case.second), "{line}: {}", found.explication);
        }
        assert_eq!(found.certitude, case.certitude, "{line}");
    }
}

#[tokio::test]
async fn the_first_payment_is_a_part_of_the_price() {
    let rules = seeded().await;
    assert_eq!(rule(&rules, "PREMIER_ENCAISSEMENT").pourcent_max, Some(30));
}

#[tokio::test]
async fn the_earliest_start_and_the_last_day_agree_on_every_day_of_fourteen_years() {
    let rules = seeded().await;
    let codes = ["CPF_PROPOSITION", "PTP_EMPLOYEUR_120", "PTP_DOSSIER", "FRANCE_TRAVAIL_AIF", "FAF_DEPOT"];
    for calendar in [Calendar::default(), Calendar::new(true, Vec::new())] {
        for rule in codes.map(|code| rule(&rules, code)) {
            let mut action = day("2026-01-01");
            while action <= day("2039-12-31") {
                let start = earliest_start(rule, &calendar, action);
                // A day that the unit leaves out is worth the counted day before it.
                let worth =
                    if calendar.counts(action, rule.unite) { action } else { calendar.last_working(action) };
                let of = |start| limit(rule, &calendar, start).0;
                assert!(of(start) >= worth, "{}: {action} is too late for {start}", rule.code);
                let before = start.plus_days(-1);
                assert!(of(before) < worth, "{}: {action} is in time for {before} already", rule.code);
                action = action.plus_days(1);
            }
        }
    }
}

#[tokio::test]
async fn a_rule_applies_while_it_is_active_and_valid() {
    let mut rules = seeded().await;
    let start = day("2027-03-01");
    let course =
        Course { debut: start, fin: start, en_continu: true, temps_partiel: false, a_distance: false };
    let at = |rules: &[RegleFinancement], today: &str| {
        let own = applicable(rules, common::ModeFinancement::Opco, &course, day(today));
        own.iter().any(|rule| rule.code == "OPCO_DEMANDE")
    };
    assert!(at(&rules, "2026-12-01"));
    let opco = rules.iter_mut().find(|rule| rule.code == "OPCO_DEMANDE").unwrap();
    opco.valide_du = Some(Day::new("2026-12-02"));
    opco.valide_au = Some(Day::new("2026-12-04"));
    let valid = ["2026-12-01", "2026-12-02", "2026-12-04", "2026-12-05"].map(|today| at(&rules, today));
    assert_eq!(valid, [false, true, true, false]);
    for rule in &mut rules {
        rule.active = false;
    }
    assert!(!at(&rules, "2026-12-03"));
}

#[test]
fn work_stops_for_long_from_six_months_without_a_break_and_full_time() {
    let course = |fin: &str, en_continu, temps_partiel| Course {
        debut: day("2027-09-06"),
        fin: day(fin),
        en_continu,
        temps_partiel,
        a_distance: false,
    };
    let mut rules = Vec::new();
    for (code, condition) in [("LONG", "ARRET_LONG"), ("COURT", "ARRET_COURT")] {
        let text = serde_json::json!({ "code": code, "financement": "TRANSITIONS_PRO", "libelle": "demander", "evenement": "DEBUT",
            "sens": "AVANT", "nature": "AGIR", "nombre": 1, "unite": "JOUR", "marge": 0, "condition": condition,
            "prorogee": false, "certificationRequise": false, "source": "-", "certitude": "S", "active": true, "version": 1 });
        rules.push(serde_json::from_value::<RegleFinancement>(text).unwrap());
    }
    for (course, expected) in [
        (course("2028-03-05", true, false), "LONG"),
        (course("2028-03-04", true, false), "COURT"),
        (course("2028-06-23", false, false), "COURT"),
        (course("2028-06-23", true, true), "COURT"),
    ] {
        let own = applicable(&rules, common::ModeFinancement::TransitionsPro, &course, day("2027-01-01"));
        assert_eq!(own.iter().map(|rule| rule.code.as_str()).collect::<Vec<_>>(), [expected]);
    }
}
