//! Extractors of the handlers. Callers: [`AdminUser`], [`VerifiedAdmin`], [`AnyUser`], [`OwnAccount`], [`AdminOrKey`],
//! and for programs alone [`Key`] and [`ReportJson`]; the last three name a [`Scope`]. Data: [`ValidJson`],
//! [`OptionalJson`], [`LooseJson`], [`ValidQuery`], [`Id`], [`IdPair`], [`IfMatch`], [`IsHead`]. All authorisation is
//! in the signature of the handler.

mod address;
mod auteur;
mod client;
mod head;
mod if_match;
mod json;
mod key;
mod n8n;
mod path;
mod query;
mod repair;
mod scope;
mod unknown_parameters;
mod visitor;
mod who;

pub use address::client_address;
#[cfg(any(test, fuzzing))]
pub(crate) use address::first_untrusted;
pub use head::{HeadOnly, IsHead};
pub use if_match::{IfMatch, etag};
#[cfg(any(test, fuzzing))]
pub(crate) use json::parse;
pub use json::{LooseJson, OptionalJson, ValidJson, parse_part};
pub use key::{Key, Machine};
pub use n8n::{ReportJson, SignedId, Unusable};
pub use path::{Id, IdPair};
pub use query::{
    Page, Period, ValidQuery, day, empty_as_none, foreign_cursor, non_empty, parse_query, period, plain_text,
};
#[cfg(any(test, fuzzing))]
pub(crate) use repair::repair;
pub use scope::{
    ReadCatalogue, ReadMetrics, ReadProspects, ReportActions, Scope, WriteCandidats, WriteJournal,
    WriteProspects,
};
pub use unknown_parameters::UnknownParameters;
pub use visitor::{device_cookie, visitor};
pub use who::{
    AdminOrKey, AdminUser, AnyUser, Caller, Extracted, OwnAccount, SessionHash, VerifiedAdmin, after_caller,
    allow_login_origin, session_cookie,
};
