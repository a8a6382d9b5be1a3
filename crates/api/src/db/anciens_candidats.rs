//! Queries on `anciens_candidats`: candidates who became prospects again.

use chrono::{DateTime, Utc};
use common::{IdCandidat, IdProspect};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::RowId;
use super::schema::{anciens_candidats, candidats};

/// Moves a candidate from `candidats` to this table. `par` is the name of the person who asks for it.
pub async fn keep(
    conn: &mut AsyncPgConnection,
    id_candidat: IdCandidat,
    par: &str,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let kept = candidats::table.find(RowId(id_candidat)).select((
        candidats::id_candidat,
        candidats::id_prospect,
        candidats::id_conversion,
        candidats::numero_dossier,
        candidats::lien_dossier_drive,
        candidats::formation_retenue,
        candidats::id_session,
        candidats::statut_dossier,
        candidats::motif_decision,
        candidats::date_conversion,
        now.into_sql::<diesel::sql_types::Timestamptz>(),
        par.into_sql::<diesel::sql_types::Text>(),
    ));
    diesel::insert_into(anciens_candidats::table)
        .values(kept)
        .into_columns((
            anciens_candidats::id_candidat,
            anciens_candidats::id_prospect,
            anciens_candidats::id_conversion,
            anciens_candidats::numero_dossier,
            anciens_candidats::lien_dossier_drive,
            anciens_candidats::formation_retenue,
            anciens_candidats::id_session,
            anciens_candidats::statut_dossier,
            anciens_candidats::motif_decision,
            anciens_candidats::date_conversion,
            anciens_candidats::date_retour,
            anciens_candidats::retour_par,
        ))
        .execute(conn)
        .await?;
    diesel::delete(candidats::table.find(RowId(id_candidat))).execute(conn).await?;
    Ok(())
}

/// Returns true when this candidate became a prospect again.
pub async fn contains(conn: &mut AsyncPgConnection, id_candidat: IdCandidat) -> QueryResult<bool> {
    diesel::select(exists(anciens_candidats::table.find(id_candidat.get()))).get_result(conn).await
}

/// Returns true when the prospect was a candidate and became a prospect again after this instant.
pub async fn returned_after(
    conn: &mut AsyncPgConnection,
    prospect: &IdProspect,
    since: DateTime<Utc>,
) -> QueryResult<bool> {
    let returned = anciens_candidats::table
        .filter(anciens_candidats::id_prospect.eq(prospect.as_str()))
        .filter(anciens_candidats::date_retour.gt(since));
    diesel::select(exists(returned)).get_result(conn).await
}
