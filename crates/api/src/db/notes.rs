//! Queries on `notes`: the free texts that admins write on records.

use chrono::{DateTime, Utc};
use common::note::Note;
use common::{IdNote, IdProspect, IdUtilisateur};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::{notes, utilisateurs};
use super::{Code, RowId};

/// A note with the name of its author, as stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = notes)]
struct NoteRow {
    id_note: RowId<IdNote>,
    id_auteur: RowId<IdUtilisateur>,
    #[diesel(select_expression = (utilisateurs::prenom, utilisateurs::nom))]
    auteur: (String, String),
    texte: String,
    date_note: DateTime<Utc>,
    modifiee_le: Option<DateTime<Utc>>,
}

impl From<NoteRow> for Note {
    fn from(row: NoteRow) -> Self {
        let (prenom, nom) = row.auteur;
        Self {
            id_note: row.id_note.0,
            id_auteur: row.id_auteur.0,
            auteur: common::auth::nom_complet(&prenom, &nom),
            texte: row.texte,
            date_note: row.date_note.into(),
            modifiee_le: row.modifiee_le.map(Into::into),
        }
    }
}

/// Inserts a note and returns its identifier.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    auteur: IdUtilisateur,
    texte: &str,
    now: DateTime<Utc>,
) -> QueryResult<IdNote> {
    diesel::insert_into(notes::table)
        .values((
            notes::id_prospect.eq(id.as_str()),
            notes::id_auteur.eq(RowId(auteur)),
            notes::texte.eq(texte),
            notes::date_note.eq(now),
        ))
        .returning(notes::id_note)
        .get_result(conn)
        .await
        .map(|RowId(id)| id)
}

/// Finds one note.
pub async fn find(conn: &mut AsyncPgConnection, id: IdNote) -> QueryResult<Option<Note>> {
    let row: Option<NoteRow> = notes::table
        .inner_join(utilisateurs::table)
        .filter(notes::id_note.eq(RowId(id)))
        .select(NoteRow::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(Note::from))
}

/// Returns the prospect and the author of a note.
pub async fn find_owners(
    conn: &mut AsyncPgConnection,
    id: IdNote,
) -> QueryResult<Option<(IdProspect, IdUtilisateur)>> {
    let found: Option<(Code<IdProspect>, RowId<IdUtilisateur>)> = notes::table
        .find(RowId(id))
        .select((notes::id_prospect, notes::id_auteur))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(Code(prospect), RowId(auteur))| (prospect, auteur)))
}

/// Replaces the text of a note. Returns false when the note does not exist.
pub async fn update(
    conn: &mut AsyncPgConnection,
    id: IdNote,
    texte: &str,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let changed = diesel::update(notes::table.find(RowId(id)))
        .set((notes::texte.eq(texte), notes::modifiee_le.eq(now)))
        .execute(conn)
        .await?;
    Ok(changed > 0)
}

/// Deletes a note. Returns false when the note does not exist.
pub async fn delete(conn: &mut AsyncPgConnection, id: IdNote) -> QueryResult<bool> {
    let deleted = diesel::delete(notes::table.find(RowId(id))).execute(conn).await?;
    Ok(deleted > 0)
}

/// Deletes the notes of a prospect.
pub async fn delete_of(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    diesel::delete(notes::table.filter(notes::id_prospect.eq(id.as_str()))).execute(conn).await?;
    Ok(())
}

/// Lists a page of the notes of a prospect, newest first.
pub async fn list(
    conn: &AsyncPgConnection,
    id: &IdProspect,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<Note>> {
    let rows: Vec<NoteRow> = notes::table
        .inner_join(utilisateurs::table)
        .filter(notes::id_prospect.eq(id.as_str()))
        .order((notes::date_note.desc(), notes::id_note.desc()))
        .offset(offset)
        .limit(limit)
        .select(NoteRow::as_select())
        .load(&mut &*conn)
        .await?;
    Ok(rows.into_iter().map(Note::from).collect())
}

/// Counts the notes of a prospect.
pub async fn count(conn: &AsyncPgConnection, id: &IdProspect) -> QueryResult<i64> {
    notes::table.filter(notes::id_prospect.eq(id.as_str())).count().get_result(&mut &*conn).await
}
