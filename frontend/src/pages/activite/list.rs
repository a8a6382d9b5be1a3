//! Page of the team's activity: day, people, list.

use common::activite::{CompteursActivite, EntreeActivite};
use common::{Liste, StatutAction};
use leptos::prelude::*;

use super::day::DayBar;
use super::people::People;
use crate::model::activite::{Filters, is_note, what};
use crate::model::chronology::operation_icon;
use crate::model::format::count;
use crate::model::icons::Icon;
use crate::model::url_state::UrlState as _;
use crate::parts::address::{Address, History};
use crate::parts::listing::{ListArea, ListFooter, Listing, RowsState};
use crate::parts::lot::of_lot;
use crate::reactive::each;
use crate::state::{Keep, Query, Topic, query, use_page_title};
use crate::ui::time::{format_exact, format_second};
use crate::ui::{ActionBadge, EmptyState, IconView, SkeletonRows};
use crate::{api, paths};

const COLUMNS: usize = 4;

/// State that the parts of the page share; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ActiviteState {
    /// The day, the person and the page that are shown.
    pub(super) address: Address<Filters>,
    /// The work of each person that day.
    pub(super) counts: Query<CompteursActivite>,
    entries: Query<Liste<EntreeActivite>>,
}

impl ActiviteState {
    /// Changes the filters and returns to the first page.
    pub(super) fn filter(self, change: impl FnOnce(Filters) -> Filters) {
        let wish = Filters { page: 1, ..change(self.address.now.get_untracked()) };
        self.address.go(&wish, History::Push);
    }
}

/// The page. A change of any prospect loads it again.
#[component]
pub(crate) fn ActivitePage() -> impl IntoView {
    use_page_title("Activité de l’équipe");
    let address: Address<Filters> = Address::at(paths::ACTIVITE);
    let entries = query(
        Keep::Across,
        move || Some(address.now.get()),
        |_, topic| *topic == Topic::Prospects,
        |filters| api::activite::list(&filters.to_query()),
    );
    let counts = query(
        Keep::Across,
        move || Some(address.now.with(Filters::day_query)),
        |_, topic| *topic == Topic::Prospects,
        |query| api::activite::counts(&query),
    );
    let page = ActiviteState { address, counts, entries };
    provide_context(page);
    let listing = Listing::of(entries, address, &[(".page-bar input", 0)]);
    view! {
        <div class="page">
            <DayBar page/>
            <People page/>
            <ListArea
                listing
                class="table-wrap"
                label="Activité de l’équipe"
                rows=table
                empty=|| {
                    view! {
                        <EmptyState
                            icon=Icon::Clock
                            title="Rien ce jour-là"
                            text="Personne n’a lancé d’action, ni rien noté ou changé sur une fiche."
                        />
                    }
                    .into_any()
                }
            />
            <ListFooter listing noun="entrées"/>
        </div>
    }
}

fn table(state: RowsState) -> AnyView {
    let page = expect_context::<ActiviteState>();
    let rows = move || page.entries.get().map(|page| page.data).unwrap_or_default();
    let skeleton =
        (state == RowsState::Skeleton).then(|| view! { <SkeletonRows columns=COLUMNS/> }.into_any());
    view! {
        <table class="table activite-table">
            <thead>
                <tr>
                    <th scope="col" class="activite-time">"Heure"</th>
                    <th scope="col" class="activite-who">"Qui"</th>
                    <th scope="col">"Quoi"</th>
                    <th scope="col">"Prospect"</th>
                </tr>
            </thead>
            <tbody>
                {skeleton}
                {each(rows, key, |one| view! { <Row one/> }.into_any())}
            </tbody>
        </table>
    }
    .into_any()
}

/// Returns the key of a row, which is drawn again when its action ends or its prospect loses the name.
fn key(one: &EntreeActivite) -> String {
    let statut = one.statut_action.map_or("", StatutAction::as_str);
    [one.id.to_string().as_str(), statut, one.prospect.as_deref().unwrap_or_default()].join(" ")
}

/// The row of an entry; the name of the prospect leads to the record, and an entry of a bulk change to that.
#[component]
fn Row(one: EntreeActivite) -> impl IntoView {
    let icon = if is_note(&one) { Icon::MessageCircle } else { operation_icon(one.operation) };
    let what = what(&one);
    let time = format_second(&one.date);
    let time = time.split_once(' ').map_or(time.clone(), |(_, time)| time.to_owned());
    let badge = one.statut_action.filter(|_| one.fiches == 1);
    let badge = badge.map(|statut| view! { <ActionBadge statut/> }.into_any());
    let name = one.prospect.unwrap_or_else(|| "Personne anonymisée".to_owned());
    let who = match one.fiches {
        1 => view! { <a class="link" href=paths::prospect(&one.id_prospect)>{name}</a> }.into_any(),
        fiches => view! { <span class="num">{count(fiches, "fiche", "fiches")}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="num activite-time" title=format_exact(&one.date)>{time}</td>
            <td class="activite-who">{one.auteur.nom}</td>
            <td>
                <span class="activite-what"><IconView icon/> {what} {badge}</span>
            </td>
            <td>{who} {of_lot(one.id_lot)}</td>
        </tr>
    }
}
