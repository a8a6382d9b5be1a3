//! Request for an action, as the engine receives it.

use chrono::NaiveDate;
use common::auth::Utilisateur;
use common::{IdProspect, TypeAction};
use serde_json::Value;

/// A request for an action.
#[derive(Debug)]
pub struct StartRequest<'a> {
    /// The prospect.
    pub id_prospect: &'a IdProspect,
    /// Type of the action.
    pub type_action: TypeAction,
    /// The person who requests the action.
    pub demandeur: &'a Utilisateur,
    /// Conversion: code of the formation.
    pub formation_retenue: Option<&'a str>,
    /// Conversion: id of the session. It takes precedence over the label.
    pub id_session: Option<i64>,
    /// Conversion: label of a session.
    pub session_visee: Option<&'a str>,
    /// Conversion: requested start date.
    pub date_debut_souhaitee: Option<NaiveDate>,
    /// Further parameters of the action's type, not yet validated.
    pub parametres: Value,
    /// The failed action that this one restarts.
    pub relance_de: Option<i64>,
    /// The request for contact by a person on the opposition list, in an admin's words.
    pub demande_de_la_personne: Option<&'a str>,
    /// The `Idempotency-Key` of the request, if it has one.
    pub idempotency: Option<Idempotency>,
}

impl<'a> StartRequest<'a> {
    /// Creates the request for an action other than a conversion; `parametres` are those of its type.
    pub fn new(
        id_prospect: &'a IdProspect,
        type_action: TypeAction,
        demandeur: &'a Utilisateur,
        parametres: Value,
        idempotency: Option<Idempotency>,
    ) -> Self {
        Self {
            id_prospect,
            type_action,
            demandeur,
            formation_retenue: None,
            id_session: None,
            session_visee: None,
            date_debut_souhaitee: None,
            parametres,
            relance_de: None,
            demande_de_la_personne: None,
            idempotency,
        }
    }
}

/// An `Idempotency-Key` with the fingerprint of its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// The key that the client sent.
    pub key: String,
    /// SHA-256 of the request. The same key with another fingerprint is an error.
    pub fingerprint: Vec<u8>,
}
