//! Rights of the person: copy of all data, erasure.

use leptos::prelude::*;

use super::section::Section;
use crate::api;
use crate::pages::prospects::page_state::{Dialog, use_page};
use crate::parts::guarded::use_guarded_link;
use crate::ui::{Button, Icon, IconView};

/// The export and the anonymisation.
#[component]
pub(super) fn PersonalSection() -> impl IntoView {
    let (page, follow) = (use_page(), use_guarded_link());
    let href = move || page.open_id().map(|id| api::rgpd::personal_data(&id));
    view! {
        <Section title="Données personnelles">
            <div class="panel-actions">
                // A plain link: the browser downloads the file and uses the service's file name.
                <a class="button button-small" href=href download on:click=follow>
                    <span class="button-content"><IconView icon=Icon::Document/> "Exporter tout (JSON)"</span>
                </a>
                <Button small=true icon=Icon::UserX on_press=move || page.dialog.set(Some(Dialog::Anonymise))>
                    "Anonymiser…"
                </Button>
            </div>
        </Section>
    }
}
