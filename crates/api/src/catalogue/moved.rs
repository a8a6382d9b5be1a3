//! Tells admins that a session with other dates has people whose funder counts from them.

use common::{CategorieNotification, IdSession, Priorite, TypeNotification, pages};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use crate::actions::Announcement;
use crate::db;
use crate::db::catalogue::session::SessionFields;
use crate::state::AppState;

/// Writes one notification when the dates of a session changed and somebody's funder has a rule that counts from them.
/// Returns true when it wrote one.
pub(super) async fn tell_moved(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    id_session: IdSession,
    new: &SessionFields,
) -> QueryResult<bool> {
    let (candidats, prospects) = db::echeances::concerned(conn, id_session).await?;
    if candidats + prospects == 0 {
        return Ok(false);
    }
    let who = [counted(candidats, "candidat"), counted(prospects, "prospect")];
    let who: Vec<String> = who.into_iter().flatten().collect();
    let debut = common::CivilDay::from(new.date_debut);
    let message = format!(
        "{} commence maintenant le {} {}. Délais de financement à revoir : {}.",
        new.libelle,
        debut.in_words(),
        debut.parts().0,
        who.join(" et "),
    );
    let announcement = Announcement {
        categorie: CategorieNotification::Candidat,
        type_notification: TypeNotification::ActionSuccess,
        priorite: Priorite::Haute,
        titre: "Dates d’une session changées".to_owned(),
        message,
        lien: pages::ECHEANCES.to_owned(),
    };
    announcement.write(conn, state.clock.now()).await?;
    Ok(true)
}

/// Writes a number of people; `None` for nobody.
fn counted(number: i64, noun: &str) -> Option<String> {
    let plural = if number > 1 { "s" } else { "" };
    (number > 0).then(|| format!("{number} {noun}{plural}"))
}
