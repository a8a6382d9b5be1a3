//! Page of the security journal: list, filters, pages.

use common::securite::{EntreeSecurite, PersonneRef};
use common::{EvenementSecurite, Liste};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::filters::Filters;
use crate::model::format;
use crate::parts::multi_select::{MultiOption, MultiSelect};
use crate::reactive::{each, memo, piece};
use crate::state::{Keep, Query, Topic, query, use_page_title};
use crate::ui::time::{format_exact, format_second};
use crate::ui::{
    Button, DayFilter, EmptyState, ErrorState, Icon, IconView, Paginator, SkeletonRows, StaleBanner,
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
            <PersonFilter filters go/>
            <DayFilter label="Du" day=Signal::derive(move || filters.with(|filters| filters.du.clone())) on_day=move |du| {
                go.run(Filters { du, page: 1, ..filters.get_untracked() });
            }/>
            <DayFilter label="Au" day=Signal::derive(move || filters.with(|filters| filters.au.clone())) on_day=move |au| {
                go.run(Filters { au, page: 1, ..filters.get_untracked() });
            }/>
        </div>
    }
}

/// Who acts or is concerned. The choice of the address is there even while the list of people is not.
#[component]
fn PersonFilter(filters: Memo<Filters>, go: Callback<Filters>) -> impl IntoView {
    let team = query(
        Keep::Across,
        || Some(()),
        |(), topic| *topic == Topic::Utilisateurs,
        |()| async move { api::utilisateurs::list_all().await },
    );
    let chosen = memo(move || filters.with(|filters| filters.utilisateur));
    let items = piece(move || {
        let team = team.get().unwrap_or_default();
        let chosen = chosen.get();
        let missing = chosen.filter(|id| team.iter().all(|one| one.id_utilisateur != *id));
        let known = team.iter().map(|one| (one.id_utilisateur, format::person(&one.prenom, &one.nom)));
        let missing = missing.map(|id| (id, ["Personne n°\u{a0}", &id.to_string()].concat()));
        let item = |(id, name): (i64, String)| {
            view! { <option value=id.to_string() selected=chosen == Some(id)>{name}</option> }.into_any()
        };
        known.chain(missing).map(item).collect_view()
    });
    let change = move |event| {
        let utilisateur = event_target_value(&event).parse().ok();
        go.run(Filters { utilisateur, page: 1, ..filters.get_untracked() });
    };
    view! {
        <div class="field-box select-box">
            <select class="input select" aria-label="Personne" on:change=change>
                <option value="" selected=move || chosen.get().is_none()>"Toutes les personnes"</option>
                {items}
            </select>
            <IconView icon=Icon::ChevronDown/>
        </div>
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

/// An entry. A phone has no room for the last two columns: it shows them below the person who acts.
#[component]
fn Row(one: EntreeSecurite) -> impl IntoView {
    let name = |person: Option<PersonneRef>| person.map_or_else(|| "—".to_owned(), |person| person.nom);
    let of_server = one.adresse.is_none() && one.auteur.is_none();
    let who = if of_server { "Le serveur".to_owned() } else { name(one.auteur) };
    let sub =
        |text: Option<String>| text.map(|text| view! { <span class="cell-sub">{text}</span> }.into_any());
    let account = one.cible.as_ref().map(|person| ["Compte de ", &person.nom].concat());
    let place = [one.adresse.clone(), one.navigateur.clone()].into_iter().flatten().collect::<Vec<_>>();
    let place = Some(place.join(", ")).filter(|place| !place.is_empty());
    view! {
        <tr>
            <td class="securite-date" title=format_exact(&one.date)>{format_second(&one.date)}</td>
            <td>{one.evenement.libelle()} {sub(Some(one.detail).filter(|detail| !detail.is_empty()))}</td>
            <td>{who} <span class="securite-folded">{sub(account)} {sub(place)}</span></td>
            <td class="col-2">{name(one.cible)}</td>
            <td class="col-3">{one.adresse.unwrap_or_else(|| "—".to_owned())} {sub(one.navigateur)}</td>
        </tr>
    }
}
