//! Page of data protection: retention, opposition list, audit log.

mod bulk;
mod due;
mod opposed;
mod opposition;
mod page_state;
mod row;

use leptos::prelude::*;

use self::bulk::BulkBar;
use self::due::DueList;
use self::opposition::Opposition;
use self::page_state::RgpdState;
use crate::api::rgpd::AUDIT_EXPORT;
use crate::model::format;
use crate::model::rgpd::retention_months;
use crate::parts::anonymise::AnonymiseDialog;
use crate::parts::export::ExportMenu;
use crate::parts::rows::use_row_keys;
use crate::reactive::{memo, piece};
use crate::state::use_page_title;

/// The page.
#[component]
pub(crate) fn RgpdPage() -> impl IntoView {
    use_page_title("Données personnelles");
    use_row_keys("Données personnelles", |_| false);
    let page = RgpdState::provide();
    view! {
        <div class="page page-scroll">
            <Rules page/>
            <div class="rgpd">
                <section class="rgpd-due" aria-labelledby="echeances">
                    <h2 id="echeances">"À anonymiser"</h2>
                    <DueList><BulkBar/></DueList>
                </section>
                <div class="rgpd-beside">
                    <Opposition/>
                    <Accesses/>
                </div>
            </div>
        </div>
        <AnonymiseDialog open=page.open erasure=page.erasure/>
    }
}

/// The export of the audit log.
#[component]
fn Accesses() -> impl IntoView {
    view! {
        <section class="card rgpd-opposition" aria-labelledby="acces">
            <h2 id="acces">"Journal des accès"</h2>
            <p class="muted small">
                "Qui a vu ou changé quoi, sur toutes les fiches. Les fiches y sont désignées par leur numéro."
            </p>
            <div><ExportMenu path=AUDIT_EXPORT query=String::new() guarded=true/></div>
        </section>
    }
}

/// The rules of retention and opposition, in two sentences.
#[component]
fn Rules(page: RgpdState) -> impl IntoView {
    let months = memo(move || page.list.with(|list| list?.data.first().and_then(retention_months)));
    let how_long = piece(move || match months.get() {
        Some(months) => [&format::number(months), "\u{a0}mois"].concat(),
        None => "plus longtemps que la durée de conservation".to_owned(),
    });
    view! {
        <p class="muted rgpd-rules">
            "Un prospect qui n’a plus écrit depuis " {how_long} " doit être anonymisé\u{a0}: ce qui le nomme est effacé, ce qui se \
             compte reste. Qui ne veut plus être contacté est inscrit sur la liste d’opposition\u{a0}: elle ne garde que des \
             empreintes, et personne n’y est lisible."
        </p>
    }
}
