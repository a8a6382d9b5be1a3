//! `/api/notifications`: unread count, list, read marks and live stream.

mod counts;
mod cursor;
mod list;
mod read;
mod statistics;
mod stream;

pub use counts::*;
pub use list::*;
pub use read::*;
pub use statistics::*;
pub use stream::*;
