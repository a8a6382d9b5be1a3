//! Writes in French how the last day of a rule was found.

use common::echeance::{EvenementDelai, RegleFinancement, SensDelai};
use common::{Calendar, CivilDay, UniteDelai};

/// The days that [`super::apply`] found.
pub(super) struct Found {
    /// The day from which the rule counts.
    pub(super) event: CivilDay,
    /// Last day of the rule.
    pub(super) limite: CivilDay,
    /// Day on which the school acts at the latest.
    pub(super) agir_avant: Option<CivilDay>,
    /// True when the last day was moved to a working day.
    pub(super) moved: bool,
}

/// Explains the days: the count, the days that it leaves out, and why the school acts earlier.
pub(super) fn explain(rule: &RegleFinancement, calendar: &Calendar, found: &Found) -> String {
    let mut text = vec![counted(rule, found)];
    text.extend(left_out(rule, calendar, found));
    if found.moved {
        text.push(format!("Le dernier jour, chômé, est reporté au {}.", found.limite.in_words()));
    }
    text.extend(earlier(rule, calendar, found));
    if let Some(months) = rule.ouverture_mois {
        text.push(format!("La demande est reçue au plus tôt {months} mois avant."));
    }
    if let Some(percent) = rule.pourcent_max {
        text.push(format!("Au plus {percent} % du prix à ce moment ; le reste est échelonné."));
    }
    text.join(" ")
}

fn counted(rule: &RegleFinancement, found: &Found) -> String {
    let (event, limite) = (found.event.in_words(), found.limite.in_words());
    let from = match rule.evenement {
        EvenementDelai::Debut => "le début de la session",
        EvenementDelai::Entree => "l’entrée en formation",
        EvenementDelai::Sortie => "la sortie de formation",
        EvenementDelai::Signature => "la signature",
        EvenementDelai::FinRetractation => "la fin des délais de rétractation",
        EvenementDelai::Demande => "la demande",
        EvenementDelai::Proposition => "la proposition",
        EvenementDelai::Validation => "la validation",
        EvenementDelai::Reception => "la réception de la demande",
    };
    let verb = rule.sens.libelle();
    let length = match (rule.nombre, rule.unite) {
        (0, _) => return format!("Au plus tard pour {from} ({event})."),
        (1, UniteDelai::Jour) => "1 jour".to_owned(),
        (1, UniteDelai::Ouvre) => "1 jour ouvré".to_owned(),
        (1, UniteDelai::Ouvrable) => "1 jour ouvrable".to_owned(),
        (number, unit) => format!("{number} {}", unit.libelle()),
    };
    format!("{length} {verb} {from} ({event}) : {limite}.")
}

/// Lists the holidays that the count leaves out.
fn left_out(rule: &RegleFinancement, calendar: &Calendar, found: &Found) -> Option<String> {
    let (from, to) = match rule.sens {
        // The last day itself may be the eve of holidays that end the count.
        SensDelai::Avant => (found.limite, found.event),
        SensDelai::Apres => (found.event, found.limite),
    };
    let days = calendar.skipped(from, to, rule.unite);
    let named: Vec<String> = days.iter().map(|(day, name)| format!("{} ({name})", day.in_words())).collect();
    match (named.is_empty(), rule.unite) {
        (_, UniteDelai::Jour | UniteDelai::Mois) => None,
        (true, UniteDelai::Ouvre) => Some("Les week-ends ne comptent pas.".to_owned()),
        (true, UniteDelai::Ouvrable) => Some("Les dimanches ne comptent pas.".to_owned()),
        (false, UniteDelai::Ouvre) => Some(format!("Ne comptent pas : les week-ends, {}.", named.join(", "))),
        (false, UniteDelai::Ouvrable) => {
            Some(format!("Ne comptent pas : les dimanches, {}.", named.join(", ")))
        }
    }
}

/// Explains why the school acts before the last day.
fn earlier(rule: &RegleFinancement, calendar: &Calendar, found: &Found) -> Option<String> {
    let act = found.agir_avant.filter(|act| *act != found.limite)?;
    let closure = (0..found.limite.days_since(act))
        .find_map(|days| calendar.closure(found.limite.plus_days(-days)))
        .map(|closure| format!("l’école est fermée ({})", closure.libelle));
    let margin = match rule.marge {
        0 => None,
        1 => Some("1 jour ouvré de marge".to_owned()),
        days => Some(format!("{days} jours ouvrés de marge")),
    };
    let holiday = (closure.is_none() && margin.is_none())
        .then(|| format!("{} n’est pas un jour ouvré", with_article(found.limite)));
    let reasons: Vec<String> = [holiday, closure, margin].into_iter().flatten().collect();
    Some(format!("Agir le {} au plus tard : {}.", act.in_words(), reasons.join(", ")))
}

fn with_article(day: CivilDay) -> String {
    format!("le {}", day.in_words())
}
