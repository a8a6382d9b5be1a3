//! Queries on `pieces_candidat`: the documents of candidates' files. Triggers copy them at the conversion, and derive
//! the state of the file from them.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use common::candidat::PieceManquante;
use common::{EtatPiece, IdCandidat, PieceCandidat};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::rgpd::EFFACE;
use super::schema::pieces_candidat;
use super::{Code, RowId};

/// Maximum length of a code, in characters.
const CODE: usize = 200;

/// A code that a piece may have. The catalogue accepts less, but older rows may hold other characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceCode(pub String);

/// The text is not a code of a piece.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAPieceCode;

impl FromStr for PieceCode {
    type Err = NotAPieceCode;
    fn from_str(text: &str) -> Result<Self, NotAPieceCode> {
        let well_formed = text.chars().count() <= CODE && !text.chars().any(char::is_control);
        if well_formed { Ok(Self(text.to_owned())) } else { Err(NotAPieceCode) }
    }
}

/// A piece, as stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = pieces_candidat)]
struct PieceRow {
    code: String,
    libelle: String,
    obligatoire: bool,
    etat: Code<EtatPiece>,
    motif: Option<String>,
    lien: Option<String>,
    date_etat: Option<DateTime<Utc>>,
    auteur: Option<String>,
}

impl From<PieceRow> for PieceCandidat {
    fn from(row: PieceRow) -> Self {
        Self {
            code: row.code,
            libelle: row.libelle,
            obligatoire: row.obligatoire,
            etat: row.etat.0,
            motif: row.motif,
            lien: row.lien,
            date: row.date_etat.map(Into::into),
            auteur: row.auteur,
        }
    }
}

/// The changeable part of a piece.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = pieces_candidat, treat_none_as_null = true)]
pub struct Content {
    /// State of the piece.
    pub etat: Code<EtatPiece>,
    /// Why the piece is refused or dispensed.
    pub motif: Option<String>,
    /// https link to the document.
    pub lien: Option<String>,
}

/// Lists the pieces of a candidate, in the order to show.
pub async fn list(conn: &AsyncPgConnection, id_candidat: IdCandidat) -> QueryResult<Vec<PieceCandidat>> {
    let rows: Vec<PieceRow> = pieces_candidat::table
        .filter(pieces_candidat::id_candidat.eq(RowId(id_candidat)))
        .order((pieces_candidat::ordre, pieces_candidat::code))
        .select(PieceRow::as_select())
        .load(&mut &*conn)
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// A code that some file lacks.
#[derive(QueryableByName)]
struct MissingRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    libelle: String,
}

/// Lists the documents that the file of at least one candidate lacks, by label. It jumps from code to code in the index
/// of missing pieces, so that its cost does not depend on the number of candidates.
pub async fn list_missing(conn: &AsyncPgConnection) -> QueryResult<Vec<PieceManquante>> {
    let sql = "WITH RECURSIVE codes AS (
            (SELECT code, libelle FROM pieces_candidat WHERE manquante ORDER BY code LIMIT 1)
            UNION ALL
            SELECT suivante.code, suivante.libelle FROM codes, LATERAL (
                SELECT code, libelle FROM pieces_candidat p WHERE manquante AND p.code > codes.code
                ORDER BY p.code LIMIT 1) AS suivante
        )
        SELECT code, libelle FROM codes ORDER BY libelle, code";
    let rows: Vec<MissingRow> = diesel::sql_query(sql).load(&mut &*conn).await?;
    Ok(rows.into_iter().map(|MissingRow { code, libelle }| PieceManquante { code, libelle }).collect())
}

/// Finds a piece of a candidate.
pub async fn find(
    conn: &mut AsyncPgConnection,
    id_candidat: IdCandidat,
    code: &str,
) -> QueryResult<Option<Content>> {
    pieces_candidat::table
        .find((RowId(id_candidat), code))
        .select(Content::as_select())
        .first(conn)
        .await
        .optional()
}

/// Saves a piece of a candidate.
pub async fn update(
    conn: &mut AsyncPgConnection,
    id_candidat: IdCandidat,
    code: &str,
    content: &Content,
    (auteur, now): (&str, DateTime<Utc>),
) -> QueryResult<()> {
    diesel::update(pieces_candidat::table.find((RowId(id_candidat), code)))
        .set((content, pieces_candidat::auteur.eq(auteur), pieces_candidat::date_etat.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Erases links and reasons, and keeps the state of each piece with its month.
pub(super) async fn erase(conn: &mut AsyncPgConnection, id_candidat: IdCandidat) -> QueryResult<()> {
    let sql = "UPDATE pieces_candidat SET motif = CASE WHEN motif IS NOT NULL THEN $2 END, lien = NULL,
            date_etat = date_trunc('month', date_etat, 'Europe/Paris')
        WHERE id_candidat = $1";
    diesel::sql_query(sql)
        .bind::<BigInt, _>(RowId(id_candidat))
        .bind::<Text, _>(EFFACE)
        .execute(conn)
        .await?;
    Ok(())
}
