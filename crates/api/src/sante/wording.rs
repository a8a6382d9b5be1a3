//! French texts for admins about a workflow: the problem, and the remedy.

use common::sante::SanteMessages;
use common::{EtatLecture, EtatWorkflow, TypeAction};

use crate::n8n::Pong;

/// Describes the result of a canari, with the remedy.
pub fn message(type_action: TypeAction, pong: &Pong) -> String {
    let name = name(type_action);
    match pong.etat {
        EtatWorkflow::Injoignable => {
            format!("{name} est injoignable : {}. Vérifiez que n8n est démarré.", pong.reason)
        }
        EtatWorkflow::ReponseInattendue => format!(
            "{name} répond autrement que prévu : {}. Vérifiez l’adresse de n8n (N8N_WEBHOOK_BASE_URL).",
            pong.reason
        ),
        etat => of_state(type_action, etat),
    }
}

/// Describes a state that is known without a canari.
pub(super) fn of_state(type_action: TypeAction, etat: EtatWorkflow) -> String {
    let name = name(type_action);
    match etat {
        EtatWorkflow::Actif => format!("{name} répond."),
        EtatWorkflow::Inactif => format!("{name} est désactivé dans n8n : ouvrez-le et activez-le."),
        EtatWorkflow::Injoignable => format!("{name} est injoignable. Vérifiez que n8n est démarré."),
        EtatWorkflow::CleRefusee => format!(
            "{name} refuse notre clé : donnez à n8n, dans ses « Credentials », la valeur de N8N_API_KEY."
        ),
        EtatWorkflow::SignatureRefusee => format!(
            "{name} refuse notre signature : donnez à n8n, dans ses « Credentials », le texte que contient N8N_WEBHOOK_SECRET."
        ),
        EtatWorkflow::ReponseInattendue => format!("{name} répond autrement que prévu."),
        EtatWorkflow::SansCanari => format!(
            "{name} est actif, mais ne connaît pas le test : sa signature et son état ne sont pas vérifiés."
        ),
        EtatWorkflow::Inconnu => format!("{name} n’a pas encore été testé."),
    }
}

/// Describes a standby that serves no reads, with the remedy.
pub(super) fn of_standby(etat: EtatLecture) -> String {
    let problem = match etat {
        EtatLecture::Active => "sert les lectures",
        EtatLecture::EnRetard => "est en retard : vérifiez sa charge et son réseau",
        EtatLecture::Injoignable => "est injoignable : vérifiez qu’elle est démarrée",
        EtatLecture::Promue => {
            "accepte les écritures : mettez son adresse dans DATABASE_URL, ou refaites-en une copie"
        }
        EtatLecture::AutreBase => {
            "ne suit pas la base principale : corrigez DATABASE_URL_LECTURE, ou refaites-en une copie"
        }
    };
    format!("La base de lecture {problem}. La base principale répond à sa place.")
}

/// Describes an unusual silence, with the remedy.
pub(super) fn of_silence(messages: &SanteMessages) -> String {
    let usual = messages.silence_habituel_jours.unwrap_or_default();
    let days = |count: i32| if count < 2 { "jour ouvré" } else { "jours ouvrés" };
    let silence = messages.silence_jours;
    format!(
        "Aucun message n’est arrivé depuis {silence} {} ; d’habitude, {usual} {} au plus. Vérifiez la boîte de \
         l’école et les workflows qui la lisent.",
        days(silence),
        days(usual)
    )
}

/// Returns « Le workflow … », the start of a sentence.
fn name(type_action: TypeAction) -> String {
    format!("Le workflow « {} »", type_action.libelle())
}
