//! Tells each admin in the morning how many touches are due, once a day whatever the number of instances.

use chrono::Timelike as _;
use chrono_tz::Europe::Paris;
use common::{Audience, CategorieNotification, Priorite, TypeNotification, pages};
use diesel_async::AsyncConnection as _;

use crate::db::notifications::NewNotification;
use crate::db::relances::Due;
use crate::db::{self, Code};
use crate::echeances::calendar;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Hour in Paris from which the touches of the day are announced.
const MORNING: u32 = 8;

/// Announces the touches of the day to the admins who follow the prospects, from 08:00 on and on the same day. Touches
/// without an owner are announced to nobody, and nothing is on a day when the school is closed. Claim and notifications
/// are one transaction, so a crash repeats and loses nothing. Returns the number of notifications.
///
/// # Errors
/// 503 while the database does not answer.
pub async fn announce_touches(state: &AppState) -> ApiResult<usize> {
    let now = state.clock.now();
    let local = now.with_timezone(&Paris);
    if local.hour() < MORNING {
        return Ok(0);
    }
    let today = local.date_naive();
    let mut conn = state.pool.get().await?;
    let told = conn.transaction::<_, ApiError, _>(async |conn| {
        let is_first = db::relances::claim_day(conn, today, now).await?;
        if !is_first || !calendar(conn, state).await?.is_open(today.into()) {
            return Ok(0);
        }
        let due = db::relances::list_due(conn, today).await?;
        for one in &due {
            let notification = NewNotification {
                categorie: Code(CategorieNotification::Prospect),
                type_: Code(TypeNotification::Relances),
                priorite: Code(Priorite::Normale),
                titre: TypeNotification::Relances.libelle().to_owned(),
                message: sentence(one),
                audience: Code(Audience::Admin),
                lien_action: Some(pages::JOURNEE.to_owned()),
                date_creation: now,
                destinataire: Some(one.id_responsable),
            };
            db::notifications::insert(conn, &notification).await?;
        }
        Ok(due.len())
    });
    let told = told.await?;
    if told > 0 {
        state.wake.changed();
    }
    Ok(told)
}

/// Writes the numbers of touches, such as "7 relances aujourd’hui, 2 en retard.".
fn sentence(due: &Due) -> String {
    let noun = |count| if count > 1 { "relances" } else { "relance" };
    match (due.today, due.late) {
        (0, late) => format!("{late} {} en retard.", noun(late)),
        (today, 0) => format!("{today} {} aujourd’hui.", noun(today)),
        (today, late) => format!("{today} {} aujourd’hui, {late} en retard.", noun(today)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_leaves_out_what_is_not_there() {
        for (today, late, expected) in [
            (7, 2, "7 relances aujourd’hui, 2 en retard."),
            (1, 1, "1 relance aujourd’hui, 1 en retard."),
            (2, 0, "2 relances aujourd’hui."),
            (0, 1, "1 relance en retard."),
        ] {
            assert_eq!(sentence(&Due { id_responsable: db::RowId(1.into()), today, late }), expected);
        }
    }
}
