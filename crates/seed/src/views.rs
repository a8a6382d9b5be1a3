//! Saved views of the team in the demo data.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use prospects_api::db::schema::vues;

/// Name and query of each view, in order.
const VIEWS: [(&str, &str); 3] = [
    ("Nouveaux du mois", "statut=NOUVEAU&contact=30j"),
    ("CPF sans réponse", "financement=CPF&sansReponseDepuis=7"),
    ("À recontacter", "statut=A_RECONTACTER&tri=dateDernierContact"),
];

/// Writes the views.
pub(super) async fn write(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    let rows: Vec<_> = (1_i32..)
        .zip(VIEWS)
        .map(|(ordre, (nom, requete))| (vues::nom.eq(nom), vues::requete.eq(requete), vues::ordre.eq(ordre)))
        .collect();
    diesel::insert_into(vues::table).values(&rows).execute(conn).await?;
    Ok(())
}
