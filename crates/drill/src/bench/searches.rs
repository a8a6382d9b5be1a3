//! Measures searches: those that hurt, one by one, and full names in turn.

use anyhow::Context as _;
use serde_json::Value;

use super::Bench;
use super::compare::{Case, RATIO, Rounds, TIMES};
use super::figures::rows;
use super::statements;

/// Number of full names.
const NAMES: usize = 200;

/// A search: its name, the typed text, and the condition on the rows.
struct Search {
    name: &'static str,
    typed: String,
    rows: String,
}

/// Prints the response times of the searches.
pub(super) async fn measure(bench: &Bench, rounds: Rounds, prospects: i64) -> anyhow::Result<()> {
    let among = rows(prospects);
    println!(
        "\nSearches among {among} prospects: a page, and the number of prospects up to 1 000. {RATIO}\n"
    );
    println!("{TIMES}");
    for search in hurting() {
        let path = path(&search.typed);
        let found = bench.clients.read(0, &path).await?;
        let total = found.pointer("/pagination/total").and_then(Value::as_i64).context("total")?;
        let exact = found.pointer("/pagination/totalExact") == Some(&Value::Bool(true));
        let found = if exact { rows(total) } else { format!("more than {}", rows(total)) };
        let name = format!("{}, {found} found", search.name);
        let case = Case::new(name, path, Some(statements::search(&search.rows)));
        println!("{}", bench.times(rounds, &case).await?);
    }
    println!("{}", bench.times(rounds, &full_names(bench).await?).await?);
    Ok(())
}

/// The searches that are known to be slow, or that people type while they begin a word.
fn hurting() -> Vec<Search> {
    let beginning = |name, typed: &str| Search {
        name,
        typed: typed.to_owned(),
        rows: format!(
            "p.visible AND (p.nom_normalise LIKE '{typed}%' OR p.prenom_normalise LIKE '{typed}%')"
        ),
    };
    let anywhere = |name, typed: &str| Search { name, typed: typed.to_owned(), rows: contains(typed) };
    let twenty = "martin paris marie bernard lyon thomas petit robert nantes durand dubois lille moreau laurent rennes \
        simon michel reims leroy roux";
    vec![
        beginning("`m`", "m"),
        beginning("`du`", "du"),
        anywhere("`mar`", "mar"),
        anywhere("`martin paris`", "martin paris"),
        anywhere("`@gmail`", "@gmail"),
        anywhere("a word of nobody", "wxyzkq"),
        anywhere("twenty words", twenty),
        Search { rows: contains("63998"), ..anywhere("`06 39 98`", "06 39 98") },
    ]
}

/// Returns the condition that each word is somewhere in the searched text.
fn contains(words: &str) -> String {
    let each = words.split(' ').map(|word| format!(" AND p.recherche_document LIKE '%{word}%'"));
    format!("p.visible{}", each.collect::<String>())
}

/// Full names of people of the database, in turn.
async fn full_names(bench: &Bench) -> anyhow::Result<Case> {
    let drawn = format!(
        "SELECT normaliser(prenom || ' ' || nom) FROM prospects WHERE visible ORDER BY md5(id_prospect) LIMIT {NAMES}"
    );
    let names = bench.database.texts(&drawn).await?;
    let paths = names.iter().map(|name| path(name)).collect();
    let words: Vec<String> = names.iter().map(|name| name.replace('-', " ")).collect();
    let sql = words.iter().map(|name| statements::search(&contains(name))).collect();
    Ok(Case { name: format!("{NAMES} full names in turn"), paths, sql })
}

fn path(typed: &str) -> String {
    format!("/api/prospects?recherche={typed}")
}
