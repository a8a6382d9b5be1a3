//! Builds the steps, result and failure of a workflow, from the envelope and the day only.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::TypeAction;
use crate::envelope::Envelope;

/// A step: text and percentage.
pub(crate) type Step = (&'static str, u8);

/// Returns the steps of a workflow, in order.
pub(crate) fn steps(action: TypeAction) -> &'static [Step] {
    match action {
        TypeAction::ConvertirCandidat => &[
            ("Génération du numéro de dossier", 25),
            ("Création du dossier Drive", 60),
            ("Création des sous-dossiers", 80),
            ("Liste des documents requis", 95),
        ],
        TypeAction::EnvoyerDossier => &[
            ("Préparation du formulaire de candidature", 30),
            ("Rédaction de l'email", 60),
            ("Envoi de l'email", 90),
        ],
        TypeAction::GenererDevis => &[
            ("Lecture du tarif de la formation", 25),
            ("Création du PDF", 60),
            ("Dépôt du devis dans Drive", 90),
        ],
        TypeAction::EnvoyerEmail => {
            &[("Rédaction du message", 35), ("Envoi de l'email", 75), ("Archivage de l'échange", 95)]
        }
    }
}

/// Identifiers of one run, as n8n gives them.
pub(crate) struct Execution {
    pub(crate) workflow_id: &'static str,
    pub(crate) execution_id: String,
}

impl Execution {
    pub(crate) fn new(action: TypeAction, number: u64) -> Self {
        // Sixteen letters and digits, as in n8n.
        let workflow_id = match action {
            TypeAction::ConvertirCandidat => "SimConvertirCand",
            TypeAction::EnvoyerDossier => "SimEnvoyerDossie",
            TypeAction::GenererDevis => "SimGenererDevis1",
            TypeAction::EnvoyerEmail => "SimEnvoyerEmail1",
        };
        Self { workflow_id, execution_id: number.to_string() }
    }
}

/// Builds the callback of a success.
pub(crate) fn success(
    action: TypeAction,
    envelope: &Envelope,
    execution: &Execution,
    today: NaiveDate,
) -> Value {
    let id = envelope.id_conversion;
    let mut body = match action {
        TypeAction::ConvertirCandidat => conversion(envelope, today),
        TypeAction::EnvoyerDossier => json!({
            "lienFormulaire": format!("https://formulaires.example.org/candidature/{}", demo_id(&["dossier", &envelope.id_prospect, &id.to_string()])),
        }),
        TypeAction::GenererDevis => json!({
            "numeroDevis": format!("DEV-{}-{id:05}", today.year()),
            "lienDevis": format!("https://drive.google.com/file/d/{}/view", demo_id(&["devis", &envelope.id_prospect, &id.to_string()])),
        }),
        TypeAction::EnvoyerEmail => email(envelope),
    };
    body["idConversion"] = json!(id);
    body["success"] = json!(true);
    body["workflowId"] = json!(execution.workflow_id);
    body["executionId"] = json!(execution.execution_id);
    body
}

/// Builds the callback of a failure.
pub(crate) fn failure(id_conversion: i64, execution: &Execution, message: &str, node: &str) -> Value {
    json!({
        "idConversion": id_conversion,
        "success": false,
        "messageErreur": message,
        "nomNoeud": node,
        "workflowId": execution.workflow_id,
        "executionId": execution.execution_id,
    })
}

/// Returns the default message and node of a failure.
pub(crate) fn usual_failure(action: TypeAction) -> (&'static str, &'static str) {
    match action {
        TypeAction::ConvertirCandidat => {
            ("Le quota de stockage Google Drive est dépassé", "Créer le dossier Drive")
        }
        TypeAction::EnvoyerDossier | TypeAction::EnvoyerEmail => {
            ("Le serveur d'envoi a refusé le message", "Envoyer l'email")
        }
        TypeAction::GenererDevis => ("Le modèle de devis est introuvable", "Créer le PDF"),
    }
}

