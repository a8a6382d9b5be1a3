//! The list of the prospects: its table and its pages.

mod area;
mod empty;
mod head;
mod row;
mod row_action;
mod rows;

pub(super) use area::List;

/// The classes of the columns, in the order in which they are drawn; prospects.css says which leave first.
const COLUMNS: [&str; 9] = [
    "col-name",
    "col-phone",
    "col-formation",
    "col-funding",
    "col-statut",
    "col-source",
    "col-count",
    "col-first",
    "col-last",
];
