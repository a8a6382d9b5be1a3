//! Notes in the chronology: the field that writes one, and an entry that its author changes or deletes.

use common::note::{Note, NoteRequest, TEXTE_LENGTH};
use common::{IdNote, IdProspect};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::is_gone;
use crate::api::{self, ApiError};
use crate::pages::prospects::page_state::use_page;
use crate::parts::confirm::{Confirm, refusal};
use crate::parts::dialog_form::restored;
use crate::parts::focus::{self, PANEL_TITLE};
use crate::parts::form::Form;
use crate::reactive::{Memo, Show, memo, piece};
use crate::state::{Draft, Toast, Topic, draft, invalidate, mutation, use_auth_session, use_toasts};
use crate::ui::{Button, ButtonKind, RelativeTime, SubmitButton, TextArea, TimeInSentence};

/// Name of the draft of a changed note.
const CHANGED: &str = "note-changee";

/// Error of a note without a text.
const EMPTY: &str = "Écrivez un texte.";

/// The field for a new note on the open record.
#[component]
pub(super) fn NoteField(open: Memo<Option<IdProspect>>) -> impl IntoView {
    let gone = is_gone(use_page());
    piece(move || {
        let id = open.get().filter(|_| !gone.get());
        id.map(|id| view! { <NewNote id/> }.into_any()).into_any()
    })
}

/// The form of a new note. Its text stays as a draft until it is sent.
#[component]
fn NewNote(id: IdProspect) -> impl IntoView {
    let form = Form::new(["texte"]);
    let [text] = form.lines;
    let kept = draft("note", id.as_str(), form.values());
    let id = StoredValue::new(id);
    let sending = form.sending(
        |(id, request): (IdProspect, NoteRequest)| async move {
            api::relances::write_note(&id, &request).await.map(|_| (id, request.texte))
        },
        "La note n’a pas été enregistrée",
        move |(id, sent)| {
            kept.sent(&[&sent]);
            // A text that was typed on meanwhile stays.
            if text.value.try_with_untracked(|now| now.trim() == sent) == Some(true) {
                text.value.set(String::new());
            }
            invalidate(&Topic::Prospect(id));
        },
    );
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let texte = text.text();
        if form.check([texte.is_empty().then_some(EMPTY)]) {
            sending.start((id.get_value(), NoteRequest { texte }));
        }
    };
    let failure = form.failure;
    view! {
        <form class="note-form" novalidate on:submit=submit>
            <TextArea label="Nouvelle note" value=text.value error=text.error rows="2" limit=TEXTE_LENGTH/>
            {move || failure.get().map(|text| view! { <p class="callout callout-danger" role="alert">{text}</p> }.into_any())}
            <SubmitButton busy=sending.busy>"Ajouter la note"</SubmitButton>
        </form>
    }
}

/// A note. Its text is external to the page, so it is shown as text, never as HTML.
#[component]
pub(super) fn NoteEntry(note: Note) -> impl IntoView {
    let mine = use_auth_session().user().is_some_and(|user| user.id_utilisateur == note.id_auteur);
    let changing = RwSignal::new(Draft::is_kept(CHANGED, &note.id_note.to_string()));
    let (id, text) = (note.id_note, StoredValue::new(note.texte.clone()));
    // The panel may show another record when an answer comes.
    let page = use_page();
    let prospect = untrack(|| page.open_id());
    let acts = mine.then(|| view! { <NoteActs id prospect=prospect.clone() changing/> }.into_any());
    view! {
        <Show when=move || !changing.get()>
            <p class="note-text">{text.get_value()}</p>
        </Show>
        <Show when=move || changing.get()>
            <ChangedNote id prospect=prospect.clone() text=text.get_value() changing/>
        </Show>
        <p class="small muted">
            <RelativeTime at=note.date_note/> " · " {note.auteur}
            {note.modifiee_le.map(|at| view! { " · modifiée " <TimeInSentence at/> }.into_any())}
        </p>
        {acts}
    }
}

/// Buttons of the author of a note.
#[component]
fn NoteActs(id: IdNote, prospect: Option<IdProspect>, changing: RwSignal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let (open, failure) = (RwSignal::new(false), RwSignal::new(None));
    // The dialog gives the focus back to its button, which disappears with the deleted note.
    on_cleanup(|| focus::recover(&[(PANEL_TITLE, 0)]));
    let refused = refusal(failure);
    let change = move || {
        if changing.get_untracked() {
            Draft::open(CHANGED, &id.to_string()).0.end();
        }
        changing.update(|on| *on = !*on);
    };
    let deleting = mutation(
        |id: IdNote| async move { api::relances::delete_note(id).await },
        move |result: Result<(), ApiError>| match result {
            Ok(()) => {
                let _ = open.try_set(false);
                toasts.push(Toast::info("Note supprimée"));
                prospect.clone().map(Topic::Prospect).iter().for_each(invalidate);
            }
            Err(error) => refused(&error),
        },
    );
    view! {
        <div class="row">
            <Button kind=ButtonKind::Ghost small=true on_press=change>
                {move || if changing.get() { "Annuler" } else { "Modifier" }}
            </Button>
            <Button kind=ButtonKind::Ghost small=true on_press=move || open.set(true)>"Supprimer"</Button>
        </div>
        <Confirm
            open
            title="Supprimer cette note\u{a0}?"
            act="Supprimer la note"
            kind=ButtonKind::Danger
            busy=deleting.busy
            failure
            on_confirm=move || deleting.start(id)
        >
            <p>"Son texte est effacé pour tout le monde."</p>
        </Confirm>
    }
}

/// The form that changes the text of a note.
#[component]
fn ChangedNote(
    id: IdNote,
    prospect: Option<IdProspect>,
    text: String,
    changing: RwSignal<bool>,
) -> impl IntoView {
    let form = Form::new(["texte"]).filled([text]);
    let [text] = form.lines;
    let kept = draft(CHANGED, &id.to_string(), form.values());
    let sending = form.sending(
        |(id, request): (IdNote, NoteRequest)| async move {
            api::relances::change_note(id, &request).await.map(|_| request.texte)
        },
        "La note n’a pas été enregistrée",
        move |sent: String| {
            kept.sent(&[&sent]);
            // A text that was typed on meanwhile stays.
            if text.value.try_with_untracked(|now| now.trim() == sent) == Some(true) {
                changing.set(false);
                focus::recover(&[(PANEL_TITLE, 0)]);
            }
            prospect.clone().map(Topic::Prospect).iter().for_each(invalidate);
        },
    );
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let texte = text.text();
        if form.check([texte.is_empty().then_some(EMPTY)]) {
            sending.start((id, NoteRequest { texte }));
        }
    };
    let failure = memo(move || form.failure.get());
    view! {
        <form class="note-form" novalidate on:submit=submit>
            {restored(kept)}
            <TextArea label="Note" value=text.value error=text.error rows="3" limit=TEXTE_LENGTH/>
            {move || failure.get().map(|text| view! { <p class="callout callout-danger" role="alert">{text}</p> }.into_any())}
            <SubmitButton busy=sending.busy>"Enregistrer"</SubmitButton>
        </form>
    }
}
