//! Form of a rule.

use common::echeance::{Certitude, ChangeRegleFinancementRequest, RegleFinancement};
use common::{Day, UniteDelai};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::page_state::{use_echeances, when_done};
use crate::api;
use crate::model::catalogue::whole;
use crate::model::day::is_day;
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::form::{Entry, Form};
use crate::parts::loaded::loaded;
use crate::reactive::Signal;
use crate::state::{Keep, query};
use crate::ui::{DateField, Dialog, DialogBody, SelectField, SelectOption, TextArea, TextField};

/// The rule that the form changes, with its version.
type Read = (RegleFinancement, String);

/// The dialog.
#[component]
pub(super) fn RuleDialog() -> impl IntoView {
    let page = use_echeances();
    let busy = RwSignal::new(false);
    let title = Signal::derive(move || {
        let name = page.rule.with(|rule| rule.as_ref().map(|rule| rule.libelle.clone())).unwrap_or_default();
        ["Règle\u{a0}: ", &name].concat()
    });
    let content = move || {
        let code = page.rule.with_untracked(|rule| rule.as_ref().map(|rule| rule.code.clone()));
        code.map(|code| view! { <Loaded code busy/> }.into_any())
    };
    view! { <Dialog open=page.editing title busy>{content()}</Dialog> }
}

/// The form, once the rule and its version are loaded.
#[component]
fn Loaded(code: String, busy: RwSignal<bool>) -> impl IntoView {
    let read = query(
        Keep::SameKey,
        move || Some(code.clone()),
        |_, _| false,
        |code| async move { api::echeances::rule(&code).await },
    );
    loaded(read, move |read| view! { <RuleForm read busy/> }.into_any())
}

#[component]
fn RuleForm(read: Read, busy: RwSignal<bool>) -> impl IntoView {
    let page = use_echeances();
    let names =
        ["libelle", "nombre", "unite", "marge", "certitude", "active", "valideDu", "valideAu", "source"];
    let form = Form::new(names).filled(opening(&read.0));
    let draft = form.draft("regle", &read.0.code);
    let done = when_done(page.editing);
    let (code, version) = (read.0.code, read.1);
    let saving = form.sending(
        |(code, version, request): (String, String, ChangeRegleFinancementRequest)| async move {
            api::echeances::update_rule(&code, &request, &version).await
        },
        "La règle n’a pas été enregistrée",
        move |rule: RegleFinancement| {
            draft.end();
            done("Règle enregistrée", rule.libelle);
        },
    );
    hold_open(busy, saving.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(request) = asked(form) {
            saving.start((code.clone(), version.clone(), request));
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody><Fields form/></DialogBody>
            <FormFooter open=page.editing busy=saving.busy failure=form.failure act="Enregistrer la règle" draft/>
        </form>
    }
}

#[component]
fn Fields(form: Form<9>) -> impl IntoView {
    let [libelle, nombre, unite, marge, certitude, active, du, au, source] = form.lines;
    let unites: Vec<_> =
        UniteDelai::ALL.iter().map(|one| SelectOption::new(one.as_str(), one.libelle())).collect();
    let certitudes: Vec<_> =
        Certitude::ALL.iter().map(|one| SelectOption::new(one.as_str(), one.libelle())).collect();
    let states = vec![SelectOption::new("true", "Appliquée"), SelectOption::new("false", "Non appliquée")];
    view! {
        <TextField label="À faire" value=libelle.value error=libelle.error autocomplete="off" required=true/>
        <div class="person-grid">
            <TextField label="Délai" value=nombre.value error=nombre.error autocomplete="off" required=true/>
            <SelectField
                label="Unité"
                value=unite.value
                options=Signal::stored(unites)
                error=unite.error
                required=true
            />
        </div>
        <TextField
            label="Marge en jours ouvrés"
            value=marge.value
            error=marge.error
            hint="Pour agir un peu avant le dernier jour de la règle."
            autocomplete="off"
            required=true
        />
        <div class="person-grid">
            <SelectField
                label="Certitude"
                value=certitude.value
                options=Signal::stored(certitudes)
                error=certitude.error
                required=true
            />
            <SelectField label="État" value=active.value options=Signal::stored(states) error=active.error required=true/>
        </div>
        <div class="person-grid">
            <DateField label="Valable du" value=du.value error=du.error/>
            <DateField label="Valable jusqu’au" value=au.value error=au.error/>
        </div>
        <TextArea label="Source" value=source.value error=source.error required=true rows="3"/>
    }
}

/// Returns the values at opening.
fn opening(rule: &RegleFinancement) -> [String; 9] {
    let day = |day: Option<&Day>| day.map(ToString::to_string).unwrap_or_default();
    [
        rule.libelle.clone(),
        rule.nombre.to_string(),
        rule.unite.to_string(),
        rule.marge.to_string(),
        rule.certitude.to_string(),
        rule.active.to_string(),
        day(rule.valide_du.as_ref()),
        day(rule.valide_au.as_ref()),
        rule.source.clone(),
    ]
}

/// Returns the request, or shows the errors of the fields.
fn asked(form: Form<9>) -> Option<ChangeRegleFinancementRequest> {
    let [libelle, nombre, unite, marge, certitude, active, du, au, source] = form.lines.map(Entry::text);
    let (length, margin) = (whole(&nombre), whole(&marge));
    let wrong_day = |day: &str| (!day.is_empty() && !is_day(day)).then_some("Écrivez JJ/MM/AAAA.");
    let right = form.check([
        libelle.is_empty().then_some("Indiquez ce qu’il faut faire."),
        length.is_none().then_some("Indiquez un nombre."),
        None,
        margin.is_none().then_some("Indiquez un nombre de jours, 0 pour aucun."),
        None,
        None,
        wrong_day(&du),
        wrong_day(&au),
        source.is_empty().then_some("Indiquez d’où vient la règle."),
    ]);
    let day = |day: String| Some(day).filter(|day| !day.is_empty()).map(Day::new);
    right.then(|| ChangeRegleFinancementRequest {
        libelle: Some(libelle),
        nombre: length,
        unite: unite.parse().ok(),
        marge: margin,
        source: Some(source),
        valide_du: Some(day(du)),
        valide_au: Some(day(au)),
        certitude: certitude.parse().ok(),
        active: active.parse().ok(),
    })
}
