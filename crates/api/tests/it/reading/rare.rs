//! Plans of pages whose filter keeps few rows or none.

use common::{ModeFinancement, Sort, SortKey, StatutProspect};
use diesel_async::AsyncPgConnection;
use prospects_api::db::prospects::{self, ProspectFilters, Window};
use serde_json::Value;

use super::plans::{Explained, TIMES};
use crate::support::db::TestDb;

/// Returns true when a node of the plan reads prospects in the order of an index, and not by a condition on it.
fn walks(node: &Value) -> bool {
    let is_scan = node["Relation Name"] == "prospects" && node["Node Type"] != "Bitmap Heap Scan";
    (is_scan && node["Index Cond"].is_null()) || node["Plans"].as_array().into_iter().flatten().any(walks)
}

/// Returns true when a node of the plan reads all statuts in their order.
fn walks_by_statut(node: &Value) -> bool {
    (node["Index Name"] == "prospects_statut" && node["Index Cond"].is_null())
        || node["Plans"].as_array().into_iter().flatten().any(walks_by_statut)
}

/// A value that few rows have, or none, is looked up, even after many pages of a usual one.
pub(super) async fn expect_rare_values(db: &TestDb, explained: &Explained) {
    db.execute("UPDATE prospects SET formation_souhaitee = 'ANCIENNE' WHERE id_prospect ~ '777$'").await;
    db.execute("ANALYZE prospects").await;
    let every = ProspectFilters::default();
    let statut = |statut| ProspectFilters { statut: vec![statut], ..every.clone() };
    let formation = |code: &str| ProspectFilters { formation: vec![code.to_owned()], ..every.clone() };
    let financement = |mode| ProspectFilters { financement: vec![mode], ..every.clone() };
    let both = |code| ProspectFilters { statut: vec![StatutProspect::Qualifie], ..formation(code) };
    for (usual, rare) in [
        (statut(StatutProspect::Qualifie), statut(StatutProspect::ARecontacter)),
        (formation("CAP_BJ"), formation("ANCIENNE")),
        (financement(ModeFinancement::Cpf), financement(ModeFinancement::Faf)),
        (both("CAP_BJ"), both("ANCIENNE")),
    ] {
        for &key in SortKey::ALL {
            let sort = Sort { key, descending: true };
            let plans_of = async |filters: &ProspectFilters| {
                let page = async |conn: &AsyncPgConnection| {
                    prospects::list_page(conn, filters, sort, &Window::Offset(0), 26).await.unwrap();
                };
                explained.plans_of(page).await
            };
            for _ in 0..TIMES {
                let plans = plans_of(&usual).await;
                let own = usual.statut.len() == 1 && key == SortKey::Statut;
                assert!(!own || !walks_by_statut(&plans[0]["Plan"]), "{usual:?} by {key}: {plans:#?}");
            }
            let plans = plans_of(&rare).await;
            assert!(!plans.iter().any(|plan| walks(&plan["Plan"])), "{rare:?} by {key}: {plans:#?}");
        }
    }
}
