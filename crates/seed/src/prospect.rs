//! Draws a prospect: person, request, progress, dates.

use chrono::{DateTime, Datelike as _, SubsecRound as _, TimeDelta, Timelike as _, Utc, Weekday};
use common::{ModeFinancement, MotifPerte, Source, StatutProspect};

use super::catalogue::{FORMATIONS, FormationModele, SessionDatee};
use super::contact::{self, Addresses};
use super::dice::Dice;
use super::names::{self, Personne};
use super::places::{self, Ville};
use super::seats::Seats;

/// A prospect of the demo data.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fiche {
    /// Number of `PROS_…`, from 1.
    pub(super) numero: u64,
    pub(super) personne: Personne,
    pub(super) emails: Vec<String>,
    pub(super) telephones: Vec<String>,
    pub(super) adresse: Option<String>,
    pub(super) ville: Option<Ville>,
    pub(super) formation: Option<&'static FormationModele>,
    pub(super) financement: Option<ModeFinancement>,
    pub(super) statut: StatutProspect,
    /// The reason of the loss, for a lost prospect.
    pub(super) motif_perte: Option<MotifPerte>,
    pub(super) source: Source,
    pub(super) nb_echanges: usize,
    pub(super) premier: DateTime<Utc>,
    pub(super) dernier: DateTime<Utc>,
    /// The conversion, for a candidate.
    pub(super) conversion: Option<Conversion>,
}

/// The conversion of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Conversion {
    /// Index of the session in which the candidate has a seat.
    pub(super) session: Option<usize>,
    pub(super) date: DateTime<Utc>,
}

impl Fiche {
    /// Returns the identifier, such as `PROS_123`.
    pub(super) fn id(&self) -> String {
        format!("PROS_{}", self.numero)
    }

    /// Returns the given name and the family name.
    pub(super) fn nom_complet(&self) -> String {
        common::auth::nom_complet(&self.personne.prenom, &self.personne.nom)
    }
}

/// State shared from one prospect to the next.
#[derive(Debug)]
pub(super) struct Shared<'a> {
    pub(super) maintenant: DateTime<Utc>,
    pub(super) sessions: &'a [SessionDatee],
    pub(super) seats: Seats,
    pub(super) addresses: Addresses,
}

const STATUTS: &[(StatutProspect, u32)] = &[
    (StatutProspect::Nouveau, 17),
    (StatutProspect::Contacte, 15),
    (StatutProspect::EnEchange, 14),
    (StatutProspect::Qualifie, 9),
    (StatutProspect::DevisEnvoye, 8),
    (StatutProspect::EnAttenteDossier, 6),
    (StatutProspect::DossierRecu, 4),
    (StatutProspect::FinancementEnCours, 5),
    (StatutProspect::ARecontacter, 7),
    (StatutProspect::Candidat, 8),
    (StatutProspect::Perdu, 7),
];

/// `NON_PRECISE` stands for prospects lost before the school asked for a reason.
const MOTIFS_PERTE: &[(MotifPerte, u32)] = &[
    (MotifPerte::PlusDeNouvelles, 28),
    (MotifPerte::TropCher, 18),
    (MotifPerte::FinancementRefuse, 15),
    (MotifPerte::AutreEcole, 12),
    (MotifPerte::ProjetAbandonne, 11),
    (MotifPerte::HorsCible, 6),
    (MotifPerte::Doublon, 2),
    (MotifPerte::Autre, 3),
    (MotifPerte::NonPrecise, 5),
];

const FINANCEMENTS: &[(ModeFinancement, u32)] = &[
    (ModeFinancement::Cpf, 32),
    (ModeFinancement::FranceTravail, 16),
    (ModeFinancement::Personnel, 14),
    (ModeFinancement::Opco, 10),
    (ModeFinancement::TransitionsPro, 9),
    (ModeFinancement::Entreprise, 7),
    (ModeFinancement::Region, 6),
    (ModeFinancement::Alternance, 4),
    (ModeFinancement::Faf, 2),
    (ModeFinancement::Autre, 2),
];

