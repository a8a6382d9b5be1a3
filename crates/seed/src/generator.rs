//! Generates the prospects one after the other, without a database.

use chrono::{DateTime, Utc};

use super::SeedOptions;
use super::actions::{ActionFaite, past_actions};
use super::candidate::{CandidatFait, Numeros, convert};
use super::catalogue::SessionDatee;
use super::contact::Addresses;
use super::dice::Dice;
use super::emails::{Courriel, correspondence};
use super::errors::{self, ErreurFaite};
use super::pieces::{PieceFaite, pieces};
use super::prospect::{self, Fiche, Shared};
use super::seats::Seats;
use super::summary::summary;
use super::touches::{self, Relance};

/// Up to this number of prospects, each has emails and past actions.
const ALL_DETAILED: u64 = 20_000;

/// With more prospects, only this many have them: the others would fill disks without showing anything new.
const DETAILED: u64 = 5_000;

/// One prospect in this number shares the address of the previous one, as a sibling.
const SIBLINGS: u64 = 60;

/// Dice streams that belong to no prospect; the prospects' numbers start at 1.
const SEATS: u64 = 0;
const N8N_ERRORS: u64 = u64::MAX;

/// A prospect with its emails, actions and entries.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dossier {
    pub(super) fiche: Fiche,
    pub(super) resume_ia: Option<String>,
    pub(super) courriels: Vec<Courriel>,
    pub(super) actions: Vec<ActionDite>,
    pub(super) candidat: Option<CandidatFait>,
    pub(super) relance: Option<Relance>,
    pub(super) pieces: Vec<PieceFaite>,
}

/// A past action, with its journal entry when it failed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ActionDite {
    pub(super) action: ActionFaite,
    pub(super) erreur: Option<ErreurFaite>,
}

/// Generates prospects. Memory holds one at a time, plus what they share (addresses, seats, file numbers).
#[derive(Debug)]
pub(super) struct Generator<'a> {
    graine: u64,
    detailed: u64,
    shared: Shared<'a>,
    numeros: Numeros,
    /// Family name and address of the last prospect who has an address.
    family: Option<(String, String)>,
}

impl<'a> Generator<'a> {
    /// Creates a generator of `options.prospects` prospects.
    pub(super) fn new(options: &SeedOptions, sessions: &'a [SessionDatee]) -> Self {
        let seats = Seats::new(sessions, &mut Dice::new(options.graine, SEATS));
        Self {
            graine: options.graine,
            detailed: if options.prospects <= ALL_DETAILED { ALL_DETAILED } else { DETAILED },
            shared: Shared {
                maintenant: options.maintenant,
                sessions,
                seats,
                addresses: Addresses::default(),
            },
            numeros: Numeros::default(),
            family: None,
        }
    }

    /// Generates the prospect `numero`; numbers come in order, from 1.
    pub(super) fn dossier(&mut self, numero: u64) -> Dossier {
        let dice = &mut Dice::new(self.graine, numero);
        let fiche = prospect::fiche(numero, &mut self.shared, dice);
        let fiche = self.in_family(fiche);
        let resume_ia = summary(&fiche, dice);
        let maintenant = self.shared.maintenant;
        let converted = fiche.conversion.and_then(|made| {
            convert(&fiche, made, self.shared.sessions, &mut self.numeros, maintenant, dice)
        });
        let (candidat, conversion) = converted.unzip();
        let mut courriels = Vec::new();
        let mut actions = Vec::new();
        if numero <= self.detailed {
            courriels = correspondence(&fiche, dice);
            actions = past_actions(&fiche, &courriels, maintenant, dice);
        }
        actions.extend(conversion);
        let id = fiche.id();
        let with_error = |action: ActionFaite| {
            let erreur = errors::of_action(&action, &id, maintenant, dice);
            ActionDite { action, erreur }
        };
        let actions = actions.into_iter().map(with_error).collect();
        let formation = fiche.formation.filter(|_| candidat.is_some());
        let pieces = candidat.as_ref().zip(formation).map_or_else(Vec::new, |(candidat, formation)| {
            pieces(candidat, formation.documents, maintenant, dice)
        });
        let dice = &mut Dice::new(self.graine, touches::STREAM | numero);
        let relance = touches::relance(&fiche, &courriels, maintenant, dice);
        Dossier { fiche, resume_ia, courriels, actions, candidat, relance, pieces }
    }

