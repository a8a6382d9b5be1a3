//! `/api/notifications`: the bell, its panel, and the live stream.

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
