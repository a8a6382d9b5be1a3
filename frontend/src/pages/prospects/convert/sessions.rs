//! Sessions of the chosen formation, each with the seats left.

use common::catalogue::SessionFormation;
use leptos::prelude::*;

use super::phase::Conversion;
use crate::api;
use crate::model::conversion::{Field, SessionChoice, offered, seats};
use crate::parts::focus;
use crate::reactive::{Show, effect, memo};
use crate::state::{Keep, Topic, query};
use crate::ui::{ErrorState, RadioList, RadioOption};

/// The choice of a session; empty while no formation is chosen.
#[component]
pub(super) fn Sessions(
    /// State of the dialog.
    conversion: Conversion,
) -> impl IntoView {
    let (formation, session) = (conversion.line(Field::Formation).value, conversion.line(Field::Session));
    let sessions = query(
        Keep::SameKey,
        move || Some(formation.get()).filter(|code| !code.is_empty()),
        |_: &String, topic| matches!(topic, Topic::Catalogue),
        |code| async move { api::catalogue::sessions(&code).await.map(offered) },
    );
    // Seats may have been taken while the form was open: a choice that is no longer possible is dropped.
    effect(move || {
        if let Some(sessions) = sessions.get() {
            session.write(SessionChoice::parse(&session.typed()).among(&sessions).value());
            focus::recover(&[("dialog[open] .radio-list input:not(:disabled)", 0)]);
        }
    });
    let known = memo(move || sessions.with(|sessions| sessions.is_some()));
    let failure = memo(move || sessions.failure());
    let options = Signal::derive(move || sessions.get().map(options).unwrap_or_default());
    view! {
        {move || failure.get().map(|error| {
            view! { <ErrorState error on_retry=Callback::new(move |()| sessions.refetch())/> }.into_any()
        })}
        <Show when=move || known.get()>
            <RadioList legend="Session" value=session.value options error=session.error/>
        </Show>
    }
}

fn options(sessions: Vec<SessionFormation>) -> Vec<RadioOption> {
    let mut options: Vec<_> = sessions
        .into_iter()
        .map(|session| {
            let value = SessionChoice::Session(session.id_session).value();
            let option = RadioOption::new(value, session.libelle.clone());
            if session.complete { option.disabled(seats(&session)) } else { option.detail(seats(&session)) }
        })
        .collect();
    options.push(RadioOption::new(SessionChoice::WITHOUT, "Sans session pour le moment"));
    options
}
