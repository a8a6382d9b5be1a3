//! List of the prospects: table and pages.

mod area;
mod empty;
mod head;
mod row;
mod row_action;
mod rows;

pub(super) use area::List;

/// Classes of the columns, in display order; prospects.css decides which ones disappear first.
const COLUMNS: [&str; 11] = [
    "col-check",
    "col-name",
    "col-phone",
    "col-formation",
    "col-funding",
    "col-statut",
    "col-touch",
    "col-source",
    "col-count",
    "col-first",
    "col-last",
];
