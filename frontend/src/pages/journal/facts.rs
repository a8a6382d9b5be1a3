//! Details of an entry besides its message.

use common::JournalErreur;
use leptos::prelude::*;

use crate::model::journal::workflow_name;
use crate::paths;
use crate::reactive::Signal;
use crate::ui::CopyButton;
use crate::ui::time::format_exact;

/// Place and date of the failure, resolution, and data of the workflow.
#[component]
pub(super) fn Facts(
    /// The entry.
    entry: JournalErreur,
) -> impl IntoView {
    let action = entry.id_conversion.map(|id| {
        let kind = entry.type_action.map_or("Action", |one| one.libelle());
        format!("{kind} (n°\u{a0}{id})")
    });
    let resolved = entry.resolu.then(|| {
        let at = entry.date_resolution.as_ref().map(format_exact);
        [entry.resolu_par.clone(), at].into_iter().flatten().collect::<Vec<_>>().join(", le ")
    });
    let facts = [
        ("Date", Some(format_exact(&entry.date_erreur))),
        ("Workflow", Some(workflow_name(&entry.nom_workflow).to_owned())),
        ("Nœud", Some(entry.nom_noeud.unwrap_or_default())),
        ("Action", action),
        ("Résolue par", resolved),
    ];
    let lines = facts.into_iter().filter_map(|(term, text)| {
        let text = text?;
        Some(view! { <div class="dl-row"><dt>{term}</dt><dd>{text}</dd></div> }.into_any())
    });
    let lines = lines.collect_view();
    let prospect = entry.id_prospect.map(|id| {
        let name = entry.nom_prospect.filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_string());
        view! {
            <div class="dl-row">
                <dt>"Prospect"</dt>
                <dd><a class="link" href=paths::prospect(&id)>{name}</a> " " <span class="muted small">{id.to_string()}</span></dd>
            </div>
        }
        .into_any()
    });
    // External data: shown as text, never as HTML.
    let data = entry.donnees_entree.and_then(|data| serde_json::to_string_pretty(&data).ok());
    view! {
        <dl class="dl">{prospect} {lines}</dl>
        {data.map(|text| view! { <Data text/> }.into_any())}
    }
}

#[component]
fn Data(text: String) -> impl IntoView {
    view! {
        <section class="journal-data">
            <div class="journal-data-head">
                <h3>"Données d’entrée"</h3>
                <CopyButton text=Signal::stored(text.clone()) label="Copier les données d’entrée"/>
            </div>
            // A scrollable area must be reachable by keyboard.
            <pre tabindex="0" role="region" aria-label="Données d’entrée">{text}</pre>
        </section>
    }
}
