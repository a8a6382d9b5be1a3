//! Pages of the bulk changes: the latest ones, and one with its rows.

mod acts;
mod detail;
mod list;
mod rows;
mod state_badge;

pub(crate) use detail::LotPage;
pub(crate) use list::LotsPage;