const SOURCES: &[(Source, u32)] = &[
    (Source::Formulaire, 38),
    (Source::Email, 22),
    (Source::Telephone, 12),
    (Source::ReseauxSociaux, 12),
    (Source::Salon, 8),
    (Source::BoucheAOreille, 6),
    (Source::Autre, 2),
];

/// Draws the prospect `numero`.
pub(super) fn fiche(numero: u64, shared: &mut Shared<'_>, dice: &mut Dice) -> Fiche {
    let personne = names::personne(dice);
    let statut = dice.weighted(STATUTS);
    let source = dice.weighted(SOURCES);
    let conversion = (statut == StatutProspect::Candidat).then(|| conversion(shared, dice));
    let formation = formation(statut, conversion, shared.sessions, dice);
    let (premier, dernier) = match conversion {
        Some(conversion) => contacts_of_candidate(conversion.date, shared.maintenant, dice),
        None => contacts(statut, shared.maintenant, dice),
    };
    let known = chance_of_details(statut);
    let ville = dice.chance(known.max(60)).then(|| places::ville(dice));
    let emails = emails(&personne, statut, source, &mut shared.addresses, dice);
    let telephones = telephones(ville, emails.is_empty(), dice);
    let nb_echanges = if emails.is_empty() { 0 } else { exchanges(statut, dice) };
    let financement = financement(statut, formation, dice);
    Fiche {
        numero,
        emails,
        telephones,
        adresse: ville.filter(|_| dice.chance(known)).map(|_| places::adresse(dice)),
        ville,
        formation,
        financement,
        statut,
        motif_perte: (statut == StatutProspect::Perdu).then(|| motif_perte(financement, dice)),
        source,
        nb_echanges,
        premier,
        dernier: if nb_echanges == 1 { premier } else { dernier },
        conversion,
        personne,
    }
}

fn motif_perte(financement: Option<ModeFinancement>, dice: &mut Dice) -> MotifPerte {
    let motif = dice.weighted(MOTIFS_PERTE);
    // Nobody can refuse a funding that is unknown, or that the person brings.
    let external = financement.is_some_and(|mode| mode != ModeFinancement::Personnel);
    if motif == MotifPerte::FinancementRefuse && !external { MotifPerte::TropCher } else { motif }
}

fn conversion(shared: &mut Shared<'_>, dice: &mut Dice) -> Conversion {
    let now = shared.maintenant;
    let session = shared.seats.take(dice);
    let begins = session.and_then(|index| shared.sessions.get(index)).map(|session| session.debut);
    let (early, late) = match begins.and_then(|day| day.and_hms_opt(8, 0, 0)) {
        Some(start) => {
            let start = start.and_utc();
            let early = (start - TimeDelta::days(200)).min(now - TimeDelta::days(60));
            (early, (start - TimeDelta::days(3)).min(now - TimeDelta::hours(1)))
        }
        None => (now - TimeDelta::days(500), now - TimeDelta::hours(1)),
    };
    let date = early + TimeDelta::seconds(dice.between(0, (late - early).num_seconds()));
    Conversion { session, date: at_office_hours(date, late, dice).trunc_subsecs(0) }
}

fn formation(
    statut: StatutProspect,
    conversion: Option<Conversion>,
    sessions: &[SessionDatee],
    dice: &mut Dice,
) -> Option<&'static FormationModele> {
    let seat = conversion.and_then(|conversion| conversion.session).and_then(|index| sessions.get(index));
    if let Some(session) = seat {
        return Some(session.modele());
    }
    let vague = matches!(statut, StatutProspect::Nouveau | StatutProspect::Contacte | StatutProspect::Perdu);
    if vague && dice.chance(14) {
        return None;
    }
    let candidate = statut == StatutProspect::Candidat;
    let offered = FORMATIONS.iter().filter(|formation| formation.active || !candidate);
    let weights: Vec<_> = offered.map(|formation| (formation, formation.poids)).collect();
    Some(dice.weighted(&weights))
}

