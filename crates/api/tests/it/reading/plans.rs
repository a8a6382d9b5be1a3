//! Query plans on a hundred thousand prospects, for the exact statements of the service.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use common::{ModeFinancement, QuandRelance, Sort, SortKey, Source, StatutProspect};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use futures_util::future::poll_fn;
use prospects_api::db::prospects::{
    self, Follower, Position, PositionKey, ProspectFilters, Search, Section, Window,
};
use prospects_api::db::relances::{self, Touches};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use tokio_postgres::{AsyncMessage, NoTls};

use super::rare::expect_rare_values;
use crate::support::data;
use crate::support::db::TestDb;

const PROSPECTS: usize = 100_000;
/// PostgreSQL plans a statement for its values five times; then a generic plan may replace them.
pub(super) const TIMES: usize = 7;

/// A connection that records the plan of each statement.
pub(crate) struct Explained {
    conn: AsyncPgConnection,
    plans: Arc<Mutex<Vec<Value>>>,
}

impl Explained {
    pub(crate) async fn connect(db: &TestDb) -> Self {
        let (client, mut connection) =
            tokio_postgres::connect(db.owner_config().url.expose_secret(), NoTls).await.unwrap();
        let plans = Arc::default();
        let kept: Arc<Mutex<Vec<Value>>> = Arc::clone(&plans);
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
                let AsyncMessage::Notice(notice) = message else { continue };
                if let Some((_, plan)) = notice.message().split_once("plan:\n") {
                    kept.lock().unwrap().push(serde_json::from_str(plan).unwrap());
                }
            }
        });
        let mut conn = AsyncPgConnection::try_from(client).await.unwrap();
        let settings = "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_format = 'json';
            SET client_min_messages = 'log'";
        conn.batch_execute(settings).await.unwrap();
        Self { conn, plans }
    }

    /// Runs reads and returns their plans.
    pub(super) async fn plans_of(&self, read: impl AsyncFn(&AsyncPgConnection)) -> Vec<Value> {
        self.plans.lock().unwrap().clear();
        read(&self.conn).await;
        // Plans arrive after the rows: once this statement is answered, all are there.
        (&mut &self.conn).batch_execute("SELECT 1").await.unwrap();
        let mut plans = std::mem::take(&mut *self.plans.lock().unwrap());
        assert!(plans.pop().is_some_and(|own| own["Query Text"] == "SELECT 1"));
        plans
    }

    /// Returns the number of prepared statements whose text has this word.
    async fn count_prepared(&self, word: &str) -> i64 {
        let held = format!(
            "(SELECT count(*) FROM pg_prepared_statements WHERE statement ~ '{word}' AND statement !~ 'pg_prepared')"
        );
        let count = diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(&held));
        diesel_async::RunQueryDsl::get_result(count, &mut &self.conn).await.unwrap()
    }

    /// Reads several times; asserts that no plan reads prospects without an index. Returns the last plans.
    pub(crate) async fn expect_index(
        &self,
        what: &str,
        read: impl AsyncFn(&AsyncPgConnection),
    ) -> Vec<Value> {
        let mut plans = Vec::new();
        for _ in 0..TIMES {
            plans = self.plans_of(&read).await;
            assert!(!plans.is_empty(), "{what}: no plan");
            let whole = plans.iter().find(|plan| reads_the_whole_table(&plan["Plan"]));
            assert!(whole.is_none(), "{what}: {whole:#?}");
        }
        plans
    }

    /// Reads several times; asserts that only these tables are scanned completely.
    pub(crate) async fn expect_whole_only(&self, small: &[&str], read: impl AsyncFn(&AsyncPgConnection)) {
        for _ in 0..TIMES {
            for plan in self.plans_of(&read).await {
                let whole = whole_tables(&plan["Plan"]);
                assert!(whole.iter().all(|table| small.contains(&table.as_str())), "{plan:#}");
            }
        }
    }

    /// Asserts also that a page in list order is not sorted, and that one statement reads it with its total.
    async fn expect_walk(&self, what: &str, filters: &ProspectFilters, sort: Sort, window: &Window) {
        let read = async |conn: &AsyncPgConnection| {
            let (rows, _) = prospects::list_page(conn, filters, sort, window, 26).await.unwrap();
            assert_eq!(rows.len(), 26, "{what}");
        };
        let plans = self.expect_index(what, read).await;
        assert_eq!(plans.len(), 1, "{what}");
        for plan in plans {
            assert!(!sorts(&plan["Plan"]), "{what}: {plan:#}");
        }
    }
}

