//! What is asked of an action, by whom.

use chrono::NaiveDate;
use common::auth::Utilisateur;
use common::{IdProspect, TypeAction};
use serde_json::Value;

/// What is asked, by whom.
#[derive(Debug)]
pub struct StartRequest<'a> {
    /// The prospect.
    pub id_prospect: &'a IdProspect,
    /// Which action.
    pub type_action: TypeAction,
    /// Who asks.
    pub demandeur: &'a Utilisateur,
    /// Conversion: code of the formation.
    pub formation_retenue: Option<&'a str>,
    /// Conversion: the session; it wins over its label.
    pub id_session: Option<i64>,
    /// Conversion: label of a session.
    pub session_visee: Option<&'a str>,
    /// Conversion: wished start.
    pub date_debut_souhaitee: Option<NaiveDate>,
    /// What the type itself is asked, unchecked.
    pub parametres: Value,
    /// The failed action that this one takes up again.
    pub relance_de: Option<i64>,
    /// How a person who is on the opposition list asked to be contacted, in an admin's words.
    pub demande_de_la_personne: Option<&'a str>,
    /// The client's promise that the same key is the same click.
    pub idempotency: Option<Idempotency>,
}

impl<'a> StartRequest<'a> {
    /// Asks an action that is not a conversion; `parametres` are what the type itself is asked.
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

/// An `Idempotency-Key` and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// The client's key.
    pub key: String,
    /// SHA-256 of what was asked: the same key for something else is an error.
    pub fingerprint: Vec<u8>,
}
