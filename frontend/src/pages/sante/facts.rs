//! Lines with the last exchanges of a workflow.

use common::sante::{Canari, DernierRappel, DernierWebhook, Disjoncteur, SanteWorkflow};
use common::{EtatWorkflow, Instant, StatutAction};
use leptos::prelude::*;

use crate::model::format;
use crate::ui::time::format_second;
use crate::ui::{Icon, IconView, RelativeTime, TimeInSentence};

/// Renders an empty line.
fn none(text: &'static str) -> AnyView {
    view! { <span class="muted">{text}</span> }.into_any()
}

/// Renders date and text, with a warning sign when something is wrong.
fn line(at: Instant, well: bool, what: String) -> AnyView {
    let sign =
        (!well).then(|| view! { <span class="sante-sign"><IconView icon=Icon::Warning/></span> }.into_any());
    view! { {sign} <RelativeTime at/> " · " {what} }.into_any()
}

/// Formats an HTTP status, or a missing response.
fn status(statut_http: Option<i32>) -> String {
    statut_http
        .map_or_else(|| "sans réponse".to_owned(), |statut| ["HTTP\u{a0}", &statut.to_string()].concat())
}

/// Shows the state of the breaker.
pub(super) fn breaker(one: &Disjoncteur) -> AnyView {
    let failures = || format::count(i64::from(one.echecs), "échec", "échecs");
    match &one.depuis {
        _ if one.ouvert => {
            let next = one.prochain_essai.as_ref().map(|at| [" · essai le ", &format_second(at)].concat());
            let since = one.depuis.as_ref().map(|at| [" depuis le ", &format_second(at)].concat());
            view! {
                <span class="sante-sign"><IconView icon=Icon::Warning/></span>
                "Ouvert\u{a0}: les demandes attendent · " {failures()} {since} {next}
            }
            .into_any()
        }
        Some(at) => view! { "Fermé · " {failures()} " depuis le " {format_second(at)} }.into_any(),
        None => "Fermé, les demandes partent".into_any(),
    }
}

/// Shows the running and waiting actions; empty when there are none.
pub(super) fn waiting(one: &SanteWorkflow) -> Option<AnyView> {
    (one.actions_en_cours > 0).then(|| {
        let running = format::count(one.actions_en_cours, "action en cours", "actions en cours");
        let waits = (one.actions_en_attente > 0).then(|| {
            let oldest = one
                .attente_depuis
                .clone()
                .map(|at| view! { ", la plus ancienne " <TimeInSentence at/> }.into_any());
            let lacking =
                format::count(one.actions_en_attente, "pas encore transmise", "pas encore transmises");
            view! { ", dont " {lacking} {oldest} }.into_any()
        });
        view! { {running} {waits} }.into_any()
    })
}

/// Shows the last call.
pub(super) fn call(one: Option<&DernierWebhook>) -> AnyView {
    one.map_or_else(|| none("Aucun"), |one| line(one.date.clone(), one.ok, status(one.statut_http)))
}

/// Shows the last result that n8n reported.
pub(super) fn result(one: Option<&DernierRappel>) -> AnyView {
    let Some(one) = one else { return none("Aucun") };
    let what = match one.statut_action {
        StatutAction::EnCours => "action en cours",
        StatutAction::Terminee => "action terminée",
        StatutAction::Erreur => "action en échec",
        StatutAction::Annulee => "action annulée",
    };
    line(one.date.clone(), one.statut_action != StatutAction::Erreur, what.to_owned())
}

/// Shows the last canari.
pub(super) fn canari(one: Option<&Canari>) -> AnyView {
    one.map_or_else(
        || none("Jamais testé"),
        |one| {
            let took = [&status(one.statut_http), " en ", &format::number(one.duree_ms), "\u{a0}ms"].concat();
            line(one.date.clone(), matches!(one.etat, EtatWorkflow::Actif | EtatWorkflow::SansCanari), took)
        },
    )
}
