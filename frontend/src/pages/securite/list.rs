//! Page of the security journal: list, filters, pages.

use common::securite::{EntreeSecurite, PersonneRef};
use common::{EvenementSecurite, Liste};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::filters::Filters;
use crate::reactive::{each, memo, piece};
use crate::state::{Keep, Query, Topic, query, use_page_title};
use crate::ui::time::{format_exact, format_second};
use crate::ui::{
    Button, EmptyState, ErrorState, Icon, MultiOption, MultiSelect, Paginator, SkeletonRows, StaleBanner,
};
use crate::{api, paths};

const COLUMNS: usize = 5;

/// The page.
#[component]
pub(crate) fn SecuritePage() -> impl IntoView {
    use_page_title("Journal de sécurité");
    let (navigate, search) = (use_navigate(), use_location().search);
    let filters = memo(move || Filters::parse(&search.get()));
    let go = Callback::new(move |wish: Filters| {
        navigate(
            &wish.query().after(paths::SECURITE),
            NavigateOptions { scroll: false, ..NavigateOptions::default() },
        );
    });
    let entries = query(
        Keep::Across,
        move || Some(filters.get()),
        |_, topic| *topic == Topic::Utilisateurs,
        |filters| async move { api::securite::journal(&filters.query()).await },
    );
    let failure = Signal::derive(move || entries.stale_failure());
    let pagination = Signal::derive(move || entries.with(|page| page.map(|page| page.pagination.clone())));
    view! {
        <div class="page">
            <FilterBar filters go/>
            <StaleBanner error=failure on_retry=move || entries.refetch()/>
            <Content entries filters go/>
            <Paginator
                pagination
                noun="événements"
                on_page=move |page: i64| go.run(Filters { page: page.max(1), ..filters.get_untracked() })
            />
        </div>
    }
}

#[component]
fn FilterBar(filters: Memo<Filters>, go: Callback<Filters>) -> impl IntoView {
    let all = EvenementSecurite::ALL.iter();
    let options = all.map(|one| MultiOption::new(one.as_str(), one.libelle())).collect::<Vec<_>>();
    let selected = Signal::derive(move || {
        filters.with(|filters| filters.evenements.iter().map(ToString::to_string).collect::<Vec<_>>())
    });
    let on_change = Callback::new(move |words: Vec<String>| {
        let evenements = words.iter().filter_map(|word| word.parse().ok()).collect();
        go.run(Filters { evenements, page: 1, ..filters.get_untracked() });
    });
    view! {
        <div class="page-bar" role="group" aria-label="Filtres du journal de sécurité">
            <MultiSelect label="Événement" options=Signal::stored(options) selected on_change/>
            <Day label="Du" day=Signal::derive(move || filters.with(|filters| filters.du.clone())) on_change=move |du| {
                go.run(Filters { du, page: 1, ..filters.get_untracked() });
            }/>
            <Day label="Au" day=Signal::derive(move || filters.with(|filters| filters.au.clone())) on_change=move |au| {
                go.run(Filters { au, page: 1, ..filters.get_untracked() });
            }/>
        </div>
    }
}

/// The first or the last day of the period.
#[component]
fn Day(label: &'static str, day: Signal<String>, #[prop(into)] on_change: Callback<String>) -> impl IntoView {
    view! {
        <label class="journal-day">
            <span>{label}</span>
            <input
                class="input"
                type="date"
                prop:value=move || day.get()
                on:change=move |event| on_change.run(event_target_value(&event))
            />
        </label>
    }
}

/// The table, or a placeholder for its state.
#[component]
fn Content(
    entries: Query<Liste<EntreeSecurite>>,
    filters: Memo<Filters>,
    go: Callback<Filters>,
) -> impl IntoView {
    piece(move || {
        if let Some(error) = entries.failure() {
            return view! { <ErrorState error on_retry=move || entries.refetch()/> }.into_any();
        }
        if !entries.with(|page| page.is_some_and(|page| page.data.is_empty())) {
            return view! { <Table entries/> }.into_any();
        }
        let clear = move || go.run(Filters::parse(""));
        let act = (!filters.with(Filters::is_empty))
            .then(|| view! { <Button on_press=clear>"Effacer les filtres"</Button> }.into_any());
        view! {
            <EmptyState
                icon=Icon::Shield
                title="Aucun événement"
                text="Rien n’a été noté pour ces filtres."
            >{act}</EmptyState>
        }
        .into_any()
    })
}

#[component]
fn Table(entries: Query<Liste<EntreeSecurite>>) -> impl IntoView {
    let rows = move || entries.get().map(|page| page.data).unwrap_or_default();
    view! {
        <div
            class="table-wrap"
            class:is-stale=move || entries.stale()
            role="region"
            aria-label="Journal de sécurité"
            tabindex="0"
        >
            <table class="table securite-table" aria-busy=move || entries.pending().to_string()>
                <thead>
                    <tr>
                        <th scope="col" class="securite-date">"Date"</th>
                        <th scope="col">"Événement"</th>
                        <th scope="col">"Qui"</th>
                        <th scope="col" class="col-2">"Sur le compte de"</th>
                        <th scope="col" class="col-3">"Depuis"</th>
                    </tr>
                </thead>
                <tbody>
                    {move || entries.skeleton().then(|| view! { <SkeletonRows columns=COLUMNS/> }.into_any())}
                    {each(rows, |one: &EntreeSecurite| one.id.to_string(), |one| view! { <Row one/> }.into_any())}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(one: EntreeSecurite) -> impl IntoView {
    let name = |person: Option<PersonneRef>| person.map_or_else(|| "—".to_owned(), |person| person.nom);
    let of_server = one.adresse.is_none() && one.auteur.is_none();
    let who = if of_server { "Le serveur".to_owned() } else { name(one.auteur) };
    let detail =
        (!one.detail.is_empty()).then(|| view! { <span class="cell-sub">{one.detail}</span> }.into_any());
    let browser = one.navigateur.map(|browser| view! { <span class="cell-sub">{browser}</span> }.into_any());
    view! {
        <tr>
            <td class="securite-date" title=format_exact(&one.date)>{format_second(&one.date)}</td>
            <td>{one.evenement.libelle()} {detail}</td>
            <td>{who}</td>
            <td class="col-2">{name(one.cible)}</td>
            <td class="col-3">{one.adresse.unwrap_or_else(|| "—".to_owned())} {browser}</td>
        </tr>
    }
}
