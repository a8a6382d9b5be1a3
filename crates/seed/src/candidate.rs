//! Makes the candidate of a converted prospect, and the conversion action.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use common::action_result::ConversionResult;
use common::{StatutDossier, StatutSession, TypeAction};
use serde_json::json;

use super::actions::ActionFaite;
use super::catalogue::{SessionDatee, school_day};
use super::dice::Dice;
use super::n8n_stories::Issue;
use super::prospect::{Conversion, Fiche};
use prospects_api::actions::numero_dossier;

/// A candidate of the demo data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CandidatFait {
    pub(super) numero_dossier: String,
    pub(super) lien_dossier_drive: Option<String>,
    pub(super) formation: &'static str,
    /// Index of the session.
    pub(super) session: Option<usize>,
    pub(super) date_debut_souhaitee: Option<NaiveDate>,
    pub(super) statut_dossier: StatutDossier,
    pub(super) partielle: bool,
    pub(super) date: DateTime<Utc>,
}

/// File numbers used so far.
#[derive(Debug, Default)]
pub(super) struct Numeros(HashMap<String, u32>);

impl Numeros {
    /// Returns the number of a person converted on `day`, with `-2`, `-3`… when it is taken.
    pub(super) fn next(&mut self, nom: &str, day: NaiveDate) -> String {
        let base = numero_dossier(nom, day);
        let count = self.0.entry(base.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { base } else { format!("{base}-{count}") }
    }
}

/// Percentage of recent conversions that ended without n8n, so that the candidate has no Drive folder. All older
/// conversions are complete; about 4 % of all candidates are partial.
const PARTIELLES: u32 = 8;

/// Number of days for which a conversion counts as recent.
const RECENT: i64 = 120;

/// Converts a prospect. Returns `None` if it has no formation, because every candidate needs one.
pub(super) fn convert(
    fiche: &Fiche,
    conversion: Conversion,
    sessions: &[SessionDatee],
    numeros: &mut Numeros,
    maintenant: DateTime<Utc>,
    dice: &mut Dice,
) -> Option<(CandidatFait, ActionFaite)> {
    let formation = fiche.formation?;
    let session = conversion.session.and_then(|index| sessions.get(index));
    let recent = maintenant - conversion.date < TimeDelta::days(RECENT);
    let partielle = recent && dice.chance(PARTIELLES);
    let day = school_day(conversion.date);
    let candidat = CandidatFait {
        numero_dossier: numeros.next(&fiche.personne.nom, day),
        lien_dossier_drive: (!partielle).then(|| folder(fiche.numero, dice)),
        formation: formation.code,
        session: conversion.session,
        date_debut_souhaitee: wished_start(session, day, dice),
        statut_dossier: statut_dossier(session, partielle, dice),
        partielle,
        date: conversion.date,
    };
    let resultat = json!(ConversionResult {
        numero_dossier: candidat.numero_dossier.clone(),
        lien_dossier_drive: candidat.lien_dossier_drive.clone(),
    });
    let issue = if partielle { Issue::Injoignable } else { Issue::Reussie };
    let mut action =
        ActionFaite::new(TypeAction::ConvertirCandidat, issue, conversion.date, Some(resultat), dice);
    action.partielle = partielle;
    action.formation = Some(formation.code);
    action.session = conversion.session;
    action.date_debut_souhaitee = candidat.date_debut_souhaitee;
    Some((candidat, action))
}

fn folder(numero: u64, dice: &mut Dice) -> String {
    format!("https://drive.google.com/drive/folders/demo-{numero}-{}", dice.token(12))
}

fn wished_start(session: Option<&SessionDatee>, day: NaiveDate, dice: &mut Dice) -> Option<NaiveDate> {
    match session {
        Some(session) => dice.chance(60).then_some(session.debut),
        None => dice.chance(50).then(|| day + TimeDelta::days(dice.between(20, 180))),
    }
}

fn statut_dossier(session: Option<&SessionDatee>, partielle: bool, dice: &mut Dice) -> StatutDossier {
    if partielle {
        return StatutDossier::Recu;
    }
    let begun = session
        .is_some_and(|session| matches!(session.statut, StatutSession::EnCours | StatutSession::Terminee));
    if begun {
        return StatutDossier::Accepte;
    }
    // A refused candidate has no seat.
    let refused = if session.is_none() { 12 } else { 0 };
    dice.weighted(&[
        (StatutDossier::Recu, 26),
        (StatutDossier::Incomplet, 24),
        (StatutDossier::Complet, 26),
        (StatutDossier::Accepte, 24),
        (StatutDossier::Refuse, refused),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_number_gets_a_suffix() {
        let mut numeros = Numeros::default();
        let day = NaiveDate::from_ymd_opt(2024, 9, 15).unwrap();
        let numbers: Vec<_> =
            ["Dumitru", "Dumitrescu", "d’Alembert", "Dumit"].map(|nom| numeros.next(nom, day)).into();
        assert_eq!(numbers, ["DUMI15092024", "DUMI15092024-2", "DALE15092024", "DUMI15092024-3"]);
    }
}
