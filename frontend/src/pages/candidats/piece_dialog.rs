//! Dialog about a piece: the reason of its state and the link to the document.

use common::candidat::ChangePieceRequest;
use common::{EtatPiece, PieceCandidat};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::page_state::use_candidat;
use super::piece_change::{Wish, changing};
use crate::model::candidats::{piece_act, piece_title};
use crate::parts::dialog_form::{FormFooter, closing, hold_open};
use crate::parts::form::Form;
use crate::reactive::Signal;
use crate::state::draft;
use crate::ui::{Dialog, DialogBody, TextArea, TextField};

/// Maximum length of a reason, in characters.
const MOTIF: usize = 500;

/// The dialog; it opens on request of the checklist.
#[component]
pub(super) fn PieceDialog() -> impl IntoView {
    let page = use_candidat();
    let busy = RwSignal::new(false);
    let title = Signal::derive(move || {
        page.piece
            .with(|piece| piece.as_ref().map(|(seen, etat)| piece_title(seen, *etat)))
            .unwrap_or_default()
    });
    let content = move || {
        page.piece.get_untracked().map(|(seen, etat)| view! { <PieceForm seen etat busy/> }.into_any())
    };
    view! { <Dialog open=page.noting title busy>{content()}</Dialog> }
}

#[component]
fn PieceForm(
    /// The piece as the person saw it.
    seen: PieceCandidat,
    /// The state that it gets.
    etat: EtatPiece,
    busy: RwSignal<bool>,
) -> impl IntoView {
    let page = use_candidat();
    let known = seen.motif.clone().filter(|_| etat == seen.etat).unwrap_or_default();
    let form = Form::new(["motif", "lien"]).filled([known, seen.lien.clone().unwrap_or_default()]);
    let [motif, lien] = form.lines;
    let record = untrack(|| page.candidat.with(|one| one.map(|one| one.candidat.id_candidat.to_string())));
    let record = [&record.unwrap_or_default(), " ", &seen.code, " ", etat.as_str()].concat();
    let kept = draft("piece", &record, form.values());
    let close = closing(page.noting);
    let saving = changing(Some(form), move || {
        kept.end();
        close();
    });
    hold_open(busy, saving.busy);
    let act = piece_act(&seen, etat);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let wanted = ChangePieceRequest { etat, motif: given(motif.text()), lien: given(lien.text()) };
        let lacks = etat == EtatPiece::Refusee && wanted.motif.is_none();
        let wrong = [lacks.then_some("Indiquez pourquoi cette pièce est refusée."), None];
        // Another state that was told in the form replaces the seen one.
        let seen = page.piece.get_untracked().map(|(seen, _)| seen);
        if form.check(wrong)
            && let Some(wish) = seen.and_then(|seen| Wish::new(page, seen, wanted))
        {
            saving.start(wish);
        }
    };
    let reason = etat.has_reason().then(|| {
        let required = etat == EtatPiece::Refusee;
        view! { <TextArea label="Motif" value=motif.value error=motif.error required rows="3" limit=MOTIF/> }
            .into_any()
    });
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                {reason}
                <TextField
                    label="Lien du document"
                    value=lien.value
                    error=lien.error
                    hint="Une adresse qui commence par https://."
                    autocomplete="off"
                />
            </DialogBody>
            <FormFooter open=page.noting busy=saving.busy failure=form.failure act draft=kept/>
        </form>
    }
}
