//! The team's activity: what its people did on the records of prospects, by day.

mod day;
mod list;
mod people;

pub(crate) use list::ActivitePage;
