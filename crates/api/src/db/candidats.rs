//! Queries on `candidats`: the prospects that were converted.

mod export;
mod list;

use chrono::{DateTime, NaiveDate, Utc};
use common::catalogue::FormationRef;
use common::{
    Candidat, CandidatDetail, CandidatResume, IdAction, IdCandidat, IdProspect, IdSession, StatutDossier,
    StatutProspect,
};
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
pub use export::{ExportRow, export};
pub use list::{CandidatFilters, CandidatSearch, count, list};

use super::prepared::Prepared;
use super::schema::{anciens_candidats, candidats, formations, prospects, sessions};
use super::{Code, RowId, pieces_candidat};

/// The part of a candidate that the action engine needs.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = candidats)]
pub struct CandidatRow {
    /// Identifier of the candidate.
    pub id_candidat: RowId<IdCandidat>,
    /// The conversion that created the candidate.
    pub id_conversion: Option<RowId<IdAction>>,
    /// File number.
    pub numero_dossier: String,
    /// https link to the Drive folder.
    pub lien_dossier_drive: Option<String>,
    /// Code of the chosen formation.
    pub formation_retenue: String,
    /// The session in which the candidate has a seat, or which an inactive candidate left.
    pub id_session: Option<RowId<IdSession>>,
    /// True while the Drive folder is missing.
    pub partielle: bool,
    /// State of the file.
    pub statut_dossier: Code<StatutDossier>,
    /// Reason of the decision or of the withdrawal.
    pub motif_decision: Option<String>,
    /// Statut of the prospect before the conversion, if it is known.
    pub statut_avant: Option<Code<StatutProspect>>,
}

impl CandidatRow {
    /// Returns the session in which the candidate takes a seat.
    pub fn seat(&self) -> Option<IdSession> {
        self.id_session.filter(|_| self.statut_dossier.0.is_active()).map(|RowId(id)| id)
    }
}

impl From<CandidatRow> for CandidatResume {
    fn from(row: CandidatRow) -> Self {
        Self {
            id_candidat: row.id_candidat.0,
            numero_dossier: row.numero_dossier,
            lien_dossier_drive: row.lien_dossier_drive,
            statut_dossier: row.statut_dossier.0,
            motif_decision: row.motif_decision,
        }
    }
}

/// A candidate to insert.
#[derive(Debug, Insertable)]
#[diesel(table_name = candidats)]
pub struct NewCandidat<'a> {
    /// The prospect that becomes a candidate.
    pub id_prospect: &'a str,
    /// The conversion that creates the candidate.
    pub id_conversion: Option<RowId<IdAction>>,
    /// File number.
    pub numero_dossier: &'a str,
    /// https link to the Drive folder.
    pub lien_dossier_drive: Option<&'a str>,
    /// Code of the chosen formation.
    pub formation_retenue: &'a str,
    /// The session in which the candidate gets a seat.
    pub id_session: Option<RowId<IdSession>>,
    /// Requested start date.
    pub date_debut_souhaitee: Option<NaiveDate>,
    /// True while the Drive folder is missing.
    pub partielle: bool,
    /// When the prospect is converted.
    pub date_conversion: DateTime<Utc>,
    /// Statut of the prospect before the conversion.
    pub statut_avant: Code<StatutProspect>,
}

/// Finds the candidate that a prospect became.
pub async fn find_by_prospect(conn: &AsyncPgConnection, id: &IdProspect) -> QueryResult<Option<CandidatRow>> {
    candidats::table
        .filter(candidats::id_prospect.eq(id.as_str()))
        .select(CandidatRow::as_select())
        .first(&mut &*conn)
        .await
        .optional()
}

/// Finds the prospect that became a candidate.
pub async fn find_prospect(
    conn: &mut AsyncPgConnection,
    id_candidat: IdCandidat,
) -> QueryResult<Option<IdProspect>> {
    let id: Option<Code<IdProspect>> = candidats::table
        .find(RowId(id_candidat))
        .select(candidats::id_prospect)
        .first(conn)
        .await
        .optional()?;
    Ok(id.map(|id| id.0))
}

/// Returns true when a prospect can't get a file number: a candidate has it, or another former candidate had it.
pub async fn numero_exists(
    conn: &mut AsyncPgConnection,
    numero: &str,
    prospect: &IdProspect,
) -> QueryResult<bool> {
    let taken = candidats::table.filter(candidats::numero_dossier.eq(numero));
    let reserved = anciens_candidats::table
        .filter(anciens_candidats::numero_dossier.eq(numero))
        .filter(anciens_candidats::id_prospect.ne(prospect.as_str()));
    diesel::select(diesel::dsl::exists(taken).or(diesel::dsl::exists(reserved))).get_result(conn).await
}

/// Inserts a candidate and returns its identifier. A taken file number violates `candidats_numero_unique`.
pub async fn insert(conn: &mut AsyncPgConnection, candidat: &NewCandidat<'_>) -> QueryResult<IdCandidat> {
    Prepared(diesel::insert_into(candidats::table).values(candidat).returning(candidats::id_candidat))
        .get_result(conn)
        .await
        .map(|RowId(id)| id)
}

