//! Notifications: list, read marks, live stream.

mod audience;
mod life;
mod list;
mod live;
mod order;
mod outage;
mod read;
mod resume;
pub(crate) mod rows;
mod slow;
