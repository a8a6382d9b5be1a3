//! Makes the last notifications, as the bell would show them after a few days of work.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use common::{Audience, CategorieNotification, Priorite, StatutAction, TypeAction, TypeNotification, pages};
use diesel::prelude::*;

use super::actions::ActionFaite;
use super::candidate::CandidatFait;
use prospects_api::db::schema::notifications;

/// A notification to insert.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = notifications)]
pub(super) struct NotificationNeuve {
    categorie: &'static str,
    type_: &'static str,
    priorite: &'static str,
    titre: String,
    message: String,
    audience: &'static str,
    lien_action: Option<String>,
    date_creation: DateTime<Utc>,
}

/// The outcome of an action, with its stored identifiers.
pub(super) struct Suite<'a> {
    pub(super) action: &'a ActionFaite,
    pub(super) id_prospect: &'a str,
    pub(super) nom_complet: &'a str,
    /// The candidate that the action created, and its identifier.
    pub(super) candidat: Option<(&'a CandidatFait, i64)>,
    /// The journal entry of the failure.
    pub(super) id_erreur: Option<i64>,
}

/// The most recent notifications of each kind; taking all of them would show a single kind.
#[derive(Debug, Default)]
pub(super) struct Recent(BTreeMap<(&'static str, bool), Vec<NotificationNeuve>>);

/// Number of notifications kept per kind.
const KEPT: usize = 3;

impl Recent {
    /// Keeps the notification of `suite` if it is among the most recent of its kind.
    pub(super) fn offer(&mut self, suite: &Suite<'_>) {
        let date = suite.action.histoire.fin;
        let notification_type = type_notification(suite);
        let kept = self.0.entry((notification_type.as_str(), suite.candidat.is_some())).or_default();
        if kept.len() == KEPT && kept.last().is_some_and(|oldest| oldest.date_creation >= date) {
            return;
        }
        kept.push(notification(suite, notification_type));
        kept.sort_by_key(|one| std::cmp::Reverse(one.date_creation));
        kept.truncate(KEPT);
    }

    /// Returns the notifications, oldest first, with two of the system.
    pub(super) fn into_rows(self, maintenant: DateTime<Utc>) -> Vec<NotificationNeuve> {
        let mut rows: Vec<_> = self.0.into_values().flatten().chain(of_system(maintenant)).collect();
        rows.sort_by_key(|row| row.date_creation);
        rows
    }
}

fn type_notification(suite: &Suite<'_>) -> TypeNotification {
    match suite.action.statut {
        StatutAction::Erreur if suite.action.partielle => TypeNotification::ActionPartielle,
        StatutAction::Erreur if suite.action.rappel.is_some() => TypeNotification::Erreur,
        StatutAction::Erreur => TypeNotification::ErreurWebhook,
        StatutAction::Annulee => TypeNotification::ActionAnnulee,
        StatutAction::Terminee | StatutAction::EnCours => TypeNotification::ActionSuccess,
    }
}

/// Writes the notification as the service does.
fn notification(suite: &Suite<'_>, type_notification: TypeNotification) -> NotificationNeuve {
    let Suite { action, nom_complet, .. } = suite;
    let label = action.type_action.libelle();
    let (categorie, priorite, titre, message, lien) = match (suite.candidat, action.statut) {
        (Some((candidat, id)), _) => {
            let (titre, note) = if action.partielle {
                ("Conversion partielle", " Action manuelle requise pour la création du dossier Drive.")
            } else {
                ("Nouveau candidat créé", "")
            };
            let message = format!("{nom_complet} · dossier {}.{note}", candidat.numero_dossier);
            let lien = pages::candidat(id.into());
            (CategorieNotification::Candidat, Priorite::Haute, titre.to_owned(), message, lien)
        }
        (None, StatutAction::Erreur) => {
            let reason = action.histoire.message_erreur.as_deref().unwrap_or_default();
            let message = format!("{nom_complet} : {reason}");
            let lien = suite.id_erreur.map_or_else(|| pages::LOGS.to_owned(), pages::erreur);
            let titre = error_title(action);
            (CategorieNotification::Prospect, Priorite::Urgente, titre, message, lien)
        }
        (None, _) => {
            let lien = pages::prospect(suite.id_prospect);
            let message = format!("{label} · {nom_complet}.");
            (CategorieNotification::Prospect, Priorite::Normale, "Action terminée".to_owned(), message, lien)
        }
    };
    NotificationNeuve {
        categorie: categorie.as_str(),
        type_: type_notification.as_str(),
        priorite: priorite.as_str(),
        titre,
        message,
        audience: Audience::Admin.as_str(),
        lien_action: Some(lien),
        date_creation: action.histoire.fin,
    }
}

fn error_title(action: &ActionFaite) -> String {
    let overdue = action.rappel.is_none() && action.histoire.livraison.is_some();
    if overdue {
        return "n8n n’a pas répondu".to_owned();
    }
    format!("Échec : {}", TypeAction::libelle(action.type_action).to_lowercase())
}

fn of_system(maintenant: DateTime<Utc>) -> [NotificationNeuve; 2] {
    let row =
        |type_: TypeNotification, audience: Audience, titre: &str, message: &str, ago| NotificationNeuve {
            categorie: CategorieNotification::System.as_str(),
            type_: type_.as_str(),
            priorite: Priorite::Basse.as_str(),
            titre: titre.to_owned(),
            message: message.to_owned(),
            audience: audience.as_str(),
            lien_action: None,
            date_creation: maintenant - ago,
        };
    [
        row(
            TypeNotification::ActionSuccess,
            Audience::Tous,
            "Nouveau calendrier",
            "Le calendrier des prochaines sessions est en ligne.",
            TimeDelta::days(3),
        ),
        row(
            TypeNotification::ActionSuccess,
            Audience::Formateur,
            "Liste d’émargement",
            "Les listes d’émargement du mois sont prêtes.",
            TimeDelta::hours(30),
        ),
    ]
}
