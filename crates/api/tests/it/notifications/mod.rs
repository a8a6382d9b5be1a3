//! Notifications: list, read marks, live stream.

mod audience;
mod life;
mod list;
mod live;
mod morning;
mod order;
mod outage;
mod read;
mod resume;
mod slow;

pub(crate) use crate::support::notifications as rows;
