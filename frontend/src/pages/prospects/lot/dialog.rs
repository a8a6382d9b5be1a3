//! Dialog "Action groupée": the change, its rehearsal, its launch, its progress.

use common::lot::NewLotRequest;
use common::{IdLot, Lot};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::checked::Checked;
use super::fields::Fields;
use super::selection;
use crate::api;
use crate::model::format::count;
use crate::model::lot::planned;
use crate::model::lot_form::{FIELDS, Field, LotForm};
use crate::pages::prospects::ask::open_signal;
use crate::pages::prospects::page_state::{Dialog as PageDialog, PageState, use_page};
use crate::pages::prospects::picking;
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::focus;
use crate::parts::form::{Entry, Form};
use crate::parts::lot::{LotProgress, followed, launching};
use crate::paths;
use crate::reactive::{Signal, effect_after, memo, piece};
use crate::state::{Draft, Mutation, Toast, draft, use_toasts};
use crate::ui::time::today;
use crate::ui::{Button, Dialog, DialogBody, DialogFooter, LinkButton};

/// The step of the dialog.
#[derive(Clone, PartialEq)]
enum Phase {
    /// The form of the change.
    Form,
    /// The rehearsal.
    Checked(Box<Lot>),
    /// The progress of the launched change.
    Launched(IdLot),
}

/// State of the dialog; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct LotState {
    pub(super) page: PageState,
    /// True while the dialog is open.
    pub(super) open: RwSignal<bool>,
    /// The fields, in the order of [`Field::ALL`].
    pub(super) form: Form<FIELDS>,
    /// Launches the rehearsed change.
    pub(super) launch: Mutation<IdLot>,
    rehearse: Mutation<NewLotRequest>,
    draft: Draft,
    phase: RwSignal<Phase>,
}

impl LotState {
    fn new(open: RwSignal<bool>, busy: RwSignal<bool>) -> Self {
        let (page, phase, toasts) = (use_page(), RwSignal::new(Phase::Form), use_toasts());
        let form = Form::new(Field::ALL.map(Field::names));
        let draft = draft("lot", "", form.values());
        let rehearse = form.sending(
            |request: NewLotRequest| async move { api::lots::rehearse(&request).await },
            "L’action groupée n’a pas été vérifiée",
            move |lot: Lot| {
                let _ = phase.try_set(Phase::Checked(Box::new(lot)));
            },
        );
        let launch = launching(move |answer| match answer {
            Ok(lot) => {
                draft.end();
                // Once the dialog is gone, the person may have selected others.
                if phase.try_set(Phase::Launched(lot.id_lot)).is_none() {
                    picking::clear(page);
                }
            }
            Err(error) => {
                if !form.refused(&error) {
                    toasts.push(Toast::error("L’action groupée n’a pas été lancée").message(error.message()));
                }
            }
        });
        hold_open(busy, Signal::derive(move || rehearse.busy.get() || launch.busy.get()));
        Self { page, open, form, launch, rehearse, draft, phase }
    }

    /// Returns to the form, with its values.
    pub(super) fn change(self) {
        self.form.failure.set(None);
        self.phase.set(Phase::Form);
    }

    /// Rehearses the typed change for the selected prospects, or shows the errors of the form.
    fn submit(self) {
        let typed = LotForm(self.form.lines.map(Entry::typed));
        let change = typed.change(&today());
        let errors = change.as_ref().err().cloned().unwrap_or_default();
        if self.form.check(Field::ALL.map(|field| errors.get(&field).copied()))
            && let Ok(changement) = change
        {
            let (ids, requete) = selection(self.page);
            self.rehearse.start(NewLotRequest { changement, ids, requete });
        }
    }
}

/// The dialog; it opens on request of the page.
#[component]
pub(in crate::pages::prospects) fn LotDialog() -> impl IntoView {
    let open = open_signal(use_page(), |dialog| dialog == PageDialog::Lot);
    let busy = RwSignal::new(false);
    view! { <Dialog open title="Action groupée" busy><Content open busy/></Dialog> }
}

#[component]
fn Content(open: RwSignal<bool>, busy: RwSignal<bool>) -> impl IntoView {
    let state = LotState::new(open, busy);
    // The pressed button disappears with its step.
    effect_after(move |before: Option<()>| {
        state.phase.track();
        if before.is_some() {
            focus::move_later_to_one(vec![("dialog[open] .lot-verdict", 0), ("dialog[open] select", 0)]);
        }
    });
    piece(move || match state.phase.get() {
        Phase::Form => view! { <LotFormView state/> }.into_any(),
        Phase::Checked(lot) => view! { <Checked state lot=*lot/> }.into_any(),
        Phase::Launched(id) => view! { <Launched state id/> }.into_any(),
    })
}

#[component]
fn LotFormView(state: LotState) -> impl IntoView {
    let page = state.page;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        state.submit();
    };
    let selected = move || {
        count(
            page.picked.with(|picked| picked.count(page.total())),
            "prospect sélectionné",
            "prospects sélectionnés",
        )
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <p class="num">{selected}</p>
                <Fields state/>
                <p class="muted small">
                    "La vérification ne change rien\u{a0}: elle dit, pour chaque prospect, si l’action est possible."
                </p>
            </DialogBody>
            <FormFooter
                open=state.open
                busy=state.rehearse.busy
                failure=state.form.failure
                act="Vérifier"
                draft=state.draft
            />
        </form>
    }
}

/// The progress, which goes on when the dialog or the tab is closed.
#[component]
fn Launched(state: LotState, id: IdLot) -> impl IntoView {
    let lot = followed(id);
    let told = memo(move || lot.with(|lot| lot.map(planned)));
    let title = piece(move || {
        told.get().map(|rows| ["Lancée pour ", &count(rows, "prospect", "prospects"), "."].concat())
    });
    view! {
        <DialogBody>
            <p class="lot-verdict" tabindex="-1">{title} " Elle continue si vous fermez cette fenêtre ou le navigateur."</p>
            <LotProgress lot=Signal::derive(move || lot.get())/>
        </DialogBody>
        <DialogFooter>
            <LinkButton href=paths::lot(id)>"Voir les fiches"</LinkButton>
            <Button kind=crate::ui::ButtonKind::Primary on_press=move || state.open.set(false)>"Fermer"</Button>
        </DialogFooter>
    }
}
