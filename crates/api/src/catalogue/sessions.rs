//! Creates, changes and duplicates sessions.

use std::ops::RangeInclusive;

use chrono::{Datelike as _, Months, NaiveDate};
use common::catalogue_requests::{ChangeSessionRequest, DuplicateSessionRequest, NewSessionRequest};
use common::erreur::CapaciteInsuffisante;
use common::{Day, FieldCode, IdSession, StatutSession};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::moved::{READ_BY_RULES, tell_moved};
use super::{Editor, check_version};
use crate::contact::Check;
use crate::db;
use crate::db::Code;
use crate::db::catalogue::session::{LockedSession, SessionFields};
use crate::db::constraint::{SESSION_LIBELLE, violated_unique};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::catalogue_changed;
use crate::state::AppState;

/// Maximum length of a label, in characters.
pub(super) const LABEL: usize = 100;
/// Number of seats of a session.
const SEATS: RangeInclusive<i32> = 0..=1_000;
/// Years of the days of a session.
const YEARS: RangeInclusive<i32> = 2000..=2100;
/// Number of months between a session and its copy.
const SHIFT: RangeInclusive<u32> = 1..=60;
/// French names of the months.
const MONTHS: [&str; 12] = [
    "Janvier",
    "Février",
    "Mars",
    "Avril",
    "Mai",
    "Juin",
    "Juillet",
    "Août",
    "Septembre",
    "Octobre",
    "Novembre",
    "Décembre",
];

/// Creates a session; returns its identifier.
///
/// # Errors
/// 422 with the invalid fields, also for an unknown formation, for the label of another session and for a statut that
/// the days contradict.
pub async fn create_session(
    state: &AppState,
    editor: &Editor,
    asked: &NewSessionRequest,
) -> ApiResult<IdSession> {
    let mut check = Check::default();
    let statut = asked.statut_session.unwrap_or(StatutSession::Planifiee);
    let days = (day(&mut check, "dateDebut", &asked.date_debut), day(&mut check, "dateFin", &asked.date_fin));
    let fields = SessionFields {
        libelle: check.required_line("libelle", &asked.libelle, LABEL),
        date_debut: days.0.unwrap_or_default(),
        date_fin: days.1.unwrap_or_default(),
        capacite: asked.capacite,
        statut_session: Code(statut),
        en_continu: asked.en_continu.unwrap_or(true),
        temps_partiel: asked.temps_partiel.unwrap_or(false),
        a_distance: asked.a_distance.unwrap_or(false),
    };
    check.number("capacite", &fields.capacite, &SEATS);
    if let (Some(_), Some(_)) = days {
        check_days(&mut check, &fields);
    }
    let today = state.clock.today();
    let mut conn = state.pool.get().await?;
    // Read outside the transaction, without a lock: formations are never deleted.
    let formation = db::catalogue::find_formation(&conn, asked.formation.trim()).await?;
    if formation.is_none() {
        check.refuse("formation", FieldCode::FormationInconnue, "Cette formation n’existe pas.");
    }
    check.finish()?;
    let formation = formation.ok_or_else(|| ApiError::not_found("Cette formation"))?;
    let id = conn.transaction::<_, ApiError, _>(async |conn| {
        let fields = settled(conn, &fields, asked.statut_session, today).await?;
        insert(conn, state, editor, formation.id_formation, &fields).await
    });
    let id = id.await?;
    catalogue_changed(state);
    Ok(id)
}

/// Changes the given fields of a session, if `may_change` accepts its version.
///
/// # Errors
/// 404 for an unknown session, 409 for a capacity below the seats that candidates and running conversions take, 412 for
/// another version, 422 with the invalid fields.
pub async fn change_session(
    state: &AppState,
    editor: &Editor,
    id_session: IdSession,
    may_change: impl Fn(i32) -> bool + Send + Sync,
    asked: &ChangeSessionRequest,
) -> ApiResult<()> {
    let today = state.clock.today();
    let mut conn = state.pool.get().await?;
    let changed = conn.transaction::<_, ApiError, _>(async |conn| {
        check_version(&may_change, lock(conn, id_session).await?.version)?;
        // Gives the session another version when it started or ended since the last pass of the worker.
        let followed = db::catalogue::session::follow_dates(conn, Some(id_session), today).await? > 0;
        let locked = lock(conn, id_session).await?;
        let new = applied(&locked.fields, asked)?;
        let new = settled(conn, &new, asked.statut_session, today).await?;
        let champs = locked.fields.changed_fields(&new);
        if champs.is_empty() {
            return Ok((followed, false));
        }
        check_seats(&locked, new.capacite)?;
        db::catalogue::session::update(conn, id_session, &new).await.map_err(label_taken)?;
        editor.note(conn, state, &format!("session {id_session}"), &champs).await?;
        let moved = champs.iter().any(|champ| READ_BY_RULES.contains(champ));
        Ok((true, moved && tell_moved(conn, state, id_session, &new).await?))
    });
    let (changed, told) = changed.await?;
    if changed {
        catalogue_changed(state);
    }
    if told {
        state.wake.changed();
    }
    Ok(())
}

