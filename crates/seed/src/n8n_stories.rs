//! Makes the events of an action: attempts, delivery, steps, end. They are computed backwards from the end.

use chrono::{DateTime, TimeDelta, Utc};
use common::{EvenementAction, TypeAction};

use super::dice::Dice;

/// The outcome of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Issue {
    /// n8n called back with a success.
    Reussie,
    /// n8n called back with a failure.
    Echouee,
    /// n8n was unreachable.
    Injoignable,
    /// n8n accepted the call and never called back.
    SansReponse,
}

/// An event of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Evenement {
    pub(super) date: DateTime<Utc>,
    pub(super) sorte: EvenementAction,
    pub(super) detail: String,
}

/// The events of an action, with the values that its row keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Histoire {
    pub(super) debut: DateTime<Utc>,
    pub(super) livraison: Option<DateTime<Utc>>,
    pub(super) fin: DateTime<Utc>,
    pub(super) tentatives: i32,
    pub(super) etape: Option<&'static str>,
    pub(super) pourcentage: Option<i32>,
    pub(super) message_erreur: Option<String>,
    /// Name of the n8n node that failed.
    pub(super) noeud: Option<&'static str>,
    /// HTTP status of the last attempt, when it failed.
    pub(super) http: Option<u16>,
    pub(super) evenements: Vec<Evenement>,
}

/// Default maximum number of webhook calls.
const MAX_ATTEMPTS: i64 = 3;

/// Default deadline of a callback.
const DEADLINE_MS: i64 = 900_000;

/// Makes the events of an action of this type, requested by `demande_par`, that ended at `fin`.
pub(super) fn histoire(
    type_action: TypeAction,
    issue: Issue,
    demande_par: &str,
    fin: DateTime<Utc>,
    dice: &mut Dice,
) -> Histoire {
    let mut film = Film::default();
    film.add(EvenementAction::Demande, format!("Demandée par {demande_par}"));
    if issue == Issue::Injoignable {
        film.never_delivered(dice);
    } else {
        film.delivered(dice);
        film.worked(type_action, issue, dice);
    }
    film.at_end(fin)
}

/// Events with their offset from the beginning, in milliseconds.
#[derive(Default)]
struct Film {
    clock: i64,
    events: Vec<(i64, EvenementAction, String)>,
    delivered_at: Option<i64>,
    attempts: i32,
    step: Option<(&'static str, i32)>,
    message: Option<String>,
    node: Option<&'static str>,
    http: Option<u16>,
}

impl Film {
    fn add(&mut self, event: EvenementAction, detail: String) {
        self.events.push((self.clock, event, detail));
    }

    /// Adds one call with the outcome `what`.
    fn attempt(&mut self, event: EvenementAction, what: &str, dice: &mut Dice) {
        let took = dice.between(35, 700);
        self.clock += took;
        self.attempts += 1;
        self.add(event, format!("Tentative {} : {what} ({took} ms)", self.attempts));
    }

    fn failed_attempt(&mut self, reason: &str, retried: bool, dice: &mut Dice) {
        if !retried {
            return self.attempt(EvenementAction::Tentative, reason, dice);
        }
        let wait = 1_i64 << self.attempts;
        self.attempt(EvenementAction::Tentative, &format!("{reason} ; nouvel essai dans {wait} s"), dice);
        self.clock += wait * 1_000 + dice.between(-150, 150);
    }

    fn delivered(&mut self, dice: &mut Dice) {
        for _ in 0..dice.weighted(&[(0, 88), (1, 9), (2, 3)]) {
            let (reason, _) = dice.pick(OBSTACLES);
            self.failed_attempt(reason, true, dice);
        }
        self.attempt(EvenementAction::Livree, "n8n a pris la demande", dice);
        self.delivered_at = Some(self.clock);
    }

    fn never_delivered(&mut self, dice: &mut Dice) {
        let (reason, http) = dice.pick(OBSTACLES);
        for attempt in 1..=MAX_ATTEMPTS {
            self.failed_attempt(reason, attempt < MAX_ATTEMPTS, dice);
        }
        let message = format!("n8n injoignable après la dernière tentative : {reason}.");
        self.add(EvenementAction::Echec, message.clone());
        self.message = Some(message);
        self.http = http;
    }

    fn worked(&mut self, type_action: TypeAction, issue: Issue, dice: &mut Dice) {
        let steps = steps(type_action);
        let seen = match issue {
            Issue::Reussie => steps.len(),
            Issue::SansReponse => dice.below(2),
            _ => dice.below(steps.len()),
        };
        for (label, percent) in &steps[..seen] {
            self.clock += dice.between(900, 7_000);
            self.add(EvenementAction::Etape, format!("{label} ({percent} %)"));
            self.step = Some((*label, *percent));
        }
        match issue {
            Issue::Reussie => {
                self.clock += dice.between(300, 2_500);
                self.add(EvenementAction::Rappel, "n8n annonce la réussite".to_owned());
            }
            Issue::SansReponse => {
                self.clock = self.delivered_at.unwrap_or(0) + DEADLINE_MS;
                self.add(EvenementAction::Echeance, "Aucun rappel de n8n dans le délai prévu".to_owned());
                self.message = Some("n8n n’a pas répondu dans le délai prévu.".to_owned());
            }
            Issue::Echouee | Issue::Injoignable => {
                self.clock += dice.between(500, 9_000);
                let (node, message) = dice.pick(failures(type_action));
                self.add(EvenementAction::Rappel, format!("n8n annonce l’échec : {message}"));
                self.message = Some(message.to_owned());
                self.node = Some(node);
            }
        }
    }

