//! Sorts and pages the results of a search in memory, when they are few.
//!
//! PostgreSQL assumes that matches are spread evenly over each index. Matches of a name are not, so walking the index
//! by name may read most of the table. A small result is read from the trigram index and sorted here, which also
//! counts it.

use common::{Sort, SortKey};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::counts::CEILING;
use super::filters::ProspectFilters;
use super::sort::{Position, PositionKey, Window};
use super::statement::First;
use crate::db::schema::prospects;

/// Lists the positions of rows that match, unordered; at most [`CEILING`] + 1 of them.
pub(super) async fn list_found(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
    key: SortKey,
) -> QueryResult<Vec<Position>> {
    macro_rules! places {
        ($column:ident, $key:expr) => {{
            let query = filters.unordered_rows().select((prospects::$column, prospects::id_prospect));
            let rows =
                First { query, limit: CEILING + 1, offset: 0, own_plan: true }.load(&mut &*conn).await?;
            rows.into_iter().map(|(key, id_prospect)| Position { key: $key(key), id_prospect }).collect()
        }};
    }
    Ok(match key {
        SortKey::DernierContact => places!(date_dernier_contact, PositionKey::DernierContact),
        SortKey::PremierContact => places!(date_premier_contact, PositionKey::PremierContact),
        SortKey::Nom => places!(nom_normalise, PositionKey::Nom),
        SortKey::Echanges => places!(nb_echanges, PositionKey::Echanges),
        SortKey::Statut => places!(rang_statut, PositionKey::Statut),
    })
}

/// Returns the identifiers of at most `limit` of these positions, in the order of [`super::list_ids`].
pub(super) fn ids(mut found: Vec<Position>, sort: Sort, window: &Window, limit: i64) -> Vec<String> {
    let ascending = window.is_ascending(sort);
    found.sort_unstable_by(|a, b| if ascending { a.cmp(b) } else { b.cmp(a) });
    let skipped = match window {
        Window::Offset(offset) => usize::try_from(*offset).unwrap_or(usize::MAX),
        Window::After(place) | Window::Before(place) => {
            found.partition_point(|other| if ascending { other <= place } else { other >= place })
        }
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    found.into_iter().skip(skipped).take(limit).map(|place| place.id_prospect).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(number: i32, id: &str) -> Position {
        Position { key: PositionKey::Echanges(number), id_prospect: id.to_owned() }
    }

    fn cut(tri: &str, window: &Window, limit: i64) -> Vec<String> {
        let found = vec![place(2, "PROS_3"), place(1, "PROS_9"), place(2, "PROS_10"), place(5, "PROS_1")];
        ids(found, tri.parse().unwrap(), window, limit)
    }

    #[test]
    fn ties_are_broken_by_identifier_in_the_direction_of_the_key() {
        assert_eq!(cut("nbEchanges", &Window::Offset(0), 9), ["PROS_9", "PROS_10", "PROS_3", "PROS_1"]);
        assert_eq!(cut("-nbEchanges", &Window::Offset(0), 9), ["PROS_1", "PROS_3", "PROS_10", "PROS_9"]);
    }

    #[test]
    fn a_window_begins_beyond_its_place() {
        assert_eq!(cut("nbEchanges", &Window::After(place(2, "PROS_10")), 1), ["PROS_3"]);
        assert_eq!(cut("nbEchanges", &Window::Before(place(2, "PROS_3")), 9), ["PROS_10", "PROS_9"]);
        assert_eq!(cut("-nbEchanges", &Window::After(place(2, "PROS_3")), 9), ["PROS_10", "PROS_9"]);
        assert_eq!(cut("-nbEchanges", &Window::Before(place(2, "PROS_3")), 9), ["PROS_1"]);
    }

    #[test]
    fn a_place_whose_row_is_gone_still_cuts() {
        assert_eq!(cut("nbEchanges", &Window::After(place(3, "PROS_7")), 9), ["PROS_1"]);
    }

    #[test]
    fn an_offset_beyond_the_end_gives_nothing() {
        assert!(cut("nbEchanges", &Window::Offset(i64::MAX), 9).is_empty());
    }
}
