//! Queries on `prospects`: the people who contacted the school.

mod contact;
mod counts;
mod due;
mod export;
mod filters;
mod find;
mod follower;
mod found;
mod list;
mod lock;
mod maintained;
mod owners;
mod record;
mod reread;
mod row;
mod search;
mod section;
mod sort;
mod statement;
mod touch;

pub use contact::{Contact, exists, find_contact, find_name};
pub(super) use counts::count_to_ceiling;
pub use counts::{CEILING, Total, count_facets, fold_counts, total};
pub use due::{DueRow, list_due};
pub use export::{ExportRow, export};
pub use filters::ProspectFilters;
pub(in crate::db) use filters::keep;
pub use find::{Found, find};
pub use follower::Follower;
pub(super) use list::list_rows;
pub use list::{Listed, list_by_ids, list_ids, list_page};
pub use lock::{
    LockedProspect, list_known, lock, lock_all, lock_free, lock_versions, set_statut, wrote_after,
};
pub use owners::{Owner, find_by_mailboxes, list_sharing, lock_owners};
pub use record::{Record, insert, lock_coordinates, lock_record, note_contact, update};
pub use reread::{list_others_with, list_records_after};
pub use row::ProspectRow;
pub use search::{Search, search};
pub use section::Section;
pub use sort::{Position, PositionKey, Window};
pub(in crate::db) use statement::{First, Literal};
pub use touch::{mark_answered, set_touch_date};
