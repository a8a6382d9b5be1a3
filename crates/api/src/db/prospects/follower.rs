//! Filter by the admin who follows a prospect.

use common::IdUtilisateur;
use diesel::pg::Pg;
use diesel::prelude::*;

use crate::db::RowId;
use crate::db::schema::prospects;

/// The owner of the prospects to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Follower {
    /// This account.
    One(IdUtilisateur),
    /// None of these accounts, the active admins: prospects without an owner, and those of a deactivated one.
    NoneOf(Vec<IdUtilisateur>),
}

impl Follower {
    /// Keeps the prospects of this owner.
    pub(in crate::db) fn keep<'a>(
        &self,
        query: prospects::BoxedQuery<'a, Pg>,
    ) -> prospects::BoxedQuery<'a, Pg> {
        match self {
            Self::One(id) => query.filter(prospects::id_responsable.eq(RowId(*id))),
            Self::NoneOf(active) => {
                let active: Vec<i64> = active.iter().map(|id| id.get()).collect();
                let owner = prospects::id_responsable;
                query.filter(owner.is_null().or(owner.ne_all(active)))
            }
        }
    }
}
