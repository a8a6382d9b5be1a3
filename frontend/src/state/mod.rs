//! State that outlives pages: login, live data, preferences.

pub(crate) mod auth_session;
pub(crate) mod commands;
pub(crate) mod drafts;
pub(crate) mod first_hit;
pub(crate) mod home;
mod invalidation;
pub(crate) mod live_actions;
mod mutation;
pub(crate) mod notifications;
pub(crate) mod page;
pub(crate) mod preferences;
pub(crate) mod proof;
mod query;
pub(crate) mod shortcuts;
mod storage;
pub(crate) mod stream;
pub(crate) mod task;
pub(crate) mod toasts;
pub(crate) mod views;

pub(crate) use auth_session::{Login, use_auth_session};
pub(crate) use commands::{Command, use_commands};
pub(crate) use drafts::{Draft, draft};
pub(crate) use home::first_page;
pub(crate) use invalidation::{Topic, invalidate, on_invalidation};
pub(crate) use live_actions::use_live_actions;
pub(crate) use mutation::{Mutation, mutation};
pub(crate) use notifications::use_notifications;
pub(crate) use page::use_page_title;
pub(crate) use preferences::use_preferences;
pub(crate) use proof::use_proofs;
pub(crate) use query::{Keep, Query, Reading, query};
pub(crate) use shortcuts::{Shortcut, use_shortcut};
pub(crate) use stream::{StreamState, use_stream};
pub(crate) use toasts::{Toast, use_toasts};

/// Provides all state to the components below.
pub(crate) fn provide() {
    crate::clock::provide();
    preferences::provide();
    page::provide();
    shortcuts::provide();
    commands::provide();
    first_hit::provide();
    toasts::provide();
    proof::provide();
    auth_session::provide();
    live_actions::provide();
    notifications::provide();
    stream::provide();
    views::provide();
}
