//! Makes entries of the error journal: failed actions, and reports of n8n's error workflow.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use common::{Severite, StatutAction, TypeAction};
use serde_json::{Value, json};

use super::actions::ActionFaite;
use super::dice::Dice;
use super::emails::EQUIPE;
use super::prospect::at_human_hours;

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ErreurFaite {
    pub(super) date: DateTime<Utc>,
    pub(super) nom_workflow: &'static str,
    pub(super) nom_noeud: Option<&'static str>,
    pub(super) message: String,
    pub(super) donnees: Value,
    pub(super) severite: Severite,
    /// Name of the person who resolved it, and date.
    pub(super) resolution: Option<(&'static str, DateTime<Utc>)>,
}

/// Number of reports of n8n's error workflow.
const ENTRIES_OF_N8N: usize = 45;

/// Makes the entry of a failed action; without a workflow of n8n, its type names it.
pub(super) fn of_action(
    action: &ActionFaite,
    id_prospect: &str,
    maintenant: DateTime<Utc>,
    dice: &mut Dice,
) -> Option<ErreurFaite> {
    if action.statut != StatutAction::Erreur {
        return None;
    }
    let story = &action.histoire;
    let retried = action.remplacee;
    Some(ErreurFaite {
        date: story.fin,
        nom_workflow: story.noeud.map_or(action.type_action.as_str(), |_| workflow(action.type_action)),
        nom_noeud: story.noeud,
        message: story.message_erreur.clone().unwrap_or_default(),
        donnees: json!({
            "idProspect": id_prospect,
            "typeAction": action.type_action,
            "tentatives": story.tentatives,
            "statutHttp": story.http,
            "executionId": action.execution_id,
        }),
        severite: if action.partielle { Severite::Warning } else { Severite::Erreur },
        resolution: resolution(story.fin, retried, maintenant, dice),
    })
}

/// Makes the reports of n8n's error workflow in the last four months, oldest first.
pub(super) fn of_n8n(maintenant: DateTime<Utc>, dice: &mut Dice) -> Vec<ErreurFaite> {
    let mut entries: Vec<_> = (0..ENTRIES_OF_N8N)
        .map(|_| {
            let (nom_workflow, noeud, message, severite) = dice.pick(REPORTS);
            let age = TimeDelta::minutes(dice.between(30, 120 * 24 * 60));
            let date = at_human_hours(maintenant - age, maintenant, dice).trunc_subsecs(0);
            let execution = dice.between(1_000, 99_999).to_string();
            ErreurFaite {
                date,
                nom_workflow,
                nom_noeud: Some(noeud).filter(|noeud| !noeud.is_empty()),
                message: message.to_owned(),
                donnees: json!({ "execution": { "id": execution, "mode": "trigger" }, "workflow": nom_workflow }),
                severite,
                resolution: resolution(date, false, maintenant, dice),
            }
        })
        .collect();
    entries.sort_by_key(|entry| entry.date);
    entries
}

/// Draws a resolution. Entries that a later action settled are resolved, old ones mostly, recent ones seldom.
fn resolution(
    date: DateTime<Utc>,
    settled: bool,
    maintenant: DateTime<Utc>,
    dice: &mut Dice,
) -> Option<(&'static str, DateTime<Utc>)> {
    let percent = if maintenant - date > TimeDelta::days(7) { 72 } else { 18 };
    if !settled && !dice.chance(percent) {
        return None;
    }
    let after = TimeDelta::minutes(dice.between(6, 3 * 24 * 60));
    Some((dice.pick(&EQUIPE), (date + after).min(maintenant)))
}

fn workflow(type_action: TypeAction) -> &'static str {
    match type_action {
        TypeAction::ConvertirCandidat => "Convertir en candidat",
        TypeAction::EnvoyerDossier => "Envoyer le dossier",
        TypeAction::GenererDevis => "Générer le devis",
        TypeAction::EnvoyerEmail => "Envoyer un e-mail",
    }
}

/// Workflow, node, message, severity.
const REPORTS: &[(&str, &str, &str, Severite)] = &[
    (
        "Tri des e-mails entrants",
        "Classer le message",
        "Réponse du modèle illisible : JSON attendu",
        Severite::Warning,
    ),
    (
        "Tri des e-mails entrants",
        "Lire la boîte",
        "Connexion IMAP interrompue (ECONNRESET)",
        Severite::Erreur,
    ),
    (
        "Tri des e-mails entrants",
        "Créer le prospect",
        "422 VALIDATION : telephones[0] n’est pas un numéro international",
        Severite::Warning,
    ),
    (
        "Résumé des échanges",
        "Rédiger le résumé",
        "Délai de 60 s dépassé, nouvel essai programmé",
        Severite::Info,
    ),
    (
        "Résumé des échanges",
        "Rédiger le résumé",
        "429 Too Many Requests : limite de débit du modèle",
        Severite::Warning,
    ),
    (
        "Synchronisation Drive",
        "Lister les dossiers",
        "401 Invalid Credentials : jeton expiré",
        Severite::Critique,
    ),
    ("Synchronisation Drive", "Lister les dossiers", "Deux dossiers portent le même nom", Severite::Info),
    ("Relances hebdomadaires", "Envoyer l’e-mail", "550 5.1.1 User unknown", Severite::Erreur),
    ("Relances hebdomadaires", "", "Aucun prospect à relancer cette semaine", Severite::Info),
    ("Import du salon", "Lire le tableur", "Colonne « Téléphone » absente de la feuille 1", Severite::Erreur),
    (
        "Sauvegarde nocturne",
        "Copier les dossiers",
        "Espace insuffisant sur le volume de sauvegarde",
        Severite::Critique,
    ),
    (
        "Envoyer le dossier",
        "Rappel",
        "Rappel refusé : il contredit le résultat déjà enregistré.",
        Severite::Warning,
    ),
];
