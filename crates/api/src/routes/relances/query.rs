//! The owner in the query of a list, and the sections of the current day.

use chrono::TimeDelta;
use common::QuandRelance;
use common::auth::Utilisateur;
use common::relance::{JOURS_SANS_SUITE, Responsable};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::clock::Clock;
use crate::db;
use crate::db::prospects::{Follower, Section};
use crate::db::relances::Touches;
use crate::error::ApiResult;
use crate::extract::empty_as_none;
use crate::state::AppState;

/// Query parameter of the owner.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OwnerQuery {
    /// `moi`, an account, `tous` (as without it), or `aucun`: prospects without an owner or whose owner is no active
    /// admin any more.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<String>, pattern = "^[0-9a-z]{1,18}$")]
    responsable: Option<Responsable>,
}

impl OwnerQuery {
    /// Returns the prospects of a section for this owner.
    pub(super) async fn touches(
        &self,
        conn: &AsyncPgConnection,
        state: &AppState,
        person: &Utilisateur,
        quand: QuandRelance,
    ) -> ApiResult<Touches> {
        let owner = owner(conn, person, self.responsable).await?;
        Ok(Touches { section: section(&state.clock, quand), owner })
    }
}

/// Returns a section of the current day.
pub(in crate::routes) fn section(clock: &Clock, quand: QuandRelance) -> Section {
    let silent_before = clock.now() - TimeDelta::days(JOURS_SANS_SUITE);
    Section { quand, today: clock.today(), silent_before }
}

/// Returns the filter for an owner; `None` keeps the prospects of all.
pub(in crate::routes) async fn owner(
    conn: &AsyncPgConnection,
    person: &Utilisateur,
    asked: Option<Responsable>,
) -> ApiResult<Option<Follower>> {
    Ok(match asked {
        None | Some(Responsable::Tous) => None,
        Some(Responsable::Moi) => Some(Follower::One(person.id_utilisateur)),
        Some(Responsable::Compte(id)) => Some(Follower::One(id)),
        Some(Responsable::Aucun) => Some(Follower::NoneOf(db::utilisateurs::list_active_admins(conn).await?)),
    })
}