fn financement(
    statut: StatutProspect,
    formation: Option<&FormationModele>,
    dice: &mut Dice,
) -> Option<ModeFinancement> {
    let unknown = match statut {
        StatutProspect::Nouveau => 45,
        StatutProspect::Contacte => 30,
        StatutProspect::EnEchange | StatutProspect::ARecontacter | StatutProspect::Perdu => 18,
        StatutProspect::FinancementEnCours | StatutProspect::Candidat => 0,
        _ => 6,
    };
    if dice.chance(unknown) {
        return None;
    }
    let drawn = dice.weighted(FINANCEMENTS);
    // Apprenticeships lead to a diploma, and the CAP is the only one here.
    let apprenticeship_elsewhere =
        drawn == ModeFinancement::Alternance && formation.is_none_or(|formation| formation.code != "CAP_BJ");
    let mode = if apprenticeship_elsewhere { ModeFinancement::Personnel } else { drawn };
    // Only external funding is examined.
    let examined = statut == StatutProspect::FinancementEnCours;
    Some(if examined && mode == ModeFinancement::Personnel { ModeFinancement::Cpf } else { mode })
}

/// Returns the age range of the first contact, in days, and the position of the last one, in percent of that age.
const fn ages(statut: StatutProspect) -> (i64, i64, i64, i64) {
    match statut {
        StatutProspect::Nouveau => (0, 21, 60, 100),
        StatutProspect::Contacte => (1, 60, 30, 95),
        StatutProspect::EnEchange => (5, 150, 0, 30),
        StatutProspect::Qualifie => (10, 240, 2, 40),
        StatutProspect::DevisEnvoye => (15, 300, 2, 45),
        StatutProspect::EnAttenteDossier => (20, 300, 2, 40),
        StatutProspect::DossierRecu => (25, 330, 1, 35),
        StatutProspect::FinancementEnCours => (30, 400, 1, 35),
        StatutProspect::ARecontacter => (40, 540, 15, 75),
        StatutProspect::Candidat | StatutProspect::Perdu => (40, 700, 30, 95),
    }
}

fn contacts(statut: StatutProspect, now: DateTime<Utc>, dice: &mut Dice) -> (DateTime<Utc>, DateTime<Utc>) {
    const MINUTES: i64 = 24 * 60;
    let (youngest, oldest, low, high) = ages(statut);
    // Squared, so that recent dates are more frequent.
    let draw = dice.between(0, 1_000);
    let age =
        youngest * MINUTES + (oldest - youngest) * MINUTES * draw * draw / 1_000_000 + dice.between(2, 600);
    let since_last = age * dice.between(low, high) / 100;
    let at = |minutes| now - TimeDelta::minutes(minutes);
    let premier = at_human_hours(at(age) - TimeDelta::seconds(dice.between(0, 59)), now, dice);
    let dernier = at_office_hours(at(since_last) - TimeDelta::seconds(dice.between(0, 59)), now, dice);
    (premier.trunc_subsecs(0), dernier.max(premier).trunc_subsecs(0))
}

fn contacts_of_candidate(
    date: DateTime<Utc>,
    now: DateTime<Utc>,
    dice: &mut Dice,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let premier = at_human_hours(date - TimeDelta::hours(dice.between(15 * 24, 200 * 24)), date, dice);
    let since = (now - date).num_seconds().min(45 * 24 * 3_600);
    let dernier = at_office_hours(date + TimeDelta::seconds(dice.between(0, since)), now, dice);
    (premier.trunc_subsecs(0), dernier.trunc_subsecs(0).max(date))
}

/// Moves an instant to waking hours, never after `latest` unless `at` already is.
pub(super) fn at_human_hours(at: DateTime<Utc>, latest: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    moved_between(at, 6, 20, latest, dice)
}

/// Moves an instant to the school's office hours, never after `latest` unless `at` already is.
pub(super) fn at_office_hours(at: DateTime<Utc>, latest: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    let since_friday = match at.weekday() {
        Weekday::Sat => 1,
        Weekday::Sun => 2,
        _ => 0,
    };
    moved_between(at - TimeDelta::days(since_friday), 7, 16, latest, dice)
}