/// Returns true when a node of the plan scans the whole table of prospects.
fn reads_the_whole_table(node: &Value) -> bool {
    let own = node["Relation Name"] == "prospects" && node["Node Type"] == "Seq Scan";
    own || node["Plans"].as_array().into_iter().flatten().any(reads_the_whole_table)
}

/// Returns true when a plan sorts its rows. The few running actions of one prospect may be sorted.
fn sorts(node: &Value) -> bool {
    let own = node["Node Type"].as_str().is_some_and(|kind| kind.contains("Sort"));
    let is_action = node["Parent Relationship"] == "SubPlan";
    !is_action && (own || node["Plans"].as_array().into_iter().flatten().any(sorts))
}

/// Returns the tables that a plan scans completely.
fn whole_tables(node: &Value) -> Vec<String> {
    let own = (node["Node Type"] == "Seq Scan").then(|| node["Relation Name"].as_str().unwrap().to_owned());
    own.into_iter().chain(node["Plans"].as_array().into_iter().flatten().flat_map(whole_tables)).collect()
}

/// Fills the table in short transactions, because a long one would delay the live streams of other tests.
async fn fill(db: &TestDb) {
    const BATCH: usize = 5_000;
    data::catalogue(db).await;
    for first in (0..PROSPECTS).step_by(BATCH) {
        db.execute(&format!(
            "INSERT INTO prospects (nom, prenom, emails, telephones, ville, formation_souhaitee, mode_financement,
                statut_prospect, source, nb_echanges, date_premier_contact, date_dernier_contact)
             SELECT n.nom, n.prenom, ARRAY[n.prenom || i || '@exemple.example'], ARRAY['+3363998' || lpad((i % 10000)::text, 4, '0')],
                (ARRAY['Lyon', 'Brest', 'Saint-Étienne', 'Lille', 'Nice'])[i % 5 + 1],
                (ARRAY['CAP_BJ', 'GEMMO', NULL])[i % 3 + 1],
                (ARRAY['CPF', 'OPCO', 'REGION', 'PERSONNEL', NULL])[i % 7 % 5 + 1],
                (ARRAY['NOUVEAU', 'CONTACTE', 'EN_ECHANGE', 'QUALIFIE', 'DEVIS_ENVOYE', 'PERDU'])[i % 11 % 6 + 1],
                'EMAIL', i % 40, '2026-01-01Z'::timestamptz + i % 1000 * interval '1 hour',
                '2026-06-01Z'::timestamptz + i * interval '1 minute'
             FROM generate_series({first} + 1, {first} + {BATCH}) i,
             LATERAL (SELECT initcap(substr(md5(i::text), 1, 8)) AS nom,
                (ARRAY['Élodie', 'Marie', 'Chloé', 'Noé', 'Zoé'])[i % 5 + 1] AS prenom) n"
        ))
        .await;
    }
    db.execute(
        "UPDATE prospects SET nom = 'Dûpré-Lévêque', prenom = 'Hélène' WHERE id_prospect = 'PROS_777'",
    )
    .await;
    db.execute("SELECT prospects_effectifs_replier()").await;
    db.execute("ANALYZE").await;
}

fn anywhere(token: &str) -> ProspectFilters {
    ProspectFilters { search: Some(Search::Anywhere(vec![token.to_owned()])), ..ProspectFilters::default() }
}

/// Returns a position in the middle of each order.
fn middle(key: SortKey) -> Position {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let key = match key {
        SortKey::DernierContact => PositionKey::DernierContact(at("2026-07-01T00:00:00Z")),
        SortKey::PremierContact => PositionKey::PremierContact(at("2026-01-20T00:00:00Z")),
        SortKey::Nom => PositionKey::Nom("7f".to_owned()),
        SortKey::Echanges => PositionKey::Echanges(20),
        SortKey::Statut => PositionKey::Statut(3),
    };
    Position { key, id_prospect: "PROS_500".to_owned() }
}