    /// Gives the prospect the family name and address of the previous one when it is a sibling's turn.
    fn in_family(&mut self, mut fiche: Fiche) -> Fiche {
        if fiche.emails.is_empty() {
            return fiche;
        }
        if let Some((nom, email)) = self.family.take().filter(|_| fiche.numero.is_multiple_of(SIBLINGS)) {
            fiche.personne.nom = nom;
            fiche.emails = vec![email];
        }
        self.family = fiche.emails.first().map(|email| (fiche.personne.nom.clone(), email.clone()));
        fiche
    }

    /// Makes the journal entries that concern no action.
    pub(super) fn n8n_errors(&self) -> Vec<ErreurFaite> {
        errors::of_n8n(self.maintenant(), &mut Dice::new(self.graine, N8N_ERRORS))
    }

    /// Returns the current time of the demo data.
    pub(super) fn maintenant(&self) -> DateTime<Utc> {
        self.shared.maintenant
    }

    /// Returns seats taken and capacity of each session, once all prospects are made.
    pub(super) fn settled_sessions(&self) -> Vec<(i32, i32)> {
        let sessions = self.shared.sessions.iter().enumerate();
        sessions.map(|(index, session)| self.shared.seats.settle(index, session)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::TimeZone as _;
    use common::{StatutAction, StatutProspect, TypeAction};

    use super::super::catalogue;
    use super::*;

    fn dossiers(prospects: u64, graine: u64) -> Vec<Dossier> {
        let maintenant = Utc.with_ymd_and_hms(2026, 11, 22, 18, 30, 5).unwrap();
        let sessions = catalogue::sessions(maintenant);
        let mut generator = Generator::new(&SeedOptions { prospects, graine, maintenant }, &sessions);
        (1..=prospects).map(|numero| generator.dossier(numero)).collect()
    }

    #[test]
    fn the_same_seed_makes_the_same_prospects() {
        assert_eq!(dossiers(300, 7), dossiers(300, 7));
        assert_ne!(dossiers(300, 7), dossiers(300, 8));
    }

    #[test]
    fn emails_are_as_many_as_counted_and_between_the_contacts() {
        let mut seen = HashSet::new();
        for dossier in dossiers(3_000, 1) {
            let Fiche { premier, dernier, nb_echanges, .. } = dossier.fiche;
            let courriels = &dossier.courriels;
            assert_eq!(courriels.len(), nb_echanges);
            assert!(courriels.iter().all(|email| premier <= email.date && email.date <= dernier));
            assert!(courriels.is_sorted_by_key(|email| email.date));
            assert!(courriels.iter().all(|email| seen.insert(email.message_id.clone())));
            if let (Some(first), Some(last)) = (courriels.first(), courriels.last()) {
                assert_eq!((first.date, last.date), (premier, dernier));
            }
        }
    }

    #[test]
    fn candidates_and_only_they_have_a_file_and_their_conversion() {
        let dossiers = dossiers(4_000, 1);
        let mut numeros = HashSet::new();
        for Dossier { fiche, actions, candidat, .. } in &dossiers {
            assert_eq!(candidat.is_some(), fiche.statut == StatutProspect::Candidat);
            let made = actions.iter().any(|ActionDite { action, .. }| {
                action.type_action == TypeAction::ConvertirCandidat
                    && (action.statut == StatutAction::Terminee || action.partielle)
            });
            assert_eq!(made, candidat.is_some());
            if let Some(candidat) = candidat {
                assert!(numeros.insert(&candidat.numero_dossier), "{}", candidat.numero_dossier);
                assert_eq!(candidat.lien_dossier_drive.is_none(), candidat.partielle);
            }
        }
        assert!(numeros.iter().any(|numero| numero.contains('-')), "some numbers collide");
        let partielles =
            dossiers.iter().filter_map(|dossier| dossier.candidat.as_ref()).filter(|one| one.partielle);
        assert!(partielles.count() > 2);
    }

    #[test]
    fn no_action_runs_and_those_of_a_type_follow_each_other() {
        let mut failed = 0;
        for Dossier { actions, fiche, .. } in dossiers(4_000, 1) {
            for ActionDite { action, erreur } in &actions {
                assert_ne!(action.statut, StatutAction::EnCours);
                assert_eq!(erreur.is_some(), action.statut == StatutAction::Erreur);
                assert!(fiche.premier < action.histoire.debut && action.histoire.debut < action.histoire.fin);
                failed += usize::from(erreur.is_some());
            }
            for pair in actions.windows(2) {
                let [before, after] = pair else { continue };
                let same = before.action.type_action == after.action.type_action;
                let (end, start) = (before.action.histoire.fin, after.action.histoire.debut);
                assert!(!same || end < start, "{} {end} {start}", fiche.id());
            }
        }
        assert!(failed > 50, "{failed}");
    }
}
