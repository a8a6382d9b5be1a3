//! Bulk changes. A lot is one change of many prospects: `rehearse` runs the code of each row and rolls back, `launch`
//! confirms the lot, `run` executes its rows one by one, `stop` ends the rest, `announce` tells the end.
//!
//! The transaction of a row locks the lot first, then what the change locks. `row` calls the functions of the single
//! operations, so that a lot follows their rules.

mod announce;
mod launch;
mod rehearse;
mod row;
mod run;
mod stop;
mod verdict;

pub use announce::announce_next;
pub use launch::launch_lot;
pub use rehearse::{Asked, rehearse_lot};
pub use run::run_next;
pub use stop::stop_lot;
