//! Candidate that the prospect became.

use common::candidat::CandidatResume;
use leptos::prelude::*;

use super::part;
use crate::model::format;
use crate::pages::prospects::page_state::use_page;
use crate::paths;
use crate::reactive::piece;
use crate::ui::{DossierBadge, Icon, IconView, LinkButton};

/// The card of the candidate; empty before the conversion.
#[component]
pub(super) fn CandidateSection() -> impl IntoView {
    let page = use_page();
    let candidate = part(page, |prospect| prospect.candidat.clone());
    piece(move || candidate.get().flatten().map(|candidate| view! { <CandidateCard candidate/> }.into_any()))
}

#[component]
fn CandidateCard(candidate: CandidatResume) -> impl IntoView {
    let CandidatResume { id_candidat, numero_dossier, lien_dossier_drive, statut_dossier, motif_decision } =
        candidate;
    view! {
        <section class="card panel-candidate">
            <h3 class="row"><IconView icon=Icon::CheckCircle/>"Candidat" <DossierBadge statut=statut_dossier/></h3>
            <p>"Dossier " <strong class="num">{numero_dossier}</strong></p>
            {motif_decision.map(|motif| view! { <p class="muted small">{motif}</p> }.into_any())}
            <div class="row">
                <LinkButton href=paths::candidat(id_candidat) icon=Icon::Candidates>"Voir le candidat"</LinkButton>
                {lien_dossier_drive.filter(|link| format::is_safe_link(link)).map_or_else(
                    || view! { <span class="muted small">"Le dossier Drive n’existe pas encore."</span> }.into_any(),
                    |href| view! { <LinkButton href external=true>"Dossier Drive"</LinkButton> }.into_any(),
                )}
            </div>
        </section>
    }
}
