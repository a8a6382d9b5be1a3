//! Contact data of the person, to copy, write to or call.

use leptos::prelude::*;

use super::part;
use super::section::Section;
use super::shared::SharedWith;
use super::skeleton;
use crate::model::format;
use crate::pages::prospects::page_state::use_page;
use crate::parts::lazy::{Lazy, part as code};
use crate::paths;
use crate::reactive::{Show, Signal, each, memo};
use crate::ui::CopyButton;

code!(historique, shared_with, view! { <SharedWith/> });

/// Emails, telephones and postal address.
#[component]
pub(super) fn ContactSection() -> impl IntoView {
    let page = use_page();
    let emails = part(page, |prospect| prospect.emails.clone());
    let telephones = part(page, |prospect| prospect.telephones.clone());
    let address = part(page, |prospect| {
        let city = [prospect.code_postal.as_deref(), prospect.resume.ville.as_deref()];
        let city = city.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let lines = [prospect.adresse.clone().unwrap_or_default(), city];
        lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
    });
    let shared = part(page, |prospect| !prospect.partages.is_empty());
    let is_shared = memo(move || shared.get().unwrap_or_default());
    let emails = Signal::derive(move || emails.get().unwrap_or_default());
    let email_lines = values(emails, str::to_owned, Some(paths::mailto), "Copier l’adresse");
    let telephones = Signal::derive(move || telephones.get().unwrap_or_default());
    let phone_lines = values(telephones, format::phone, Some(paths::tel), "Copier le numéro");
    let address = Signal::derive(move || address.get().into_iter().filter(|text| !text.is_empty()).collect());
    let address_line = values(address, str::to_owned, None, "Copier l’adresse postale");
    view! {
        <Section title="Contact">
            <dl class="dl">
                <div class="dl-row">
                    <dt>"E-mail"</dt>
                    <dd>{email_lines}</dd>
                </div>
                <div class="dl-row">
                    <dt>"Téléphone"</dt>
                    <dd>{phone_lines}</dd>
                </div>
                <div class="dl-row">
                    <dt>"Adresse"</dt>
                    <dd>{address_line}</dd>
                </div>
            </dl>
            <Show when=move || is_shared.get()><Lazy part=shared_with waiting=skeleton/></Show>
        </Section>
    }
}

/// Renders one line per value; `link` turns it into a link.
fn values(
    all: Signal<Vec<String>>,
    show: fn(&str) -> String,
    link: Option<fn(&str) -> String>,
    copy: &'static str,
) -> AnyView {
    let draw = move |value: String| {
        let shown = show(&value);
        let text = match link {
            None => view! { <span>{shown}</span> }.into_any(),
            Some(link) => view! { <a class="link ellipsis" href=link(&value)>{shown}</a> }.into_any(),
        };
        let label = format!("{copy} {value}");
        view! { <span class="panel-value">{text}<CopyButton text=value label/></span> }.into_any()
    };
    view! {
        <Show when=move || all.with(Vec::is_empty)><span class="muted">"—"</span></Show>
        {each(move || all.get(), Clone::clone, draw)}
    }
    .into_any()
}