async fn expect_walks(explained: &Explained) {
    let every = ProspectFilters::default();
    for &key in SortKey::ALL {
        for descending in [false, true] {
            let sort = Sort { key, descending };
            for window in [Window::Offset(0), Window::After(middle(key)), Window::Before(middle(key))] {
                explained.expect_walk(&format!("{sort} {window:?}"), &every, sort, &window).await;
            }
        }
    }
    let by_date = Sort::default();
    for filters in [
        ProspectFilters { statut: vec![StatutProspect::Qualifie], ..every.clone() },
        ProspectFilters { formation: vec!["CAP_BJ".to_owned()], ..every.clone() },
        ProspectFilters { financement: vec![ModeFinancement::Cpf], ..every.clone() },
        ProspectFilters {
            statut: vec![StatutProspect::Qualifie],
            formation: vec!["GEMMO".to_owned()],
            financement: vec![ModeFinancement::Opco],
            ..every.clone()
        },
    ] {
        explained.expect_walk(&format!("{filters:?}"), &filters, by_date, &Window::Offset(0)).await;
    }
}

async fn expect_filtered(explained: &Explained) {
    let several = ProspectFilters {
        statut: vec![StatutProspect::Qualifie, StatutProspect::Perdu],
        formation: vec!["CAP_BJ".to_owned(), "GEMMO".to_owned()],
        financement: vec![ModeFinancement::Cpf],
        ..ProspectFilters::default()
    };
    for &key in SortKey::ALL {
        let sort = Sort { key, descending: true };
        explained
            .expect_index(&format!("several values by {key}"), async |conn| {
                prospects::list_page(conn, &several, sort, &Window::Offset(0), 26).await.unwrap();
            })
            .await;
    }
}

async fn expect_searches(explained: &Explained) {
    let beginning = Search::Beginning(vec!["du".to_owned()]);
    let beginning = ProspectFilters { search: Some(beginning), ..ProspectFilters::default() };
    let nobody = anywhere("personne-ne-s-appelle-ainsi");
    for (what, filters, some) in [
        ("a name", anywhere("dupre-leveque"), true),
        ("nobody", nobody, false),
        ("two letters", beginning, true),
    ] {
        explained
            .expect_index(what, async |conn| {
                let page = prospects::list_page(conn, &filters, Sort::default(), &Window::Offset(0), 26);
                let (rows, total) = page.await.unwrap();
                assert_eq!((!rows.is_empty(), total.rows > 0), (some, some), "{what}");
                prospects::count_facets(conn, &filters).await.unwrap();
            })
            .await;
    }
    explained
        .expect_index("the reading of what was typed", async |conn| {
            prospects::search(conn, "Dûpré 06 39").await.unwrap();
        })
        .await;
}

async fn expect_counts(explained: &Explained) {
    let every = ProspectFilters::default();
    let some = ProspectFilters { statut: vec![StatutProspect::Perdu], ..every.clone() };
    for (what, filters) in [("every count", &every), ("filtered counts", &some)] {
        let plans = explained
            .expect_index(what, async |conn| {
                prospects::count_facets(conn, filters).await.unwrap();
            })
            .await;
        assert_eq!(plans.len(), 1, "{what}");
    }
}

/// Gives two thousand prospects a touch and an owner.
async fn fill_touches(db: &TestDb) {
    db.execute("INSERT INTO utilisateurs (email, nom, prenom, role) VALUES ('lea@ecole.example', 'Roux', 'Léa', 'ADMIN')")
        .await;
    db.execute(
        "UPDATE prospects SET relance_le = '2026-10-30'::date + nb_echanges, id_responsable = (SELECT min(id_utilisateur) FROM utilisateurs)
         WHERE right(id_prospect, 2) IN ('17', '71')",
    )
    .await;
    db.execute("SELECT prospects_effectifs_replier()").await;
    db.execute("ANALYZE prospects").await;
}

