//! Page of the security journal: list, filters, pages.

use common::securite::{EntreeSecurite, PersonneRef};
use common::{EvenementSecurite, Liste};
use leptos::prelude::*;

use crate::model::securite::Filters;
use crate::model::url_state::UrlState as _;
use crate::parts::address::{Address, History};
use crate::parts::filter_fields::{ChoiceFilter, FilterFields};
use crate::parts::listing::{ListArea, ListFooter, Listing, RowsState};
use crate::parts::multi_select::{MultiOption, MultiSelect};
use crate::parts::period::{Period, PeriodFilter};
use crate::reactive::{Signal, each, memo, piece};
use crate::state::{Keep, Query, Topic, query, use_page_title};
use crate::ui::time::{format_exact, format_second};
use crate::ui::{Button, EmptyState, Icon, SelectOption, SkeletonRows};
use crate::{api, paths};

const COLUMNS: usize = 5;

/// State that the parts of the page share; cheap to copy.
#[derive(Clone, Copy)]
struct SecuriteState {
    address: Address<Filters>,
    entries: Query<Liste<EntreeSecurite>>,
}

impl SecuriteState {
    /// Changes the filters and returns to the first page.
    fn filter(self, change: impl FnOnce(Filters) -> Filters) {
        let wish = Filters { page: 1, ..change(self.address.now.get_untracked()) };
        self.address.go(&wish, History::Push);
    }
}

/// The page.
#[component]
pub(crate) fn SecuritePage() -> impl IntoView {
    use_page_title("Journal de sécurité");
    let address: Address<Filters> = Address::at(paths::SECURITE);
    let entries = query(
        Keep::Across,
        move || Some(address.now.get()),
        |_, topic| *topic == Topic::Utilisateurs,
        |filters| api::securite::journal(&filters.to_query()),
    );
    let page = SecuriteState { address, entries };
    provide_context(page);
    let listing = Listing::of(entries, address, &[(".page-bar button", 0)]);
    view! {
        <div class="page">
            <FilterBar page/>
            <ListArea
                listing
                class="table-wrap"
                label="Journal de sécurité"
                rows=table
                empty=|| view! { <Nothing/> }.into_any()
            />
            <ListFooter listing noun="événements"/>
        </div>
    }
}

#[component]
fn FilterBar(page: SecuriteState) -> impl IntoView {
    let filters = page.address.now;
    let all = EvenementSecurite::ALL.iter();
    let options = all.map(|one| MultiOption::new(one.as_str(), one.libelle())).collect::<Vec<_>>();
    let selected = Signal::derive(move || {
        filters.with(|filters| filters.evenements.iter().map(ToString::to_string).collect::<Vec<_>>())
    });
    let on_change = Callback::new(move |words: Vec<String>| {
        let evenements = words.iter().filter_map(|word| word.parse().ok()).collect();
        page.filter(|filters| Filters { evenements, ..filters });
    });
    let options = Signal::stored(options);
    let period = Period {
        du: Signal::derive(move || filters.with(|filters| filters.du.clone())),
        au: Signal::derive(move || filters.with(|filters| filters.au.clone())),
        on_du: Callback::new(move |du| page.filter(|filters| Filters { du, ..filters })),
        on_au: Callback::new(move |au| page.filter(|filters| Filters { au, ..filters })),
    };
    view! {
        <div class="filter-bar page-bar" role="group" aria-label="Filtres du journal de sécurité">
            <FilterFields active=Signal::derive(move || filters.with(Filters::active))>
                <MultiSelect label="Événement" options selected on_change/>
                <PersonFilter page/>
                <PeriodFilter period/>
            </FilterFields>
        </div>
    }
}

/// The filter by the person who acts or whose account it is. It contains the URL's choice before the people are loaded.
#[component]
fn PersonFilter(page: SecuriteState) -> impl IntoView {
    let team = query(
        Keep::Across,
        || Some(()),
        |(), topic| *topic == Topic::Utilisateurs,
        |()| async move { api::utilisateurs::people().await },
    );
    let asked = memo(move || page.address.now.with(|filters| filters.utilisateur));
    let options = Signal::derive(move || {
        let team = team.get().unwrap_or_default();
        let missing = asked.get().filter(|id| team.iter().all(|one| one.id_utilisateur != *id));
        let missing = missing.map(|id| (id, ["Personne n°\u{a0}", &id.to_string()].concat()));
        let known = team.iter().map(|one| (one.id_utilisateur, one.name()));
        let named = known.chain(missing).map(|(id, name)| SelectOption::new(id.to_string(), name));
        std::iter::once(SelectOption::new("", "Toutes les personnes")).chain(named).collect::<Vec<_>>()
    });
    let chosen = memo(move || asked.get().map(|id| id.to_string()).unwrap_or_default());
    let on_choice = Callback::new(move |chosen: String| {
        let utilisateur = chosen.parse().ok();
        page.filter(|filters| Filters { utilisateur, ..filters });
    });
    view! { <ChoiceFilter label="Personne" options chosen on_choice/> }
}

/// The message of an empty list: no entries at all, or no match for the filters.
#[component]
fn Nothing() -> impl IntoView {
    let page = expect_context::<SecuriteState>();
    let plain = memo(move || page.address.now.with(Filters::is_empty));
    piece(move || {
        let clear = move || page.filter(|_| Filters::parse(""));
        let act = (!plain.get())
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

fn table(state: RowsState) -> AnyView {
    let page = expect_context::<SecuriteState>();
    let rows = move || page.entries.get().map(|page| page.data).unwrap_or_default();
    let skeleton =
        (state == RowsState::Skeleton).then(|| view! { <SkeletonRows columns=COLUMNS/> }.into_any());
    view! {
        <table class="table securite-table">
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
                {skeleton}
                {each(rows, |one: &EntreeSecurite| one.id.to_string(), |one| view! { <Row one/> }.into_any())}
            </tbody>
        </table>
    }
    .into_any()
}

/// The row of an entry. A phone has no room for the last two columns, so it shows them below the person who acts.
#[component]
fn Row(one: EntreeSecurite) -> impl IntoView {
    let name = |person: Option<PersonneRef>| person.map(|person| person.nom).unwrap_or_default();
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
            <td class="col-3">{one.adresse} {sub(one.navigateur)}</td>
        </tr>
    }
}