/// Copies a session to later dates, without its candidates; returns the identifier of the copy.
///
/// # Errors
/// 404 for an unknown session, 422 with the invalid fields, also for the label of another session.
pub async fn duplicate_session(
    state: &AppState,
    editor: &Editor,
    id_session: IdSession,
    asked: &DuplicateSessionRequest,
) -> ApiResult<IdSession> {
    let today = state.clock.today();
    let mut conn = state.pool.get().await?;
    let id = conn.transaction::<_, ApiError, _>(async |conn| {
        let source = lock(conn, id_session).await?;
        let fields = settled(conn, &shifted(&source.fields, asked)?, None, today).await?;
        insert(conn, state, editor, source.id_formation, &fields).await
    });
    let id = id.await?;
    catalogue_changed(state);
    Ok(id)
}

/// Writes the statut of the sessions that started or ended, so that the table says what the API says. Returns their
/// number. The first instance of the day does it for all.
///
/// # Errors
/// 503 while the database does not answer.
pub async fn follow_dates(state: &AppState) -> ApiResult<usize> {
    let mut conn = state.pool.get().await?;
    let changed = db::catalogue::session::follow_dates(&mut conn, None, state.clock.today()).await?;
    if changed > 0 {
        catalogue_changed(state);
    }
    Ok(changed)
}

/// Locks a session, or returns a 404.
async fn lock(conn: &mut AsyncPgConnection, id_session: IdSession) -> ApiResult<LockedSession> {
    let locked = db::catalogue::session::lock(conn, id_session).await?;
    locked.ok_or_else(|| ApiError::not_found("Cette session"))
}

async fn insert(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    editor: &Editor,
    id_formation: i64,
    fields: &SessionFields,
) -> ApiResult<IdSession> {
    let id = db::catalogue::session::insert(conn, id_formation, fields).await.map_err(label_taken)?;
    editor.note(conn, state, &format!("session {id}"), &["creation"]).await?;
    Ok(id)
}

/// Returns the fields after the change.
fn applied(old: &SessionFields, asked: &ChangeSessionRequest) -> ApiResult<SessionFields> {
    let (mut check, mut new) = (Check::default(), old.clone());
    if let Some(libelle) = &asked.libelle {
        new.libelle = check.required_line("libelle", libelle, LABEL);
    }
    if let Some(debut) = &asked.date_debut {
        new.date_debut = day(&mut check, "dateDebut", debut).unwrap_or(old.date_debut);
    }
    if let Some(fin) = &asked.date_fin {
        new.date_fin = day(&mut check, "dateFin", fin).unwrap_or(old.date_fin);
    }
    if let Some(capacite) = asked.capacite {
        check.number("capacite", &capacite, &SEATS);
        new.capacite = capacite;
    }
    new.statut_session = asked.statut_session.map_or(old.statut_session, Code);
    new.en_continu = asked.en_continu.unwrap_or(old.en_continu);
    new.temps_partiel = asked.temps_partiel.unwrap_or(old.temps_partiel);
    new.a_distance = asked.a_distance.unwrap_or(old.a_distance);
    if check.is_clean() && new != *old {
        check_days(&mut check, &new);
    }
    check.finish()?;
    Ok(new)
}

/// Returns the copy of a session that begins `decalage_mois` later. 31 March becomes the last day of a shorter month.
fn shifted(source: &SessionFields, asked: &DuplicateSessionRequest) -> ApiResult<SessionFields> {
    let mut check = Check::default();
    check.number("decalageMois", &asked.decalage_mois, &SHIFT);
    let later = |day: NaiveDate| day.checked_add_months(Months::new(asked.decalage_mois));
    let days = later(source.date_debut).zip(later(source.date_fin));
    let (date_debut, date_fin) = days.unwrap_or((source.date_debut, source.date_fin));
    if check.is_clean() && !YEARS.contains(&date_fin.year()) {
        check.refuse("decalageMois", FieldCode::HorsLimites, "La copie finirait après 2100.");
    }
    let typed = check.optional_line("libelle", asked.libelle.as_deref(), LABEL);
    check.finish()?;
    let libelle = typed.unwrap_or_else(|| usual_label(date_debut));
    Ok(SessionFields {
        libelle,
        date_debut,
        date_fin,
        statut_session: Code(StatutSession::Planifiee),
        ..source.clone()
    })
}

