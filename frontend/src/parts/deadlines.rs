//! Date limits of funders: what to do, until when, and why. They warn and block nothing.

use common::echeance::{EcheanceFinancement, EcheancesSession, PremiereSession};
use common::{IdSession, ModeFinancement};
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::model::echeances::{first, line};
use crate::reactive::{Signal, piece};
use crate::state::{Keep, Query, Topic, query};
use crate::ui::{Icon, IconView, Summary};

/// Draws date limits; nothing without any.
pub(crate) fn limits(financement: ModeFinancement, echeances: Vec<EcheanceFinancement>) -> AnyView {
    let items = echeances.into_iter().map(move |one| limit(financement, &one)).collect_view();
    view! { <ul class="deadlines" role="list">{items}</ul> }.into_any()
}

fn limit(financement: ModeFinancement, one: &EcheanceFinancement) -> AnyView {
    let is_late = one.agir_avant.is_some() && one.jours_restants < 0;
    let verify = one
        .a_verifier
        .then(|| view! { <span class="muted small">" À vérifier auprès du financeur."</span> }.into_any());
    view! {
        <li class:is-late=is_late>
            <p>{line(financement, one)} {verify}</p>
            {why(one)}
        </li>
    }
    .into_any()
}

/// Draws the explanation of a date limit and its source, folded.
pub(crate) fn why(one: &EcheanceFinancement) -> AnyView {
    view! {
        <details class="small">
            <Summary text="Pourquoi cette date"/>
            <p>{one.explication.clone()}</p>
            <p class="muted">"Source\u{a0}: " {one.source.clone()}</p>
        </details>
    }
    .into_any()
}

/// Draws warnings, such as a certification that ends before the session.
fn warnings(texts: Vec<String>) -> AnyView {
    let draw = |text: String| {
        view! {
            <p class="callout callout-warning small"><IconView icon=Icon::Warning/><span class="callout-text">{text}</span></p>
        }
        .into_any()
    };
    texts.into_iter().map(draw).collect_view().into_any()
}

/// The date limits that a query reads; a failure shows nothing, because a form must not depend on them.
pub(crate) fn of_query(read: Query<EcheancesSession>) -> AnyView {
    piece(move || {
        let found = read.get()?;
        let lines = found.financement.map(|financement| limits(financement, found.echeances));
        Some(view! { <div class="deadlines-box">{warnings(found.avertissements)} {lines}</div> }.into_any())
    })
}

/// The date limits of the chosen session for one way of paying.
#[component]
pub(crate) fn SessionDeadlines(
    /// The chosen session.
    #[prop(into)]
    session: Signal<Option<IdSession>>,
    /// The way of paying.
    #[prop(into)]
    financement: Signal<Option<ModeFinancement>>,
) -> impl IntoView {
    let read = query(
        Keep::SameKey,
        move || session.get().zip(financement.get()),
        |_: &(IdSession, ModeFinancement), topic| matches!(topic, Topic::Catalogue),
        |(session, financement)| async move { api::echeances::of_session(session, financement).await },
    );
    of_query(read)
}

/// Returns the first session of a formation that can still be paid in this way, once it is known.
pub(crate) fn first_paid_session(
    wish: impl Fn() -> Option<(String, ModeFinancement)> + Send + Sync + 'static,
) -> Signal<Option<IdSession>> {
    let read = query(
        Keep::SameKey,
        wish,
        |_: &(String, ModeFinancement), topic| matches!(topic, Topic::Catalogue),
        |(formation, financement)| async move { api::echeances::first_session(&formation, financement).await },
    );
    Signal::derive(move || {
        read.with(|found| {
            let found = found?;
            // Without a rule, no session is more payable than another.
            found.debut_au_plus_tot.as_ref().and(found.session.as_ref()).map(|session| session.id_session)
        })
    })
}

/// Fetches the first session of a wish, and keeps the way of paying beside it.
async fn first_of(
    (formation, financement): (String, ModeFinancement),
) -> Result<(ModeFinancement, PremiereSession), ApiError> {
    api::echeances::first_session(&formation, financement).await.map(|found| (financement, found))
}

/// The first session of a formation that can still be paid, with its date limits.
#[component]
pub(crate) fn FirstSession(
    /// Code of the formation, and the way of paying.
    #[prop(into)]
    wish: Signal<Option<(String, ModeFinancement)>>,
) -> impl IntoView {
    let read = query(
        Keep::SameKey,
        move || wish.get(),
        |_: &(String, ModeFinancement), topic| matches!(topic, Topic::Catalogue),
        first_of,
    );
    piece(move || {
        let (financement, found) = read.get()?;
        let title = first(&found)?;
        // Acts after the session has begun wait until somebody is a candidate.
        let start = found.session.map(|session| session.date_debut);
        let before = |one: &EcheanceFinancement| one.agir_avant.is_some() && one.agir_avant <= start;
        let acts = found.echeances.into_iter().filter(before).collect();
        Some(
            view! {
                <div class="deadlines-box">
                    <p class="small"><strong>{title}</strong></p>
                    {limits(financement, acts)}
                </div>
            }
            .into_any(),
        )
    })
}
