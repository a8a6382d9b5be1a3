//! Examples of all bodies, built from the actual types. They describe one fictional person, Marie Dumitru.

mod answers;
mod deadlines;
mod health;
mod lots;
mod records;
mod requests;
mod webhooks;

use chrono::{DateTime, TimeDelta, Utc};
use common::{IdProspect, Instant};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, ParameterBuilder};

pub(super) use webhooks::*;

/// Start of the examples' timeline: 17 February 2026, 10:30 in Paris.
const BEGINNING: i64 = 1_771_320_600;

/// Serialises a value to JSON.
pub(super) fn to_json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Returns an instant of the timeline, at this offset.
fn after(time: TimeDelta) -> Instant {
    (DateTime::<Utc>::from_timestamp(BEGINNING, 0).unwrap_or_default() + time).into()
}

/// When the conversion was requested.
pub(super) fn asked() -> Instant {
    after(TimeDelta::zero())
}

fn marie() -> IdProspect {
    IdProspect::from(123)
}

/// Marie's brother, who shares her address.
fn sibling() -> IdProspect {
    IdProspect::from(124)
}

/// Adds examples to the operation's parameters, request body and responses.
pub(super) fn add(operation: &mut Operation) {
    let id = operation.operation_id.clone().unwrap_or_default();
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            let example = self::parameter(&id, &parameter.name);
            *parameter = ParameterBuilder::from(parameter.clone()).example(example).build();
        }
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        for content in body.content.values_mut() {
            if let RefOr::T(content) = content {
                content.example = requests::body(&id);
            }
        }
    }
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        for (media, content) in &mut response.content {
            if let RefOr::T(content) = content {
                content.example = answers::body(&id, status, media);
            }
        }
    }
}

fn parameter(operation: &str, name: &str) -> Option<Value> {
    Some(match name {
        "formation" if operation == "listSessions" => json!("CAP_BJ"),
        "idProspect" => to_json(&marie()),
        "idAutre" => json!("PROS_124"),
        "idConversion" => json!(42),
        "idCandidat" | "idNote" => json!(12),
        "idSession" | "sansReponseDepuis" => json!(7),
        "idFermeture" => json!(2),
        "codeRegle" => json!("CPF_PROPOSITION"),
        "financement" if matches!(operation, "listEcheancesSession" | "findPremiereSession") => json!("CPF"),
        "signatureLe" | "envoiLe" | "jour" => json!("2026-02-17"),
        "avant" => json!("2026-03-31"),
        "idPlace" | "idVue" => json!(5),
        "idLot" => json!(9),
        "verdict" => json!(["OK"]),
        "resultat" => json!(["ECHEC", "CHANGE"]),
        "curseur" if operation == "listLignesLot" => json!("6c6f74203235"),
        "contact" => json!("30j"),
        "idUtilisateur" | "idFormation" | "utilisateur" => json!(3),
        "idCle" => json!(4),
        "idConnexion" => json!("5f1c0a9be2d44c07"),
        "idJournal" => json!(57),
        "code" if operation == "changePiece" => json!("PIECE_IDENTITE"),
        "code" => json!("CAP_BJ"),
        "formation" => json!(["CAP_BJ"]),
        "statut" => json!(["NOUVEAU", "QUALIFIE"]),
        "financement" => json!(["CPF"]),
        "recherche" => json!("dumitru lyon"),
        "tri" if matches!(operation, "listCandidats" | "exportCandidats") => json!("-piecesManquantes"),
        "session" => json!([7]),
        "dossier" => json!(["INCOMPLET"]),
        "manque" => json!(["PIECE_IDENTITE"]),
        "tri" => json!("-dateDernierContact"),
        "curseur" if operation == "listNotifications" => json!("n3d5"),
        "curseur" if operation == "listRelances" => json!("72657461726420"),
        "curseur" if operation == "listActivite" => json!("313737313332303630303030303030302038313132"),
        "responsable" => json!("moi"),
        "quand" | "relance" => json!("aujourdhui"),
        "source" => json!(["FORMULAIRE"]),
        "motifPerte" => json!(["TROP_CHER"]),
        "contactAvant" => json!("2026-02-15"),
        "curseur" => json!("6e6f6d203364353e2034"),
        "page" => json!(1),
        "limit" => json!(25),
        "format" => json!("csv"),
        "inactives" | "aVenir" | "nonLues" => json!(true),
        "resolu" => json!(false),
        "statutSession" => json!(["PLANIFIEE", "OUVERTE"]),
        "severite" => json!(["ERREUR", "CRITIQUE"]),
        "workflow" => json!(["Conversion en candidat"]),
        "evenement" => json!(["CONNEXION_REFUSEE", "ROLE"]),
        "operation" => json!(["AJOUT", "MODIFICATION", "ANONYMISATION"]),
        "du" | "contactDepuis" => json!("2026-02-01"),
        "au" => json!("2026-02-28"),
        "dernierId" => json!(981),
        "Last-Event-ID" => json!("981"),
        "If-Match" => json!("\"v3\""),
        "Idempotency-Key" => json!("0199d5c2-6f5e-7a41-b1de-3f0c8f3a9e11"),
        _ => return None,
    })
}
