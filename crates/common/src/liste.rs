//! Lists and their pagination.

use serde::{Deserialize, Serialize};

/// Default number of rows per page.
pub const DEFAULT_LIMIT: i64 = 25;
/// Maximum number of rows per page.
pub const MAX_LIMIT: i64 = 100;
/// Numbers of rows per page that screens offer, the default first.
pub const LIMITS: [i64; 3] = [DEFAULT_LIMIT, 50, MAX_LIMIT];
/// Maximum page number, so that `offset` fits into PostgreSQL's bigint.
pub const LAST_PAGE: i64 = 10_000_000;
/// Maximum length of a search, in characters.
pub const SEARCH_LENGTH: usize = 200;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Liste<T> {
    /// Rows of the page.
    pub data: Vec<T>,
    /// Position of the page in the list.
    pub pagination: Pagination,
}

/// A list that is always returned whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Donnees<T> {
    /// Rows of the list.
    pub data: Vec<T>,
}

/// Position of a page in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// Number of the page, from 1.
    pub page: i64,
    /// Rows per page, 1 to 100.
    pub limit: i64,
    /// Total number of rows; a lower bound when `totalExact` is false.
    pub total: i64,
    /// True when `total` is exact.
    pub total_exact: bool,
    /// Total number of pages, at least 1; a lower bound when `totalExact` is false.
    pub total_pages: i64,
    /// Opaque cursor: pass it as `curseur` to get the next page at constant cost; null on the last page.
    pub curseur_suivant: Option<String>,
    /// Opaque cursor of the previous page; null on the first one.
    pub curseur_precedent: Option<String>,
}

impl Pagination {
    /// Creates the pagination of a page with a number.
    pub fn numbered(page: i64, limit: i64, total: i64) -> Self {
        Self {
            page,
            limit,
            total,
            total_exact: true,
            total_pages: pages(total, limit),
            curseur_suivant: None,
            curseur_precedent: None,
        }
    }
}

/// Returns the number of pages of `total` rows, at least 1.
pub fn pages(total: i64, limit: i64) -> i64 {
    ((total + limit - 1) / limit).max(1)
}