fn moved_between(
    at: DateTime<Utc>,
    first: u32,
    last: u32,
    latest: DateTime<Utc>,
    dice: &mut Dice,
) -> DateTime<Utc> {
    let hour = dice.between(i64::from(first), i64::from(last));
    if (first..=last).contains(&at.hour()) {
        return at;
    }
    let moved = u32::try_from(hour).ok().and_then(|hour| at.with_hour(hour));
    moved.filter(|moved| *moved <= latest).unwrap_or(at)
}

/// Returns the percentage of prospects whose address and city are known.
const fn chance_of_details(statut: StatutProspect) -> u32 {
    match statut {
        StatutProspect::Nouveau | StatutProspect::Contacte => 35,
        StatutProspect::Candidat => 100,
        StatutProspect::DossierRecu | StatutProspect::FinancementEnCours => 92,
        _ => 65,
    }
}

fn emails(
    personne: &Personne,
    statut: StatutProspect,
    source: Source,
    addresses: &mut Addresses,
    dice: &mut Dice,
) -> Vec<String> {
    let spoken = matches!(source, Source::Telephone | Source::Salon | Source::BoucheAOreille);
    let early =
        matches!(statut, StatutProspect::Nouveau | StatutProspect::ARecontacter | StatutProspect::Perdu);
    if spoken && early && dice.chance(35) {
        return Vec::new();
    }
    let count = if dice.chance(9) { 2 } else { 1 };
    (0..count).map(|_| addresses.draw(dice, personne)).collect()
}

fn telephones(ville: Option<Ville>, only_contact: bool, dice: &mut Dice) -> Vec<String> {
    let mut telephones = Vec::new();
    if dice.chance(78) {
        telephones.push(contact::mobile(dice));
    }
    if dice.chance(14) || (only_contact && telephones.is_empty()) {
        telephones.push(contact::fixe(dice, ville));
    }
    telephones
}

/// Draws the number of exchanged emails; very long exchanges are rare.
fn exchanges(statut: StatutProspect, dice: &mut Dice) -> usize {
    let (low, high) = match statut {
        StatutProspect::Nouveau => (1, 1),
        StatutProspect::Contacte => (2, 4),
        StatutProspect::EnEchange => (4, 11),
        StatutProspect::Qualifie | StatutProspect::DevisEnvoye => (4, 12),
        StatutProspect::EnAttenteDossier => (5, 13),
        StatutProspect::DossierRecu | StatutProspect::FinancementEnCours => (6, 16),
        StatutProspect::ARecontacter | StatutProspect::Perdu => (2, 10),
        StatutProspect::Candidat => (6, 18),
    };
    let usual = dice.between(low, high);
    let long = low >= 4 && dice.chance(2);
    usize::try_from(if long { usual + dice.between(20, 60) } else { usual }).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::super::catalogue;
    use super::*;

    #[test]
    fn contacts_are_ordered_past_and_mostly_recent() {
        let maintenant = Utc.with_ymd_and_hms(2026, 11, 22, 0, 3, 7).unwrap();
        let sessions = catalogue::sessions(maintenant);
        let mut dice = Dice::new(5, 0);
        let seats = Seats::new(&sessions, &mut dice);
        let mut shared = Shared { maintenant, sessions: &sessions, seats, addresses: Addresses::default() };
        let mut recent = 0;
        for numero in 1..=5_000 {
            let fiche = fiche(numero, &mut shared, &mut Dice::new(5, numero));
            assert!(fiche.premier <= fiche.dernier && fiche.dernier <= maintenant, "{fiche:?}");
            if let Some(conversion) = fiche.conversion {
                assert!(fiche.premier <= conversion.date && conversion.date <= maintenant, "{fiche:?}");
                assert!(!fiche.emails.is_empty() && fiche.ville.is_some() && fiche.formation.is_some());
                let session = conversion.session.map(|index| &sessions[index]);
                assert!(session.is_none_or(|session| session.debut > conversion.date.date_naive()));
            }
            assert!(!(fiche.emails.is_empty() && fiche.telephones.is_empty()) || fiche.nb_echanges > 0);
            recent += u64::from(fiche.premier > maintenant - TimeDelta::days(548));
        }
        assert!(recent > 4_300, "{recent}");
    }
}
