//! Reads a page of the list, by its number or by a cursor.

use common::Sort;
use common::liste::{Liste, Pagination, pages};
use common::prospect::ProspectResume;
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use super::cursor::Cursor;
use crate::db::prospects::{self, Listed, ProspectFilters, Total, Window};
use crate::error::ApiResult;
use crate::extract::Page;

/// The requested part of the list.
pub(super) struct Request {
    pub(super) filters: ProspectFilters,
    pub(super) sort: Sort,
    pub(super) page: Page,
    /// Replaces the page number.
    pub(super) cursor: Option<Cursor>,
}

/// The rows of a page in list order, and its surroundings.
struct Scan {
    rows: Vec<Listed>,
    page: i64,
    before: bool,
    after: bool,
}

impl Request {
    /// Reads the page.
    pub(super) async fn load(&self, conn: &AsyncPgConnection) -> ApiResult<Liste<ProspectResume>> {
        let (mut scan, mut total) = self.scan(conn).await?;
        if scan.is_short_first_page(self.page.limit) {
            (scan, total) = self.first_page(conn).await?;
        }
        let rows = scan.rows;
        let pagination = Pagination {
            page: scan.page,
            limit: self.page.limit,
            total: total.rows,
            total_exact: total.exact,
            total_pages: pages(total.rows, self.page.limit),
            curseur_suivant: rows
                .last()
                .filter(|_| scan.after)
                .map(|last| self.next_to(last, scan.page + 1, false)),
            curseur_precedent: rows
                .first()
                .filter(|_| scan.before)
                .map(|first| self.next_to(first, (scan.page - 1).max(1), true)),
        };
        Ok(Liste { data: rows.into_iter().map(Listed::resume).collect(), pagination })
    }

    fn next_to(&self, row: &Listed, page: i64, backward: bool) -> String {
        let position = row.position(self.sort.key);
        Cursor { page, backward, position }.encode(self.sort, &self.filters)
    }

    async fn scan(&self, conn: &AsyncPgConnection) -> QueryResult<(Scan, Total)> {
        let window = match &self.cursor {
            None => Window::Offset(self.page.offset()),
            Some(Cursor { backward: false, position, .. }) => Window::After(position.clone()),
            Some(Cursor { backward: true, position, .. }) => Window::Before(position.clone()),
        };
        // One extra row shows if the list continues.
        let (mut rows, total) =
            prospects::list_page(conn, &self.filters, self.sort, &window, self.page.limit + 1).await?;
        let goes_on = self.page.cut(&mut rows);
        let scan = match &self.cursor {
            None => Scan { rows, page: self.page.page, before: self.page.page > 1, after: goes_on },
            Some(Cursor { backward: false, page, .. }) => {
                Scan { rows, page: *page, before: true, after: goes_on }
            }
            Some(Cursor { backward: true, page, .. }) => {
                rows.reverse();
                Scan { rows, page: if goes_on { *page } else { 1 }, before: goes_on, after: true }
            }
        };
        Ok((scan, total))
    }

    async fn first_page(&self, conn: &AsyncPgConnection) -> QueryResult<(Scan, Total)> {
        let page = Page { page: 1, ..self.page };
        let first = Self { filters: self.filters.clone(), sort: self.sort, page, cursor: None };
        first.scan(conn).await
    }
}

impl Scan {
    /// Returns true when walking back ended on an incomplete first page, because rows moved in the meantime.
    fn is_short_first_page(&self, limit: i64) -> bool {
        let full = i64::try_from(self.rows.len()).unwrap_or(i64::MAX) >= limit;
        !self.before && self.after && !full
    }
}
