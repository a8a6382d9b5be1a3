//! Section "Suivi": the next touch and the owner of the open record, changed in place.

use common::{Day, IdUtilisateur, TimeOfDay};
use leptos::prelude::*;

use super::part;
use super::section::Section;
use crate::model::touch::{Follow, Touch};
use crate::pages::prospects::follow::{ask_day, finish, fixed, in_days, nothing_done, saving, start};
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::parts::focus::{self, NO_FIELD};
use crate::reactive::{Show, Signal, memo, piece};
use crate::ui::{Align, Button, DayText, Icon, IconView, Menu, MenuGroup, MenuItem, Spinner, TimeInSentence};

/// Reserves the place of the section until its code is there.
pub(super) fn coming() -> AnyView {
    view! { <section class="panel-section panel-follow" aria-busy="true"><h3>"Suivi"</h3></section> }
        .into_any()
}

/// The section.
#[component]
pub(super) fn FollowSection() -> impl IntoView {
    let page = use_page();
    let open = memo(move || fixed(page).is_none());
    let reason = move || fixed(page);
    let answered = part(page, |prospect| prospect.resume.relance_repondu_le.clone());
    let answered = piece(move || {
        answered.get().flatten().map(|at| {
            view! {
                <p class="touch-answer small"><IconView icon=Icon::Inbox/> "A répondu " <TimeInSentence at/></p>
            }
            .into_any()
        })
    });
    view! {
        <Section title="Suivi">
            <dl class="dl">
                <div class="dl-row">
                    <dt>"Relance"</dt>
                    <dd>
                        <Show when=move || open.get()><TouchMenu/></Show>
                        <Show when=move || !open.get()><span class="muted small">{reason}</span></Show>
                        {answered}
                    </dd>
                </div>
                <div class="dl-row">
                    <dt>"Responsable"</dt>
                    <dd><OwnerMenu/></dd>
                </div>
            </dl>
            <Show when=move || open.get()><DoneButtons/></Show>
        </Section>
    }
}

/// Returns the touch of the open record (tracked).
fn touch(page: PageState) -> Touch {
    page.resume().as_ref().map(Touch::of).unwrap_or_default()
}

/// Returns the reason why the open record waits with its next change.
fn waits(page: PageState) -> Signal<Option<String>> {
    Signal::derive(move || saving(page).map(ToOwned::to_owned))
}

/// The touch, as the button of a menu.
#[component]
fn TouchMenu() -> impl IntoView {
    let page = use_page();
    let now = memo(move || touch(page));
    let line = move || {
        piece(move || {
            let Touch { le, heure, objet } = now.get();
            match le {
                None => view! { <span class="muted">"Fixer une relance"</span> }.into_any(),
                Some(le) => view! { <TouchLine le heure objet/> }.into_any(),
            }
        })
    };
    let trigger = ViewFn::from(move || view! { {line()} <IconView icon=Icon::ChevronDown/> }.into_any());
    let set = move |days: u32, label: &'static str| {
        let on_press = Callback::new(move |()| start(page, Follow::Move(in_days(days))));
        view! { <MenuItem label on_press disabled_reason=waits(page)/> }.into_any()
    };
    view! {
        <span class="touch-menu">
            <Menu label="Changer la relance" trigger_class="touch-trigger" trigger align=Align::Start>
                {set(0, "Aujourd’hui")}
                {set(1, "Demain")}
                {set(3, "Dans 3 jours")}
                {set(7, "Dans une semaine")}
                <MenuItem label="Choisir le jour, l’heure, l’objet…" icon=Icon::Calendar
                    on_press=Callback::new(move |()| ask_day(page, false))/>
                {move || now.get().le.is_some().then(|| view! {
                    <MenuItem label="Retirer la relance" icon=Icon::Close disabled_reason=waits(page)
                        on_press=Callback::new(move |()| start(page, Follow::Remove))/>
                }.into_any())}
            </Menu>
        </span>
    }
}

/// Day, time and subject of a touch.
#[component]
fn TouchLine(le: Day, heure: Option<TimeOfDay>, objet: Option<String>) -> impl IntoView {
    let time = heure.map(|heure| [" à ", heure.as_str()].concat());
    let subject = objet.map(|objet| [" · ", &objet].concat());
    view! { <span><DayText day=le/>{time}{subject}</span> }
}

/// The owner, as the button of a menu.
#[component]
fn OwnerMenu() -> impl IntoView {
    let page = use_page();
    let owner = memo(move || page.resume().and_then(|row| row.responsable));
    let trigger = ViewFn::from(move || {
        view! {
            <span>{move || owner.get().unwrap_or_else(|| "Personne".to_owned())}</span>
            <IconView icon=Icon::ChevronDown/>
        }
        .into_any()
    });
    view! {
        <span class="owner-menu">
            <Menu label="Changer le responsable" trigger_class="touch-trigger" trigger align=Align::Start>
                <Owners/>
            </Menu>
        </span>
    }
}

/// The active admins, and nobody.
#[component]
fn Owners() -> impl IntoView {
    let page = use_page();
    let now = memo(move || page.resume().and_then(|row| row.id_responsable));
    let choice = move |owner: Option<IdUtilisateur>, label: String| {
        let icon = (now.get_untracked() == owner).then_some(Icon::Check);
        let on_press = Callback::new(move |()| start(page, Follow::Owner(owner)));
        view! { <MenuItem label nostrip:icon=icon on_press disabled_reason=waits(page)/> }.into_any()
    };
    piece(move || match page.owners.get() {
        None => view! { <Spinner label="Chargement des comptes"/> }.into_any(),
        Some(people) => {
            // The menu may have opened before the accounts were there.
            focus::leave(NO_FIELD, vec![(".owner-menu [role=menuitem]", 0)]);
            let people = people.into_iter().map(|(id, name)| choice(Some(id), name)).collect_view();
            let nobody = choice(None, "Personne".to_owned());
            view! {
                <MenuGroup label="Qui suit ce prospect\u{a0}?">
                    {people}
                    {nobody}
                </MenuGroup>
            }
            .into_any()
        }
    })
}

/// Buttons that mark the touch as done.
#[component]
fn DoneButtons() -> impl IntoView {
    let page = use_page();
    let busy = Signal::derive(move || saving(page).is_some());
    let disabled_reason = Signal::derive(move || nothing_done(page).map(ToOwned::to_owned));
    let button = move |text: &'static str, label: &'static str, days: Option<u32>| {
        let on_press = Callback::new(move |()| finish(page, days));
        view! { <Button small=true busy disabled_reason label=Signal::from(label) on_press>{text}</Button> }
            .into_any()
    };
    view! {
        <div class="touch-acts row" role="group" aria-label="Relance faite">
            {button("Fait", "Fait", None)}
            <span class="muted small" aria-hidden="true">"puis"</span>
            {button("dans 3 jours", "Fait, dans 3 jours", Some(3))}
            {button("dans 7 jours", "Fait, dans 7 jours", Some(7))}
            <Button small=true disabled_reason label=Signal::from("Fait, puis le…")
                on_press=Callback::new(move |()| ask_day(page, true))>
                "le…"
            </Button>
        </div>
    }
}