    fn at_end(self, fin: DateTime<Utc>) -> Histoire {
        let debut = fin - TimeDelta::milliseconds(self.clock);
        let at = |offset| debut + TimeDelta::milliseconds(offset);
        let event = |(offset, sorte, detail)| Evenement { date: at(offset), sorte, detail };
        Histoire {
            debut,
            livraison: self.delivered_at.map(at),
            fin,
            tentatives: self.attempts,
            etape: self.step.map(|(label, _)| label),
            pourcentage: self.step.map(|(_, percent)| percent),
            message_erreur: self.message,
            noeud: self.node,
            http: self.http,
            evenements: self.events.into_iter().map(event).collect(),
        }
    }
}

/// Temporary failures of a call, with their HTTP status.
const OBSTACLES: &[(&str, Option<u16>)] = &[
    ("n8n a répondu HTTP 404", Some(404)),
    ("n8n a répondu HTTP 502", Some(502)),
    ("n8n a répondu HTTP 503", Some(503)),
    ("n8n a répondu 200 sans JSON : il démarre sans doute", Some(200)),
    ("n8n est injoignable (connexion refusée)", None),
];

/// Returns the steps that n8n reports, with percentages.
fn steps(type_action: TypeAction) -> &'static [(&'static str, i32)] {
    match type_action {
        TypeAction::ConvertirCandidat => &[
            ("Génération du numéro de dossier", 25),
            ("Création du dossier Drive", 60),
            ("Création des sous-dossiers", 80),
            ("Liste des documents requis", 95),
        ],
        TypeAction::EnvoyerDossier => &[
            ("Préparation du formulaire de candidature", 30),
            ("Rédaction de l’e-mail", 60),
            ("Envoi de l’e-mail", 90),
        ],
        TypeAction::GenererDevis => &[
            ("Lecture du tarif de la formation", 25),
            ("Création du PDF", 60),
            ("Dépôt du devis dans Drive", 90),
        ],
        TypeAction::EnvoyerEmail => {
            &[("Rédaction du message", 35), ("Envoi de l’e-mail", 75), ("Archivage de l’échange", 95)]
        }
    }
}

/// Returns failing nodes of n8n, with their messages.
fn failures(type_action: TypeAction) -> &'static [(&'static str, &'static str)] {
    match type_action {
        TypeAction::ConvertirCandidat => &[
            ("Créer le dossier Drive", "Le quota de stockage Google Drive est dépassé"),
            ("Créer le dossier Drive", "The caller does not have permission (403)"),
            ("Créer les sous-dossiers", "Dossier parent introuvable : File not found: 1demo…"),
        ],
        TypeAction::EnvoyerDossier | TypeAction::EnvoyerEmail => &[
            ("Envoyer l’e-mail", "Le serveur d’envoi a refusé le message : 550 5.1.1 User unknown"),
            ("Envoyer l’e-mail", "Invalid login: 535 Authentication failed"),
            ("Rédiger le message", "Le service de rédaction ne répond pas (délai de 60 s dépassé)"),
        ],
        TypeAction::GenererDevis => &[
            ("Créer le PDF", "Le modèle de devis est introuvable"),
            ("Lire le tarif", "Aucun tarif pour cette formation dans le tableur"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    #[test]
    fn a_story_runs_from_the_request_to_the_end_in_order() {
        let fin = Utc.with_ymd_and_hms(2026, 10, 1, 9, 0, 0).unwrap();
        for (seed, type_action) in
            (0..200).flat_map(|seed| TypeAction::ALL.iter().map(move |kind| (seed, *kind)))
        {
            for issue in [Issue::Reussie, Issue::Echouee, Issue::Injoignable, Issue::SansReponse] {
                let story = histoire(type_action, issue, "Sophie Martin", fin, &mut Dice::new(seed, 1));
                assert!(story.debut < fin);
                assert!(story.evenements.is_sorted_by_key(|event| event.date), "{story:?}");
                assert_eq!(story.evenements.first().map(|event| event.date), Some(story.debut));
                assert_eq!(story.evenements.last().map(|event| event.date), Some(fin));
                assert_eq!(story.livraison.is_some(), issue != Issue::Injoignable);
                assert_eq!(story.message_erreur.is_none(), issue == Issue::Reussie);
                assert!((1..=3).contains(&story.tentatives));
            }
        }
    }
}
