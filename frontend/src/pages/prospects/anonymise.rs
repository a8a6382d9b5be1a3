//! Dialog "Anonymiser" for the open record.

use common::StatutProspect;
use leptos::prelude::*;

use super::ask::open_signal;
use super::page_state::{Dialog as PageDialog, use_page};
use crate::model::format;
use crate::parts::anonymise::{AnonymiseDialog, Erasure, Person};
use crate::reactive::Signal;

/// The dialog; it opens on request of the page.
#[component]
pub(super) fn AnonymiseRecord() -> impl IntoView {
    let page = use_page();
    let open = open_signal(page, |dialog| dialog == PageDialog::Anonymise);
    let erasure = Signal::derive(move || {
        page.prospect.with(|prospect| {
            let Some(resume) = prospect.map(|prospect| &prospect.resume) else { return Erasure::default() };
            let name = format::person(&resume.prenom, &resume.nom);
            Erasure {
                people: vec![Person { id: resume.id_prospect.clone(), name }],
                motif: None,
                candidate: resume.statut_prospect == StatutProspect::Candidat,
            }
        })
    });
    view! { <AnonymiseDialog open erasure/> }
}
