//! Conversion dialog: Chargement, then Bloqué or Formulaire, then Succès.

mod already;
mod blocked;
mod consequences;
mod documents;
mod form;
mod identity;
mod phase;
mod success;
mod waiting;

use leptos::prelude::*;

use self::already::AlreadyCandidate;
use self::blocked::Blocked;
use self::form::ConversionFormView;
use self::phase::{Conversion, Phase};
use self::success::Success;
use super::ask::open_signal;
use super::page_state::{Dialog as PageDialog, use_page};
use crate::parts::dialog_form::hold_open;
use crate::parts::focus;
use crate::reactive::{effect_after, memo, piece};
use crate::ui::{Dialog, DialogBody, DialogSize, ErrorState, Spinner};

/// The dialog; it opens on request of the page.
#[component]
pub(super) fn ConvertDialog() -> impl IntoView {
    let page = use_page();
    let open = open_signal(page, |dialog| dialog == PageDialog::Convert);
    // Owned by the dialog, which must not close during a request.
    let busy = RwSignal::new(false);
    view! {
        <Dialog open title="Convertir en candidat" busy size=DialogSize::Medium>
            <ConversionSteps open busy/>
        </Dialog>
    }
}

/// The content of the dialog, by state.
#[component]
fn ConversionSteps(open: RwSignal<bool>, busy: RwSignal<bool>) -> impl IntoView {
    let conversion = Conversion::new(use_page());
    let kind = memo(move || conversion.phase());
    hold_open(busy, conversion.busy);
    let retry = Callback::new(move |()| conversion.status.refetch());
    let close = Callback::new(move |()| open.set(false));
    effect_after(move |before: Option<()>| {
        kind.track();
        if before.is_some() {
            focus::recover(&[("dialog[open] .dialog-foot button", 0), ("dialog[open] button", 0)]);
        }
    });
    piece(move || match kind.get() {
        Phase::Loading => view! {
            <DialogBody>
                <div class="convert-loading"><Spinner label="Vérification de l’état du prospect"/></div>
            </DialogBody>
        }
        .into_any(),
        Phase::Failed(error) => {
            view! { <DialogBody><ErrorState error on_retry=retry/></DialogBody> }.into_any()
        }
        Phase::Blocked => view! { <Blocked conversion close/> }.into_any(),
        Phase::Already { id_candidat, numero_dossier } => {
            view! { <AlreadyCandidate id_candidat numero_dossier close/> }.into_any()
        }
        Phase::Form => view! { <ConversionFormView conversion close/> }.into_any(),
        Phase::Sent => view! { <Success close/> }.into_any(),
    })
}
