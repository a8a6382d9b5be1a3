//! Request for an action, as the engine receives it.

use chrono::TimeDelta;
use common::auth::Utilisateur;
use common::{IdAction, IdProspect, TypeAction};

use super::parameters::ActionParameters;

/// A request for an action.
#[derive(Debug)]
pub struct StartRequest {
    /// The prospect.
    pub id_prospect: IdProspect,
    /// The person who requests the action.
    pub demandeur: Utilisateur,
    /// Type and parameters of the action, not yet validated.
    pub parameters: ActionParameters,
    /// The failed action that this one restarts.
    pub relance_de: Option<IdAction>,
    /// Time before the call may leave, during which the action can be undone.
    pub delai: TimeDelta,
    /// The `Idempotency-Key` of the request, if it has one.
    pub idempotency: Option<Idempotency>,
}

impl StartRequest {
    /// Returns the type of the action.
    pub(super) fn type_action(&self) -> TypeAction {
        self.parameters.type_action()
    }
}

/// Returns the time before a call may leave, as a request gives it in seconds.
pub fn grace(delai_annulation_s: Option<u32>) -> TimeDelta {
    TimeDelta::seconds(delai_annulation_s.unwrap_or_default().into())
}

/// An `Idempotency-Key` with the fingerprint of its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// The key that the client sent.
    pub key: String,
    /// SHA-256 of the request. The same key with another fingerprint is an error.
    pub fingerprint: Vec<u8>,
}
