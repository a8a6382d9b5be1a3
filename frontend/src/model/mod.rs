//! Logic of the screens that needs no browser: state in the URL, form states, wording. Plain structs and functions,
//! tested on the host.

pub(crate) mod account;
pub(crate) mod action;
pub(crate) mod announced;
pub(crate) mod bell;
pub(crate) mod blame;
pub(crate) mod candidats;
pub(crate) mod catalogue;
pub(crate) mod choices;
pub(crate) mod chronology;
pub(crate) mod cles;
pub(crate) mod conversion;
pub(crate) mod day;
pub(crate) mod email;
pub(crate) mod failure;
pub(crate) mod fields;
pub(crate) mod filters;
pub(crate) mod format;
pub(crate) mod icons;
pub(crate) mod journal;
pub(crate) mod login;
pub(crate) mod neighbours;
pub(crate) mod password;
pub(crate) mod person;
pub(crate) mod refusal;
pub(crate) mod rgpd;
pub(crate) mod search;
pub(crate) mod securite;
pub(crate) mod seen;
pub(crate) mod sharing;
pub(crate) mod standing;
pub(crate) mod suivi;
pub(crate) mod tone;
pub(crate) mod touch;
pub(crate) mod url_state;
pub(crate) mod wish;
