//! Lists as files.

mod csv;
mod file;
mod journal;
mod requests;
mod same_as_list;
mod xlsx;