async fn expect_touches(db: &TestDb, explained: &Explained) {
    let owner = db.count("SELECT min(id_utilisateur) AS count FROM utilisateurs").await;
    let owner = Follower::One(owner.into());
    let today = "2026-11-05".parse().unwrap();
    let silent_before = "2026-07-01T00:00:00Z".parse().unwrap();
    for quand in QuandRelance::ALL.iter().copied() {
        let section = Section { quand, today, silent_before };
        for owner in [None, Some(owner.clone())] {
            let touches = Touches { section, owner };
            let what = format!("{touches:?}");
            explained
                .expect_index(&what, async |conn| {
                    relances::list(conn, &touches, None, 0, 26).await.unwrap();
                    relances::count(conn, &touches).await.unwrap();
                })
                .await;
        }
    }
    // Three of the four sections have this order.
    let prepared = (
        explained.count_prepared("coalesce.relance_heure").await,
        explained.count_prepared("AS counted").await,
    );
    assert_eq!(prepared, (6, 8), "the lists and the counts, of all owners and of one");
    let at = |text: &str| Some(text.parse().unwrap());
    let every = ProspectFilters::default();
    for filters in [
        ProspectFilters { owner: Some(owner), ..every.clone() },
        ProspectFilters { source: vec![Source::Salon], ..every.clone() },
        ProspectFilters {
            section: Some(Section { quand: QuandRelance::Retard, today, silent_before }),
            ..every.clone()
        },
        ProspectFilters {
            contact_from: at("2026-06-03T00:00:00Z"),
            contact_before: at("2026-06-05T00:00:00Z"),
            ..every
        },
    ] {
        explained
            .expect_index(&format!("{filters:?}"), async |conn| {
                let page = prospects::list_page(conn, &filters, Sort::default(), &Window::Offset(0), 26);
                assert!(page.await.unwrap().1.exact);
            })
            .await;
    }
}

/// Ten records share each number.
async fn expect_sharing(explained: &Explained) {
    let (emails, telephones) = (["Marie1@exemple.example".to_owned()], ["+33639980042".to_owned()]);
    explained
        .expect_index("who shares an address or a number", async |conn| {
            let id = "PROS_42".parse().unwrap();
            let others = prospects::list_sharing(conn, &id, &emails, &telephones).await.unwrap();
            assert!(others.len() >= 9, "{others:?}");
            let found = prospects::find(conn, &id).await.unwrap().unwrap();
            assert!(found.elsewhere.shares_coordinates());
        })
        .await;
}

#[tokio::test]
async fn no_reading_of_a_hundred_thousand_prospects_goes_without_an_index() {
    let db = TestDb::create().await;
    fill(&db).await;
    let explained = Explained::connect(&db).await;
    expect_walks(&explained).await;
    expect_filtered(&explained).await;
    expect_searches(&explained).await;
    expect_counts(&explained).await;
    expect_sharing(&explained).await;
    expect_rare_values(&db, &explained).await;
    fill_touches(&db).await;
    expect_touches(&db, &explained).await;
    explained
        .expect_index("the rows of a page", async |conn| {
            let ids: Vec<String> = (1..=25).map(|n| format!("PROS_{n}")).collect();
            assert_eq!(prospects::list_by_ids(conn, &ids, SortKey::Nom).await.unwrap().len(), 25);
            prospects::find(conn, &"PROS_777".parse().unwrap()).await.unwrap().expect("a prospect");
        })
        .await;
}

#[tokio::test]
async fn a_reading_without_an_index_would_be_seen() {
    let db = TestDb::create().await;
    data::catalogue(&db).await;
    data::prospects(&db, 1).await;
    let explained = Explained::connect(&db).await;
    let plans = explained.plans_of(async |conn| {
        let sql = "SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off";
        (&mut &*conn).batch_execute(sql).await.unwrap();
        prospects::list_by_ids(conn, &["PROS_1".to_owned()], SortKey::Nom).await.unwrap();
    });
    assert!(plans.await.iter().any(|plan| reads_the_whole_table(&plan["Plan"])));
}

/// A reading of a GIN index also reads the list of the entries that wait to be merged.
#[tokio::test]
async fn no_reading_reads_a_long_list_of_waiting_entries() {
    let db = TestDb::create().await;
    let long = "SELECT relname::text AS text FROM pg_class JOIN pg_am ON pg_am.oid = relam
        WHERE amname = 'gin' AND relnamespace = 'public'::regnamespace
        AND NOT coalesce(reloptions && ARRAY['fastupdate=off', 'gin_pending_list_limit=256'], false)";
    assert_eq!(db.texts(long).await, Vec::<String>::new());
    let all = "SELECT count(*) AS count FROM pg_class JOIN pg_am ON pg_am.oid = relam WHERE amname = 'gin'";
    assert!(db.count(all).await >= 4);
}
