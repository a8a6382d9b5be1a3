//! Dialog of one's own security: second factor, sessions.

use common::second_facteur::SecondFacteur;
use common::securite::Connexion;
use leptos::prelude::*;

use super::second_factor::{Active, Codes, Enrolment, Stage};
use crate::api::{self, ApiError};
use crate::parts::focus;
use crate::reactive::{Memo, Show, each, memo, piece};
use crate::state::{
    Keep, Query, Toast, Topic, invalidate, mutation, query, use_auth_session, use_proofs, use_toasts,
};
use crate::ui::time::{format_exact, format_instant};
use crate::ui::{Badge, Button, Dialog, DialogBody, DialogSize, ErrorState, PanelSkeleton, Tone};

/// The dialog.
#[component]
pub(super) fn SecurityDialog() -> impl IntoView {
    let proofs = use_proofs();
    // Closing it without a second factor cancels the pending request.
    let given_up = Callback::new(move |()| proofs.end(false));
    let busy = RwSignal::new(false);
    view! {
        <Dialog
            open=proofs.security
            title="Sécurité de mon compte"
            busy
            size=DialogSize::Large
            on_closed=given_up
        >
            <DialogBody><SecondFactor busy/><Logins/></DialogBody>
        </Dialog>
    }
}

/// The second factor: state and operations. The dialog is `busy` while a code is sent.
#[component]
fn SecondFactor(busy: RwSignal<bool>) -> impl IntoView {
    let factor = query(
        Keep::Across,
        || Some(()),
        |(), topic| *topic == Topic::Utilisateurs,
        |()| api::securite::second_factor(),
    );
    let retry = Callback::new(move |()| factor.refetch());
    let failure =
        piece(move || factor.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any()));
    let known = memo(move || factor.get());
    let stage = RwSignal::new(Stage::default());
    // The codes are shown once, so a refresh of the second factor must not remove them.
    let codes = memo(move || stage.with(Stage::codes));
    let standing = piece(move || match codes.get() {
        Some(codes) => Some(view! { <Codes codes stage/> }.into_any()),
        None => known.get().map(|factor| standing(factor, stage, busy)),
    });
    view! {
        <section class="security-part" aria-labelledby="second-facteur">
            <h3 id="second-facteur">"Double authentification"</h3>
            {failure}
            <Show when=move || factor.skeleton()><PanelSkeleton/></Show>
            {standing}
        </section>
    }
}

fn standing(factor: SecondFacteur, stage: RwSignal<Stage>, busy: RwSignal<bool>) -> AnyView {
    if factor.date_activation.is_some() {
        return view! { <Active factor busy/> }.into_any();
    }
    if !factor.disponible {
        let text = "Elle n’est pas disponible sur cette installation.";
        return view! { <p class="muted">{text}</p> }.into_any();
    }
    let required = factor.obligatoire.then(|| {
        let text = "Cette installation la demande aux administrateurs\u{a0}: activez-la pour continuer.";
        view! { <p class="callout callout-warning">{text}</p> }.into_any()
    });
    view! { {required} <Enrolment stage busy/> }.into_any()
}

/// The live sessions.
#[component]
fn Logins() -> impl IntoView {
    let logins = query(
        Keep::Across,
        || Some(()),
        |(), topic| *topic == Topic::Utilisateurs,
        |()| api::securite::sessions(),
    );
    let retry = Callback::new(move |()| logins.refetch());
    let failure =
        piece(move || logins.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any()));
    let known = memo(move || logins.get().unwrap_or_default());
    let rows = each(
        move || known.get(),
        |one| one.id.clone(),
        move |one| view! { <Login one known logins/> }.into_any(),
    );
    view! {
        <section class="security-part" aria-labelledby="connexions">
            <h3 id="connexions">"Mes connexions"</h3>
            {failure}
            <Show when=move || logins.skeleton()><PanelSkeleton/></Show>
            <ul class="logins" role="list" tabindex="-1" aria-label="Mes connexions">{rows}</ul>
        </section>
    }
}

/// A session, with a button to end it.
#[component]
fn Login(one: Connexion, known: Memo<Vec<Connexion>>, logins: Query<Vec<Connexion>>) -> impl IntoView {
    let (session, toasts) = (use_auth_session(), use_toasts());
    // The pressed button disappears with its session.
    on_cleanup(|| focus::recover(&[(".logins", 0)]));
    let (id, current) = (one.id.clone(), one.courante);
    let seen = memo({
        let id = id.clone();
        move || {
            let seen = |one: &Connexion| one.date_derniere_activite.clone();
            known.with(|known| known.iter().find(|other| other.id == id).map(seen))
        }
    });
    let ending = mutation(
        move |()| {
            let id = id.clone();
            async move { api::securite::end_session(&id).await }
        },
        move |result: Result<(), ApiError>| match result {
            Ok(()) if current => session.left(),
            Ok(()) => invalidate(&Topic::Utilisateurs),
            // The session had already ended.
            Err(error) if error.status() == Some(404) => logins.refetch(),
            Err(error) => {
                toasts.push(Toast::error("La connexion n’a pas été terminée").message(error.message()));
            }
        },
    );
    let label = ["Terminer la connexion de ", &one.navigateur].concat();
    let mark = if current {
        Some((Tone::Accent, "cet appareil"))
    } else {
        one.nouvel_appareil.then_some((Tone::Warning, "nouvel appareil"))
    };
    let mark = mark.map(|(tone, text)| view! { <Badge tone>{text}</Badge> }.into_any());
    let place = one.adresse.map(|address| ["depuis ", &address, ", "].concat());
    view! {
        <li class="login-row">
            <div>
                <p class="row"><strong>{one.navigateur}</strong> {mark}</p>
                <p class="muted small" title=move || seen.get().as_ref().map(format_exact)>
                    {place} "ouverte le " {format_instant(&one.date_creation)} ", vue le "
                    {move || seen.get().as_ref().map(format_instant)}
                </p>
            </div>
            <Button small=true busy=ending.busy on_press=move || ending.start(())>
                "Terminer" <span class="sr-only">{label}</span>
            </Button>
        </li>
    }
}
