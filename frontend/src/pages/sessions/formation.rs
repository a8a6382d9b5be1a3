//! Form of a formation: a new one, or a change.

use common::catalogue::Formation;
use common::catalogue_requests::{ChangeFormationRequest, NewFormationRequest};
use common::{Day, ErrorCode};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::page_state::{use_sessions, when_done};
use crate::api::{self, ApiError};
use crate::model::catalogue::{cents, euros, whole};
use crate::model::day::is_day;
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::form::{Entry, Form};
use crate::parts::loaded::loaded;
use crate::reactive::Signal;
use crate::state::{Keep, Toast, mutation, query, use_toasts};
use crate::ui::{DateField, Dialog, DialogBody, TextField};

/// The formation that the form changes, with its version.
type Read = Option<(Formation, String)>;

/// Names of the fields in the request's JSON.
const NAMES: [&str; 7] =
    ["code", "nom", "niveau", "dureeHeures", "tarifCentimes", "certification", "certificationFin"];

/// The request that the form sends.
enum Asked {
    New(NewFormationRequest),
    Change(String, String, ChangeFormationRequest),
}

/// The dialog.
#[component]
pub(super) fn FormationDialog() -> impl IntoView {
    let page = use_sessions();
    let busy = RwSignal::new(false);
    let title = Signal::derive(move || match page.formation.get() {
        Some(formation) => ["Modifier la formation ", &formation.nom].concat(),
        None => "Créer une formation".to_owned(),
    });
    let content = move || match page.formation.get_untracked() {
        Some(formation) => view! { <Loaded code=formation.code busy/> }.into_any(),
        None => view! { <FormationForm read=None busy/> }.into_any(),
    };
    view! { <Dialog open=page.describing title busy>{content()}</Dialog> }
}

/// The form, once the formation and its version are loaded.
#[component]
fn Loaded(code: String, busy: RwSignal<bool>) -> impl IntoView {
    let read = query(
        Keep::SameKey,
        move || Some(code.clone()),
        |_, _| false,
        |code| api::catalogue::formation(&code),
    );
    loaded(read, move |read| view! { <FormationForm read=Some(read) busy/> }.into_any())
}

#[component]
fn FormationForm(read: Read, busy: RwSignal<bool>) -> impl IntoView {
    let (page, toasts) = (use_sessions(), use_toasts());
    let record = read.as_ref().map(|(formation, _)| formation.code.clone()).unwrap_or_default();
    let form = Form::new(NAMES).filled(opening(read.as_ref().map(|(formation, _)| formation)));
    let draft = form.draft("formation", &record);
    let is_new = read.is_none();
    let done = when_done(page.describing);
    let sending = mutation(send, move |result: Result<Formation, ApiError>| match result {
        Ok(formation) => {
            draft.end();
            done(if is_new { "Formation créée" } else { "Formation enregistrée" }, formation.nom);
        }
        Err(error) => {
            if !refused(form, &error) {
                toasts.push(Toast::error("La formation n’a pas été enregistrée").message(error.message()));
            }
        }
    });
    hold_open(busy, sending.busy);
    let version = StoredValue::new(read.map(|(_, version)| version));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(asked) = asked(form, version.get_value()) {
            sending.start(asked);
        }
    };
    let act = if is_new { "Créer la formation" } else { "Enregistrer la formation" };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody><Fields form is_new/></DialogBody>
            <FormFooter open=page.describing busy=sending.busy failure=form.failure act draft/>
        </form>
    }
}

