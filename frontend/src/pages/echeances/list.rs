//! The list of date limits, by day to act.

use common::echeance::EcheanceProspects;
use leptos::prelude::*;

use super::page_state::{EcheancesState, use_echeances};
use crate::model::echeances::{Filters, Horizon, left};
use crate::model::format::{count, number};
use crate::model::sharing::to_i64;
use crate::model::url_state::UrlState as _;
use crate::parts::deadlines;
use crate::parts::filter_fields::ChoiceFilter;
use crate::parts::listing::{ListArea, Listing, Refuge, RowsState};
use crate::reactive::{Memo, Show, Signal, each, memo, piece};
use crate::ui::{Badge, Button, DayText, EmptyState, Icon, IconView, SelectOption, SkeletonRows, Tone};

const COLUMNS: usize = 4;

/// Targets of the focus when the focused element disappears.
const REFUGE: Refuge = &[(".echeances-table summary", 0), (".page-bar select", 0)];

/// The list.
#[component]
pub(super) fn Limits() -> impl IntoView {
    let page = use_echeances();
    let listing = Listing::of(page.list, page.address, REFUGE);
    view! {
        <FilterBar page/>
        <ListArea
            listing
            class="table-wrap echeances-list"
            label="Échéances"
            rows=table
            empty=|| view! { <Nothing/> }.into_any()
        />
    }
}

#[component]
fn FilterBar(page: EcheancesState) -> impl IntoView {
    let options = Horizon::ALL.map(|(one, label)| SelectOption::new(one.word(), label)).to_vec();
    let chosen = memo(move || page.address.now.with(|filters| filters.horizon.word().to_owned()));
    let on_choice = Callback::new(move |word: String| {
        let horizon = Horizon::of(&word);
        page.filter(|filters| Filters { horizon, ..filters });
    });
    view! {
        <div class="filter-bar page-bar" role="group" aria-label="Filtres des échéances">
            <ChoiceFilter label="Agir" options=Signal::stored(options) chosen on_choice/>
            <p class="muted small">
                "Un avertissement, jamais un blocage\u{a0}: les dates viennent des règles ci-dessous."
            </p>
        </div>
    }
}

/// The message of an empty list.
#[component]
fn Nothing() -> impl IntoView {
    let page = use_echeances();
    let all = memo(move || page.address.now.with(|filters| filters.horizon == Horizon::All));
    piece(move || {
        if all.get() {
            return view! {
                <EmptyState
                    icon=Icon::Hourglass
                    title="Aucune échéance"
                    text="Elles apparaissent quand un prospect souhaite une formation avec un financement et qu’une session est à venir."
                />
            }
            .into_any();
        }
        view! {
            <EmptyState icon=Icon::Search title="Rien à faire d’ici là" text="Les échéances suivantes sont plus tard.">
                <Button on_press=move || page.filter(|_| Filters::parse(""))>"Voir toutes les échéances"</Button>
            </EmptyState>
        }
        .into_any()
    })
}

fn table(state: RowsState) -> AnyView {
    let page = use_echeances();
    let rows = memo(move || page.of_time(false));
    let past = memo(move || page.of_time(true));
    let over = memo(move || past.with(|past| !past.is_empty()));
    let only_past = memo(move || over.get() && rows.with(Vec::is_empty));
    let skeleton =
        (state == RowsState::Skeleton).then(|| view! { <SkeletonRows columns=COLUMNS/> }.into_any());
    view! {
        <table class="table echeances-table">
            <thead>
                <tr>
                    <th scope="col">"Agir avant"</th>
                    <th scope="col">"À faire"</th>
                    <th scope="col">"Session"</th>
                    <th scope="col">"Prospects"</th>
                </tr>
            </thead>
            <tbody>
                {skeleton}
                {each(move || rows.get(), row_key, |row| view! { <Row row/> }.into_any())}
                <Show when=move || only_past.get()>
                    <tr><td colspan=COLUMNS class="muted">"Rien à faire pour l’instant."</td></tr>
                </Show>
            </tbody>
            <Show when=move || over.get()><PastLimits past/></Show>
        </table>
    }
    .into_any()
}

/// The limits that are past, folded under their number.
#[component]
fn PastLimits(past: Memo<Vec<EcheanceProspects>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let title = move || count(to_i64(past.with(Vec::len)), "échéance passée", "échéances passées");
    let rows = move || if open.get() { past.get() } else { Vec::new() };
    view! {
        <tbody>
            <tr>
                <td colspan=COLUMNS>
                    <button
                        type="button"
                        class="disclosure"
                        aria-expanded=move || open.get().to_string()
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        {title} <IconView icon=Icon::ChevronDown/>
                    </button>
                </td>
            </tr>
            {each(rows, row_key, |row| view! { <Row row/> }.into_any())}
        </tbody>
    }
}

/// Identifies a row with everything of it that changes, so that a change redraws it.
fn row_key(row: &EcheanceProspects) -> String {
    let one = &row.echeance;
    let day = one.agir_avant.as_ref().unwrap_or(&one.limite).as_str();
    let (id, left, people) =
        (row.session.id_session.to_string(), one.jours_restants.to_string(), row.prospects.to_string());
    [&id, " ", row.financement.as_str(), " ", &one.regle, " ", day, " ", &left, " ", &people].concat()
}

/// The row of a limit. A phone has no room for the last two columns, so it shows them below the first one.
#[component]
fn Row(row: EcheanceProspects) -> impl IntoView {
    let EcheanceProspects { session, nom_formation, financement, prospects, echeance } = row;
    let day = echeance.agir_avant.clone().unwrap_or_else(|| echeance.limite.clone());
    let left_text = left(echeance.jours_restants, echeance.unite);
    let (tone, icon) = match echeance.jours_restants {
        ..0 => (Tone::Danger, Icon::Warning),
        0..=5 => (Tone::Warning, Icon::Clock),
        _ => (Tone::Neutral, Icon::Clock),
    };
    let verify = echeance
        .a_verifier
        .then(|| view! { <span class="cell-sub">"À vérifier auprès du financeur"</span> }.into_any());
    let why = deadlines::why(&echeance);
    let people = count(prospects, "prospect", "prospects");
    let folded = [&session.libelle, ", ", &nom_formation, " · ", &people].concat();
    view! {
        <tr>
            <th scope="row">
                <span class="nowrap"><DayText day/></span>
                <span class="cell-sub"><Badge tone icon>{left_text}</Badge></span>
            </th>
            <td>
                {financement.libelle()} "\u{a0}: " {echeance.libelle} {verify}
                <span class="cell-sub echeances-folded">{folded}</span>
                {why}
            </td>
            <td>
                {session.libelle} <span class="cell-sub">{nom_formation} ", le " <DayText day=session.date_debut/></span>
            </td>
            <td>{number(prospects)}</td>
        </tr>
    }
}
