//! Choice of a session of a formation, each with the seats left.

use common::IdSession;
use common::catalogue::SessionFormation;
use leptos::prelude::*;

use super::focus;
use super::form::Entry;
use crate::model::conversion::{SessionChoice, offered, seats};
use crate::reactive::{Show, Signal, effect, memo};
use crate::state::{Keep, Topic, query};
use crate::ui::{ErrorState, RadioList, RadioOption};
use crate::{api, paths};

/// Error of a session whose last seat somebody else took.
pub(crate) const JUST_FILLED: &str = "Cette session vient d’être complétée\u{a0}: choisissez-en une autre.";

/// The choice of a session; empty while no formation is chosen.
#[component]
pub(crate) fn Sessions(
    /// Code of the formation; empty while none is chosen.
    #[prop(into)]
    formation: Signal<String>,
    /// The choice, as [`SessionChoice::value`] writes it.
    session: Entry,
    /// True to offer "Sans session pour le moment".
    #[prop(optional)]
    without: bool,
    /// The present session, which is not offered.
    #[prop(optional, into)]
    present: Signal<Option<IdSession>>,
    /// The first session that the person can still have paid, which is marked.
    #[prop(optional, into)]
    first: Signal<Option<IdSession>>,
) -> impl IntoView {
    let sessions = query(
        Keep::SameKey,
        move || Some(formation.get()).filter(|code| !code.is_empty()),
        |_: &String, topic| matches!(topic, Topic::Catalogue | Topic::Candidats),
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
    let others = memo(move || {
        let mut others = sessions.get().unwrap_or_default();
        others.retain(|one| present.get() != Some(one.id_session));
        others
    });
    let options = Signal::derive(move || options(others.get(), without, first.get()));
    let none_free = memo(move || {
        !without && others.with(|others| !others.is_empty() && others.iter().all(|one| one.complete))
    });
    let nothing = memo(move || others.with(Vec::is_empty));
    view! {
        {move || failure.get().map(|error| {
            view! { <ErrorState error on_retry=Callback::new(move |()| sessions.refetch())/> }.into_any()
        })}
        <Show when=move || known.get()>
            <RadioList legend="Session" value=session.value options error=session.error/>
            <Show when=none_free><p class="muted small">"Aucune session à venir n’a de place libre."</p></Show>
            <Show when=nothing>
                <p class="muted small">
                    "Aucune session à venir à choisir. " <a href=paths::SESSIONS>"Créer une session"</a>
                </p>
            </Show>
        </Show>
    }
}

/// Writes the seats of a session, and marks the first one that can still be paid.
fn detail(session: &SessionFormation, first: Option<IdSession>) -> String {
    let mark = if first == Some(session.id_session) { " · première session finançable" } else { "" };
    [&seats(session), mark].concat()
}

fn options(sessions: Vec<SessionFormation>, without: bool, first: Option<IdSession>) -> Vec<RadioOption> {
    let mut options: Vec<_> = sessions
        .into_iter()
        .map(|session| {
            let value = SessionChoice::Session(session.id_session).value();
            let option = RadioOption::new(value, session.libelle.clone());
            if session.complete {
                option.disabled(seats(&session))
            } else {
                option.detail(detail(&session, first))
            }
        })
        .collect();
    if without {
        options.push(RadioOption::new(SessionChoice::WITHOUT, "Sans session pour le moment"));
    }
    options
}
