//! Dialog for the day, time and subject of the next touch.

use common::Day;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::follow_change::{ChangeOutcome, save, saved, stale};
use crate::model::touch::{Follow, Touch};
use crate::model::{day, time};
use crate::pages::prospects::ask::open_signal;
use crate::pages::prospects::follow::Asked;
use crate::pages::prospects::page_state::{Dialog as PageDialog, use_page};
use crate::parts::dialog_form::{FormFooter, closing, hold_open};
use crate::parts::form::Form;
use crate::reactive::Signal;
use crate::state::{Topic, draft, invalidate, use_toasts};
use crate::ui::time::today;
use crate::ui::{DateField, Dialog, DialogBody, TextField};

/// The dialog; it opens on request of the page.
#[component]
pub(in crate::pages::prospects) fn TouchDialog() -> impl IntoView {
    let page = use_page();
    let open = open_signal(page, |dialog| matches!(dialog, PageDialog::Touch(_)));
    let busy = RwSignal::new(false);
    let done = move || page.dialog.get() == Some(PageDialog::Touch(true));
    let title = Signal::derive(move || {
        if done() { "Relance faite\u{a0}: la suivante" } else { "Prochaine relance" }.to_owned()
    });
    view! { <Dialog open title busy><TouchForm open busy/></Dialog> }
}

#[component]
fn TouchForm(open: RwSignal<bool>, busy: RwSignal<bool>) -> impl IntoView {
    let (page, toasts) = (use_page(), use_toasts());
    let done = page.dialog.get_untracked() == Some(PageDialog::Touch(true));
    let follow = move |touch| if done { Follow::DoneThen(touch) } else { Follow::Set(touch) };
    let now = untrack(|| page.resume().as_ref().map(Touch::of)).unwrap_or_default();
    // The touch that the person sees is the one of this moment: somebody may change it while the dialog is open.
    let seen = Asked::of(page, follow(now.clone()));
    let text = |value: Option<String>| value.unwrap_or_default();
    let known = |value: Option<String>| if done { String::new() } else { text(value) };
    let form = Form::new([
        "relanceLe|suite.relanceLe",
        "relanceHeure|suite.relanceHeure",
        "relanceObjet|suite.relanceObjet",
    ])
    .filled([
        known(now.le.as_ref().map(ToString::to_string)),
        known(now.heure.as_ref().map(ToString::to_string)),
        text(now.objet),
    ]);
    let [le, heure, objet] = form.lines;
    let record = untrack(|| page.open_id()).as_ref().map(ToString::to_string).unwrap_or_default();
    let kept = draft(if done { "relance-faite" } else { "relance" }, &record, form.values());
    let close = closing(open);
    let sending =
        form.sending(save, "La relance n’a pas été enregistrée", move |(asked, outcome)| match outcome {
            ChangeOutcome::Saved(prospect) => {
                kept.end();
                close();
                toasts.push(saved(page, &asked, &prospect));
                invalidate(&Topic::Prospect(asked.id));
                invalidate(&Topic::Prospects);
            }
            ChangeOutcome::Stale => {
                let text = "Quelqu’un a changé cette relance entre-temps\u{a0}: fermez et regardez la fiche.";
                if !form.tell([None, None, None], Some(text.to_owned())) {
                    toasts.push(stale(&asked));
                }
                invalidate(&Topic::Prospect(asked.id));
            }
        });
    hold_open(busy, sending.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let given = |text: String| (!text.is_empty()).then_some(text);
        let heure = given(heure.text()).map(|typed| time::parse(&typed));
        let no_day = (!day::is_day(&le.text())).then_some("Choisissez un jour.");
        let no_time = (heure == Some(None)).then_some("Écrivez l’heure comme 14:30.");
        let wanted =
            Touch { le: Some(Day::new(le.text())), heure: heure.flatten(), objet: given(objet.text()) };
        if let (true, Some(seen)) = (form.check([no_day, no_time, None]), seen.clone()) {
            sending.start(Asked { follow: follow(wanted), ..seen });
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <DateField label="Jour" value=le.value error=le.error required=true min=today()/>
                <TextField label="Heure" value=heure.value error=heure.error hint="Facultative, comme 14:30"
                    autocomplete="off"/>
                <TextField label="Objet" value=objet.value error=objet.error autocomplete="off"/>
            </DialogBody>
            <FormFooter open busy=sending.busy failure=form.failure act="Enregistrer" draft=kept/>
        </form>
    }
}