/// Returns the usual label of a session that begins on this day: its month, such as "Mars 2026".
pub fn usual_label(day: NaiveDate) -> String {
    format!("{} {}", MONTHS[day.month0() as usize], day.year())
}

/// Reads a day of the catalogue.
pub(super) fn day(check: &mut Check, champ: &str, typed: &Day) -> Option<NaiveDate> {
    let day = typed.parse().filter(|day| YEARS.contains(&day.year()));
    if day.is_none() {
        check.refuse(champ, FieldCode::DateInvalide, "Une date de 2000 à 2100, écrite AAAA-MM-JJ.");
    }
    day
}

/// Checks that the days are in order.
fn check_days(check: &mut Check, session: &SessionFields) {
    if session.date_fin < session.date_debut {
        check.refuse("dateFin", FieldCode::FinAvantDebut, "Le dernier jour précède le premier.");
    }
}

/// Applies the days of a session to its statut: one that has started gets `EN_COURS`, one that has ended `TERMINEE`, and
/// one that is moved to later days is planned again. A cancelled session stays cancelled.
///
/// # Errors
/// 422 for an asked `EN_COURS` or `TERMINEE` that its days contradict.
async fn settled(
    conn: &mut AsyncPgConnection,
    fields: &SessionFields,
    asked: Option<StatutSession>,
    today: NaiveDate,
) -> ApiResult<SessionFields> {
    let statut = db::catalogue::session::find_statut(conn, fields, today).await?;
    if asked.is_some_and(|asked| asked.follows_from_dates() && asked != statut) {
        let message = format!(
            "« En cours » et « Terminée » ne se choisissent pas : les dates donnent à cette session le statut « {} ».",
            statut.libelle()
        );
        return Err(ApiError::field("statutSession", FieldCode::StatutInterdit, message));
    }
    Ok(SessionFields { statut_session: Code(statut), ..fields.clone() })
}

/// Returns a 409 for fewer seats than candidates and running conversions take. The session is locked, so no conversion
/// takes one meanwhile.
fn check_seats(locked: &LockedSession, capacite: i32) -> ApiResult<()> {
    let (inscrits, retenues) = (locked.inscrits, locked.retenues);
    if capacite >= inscrits + retenues {
        return Ok(());
    }
    let taken = inscrits + retenues;
    let detail = (
        format!(
            "{taken} places sont prises ({inscrits} inscrits, {retenues} retenues par des conversions ou des propositions)."
        ),
        format!("{taken} seats are taken ({inscrits} candidates, {retenues} held by conversions or offers)."),
    );
    let members = CapaciteInsuffisante { inscrits, retenues };
    Err(ApiError::new(ErrorCode::CapaciteInsuffisante, detail).with(members))
}

/// Recognises the label of another session of the formation.
fn label_taken(error: diesel::result::Error) -> ApiError {
    if violated_unique(&error) == Some(SESSION_LIBELLE) {
        let message = "Une autre session de cette formation a déjà ce libellé.";
        return ApiError::field("libelle", FieldCode::DejaUtilise, message);
    }
    error.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy_of(debut: &str, fin: &str, months: u32) -> ApiResult<SessionFields> {
        let session = SessionFields {
            libelle: "Rentrée".to_owned(),
            date_debut: debut.parse().unwrap(),
            date_fin: fin.parse().unwrap(),
            capacite: 12,
            statut_session: Code(StatutSession::Ouverte),
            en_continu: true,
            temps_partiel: true,
            a_distance: false,
        };
        shifted(&session, &DuplicateSessionRequest { decalage_mois: months, libelle: None })
    }

    #[test]
    fn a_copy_keeps_its_days_of_the_month_and_is_named_after_its_first_month() {
        for (debut, fin, months, expected) in [
            ("2026-03-02", "2026-12-18", 6, ("2026-09-02", "2027-06-18", "Septembre 2026")),
            ("2026-08-31", "2026-10-31", 6, ("2027-02-28", "2027-04-30", "Février 2027")),
            ("2026-12-01", "2026-12-01", 1, ("2027-01-01", "2027-01-01", "Janvier 2027")),
        ] {
            let copy = copy_of(debut, fin, months).unwrap();
            let days = (copy.date_debut.to_string(), copy.date_fin.to_string(), copy.libelle);
            assert_eq!((days.0.as_str(), days.1.as_str(), days.2.as_str()), expected);
            assert_eq!((copy.capacite, copy.statut_session.0), (12, StatutSession::Planifiee));
        }
        for (fin, months) in
            [("2026-12-18", 0), ("2026-12-18", 61), ("2026-12-18", u32::MAX), ("2100-12-01", 1)]
        {
            assert!(copy_of("2026-03-02", fin, months).is_err(), "{fin} {months}");
        }
    }
}