#[component]
fn Fields(form: Form<7>, is_new: bool) -> impl IntoView {
    let [code, nom, niveau, heures, tarif, certification, fin] = form.lines;
    let code = if is_new {
        view! {
            <TextField
                label="Code"
                value=code.value
                error=code.error
                hint="Lettres majuscules, chiffres et «\u{a0}_\u{a0}», par exemple CAP_BJ. Il ne changera plus."
                autocomplete="off"
                required=true
            />
        }
        .into_any()
    } else {
        view! { <p class="muted">"Code " <code>{code.typed()}</code></p> }.into_any()
    };
    view! {
        {code}
        <TextField label="Nom" value=nom.value error=nom.error autocomplete="off" required=true/>
        <TextField
            label="Niveau"
            value=niveau.value
            error=niveau.error
            hint="Par exemple «\u{a0}CAP (niveau 3)\u{a0}»."
            autocomplete="off"
        />
        <div class="person-grid">
            <TextField label="Durée en heures" value=heures.value error=heures.error autocomplete="off"/>
            <TextField label="Tarif en euros" value=tarif.value error=tarif.error autocomplete="off"/>
        </div>
        <div class="person-grid">
            <TextField
                label="Certification"
                value=certification.value
                error=certification.error
                hint="Code RNCP ou RS, que le CPF et Transitions Pro demandent."
                autocomplete="off"
            />
            <DateField label="Enregistrée jusqu’au" value=fin.value error=fin.error/>
        </div>
    }
}

/// Returns the values at opening.
fn opening(formation: Option<&Formation>) -> [String; 7] {
    let Some(one) = formation else { return [const { String::new() }; 7] };
    [
        one.code.clone(),
        one.nom.clone(),
        one.niveau.clone().unwrap_or_default(),
        one.duree_heures.map(|hours| hours.to_string()).unwrap_or_default(),
        one.tarif_centimes.map(euros).unwrap_or_default(),
        one.certification.clone().unwrap_or_default(),
        one.certification_fin.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]
}

/// Returns the request, or shows the errors of the fields.
fn asked(form: Form<7>, version: Option<String>) -> Option<Asked> {
    let [code, nom, niveau, heures, tarif, certification, fin] = form.lines.map(Entry::text);
    let (duree_heures, tarif_centimes) = (whole(&heures), cents(&tarif));
    let right = form.check([
        code.is_empty().then_some("Indiquez un code."),
        nom.is_empty().then_some("Indiquez un nom."),
        None,
        (!heures.is_empty() && duree_heures.is_none()).then_some("Indiquez un nombre d’heures."),
        (!tarif.is_empty() && tarif_centimes.is_none())
            .then_some("Indiquez un prix, par exemple 9800 ou 540,50."),
        None,
        (!fin.is_empty() && !is_day(&fin)).then_some("Écrivez cette date sous la forme JJ/MM/AAAA."),
    ]);
    if !right {
        return None;
    }
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let (niveau, certification) = (given(niveau), given(certification));
    let certification_fin = given(fin).map(Day::new);
    Some(match version {
        None => Asked::New(NewFormationRequest {
            code,
            nom,
            niveau,
            duree_heures,
            tarif_centimes,
            certification,
            certification_fin,
        }),
        Some(version) => {
            let request = ChangeFormationRequest {
                nom: Some(nom),
                niveau: Some(niveau),
                duree_heures: Some(duree_heures),
                tarif_centimes: Some(tarif_centimes),
                certification: Some(certification),
                certification_fin: Some(certification_fin),
                active: None,
            };
            Asked::Change(code, version, request)
        }
    })
}

async fn send(asked: Asked) -> Result<Formation, ApiError> {
    match asked {
        Asked::New(request) => api::catalogue::create_formation(&request).await,
        Asked::Change(code, version, request) => {
            api::catalogue::change_formation(&code, &request, &version).await
        }
    }
}

/// Shows the errors of a refusal; a code that is taken stands beside its field. Returns false when the form is closed.
fn refused(form: Form<7>, error: &ApiError) -> bool {
    let code = error.problem().and_then(|problem| problem.code.known());
    if code == Some(ErrorCode::CodeUtilise) {
        return form.tell([Some(error.message()), None, None, None, None, None, None], None);
    }
    form.refused(error)
}
