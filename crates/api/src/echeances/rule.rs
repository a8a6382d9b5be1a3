//! Applies one rule: its last day, the day to act, and the earliest start that a day of action allows.

use std::collections::BTreeMap;

use common::echeance::{EcheanceFinancement, EvenementDelai, NatureDelai, RegleFinancement, SensDelai};
use common::{Calendar, CivilDay, UniteDelai};

use super::explain::{Found, explain};

/// The known days from which rules count.
pub type Events = BTreeMap<EvenementDelai, CivilDay>;

/// Maximum number of days that a month can shift an inverse: the length of the longest month.
const LONGEST_MONTH: i32 = 31;

/// Returns the last day of a rule that counts from `event`, and true when it was moved to a working day.
///
/// Backward, the days after the last day up to the event itself fill the period, so an event on a holiday or week-end
/// does not count, and the last day is a day of the unit: *jours ouvrés* end on a *jour ouvré*. A backward period is not
/// extended: article 642 of the code of civil procedure is for forward periods.
pub fn limit(rule: &RegleFinancement, calendar: &Calendar, event: CivilDay) -> (CivilDay, bool) {
    let count = u16::try_from(rule.nombre).unwrap_or_default();
    match rule.sens {
        SensDelai::Avant => {
            let mut from = event;
            while !calendar.counts(from, rule.unite) {
                from = from.plus_days(-1);
            }
            (calendar.subtract(from, count, rule.unite), false)
        }
        SensDelai::Apres => {
            let end = calendar.add(event, count, rule.unite);
            let moved = if rule.prorogee { calendar.next_working(end) } else { end };
            (moved, moved != end)
        }
    }
}

/// Returns the first event of a backward rule whose last day is not before `action`: the first day on which a session
/// may begin when the school acts on that day.
pub fn earliest_start(rule: &RegleFinancement, calendar: &Calendar, action: CivilDay) -> CivilDay {
    let count = u16::try_from(rule.nombre).unwrap_or_default();
    let mut start = calendar.add(action, count, rule.unite);
    if rule.unite == UniteDelai::Mois {
        // A shorter month ends the period early: three months before 30 June is 30 March, which is before 31 March.
        for _ in 0..LONGEST_MONTH {
            if limit(rule, calendar, start).0 >= action {
                break;
            }
            start = start.plus_days(1);
        }
    }
    start
}

/// Applies a rule to the events of a session; `None` when the day from which it counts is not known.
pub fn apply(
    rule: &RegleFinancement,
    calendar: &Calendar,
    events: &Events,
    today: CivilDay,
) -> Option<EcheanceFinancement> {
    let event = *events.get(&rule.evenement)?;
    let (limite, moved) = limit(rule, calendar, event);
    let certitude = rule.certitude_prorogation.filter(|_| moved).unwrap_or(rule.certitude);
    let margin = u16::try_from(rule.marge).unwrap_or_default();
    let acts = rule.nature == NatureDelai::Agir;
    let agir_avant = acts.then(|| calendar.last_open(calendar.subtract(limite, margin, UniteDelai::Ouvre)));
    let awaited = agir_avant.unwrap_or(limite);
    let unite = if rule.unite == UniteDelai::Mois { UniteDelai::Jour } else { rule.unite };
    let ouverture_le = rule.ouverture_mois.map(|months| event.plus_months(-months));
    Some(EcheanceFinancement {
        regle: rule.code.clone(),
        libelle: rule.libelle.clone(),
        nature: rule.nature,
        limite: limite.into(),
        agir_avant: agir_avant.map(Into::into),
        a_partir_du: (!acts).then(|| limite.plus_days(1).into()),
        ouverture_le: ouverture_le.map(Into::into),
        jours_restants: left(calendar, today, awaited, unite),
        unite,
        pourcent_max: rule.pourcent_max,
        montant_max_centimes: None,
        explication: explain(rule, calendar, &Found { event, limite, agir_avant, moved }),
        source: rule.source.clone(),
        certitude,
        a_verifier: certitude.is_to_verify(),
    })
}

/// Returns the days from today to a limit: 0 on the last day, negative from the day after.
fn left(calendar: &Calendar, today: CivilDay, last: CivilDay, unit: UniteDelai) -> i32 {
    if today <= last {
        return calendar.count(today, last, unit);
    }
    // The last day itself counts as the first day of lateness, so that a week-end after it is late already.
    -calendar.count(last.plus_days(-1), today.plus_days(-1), unit)
}