/// Returns the success with one changed value.
pub(crate) fn contradict(action: TypeAction, success: &Value) -> Value {
    let field = match action {
        TypeAction::ConvertirCandidat => "numeroDossier",
        TypeAction::EnvoyerDossier => "lienFormulaire",
        TypeAction::GenererDevis => "numeroDevis",
        TypeAction::EnvoyerEmail => "messageId",
    };
    let mut other = success.clone();
    let value = success[field].as_str().unwrap_or_default();
    other[field] = match value.strip_suffix('>') {
        Some(message_id) => json!(format!("{message_id}.9>")),
        None => json!(format!("{value}-9")),
    };
    other
}

fn conversion(envelope: &Envelope, today: NaiveDate) -> Value {
    let number = envelope
        .numero_dossier
        .clone()
        .unwrap_or_else(|| file_number(envelope.nom.as_deref().unwrap_or_default(), today));
    let folder = demo_id(&["dossier", &envelope.id_prospect, &number]);
    json!({
        "numeroDossier": number,
        "lienDossierDrive": format!("https://drive.google.com/drive/folders/{folder}"),
        "documentsListes": envelope.documents_requis.as_ref().map_or(0, Vec::len),
    })
}

fn email(envelope: &Envelope) -> Value {
    let formation = envelope.formation_retenue.as_deref().unwrap_or("formation");
    let (subject, text) = match envelope.type_email.as_deref() {
        Some("RELANCE") => (
            "Votre projet de formation : où en êtes-vous ?",
            "Nous revenons vers vous au sujet de votre projet de formation. Avez-vous pu avancer ?"
                .to_owned(),
        ),
        Some("COMMERCIAL") => (
            "Notre proposition pour votre formation",
            format!("Voici notre proposition pour votre projet ({formation})."),
        ),
        _ => (
            "Informations sur nos formations",
            format!("Voici les informations demandées au sujet de votre projet ({formation})."),
        ),
    };
    let greeting = envelope
        .prenom
        .as_deref()
        .map_or_else(|| "Bonjour,".to_owned(), |first_name| format!("Bonjour {first_name},"));
    let text = envelope.message.as_deref().filter(|own| !own.trim().is_empty()).unwrap_or(&text);
    json!({
        "objet": subject,
        "contenu": format!("{greeting}\n\n{text}\n\nL'équipe des admissions"),
        "messageId": format!("<conv-{}.{}@n8n.example.org>", envelope.id_conversion, demo_id(&["email", &envelope.id_prospect, envelope.email.as_deref().unwrap_or_default()])),
    })
}

/// Returns four letters of the nom (upper case, unaccented, padded with X), then DDMMYYYY.
fn file_number(nom: &str, today: NaiveDate) -> String {
    let letters: String = deunicode::deunicode(nom)
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| letter.to_ascii_uppercase())
        .chain(std::iter::repeat('X'))
        .take(4)
        .collect();
    format!("{letters}{}", today.format("%d%m%Y"))
}

/// Returns an identifier that looks like one of Google Drive (33 characters), derived from the parts.
fn demo_id(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\n").as_bytes());
    let letters = digest.iter().map(|byte| {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char::from(ALPHABET[usize::from(byte % 64)])
    });
    std::iter::once('1').chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 9, 15).unwrap()
    }

    #[test]
    fn a_file_number_is_four_letters_and_the_day() {
        assert_eq!(file_number("Dumitru", day()), "DUMI15092024");
    }

    #[test]
    fn a_file_number_has_no_accent_and_only_letters() {
        assert_eq!(file_number("d'Éçarté", day()), "DECA15092024");
        assert_eq!(file_number("Œuvrard", day()), "OEUV15092024");
        assert_eq!(file_number("Le Goff", day()), "LEGO15092024");
    }

    #[test]
    fn a_short_name_is_padded() {
        assert_eq!(file_number("Ng", day()), "NGXX15092024");
        assert_eq!(file_number("", day()), "XXXX15092024");
    }

    #[test]
    fn a_demo_id_is_always_the_same_and_looks_like_one_of_drive() {
        assert_eq!(demo_id(&["dossier", "PROS_1"]), demo_id(&["dossier", "PROS_1"]));
        assert_ne!(demo_id(&["dossier", "PROS_1"]), demo_id(&["dossier", "PROS_2"]));
        assert_eq!(demo_id(&["dossier", "PROS_1"]).len(), 33);
    }
}
