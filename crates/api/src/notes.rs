//! Notes on a prospect's record. Only the author of a note changes or deletes it.

use common::auth::Utilisateur;
use common::note::{Note, TEXTE_LENGTH};
use common::{FieldCode, IdNote, IdProspect, OperationAudit};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use crate::contact::Check;
use crate::db;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::record_changed;
use crate::rgpd;
use crate::state::AppState;

/// Name of the changed field in the audit.
const CHAMP: &str = "notes";

/// Writes a note on a record.
///
/// # Errors
/// 404 for an unknown prospect, 409 for an anonymised one, 422 for an empty or too long text.
pub async fn write_note(
    state: &AppState,
    person: &Utilisateur,
    id: &IdProspect,
    texte: &str,
) -> ApiResult<Note> {
    let texte = checked(texte)?;
    let mut conn = state.pool.get().await?;
    let note = conn
        .transaction(async |conn| {
            lock_and_audit(conn, state, person, id).await?;
            let now = state.clock.now();
            let id_note = db::notes::insert(conn, id, person.id_utilisateur, &texte, now).await?;
            db::notes::find(conn, id_note).await?.ok_or_else(unknown)
        })
        .await?;
    record_changed(state, id);
    Ok(note)
}

/// Replaces the text of a note.
///
/// # Errors
/// 403 for another person's note, 404 for an unknown one, 409 after an anonymisation, 422 for an empty or too long
/// text.
pub async fn change_note(state: &AppState, person: &Utilisateur, id: IdNote, texte: &str) -> ApiResult<Note> {
    let texte = checked(texte)?;
    let mut conn = state.pool.get().await?;
    let prospect = own(&mut conn, person, id).await?;
    let note = conn
        .transaction(async |conn| {
            lock_and_audit(conn, state, person, &prospect).await?;
            db::notes::update(conn, id, &texte, state.clock.now()).await?;
            db::notes::find(conn, id).await?.ok_or_else(unknown)
        })
        .await?;
    record_changed(state, &prospect);
    Ok(note)
}

/// Deletes a note.
///
/// # Errors
/// 403 for another person's note, 404 for an unknown one.
pub async fn delete_note(state: &AppState, person: &Utilisateur, id: IdNote) -> ApiResult<()> {
    let mut conn = state.pool.get().await?;
    let prospect = own(&mut conn, person, id).await?;
    conn.transaction(async |conn| {
        lock_and_audit(conn, state, person, &prospect).await?;
        if db::notes::delete(conn, id).await? { Ok(()) } else { Err(unknown()) }
    })
    .await?;
    record_changed(state, &prospect);
    Ok(())
}

/// Locks a record, so that no anonymisation runs meanwhile, and records that its notes change.
async fn lock_and_audit(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    person: &Utilisateur,
    id: &IdProspect,
) -> ApiResult<()> {
    if db::prospects::lock(conn, id).await?.is_none() {
        return Err(rgpd::gone(conn, id).await);
    }
    let now = state.clock.now();
    db::audit::insert(conn, id, OperationAudit::Modification, &[CHAMP], &person.into(), now).await?;
    Ok(())
}

/// Returns the prospect of a note that this person wrote.
async fn own(conn: &mut AsyncPgConnection, person: &Utilisateur, id: IdNote) -> ApiResult<IdProspect> {
    let (prospect, auteur) = db::notes::find_owners(conn, id).await?.ok_or_else(unknown)?;
    if auteur == person.id_utilisateur {
        return Ok(prospect);
    }
    let detail = (
        "Seule la personne qui a écrit cette note peut la changer.",
        "Only the author of this note may change it.",
    );
    Err(ApiError::new(ErrorCode::AccesRefuse, detail))
}

fn checked(texte: &str) -> ApiResult<String> {
    let mut check = Check::default();
    let texte = check.optional_text("texte", Some(texte), TEXTE_LENGTH);
    if texte.is_none() {
        check.refuse("texte", FieldCode::ChampRequis, "Écrivez un texte.");
    }
    check.finish()?;
    Ok(texte.unwrap_or_default())
}

fn unknown() -> ApiError {
    ApiError::not_found("Cette note")
}
