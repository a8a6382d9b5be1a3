//! Requests on the accounts of the school's people.

use common::compte::{ChangeUtilisateurRequest, Compte, Invitation, NewUtilisateurRequest};
use common::{IdUtilisateur, Liste, Role};
use serde::Deserialize;
use serde_json::Map;

use super::{ApiError, Reply, http};
use crate::model::format;
use crate::query_string::QueryString;

/// Fetches a page of accounts: active ones first, then by name.
pub(crate) fn list(page: i64) -> Reply<Liste<Compte>> {
    http::get("/api/utilisateurs", &QueryString::new().with("page", &page.to_string()))
}

/// An account, as far as a choice of people needs it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Person {
    /// Identifier of the account.
    pub(crate) id_utilisateur: IdUtilisateur,
    nom: String,
    prenom: String,
    role: Role,
    actif: bool,
}

impl Person {
    /// Returns the name of the person.
    pub(crate) fn name(&self) -> String {
        format::person(&self.prenom, &self.nom)
    }
}

/// Fetches the people of all accounts; a school has a few dozen.
pub(crate) async fn people() -> Result<Vec<Person>, ApiError> {
    let (mut people, mut number) = (Vec::new(), 1);
    loop {
        let page = http::get::<Liste<Person>>(
            "/api/utilisateurs",
            &QueryString::new().with("page", &number.to_string()).with("limit", "100"),
        )
        .await?;
        let is_last = page.data.len() < 100;
        people.extend(page.data);
        if is_last {
            return Ok(people);
        }
        number += 1;
    }
}

/// An admin who can follow prospects: account and name.
pub(crate) type Owner = (IdUtilisateur, String);

/// Fetches the active admins.
pub(crate) async fn owners() -> Result<Vec<Owner>, ApiError> {
    let people = people().await?.into_iter().filter(|one| one.actif && one.role == Role::Admin);
    Ok(people.map(|one| (one.id_utilisateur, one.name())).collect())
}

/// Invites a new person.
pub(crate) fn invite(request: &NewUtilisateurRequest) -> Reply<Invitation> {
    http::post("/api/utilisateurs", request, None)
}

/// Invites a person again; this revokes the previous link.
pub(crate) fn invite_again(id: IdUtilisateur) -> Reply<Invitation> {
    http::post(&format!("/api/utilisateurs/{id}/invitation"), &Map::new(), None)
}

/// Changes the role or the activation of an account.
pub(crate) fn change(id: IdUtilisateur, request: &ChangeUtilisateurRequest) -> Reply<Compte> {
    http::patch(&format!("/api/utilisateurs/{id}"), request, None)
}