/// Records the session in which a candidate has a seat.
pub async fn set_session(
    conn: &mut AsyncPgConnection,
    id_candidat: IdCandidat,
    id_session: IdSession,
) -> QueryResult<()> {
    Prepared(
        diesel::update(candidats::table.find(RowId(id_candidat)))
            .set(candidats::id_session.eq(RowId(id_session))),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A decision on a candidate, or the candidate's withdrawal.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = candidats, treat_none_as_null = true)]
pub struct Decision {
    /// The new state of the file.
    pub statut_dossier: Code<StatutDossier>,
    /// The reason.
    pub motif_decision: Option<String>,
    /// When it is recorded.
    pub date_decision: DateTime<Utc>,
    /// Name of the person who records it.
    pub decide_par: String,
}

/// Records a decision on a candidate.
pub async fn decide(
    conn: &mut AsyncPgConnection,
    id_candidat: IdCandidat,
    decision: &Decision,
) -> QueryResult<()> {
    diesel::update(candidats::table.find(RowId(id_candidat))).set(decision).execute(conn).await?;
    Ok(())
}

/// Saves the file number and the Drive link of a candidate. A taken file number violates `candidats_numero_unique`.
pub async fn complete(
    conn: &mut AsyncPgConnection,
    id_candidat: IdCandidat,
    numero_dossier: &str,
    lien_dossier_drive: Option<&str>,
    partielle: bool,
) -> QueryResult<()> {
    Prepared(diesel::update(candidats::table.find(RowId(id_candidat))).set((
        candidats::numero_dossier.eq(numero_dossier),
        candidats::lien_dossier_drive.eq(lien_dossier_drive),
        candidats::partielle.eq(partielle),
    )))
    .execute(conn)
    .await?;
    Ok(())
}

/// A candidate with the data of joined tables.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = candidats)]
struct FullRow {
    id_candidat: RowId<IdCandidat>,
    id_prospect: Code<IdProspect>,
    #[diesel(select_expression = (prospects::nom, prospects::prenom, prospects::emails))]
    contact: (String, String, Vec<Option<String>>),
    numero_dossier: String,
    lien_dossier_drive: Option<String>,
    formation_retenue: String,
    #[diesel(select_expression = formations::nom)]
    formation_nom: String,
    id_session: Option<RowId<IdSession>>,
    #[diesel(select_expression = sessions::libelle.nullable())]
    session: Option<String>,
    date_debut_souhaitee: Option<NaiveDate>,
    statut_dossier: Code<StatutDossier>,
    pieces_manquantes: i32,
    motif_decision: Option<String>,
    date_decision: Option<DateTime<Utc>>,
    decide_par: Option<String>,
    partielle: bool,
    id_conversion: Option<RowId<IdAction>>,
    date_conversion: DateTime<Utc>,
    version: i32,
}

impl From<FullRow> for Candidat {
    fn from(row: FullRow) -> Self {
        let (nom, prenom, emails) = row.contact;
        Self {
            id_candidat: row.id_candidat.0,
            id_prospect: row.id_prospect.0,
            nom,
            prenom,
            email: emails.into_iter().flatten().next(),
            numero_dossier: row.numero_dossier,
            lien_dossier_drive: row.lien_dossier_drive,
            formation: FormationRef { code: row.formation_retenue, nom: row.formation_nom },
            id_session: row.id_session.map(|RowId(id)| id),
            session: row.session,
            date_debut_souhaitee: row.date_debut_souhaitee.map(Into::into),
            statut_dossier: row.statut_dossier.0,
            pieces_manquantes: row.pieces_manquantes,
            motif_decision: row.motif_decision,
            date_decision: row.date_decision.map(Into::into),
            decide_par: row.decide_par,
            partielle: row.partielle,
            id_conversion: row.id_conversion.map(|RowId(id)| id),
            date_conversion: row.date_conversion.into(),
        }
    }
}

#[auto_type]
fn joined() -> _ {
    candidats::table
        .inner_join(prospects::table.on(candidats::id_prospect.eq(prospects::id_prospect)))
        .inner_join(formations::table.on(candidats::formation_retenue.eq(formations::code)))
        .left_join(sessions::table.on(candidats::id_session.eq(sessions::id_session.nullable())))
}

/// Finds one candidate with its pieces, and its version.
pub async fn find(
    conn: &AsyncPgConnection,
    id_candidat: IdCandidat,
) -> QueryResult<Option<(CandidatDetail, i32)>> {
    let row = async {
        let found: QueryResult<FullRow> = joined()
            .filter(candidats::id_candidat.eq(RowId(id_candidat)))
            .select(FullRow::as_select())
            .first(&mut &*conn)
            .await;
        found.optional()
    };
    let (row, pieces) = futures_util::try_join!(row, pieces_candidat::list(conn, id_candidat))?;
    Ok(row.map(|row| {
        let version = row.version;
        (CandidatDetail { candidat: row.into(), pieces }, version)
    }))
}

/// Locks a candidate until the end of the transaction and returns its version.
pub async fn lock_version(conn: &mut AsyncPgConnection, id_candidat: IdCandidat) -> QueryResult<Option<i32>> {
    candidats::table
        .find(RowId(id_candidat))
        .select(candidats::version)
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}
