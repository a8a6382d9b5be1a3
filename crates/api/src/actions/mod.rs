//! The action engine: the life cycle of an action. One engine serves every type; each type's rules are in a file of
//! its own.
//!
//! `start` (lock, seat, outbox, notification, one transaction) → `dispatch` (webhook, retries, lease) → `progress` →
//! one of `complete` (callback), `fail` (callback, refusal, unreachable) or `expire` (deadline). `undo` ends an action
//! whose call has not left. Every transaction locks the prospect first, the action second and the `breaker` of its
//! workflow last, so that transactions do not deadlock.

mod announce;
mod breaker;
mod complete;
mod convertir_candidat;
mod deliveries;
mod dispatch;
mod duration;
mod envoyer_dossier;
mod envoyer_email;
mod expire;
mod fail;
mod generer_devis;
mod numero_dossier;
mod offers;
mod opposition;
mod parameters;
mod possibles;
mod prepare;
mod progress;
mod refuse;
mod registry;
mod relance;
mod request;
mod result;
mod rules;
mod seats;
mod situation;
mod start;
mod start_together;
mod undo;
mod undo_together;

pub(crate) use announce::Announcement;
pub(crate) use breaker::{Tried, note as note_reach};
pub use complete::complete_action;
pub use dispatch::{carry_out, claim_due};
pub use expire::expire_overdue;
pub use numero_dossier::numero_dossier;
pub use offers::expire_offers;
pub(crate) use offers::{OFFER, offer, pass_on};
pub use parameters::{ActionParameters, ConversionParameters};
pub use possibles::actions_possibles;
pub use progress::report_progress;
pub use refuse::refuse_callback;
pub use registry::webhook_path;
pub use relance::restart_action;
pub use request::{Idempotency, StartRequest, grace};
pub(crate) use result::https_link;
pub(crate) use seats::{check_session, closed, free_seat, hold_free_seat, move_seat, retake_seat};
pub(crate) use situation::Situation;
pub(crate) use start::already_running;
pub use start::{start, start_action};
pub use undo::undo_action;
pub use undo_together::undo_actions;
