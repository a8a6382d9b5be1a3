//! What handlers ask for in their signature: who may call ([`AdminUser`], [`AnyUser`], [`N8nKey`]) and what they get
//! ([`ValidJson`], [`ValidQuery`], [`Id`]). Authorisation that is not in the signature does not exist.

mod json;
mod path;
mod query;
mod who;

pub use json::ValidJson;
pub use path::Id;
pub use query::{Page, ValidQuery, empty_as_none, non_empty, plain_text};
pub use who::{AdminUser, AnyUser, N8nKey, allow_login_origin, session_cookie, token_hash};
