//! Security journal: logins, refusals, account changes, exports of data.

mod list;

pub(crate) use list::SecuritePage;
