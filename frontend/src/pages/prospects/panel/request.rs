//! Request of the person, and summary of the exchanges.

use common::{ModeFinancement, StatutProspect};
use leptos::prelude::*;

use super::part;
use super::section::Section;
use crate::model::format;
use crate::pages::prospects::page_state::use_page;
use crate::parts::deadlines::FirstSession;
use crate::reactive::Signal;
use crate::ui::RelativeTime;

/// Requested formation, funding mode and source.
#[component]
pub(super) fn RequestSection() -> impl IntoView {
    let page = use_page();
    let lines = part(page, |prospect| {
        let resume = &prospect.resume;
        let formation = resume.formation_souhaitee.as_ref().map(|formation| formation.nom.clone());
        [
            ("Formation", formation),
            ("Financement", resume.mode_financement.map(|mode| ModeFinancement::libelle(mode).to_owned())),
            ("Source", Some(resume.source.libelle().to_owned())),
        ]
    });
    let wish = part(page, |prospect| {
        let resume = &prospect.resume;
        let is_open = !matches!(resume.statut_prospect, StatutProspect::Candidat | StatutProspect::Perdu);
        let formation = resume.formation_souhaitee.as_ref().filter(|_| is_open);
        formation.map(|formation| formation.code.clone()).zip(resume.mode_financement)
    });
    view! {
        <Section title="Demande">
            <dl class="dl">
                {move || lines.get().map(|lines| lines.into_iter().map(|(term, text)| {
                    view! {
                        <div class="dl-row">
                            <dt>{term}</dt>
                            <dd>{text}</dd>
                        </div>
                    }.into_any()
                }).collect_view())}
            </dl>
            <FirstSession wish=Signal::derive(move || wish.get().flatten())/>
        </Section>
    }
}

/// Number and period of the emails.
#[component]
pub(super) fn ExchangesSection() -> impl IntoView {
    let page = use_page();
    let count =
        part(page, |prospect| format::count(i64::from(prospect.resume.nb_echanges), "e-mail", "e-mails"));
    let contacts = part(page, |prospect| {
        (prospect.resume.date_premier_contact.clone(), prospect.resume.date_dernier_contact.clone())
    });
    view! {
        <Section title="Échanges">
            <dl class="dl">
                <div class="dl-row">
                    <dt>"Nombre"</dt>
                    <dd class="nowrap">{move || count.get()}</dd>
                </div>
                <div class="dl-row">
                    <dt>"Contacts"</dt>
                    <dd>{move || contacts.get().map(|(first, last)| view! {
                        <span class="sr-only">"premier\u{a0}: "</span><RelativeTime at=first/>
                        <span aria-hidden="true">" → "</span>
                        <span class="sr-only">", dernier\u{a0}: "</span><RelativeTime at=last/>
                    }.into_any())}</dd>
                </div>
            </dl>
        </Section>
    }
}
