//! Figures of the journal, above the list.

use common::{Severite, StatistiquesJournal};
use leptos::prelude::*;

use super::page_state::use_logs;
use crate::model::format;
use crate::model::journal::workflow_name;

/// The figures. Their space is reserved during loading, so that the list does not jump. A failure leaves it empty,
/// because the list shows the error.
#[component]
pub(super) fn Stats() -> impl IntoView {
    let page = use_logs();
    view! {
        <section class="journal-figures" aria-label="Le journal en chiffres">
            {move || page.statistics.get().map(|figures| view! { <Figures figures/> }.into_any())}
        </section>
    }
}

#[component]
fn Figures(figures: StatistiquesJournal) -> impl IntoView {
    let by_severity: Vec<_> = Severite::ALL
        .iter()
        .rev()
        .filter_map(|one| {
            let count = figures.par_severite.get(one.as_str()).copied().filter(|count| *count > 0)?;
            Some(format!("{}\u{a0}: {}", one.libelle(), format::number(count)))
        })
        .collect();
    let delay = figures.delai_moyen_resolution_ms.map(format::duration).unwrap_or_default();
    let frequent = figures
        .workflow_plus_frequent
        .map(|one| format!("{} ({})", workflow_name(&one.nom_workflow), format::number(one.nombre)))
        .unwrap_or_default();
    let lines = [
        ("Non résolues", format::number(figures.non_resolues), by_severity.join(" · ")),
        ("Délai moyen de résolution", delay, String::new()),
        ("Workflow le plus touché", frequent, String::new()),
    ];
    let line = |(term, figure, detail): (&'static str, String, String)| {
        view! {
            <div class="journal-stat">
                <dt>{term}</dt>
                <dd><strong class="num ellipsis" title=figure.clone()>{figure.clone()}</strong><span class="small muted num">{detail}</span></dd>
            </div>
        }
    };
    view! { <dl class="journal-stats">{lines.into_iter().map(line).collect_view()}</dl> }
}
