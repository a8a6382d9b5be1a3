//! Tells the end of a lot by one notification, once its actions have ended.

use chrono::{DateTime, Utc};
use common::lot::EtatLot;
use common::{Audience, CategorieNotification, IdUtilisateur, Priorite, TypeNotification, pages};
use diesel_async::AsyncConnection as _;

use crate::db;
use crate::db::lots::LotRow;
use crate::db::lots_lignes::Outcome;
use crate::db::notifications::NewNotification;
use crate::db::{Code, RowId};
use crate::error::{ApiError, ApiResult};
use crate::notifications::lot_changed;
use crate::state::AppState;

/// Tells the end of a lot that nobody was told of. Returns false when there is none. Several instances may call it at
/// once: each end is told once.
///
/// # Errors
/// 503 when the database does not answer; the end is then told later.
pub async fn announce_next(state: &AppState) -> ApiResult<bool> {
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let told = conn.transaction::<_, ApiError, _>(async |conn| {
        let Some(lot) = db::lots::lock_untold(conn).await? else { return Ok(None) };
        let outcome = db::lots_lignes::outcome(conn, lot.id()).await?;
        let is_told = db::utilisateurs::is_active_admin(conn, lot.author()).await?;
        let only = (is_told && outcome.failed + outcome.partial == 0).then(|| lot.author());
        db::notifications::insert(conn, &notification(&lot, &outcome, only, now)).await?;
        db::lots::mark_told(conn, lot.id(), now).await?;
        Ok(Some(lot.id()))
    });
    let told = told.await?;
    if let Some(id) = told {
        lot_changed(state, id);
        state.wake.changed();
    }
    Ok(told.is_some())
}

/// The author is told. Every admin is told of a failure of n8n, as for a single action, and of a lot whose author is no
/// active admin any more.
fn notification(
    lot: &LotRow,
    outcome: &Outcome,
    only: Option<IdUtilisateur>,
    now: DateTime<Utc>,
) -> NewNotification {
    let (type_notification, priorite) = match outcome {
        Outcome { failed: 0, refused: 0, partial: 0, left: 1.., .. } if lot.etat() == EtatLot::Arrete => {
            (TypeNotification::ActionSuccess, Priorite::Haute)
        }
        Outcome { failed: 0, refused: 0, partial: 0, .. } => {
            (TypeNotification::ActionSuccess, Priorite::Normale)
        }
        Outcome { failed: 0, refused: 0, .. } => (TypeNotification::ActionPartielle, Priorite::Haute),
        _ => (TypeNotification::Erreur, Priorite::Urgente),
    };
    let titre = match lot.etat() {
        EtatLot::Arrete => "Action groupée arrêtée",
        _ => "Action groupée terminée",
    };
    NewNotification {
        categorie: Code(CategorieNotification::Prospect),
        type_: Code(type_notification),
        priorite: Code(priorite),
        titre: titre.to_owned(),
        message: format!("{} : {}.", lot.type_lot().libelle(), sentence(outcome)),
        audience: Code(Audience::Admin),
        lien_action: Some(pages::lot(lot.id())),
        date_creation: now,
        destinataire: only.map(RowId),
    }
}

/// Lists the numbers of prospects, such as "480 faits, 12 échecs".
fn sentence(outcome: &Outcome) -> String {
    let told = |count: i64, one: &str, many: &str| {
        (count > 0).then(|| format!("{count} {}", if count > 1 { many } else { one }))
    };
    let parts = [
        told(outcome.done, "fait", "faits"),
        told(outcome.partial, "à compléter", "à compléter"),
        told(outcome.failed + outcome.refused, "échec", "échecs"),
        told(outcome.left, "laissé tel quel", "laissés tels quels"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_leaves_out_what_is_not_there() {
        for ((done, partial, failed, refused, left), expected) in [
            ((480, 0, 10, 2, 0), "480 faits, 12 échecs"),
            ((1, 0, 0, 0, 0), "1 fait"),
            ((0, 2, 1, 0, 3), "2 à compléter, 1 échec, 3 laissés tels quels"),
        ] {
            assert_eq!(sentence(&Outcome { done, partial, failed, refused, left }), expected);
        }
    }
}
