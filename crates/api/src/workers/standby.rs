//! Worker that checks the standby of `DATABASE_URL_LECTURE`, and tries a lost one again with growing delays.

use std::time::Duration;

use crate::lifecycle::{Shutdown, pause};
use crate::state::AppState;

/// Interval between two checks, and delay after the first failed one.
const EVERY: Duration = Duration::from_secs(1);
/// Maximum delay between two checks of a lost standby.
const LONGEST: Duration = Duration::from_secs(30);

pub(super) async fn run(state: AppState, mut shutdown: Shutdown) {
    let mut wait = EVERY;
    loop {
        wait = if state.standby.check(&state.pool).await { EVERY } else { (wait * 2).min(LONGEST) };
        tokio::select! {
            stops = pause(&mut shutdown, wait) => if stops { return },
            () = state.standby.lost() => wait = EVERY / 2,
        }
    }
}
