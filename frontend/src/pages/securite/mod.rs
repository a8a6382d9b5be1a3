//! The journal of security: who logged in, was refused, changed an account or took data out.

mod list;

pub(crate) use list::SecuritePage;
