//! Tells admins that a session with other dates or another rhythm has people whose funder counts from its start.

use chrono::NaiveDate;
use common::{CategorieNotification, CivilDay, IdSession, Priorite, TypeNotification, pages};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use crate::actions::Announcement;
use crate::db;
use crate::db::catalogue::session::SessionFields;
use crate::state::AppState;

/// Fields of a session that the rules of the funders read.
pub(super) const READ_BY_RULES: [&str; 4] = ["dateDebut", "dateFin", "enContinu", "tempsPartiel"];

/// Writes one notification when a session changed and somebody's funder has a rule that counts from its start.
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
    let message = format!(
        "{}, du {} au {}. Délais de financement à revoir : {}.",
        new.libelle,
        dated(new.date_debut),
        dated(new.date_fin),
        who.join(" et "),
    );
    let announcement = Announcement {
        categorie: CategorieNotification::Candidat,
        type_notification: TypeNotification::ActionSuccess,
        priorite: Priorite::Haute,
        titre: "Session changée".to_owned(),
        message,
        lien: pages::ECHEANCES.to_owned(),
    };
    announcement.write(conn, state.clock.now()).await?;
    Ok(true)
}

/// Writes a day with its year.
fn dated(day: NaiveDate) -> String {
    let day = CivilDay::from(day);
    format!("{} {}", day.in_words(), day.parts().0)
}

/// Writes a number of people; `None` for nobody.
fn counted(number: i64, noun: &str) -> Option<String> {
    let plural = if number > 1 { "s" } else { "" };
    (number > 0).then(|| format!("{number} {noun}{plural}"))
}
