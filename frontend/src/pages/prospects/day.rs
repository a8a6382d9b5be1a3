//! Page "Ma journée": the prospects that need a touch, by sections, treated in the panel beside the list.

use common::QuandRelance;
use common::relance::Responsable;
use leptos::prelude::*;

use super::page_state::{Screen, use_page};
use super::screen;
use crate::api;
use crate::api::utilisateurs::Owner;
use crate::model::filters::Section;
use crate::model::format;
use crate::parts::address::History;
use crate::parts::filter_fields::ChoiceFilter;
use crate::parts::lazy::part;
use crate::reactive::{Show, Signal, memo, piece};
use crate::state::{Keep, Topic, query, use_page_title};
use crate::ui::{Button, EmptyState, Icon, SelectOption};

/// Owners whose prospects the page can show, with their labels.
const POUR: [(Responsable, &str); 3] =
    [(Responsable::Moi, "Pour moi"), (Responsable::Tous, "Pour tous"), (Responsable::Aucun, "Pour personne")];

part!(journee, pub(super) empty_section, view! { <EmptySection/> });

/// The page. Section, owner and open record are in the URL.
#[component]
pub(crate) fn JourneePage() -> impl IntoView {
    use_page_title("Ma journée");
    screen(Screen::Journee, || view! { <SectionBar/> }.into_any())
}

/// Links to the sections with their counts, and to the prospects of other owners.
#[component]
fn SectionBar() -> impl IntoView {
    let page = use_page();
    let section = memo(move || page.address.with(|state| state.section));
    let counts = query(
        Keep::Across,
        move || Some(section.get().pour.to_string()),
        |_: &String, topic| matches!(topic, Topic::Prospects),
        |pour| async move { api::relances::counts(pour.parse().unwrap_or(Responsable::Moi)).await },
    );
    let tab = move |quand: QuandRelance| {
        let count = move || counts.get().map(|counts| told(counts.of(quand)));
        let to = move || Section { quand, ..section.get() };
        view! {
            <Tab to=Signal::derive(to) current=Signal::derive(move || section.get().quand == quand)>
                {quand.libelle()} " " <span class="day-count num">{count}</span>
            </Tab>
        }
        .into_any()
    };
    let owner = move |(pour, label): (Responsable, &'static str)| {
        let to = move || Section { pour, ..section.get() };
        let current = Signal::derive(move || section.get().pour == pour);
        view! { <Tab to=Signal::derive(to) current>{label}</Tab> }.into_any()
    };
    view! {
        <div class="day-bar">
            <nav class="day-tabs" aria-label="Sections">
                {QuandRelance::ALL.iter().copied().map(tab).collect_view()}
            </nav>
            <nav class="day-tabs" aria-label="Responsable">{POUR.into_iter().map(owner).collect_view()}</nav>
            <Show when=move || !page.colleagues().is_empty()><ColleagueSelect/></Show>
        </div>
    }
}

/// The choice of another admin, whose day somebody takes over.
#[component]
fn ColleagueSelect() -> impl IntoView {
    let page = use_page();
    let options = Signal::derive(move || {
        let first = std::iter::once(SelectOption::new("", "Pour un collègue…"));
        let named = |(id, name): Owner| SelectOption::new(id.to_string(), ["Pour ", &name].concat());
        first.chain(page.colleagues().into_iter().map(named)).collect::<Vec<_>>()
    });
    let chosen = memo(move || page.address.with(|state| state.section.pour.to_string()));
    let on_choice = Callback::new(move |word: String| {
        let state = page.address.get_untracked();
        let pour = word.parse().unwrap_or(Responsable::Moi);
        page.go(&state.clone().in_section(Section { pour, ..state.section }), History::Push);
    });
    view! { <ChoiceFilter label="Collègue" options chosen on_choice/> }
}

/// Returns a count as a tab shows it; counts stop at 1 000.
fn told(count: i64) -> String {
    if count >= 1_000 { [&format::number(1_000), "+"].concat() } else { format::number(count) }
}

/// A link to another section of the page.
#[component]
fn Tab(to: Signal<Section>, current: Signal<bool>, children: Children) -> impl IntoView {
    let page = use_page();
    let address = move || page.href(&page.address.get().in_section(to.get()));
    view! {
        <a class="day-tab" href=address data-noscroll aria-current=move || current.get().then_some("true")>
            {children()}
        </a>
    }
}

/// The message of an empty section.
#[component]
fn EmptySection() -> impl IntoView {
    let page = use_page();
    let section = memo(move || page.address.with(|state| state.section));
    piece(move || {
        let now = section.get();
        let title = match now.quand {
            QuandRelance::Retard => "Rien en retard",
            QuandRelance::Aujourdhui => "Rien de prévu aujourd’hui",
            QuandRelance::Semaine => "Rien de prévu dans les 7 jours",
            QuandRelance::SansSuite => "Personne n’attend de suite",
        };
        let text = match now.pour {
            Responsable::Moi => "Parmi les prospects que vous suivez.",
            Responsable::Aucun => "Parmi les prospects que personne ne suit.",
            Responsable::Tous => "Parmi tous les prospects.",
            Responsable::Compte(_) => "Parmi les prospects que cette personne suit.",
        };
        let other = match (now.quand, now.pour) {
            (QuandRelance::Retard, _) => {
                Some((Section { quand: QuandRelance::Aujourdhui, ..now }, "Voir aujourd’hui"))
            }
            (_, Responsable::Moi) => Some((Section { pour: Responsable::Tous, ..now }, "Voir pour tous")),
            _ => None,
        };
        let other = other.map(|(to, label)| {
            let go = move || page.go(&page.address.get_untracked().in_section(to), History::Push);
            view! { <Button on_press=go>{label}</Button> }.into_any()
        });
        view! { <EmptyState icon=Icon::CheckCircle title text>{other}</EmptyState> }.into_any()
    })
}
