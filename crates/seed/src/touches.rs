//! Draws the next touches of open prospects, as on a busy day: some late, many today and in the coming days.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use common::{Calendar, SensEmail, StatutProspect};

use super::dice::Dice;
use super::emails::Courriel;
use super::prospect::Fiche;

/// A next touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relance {
    pub(super) le: NaiveDate,
    pub(super) heure: Option<&'static str>,
    pub(super) objet: Option<&'static str>,
    pub(super) fixee_le: DateTime<Utc>,
    pub(super) repondu_le: Option<DateTime<Utc>>,
}

/// Keeps the draws of touches apart from the other draws of a prospect.
pub(super) const STREAM: u64 = 1 << 63;

/// Days from today, with weights.
const DAYS: &[(i64, u32)] =
    &[(-6, 4), (-3, 6), (-2, 6), (-1, 10), (0, 34), (1, 14), (2, 10), (4, 8), (6, 6), (12, 4)];
const TIMES: &[Option<&str>] =
    &[None, None, None, Some("09:30"), Some("11:00"), Some("14:00"), Some("16:30")];

/// Returns the next touch of a prospect; `None` for most of them.
pub(super) fn relance(
    fiche: &Fiche,
    courriels: &[Courriel],
    maintenant: DateTime<Utc>,
    dice: &mut Dice,
) -> Option<Relance> {
    let subjects = subjects(fiche.statut)?;
    if !dice.chance(14) {
        return None;
    }
    let day = maintenant.date_naive() + TimeDelta::days(dice.weighted(DAYS));
    let received = courriels.iter().filter(|one| one.sens == SensEmail::Entrant).map(|one| one.date).max();
    let repondu_le = received.filter(|_| dice.chance(15));
    let fixee_le = repondu_le.map_or(fiche.dernier, |at| at - TimeDelta::hours(20));
    let heure = dice.pick(TIMES);
    let objet = dice.chance(85).then(|| dice.pick(subjects));
    Some(Relance { le: Calendar::default().next_open(day.into()).into(), heure, objet, fixee_le, repondu_le })
}

/// Returns what a touch may be about; `None` for a statut without touches.
fn subjects(statut: StatutProspect) -> Option<&'static [&'static str]> {
    Some(match statut {
        StatutProspect::Nouveau | StatutProspect::Contacte => &["Premier appel", "Présenter les formations"],
        StatutProspect::EnEchange | StatutProspect::Qualifie => {
            &["Dates de la prochaine session", "Proposer une visite de l’atelier", "Préciser le financement"]
        }
        StatutProspect::DevisEnvoye => &["Retour sur le devis", "Devis reçu ?"],
        StatutProspect::EnAttenteDossier | StatutProspect::DossierRecu => {
            &["Dossier incomplet", "Relancer le dossier"]
        }
        StatutProspect::FinancementEnCours => {
            &["Réponse de l’OPCO", "Accord de France Travail", "Suivi du CPF"]
        }
        StatutProspect::ARecontacter => &["Projet reporté : faire le point", "Rappeler comme convenu"],
        StatutProspect::Candidat | StatutProspect::Perdu => return None,
    })
}
