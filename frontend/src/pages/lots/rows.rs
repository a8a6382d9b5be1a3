//! Rows of a bulk change, and their filter by result.

use common::{LigneLot, ResultatLigne, StatutAction, VerdictLigne};
use leptos::prelude::*;

use super::detail::LotState;
use crate::model::format::number;
use crate::model::lot::{LinesState, name, reason, refused, tone};
use crate::parts::focus::ROW_LINK;
use crate::parts::listing::{ListArea, ListFooter, Listing, RowsState};
use crate::parts::relaunch::Relaunch;
use crate::parts::rows::use_row_keys;
use crate::paths;
use crate::reactive::{each, memo};
use crate::ui::{ActionBadge, Badge, EmptyState, Icon, RelativeTime, SkeletonRows};

const COLUMNS: [&str; 5] = ["lot-who", "lot-verdict", "lot-result", "lot-action", "lot-date"];

/// The rows that a filter keeps: those with a result, or those that the rehearsal refused for a reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kept {
    #[default]
    All,
    Result(ResultatLigne),
    Verdict(VerdictLigne),
}

impl Kept {
    fn of(state: &LinesState) -> Self {
        match (state.resultat, state.verdict) {
            (Some(resultat), _) => Self::Result(resultat),
            (None, Some(verdict)) => Self::Verdict(verdict),
            (None, None) => Self::All,
        }
    }

    const fn state(self) -> LinesState {
        match self {
            Self::All => LinesState { resultat: None, verdict: None, page: 1 },
            Self::Result(resultat) => LinesState { resultat: Some(resultat), verdict: None, page: 1 },
            Self::Verdict(verdict) => LinesState { resultat: None, verdict: Some(verdict), page: 1 },
        }
    }

    fn libelle(self) -> &'static str {
        match self {
            Self::All => "Toutes",
            Self::Result(resultat) => resultat.libelle(),
            Self::Verdict(verdict) => verdict.libelle(),
        }
    }

    fn key(self) -> String {
        self.state().filter_query().after("?")
    }
}

/// The filters, one button for each result and for each reason of a refusal, with its number of rows.
#[component]
pub(super) fn LineFilters() -> impl IntoView {
    let page = expect_context::<LotState>();
    let all = move || {
        let chosen = page.address.now.with(Kept::of);
        page.lot.with(|lot| {
            let Some(lot) = lot else { return Vec::new() };
            let results = ResultatLigne::ALL.iter().map(|one| Kept::Result(*one));
            let verdicts = refused(lot).into_iter().map(|(verdict, _)| Kept::Verdict(verdict));
            let kept = |one: &Kept| *one == Kept::All || *one == chosen || one.state().total(lot) > 0;
            std::iter::once(Kept::All).chain(results).chain(verdicts).filter(kept).collect::<Vec<_>>()
        })
    };
    view! {
        <div class="lot-filters" role="group" aria-label="Fiches à montrer">
            {each(all, |one: &Kept| one.key(), move |one| view! { <Choice page one/> }.into_any())}
        </div>
    }
}

#[component]
fn Choice(page: LotState, one: Kept) -> impl IntoView {
    let chosen = memo(move || page.address.now.with(|state| Kept::of(state) == one));
    let rows = move || page.lot.with(|lot| number(lot.map_or(0, |lot| one.state().total(lot))));
    let press = move |_| {
        let wanted = if chosen.get_untracked() { Kept::All } else { one };
        page.filter(|_| wanted.state());
    };
    view! {
        <button
            type="button"
            class="button button-small"
            class:is-on=move || chosen.get()
            aria-pressed=move || chosen.get().to_string()
            on:click=press
        >
            <span class="button-content">{one.libelle()} <span class="num muted">{rows}</span></span>
        </button>
    }
}

/// The rows and the links to their other pages.
#[component]
pub(super) fn Lines() -> impl IntoView {
    let page = expect_context::<LotState>();
    let listing = Listing::of(page.lines, page.address, &[(ROW_LINK, 0), (".lot-filters button", 0)]);
    use_row_keys("Action groupée", |_| false);
    view! {
        <ListArea listing class="table-wrap lot-table" rows=table empty=nothing/>
        <ListFooter listing noun="fiches"/>
    }
}

fn nothing() -> AnyView {
    view! { <EmptyState icon=Icon::CheckAll title="Aucune fiche" text="Aucune fiche n’a ce résultat pour le moment."/> }
        .into_any()
}

fn table(state: RowsState) -> AnyView {
    let page = expect_context::<LotState>();
    let rows = move || page.lines.get().map(|page| page.data).unwrap_or_default();
    let skeleton = (state == RowsState::Skeleton)
        .then(|| view! { <SkeletonRows rows=12 columns=COLUMNS.len() classes=&COLUMNS/> }.into_any());
    view! {
        <table class="table">
            <caption class="sr-only">"Fiches"</caption>
            <thead>
                <tr>
                    <th scope="col" class="lot-who">"Prospect"</th>
                    <th scope="col" class="lot-verdict">"Vérification"</th>
                    <th scope="col" class="lot-result">"Résultat"</th>
                    <th scope="col" class="lot-action">"Action"</th>
                    <th scope="col" class="lot-date">"Quand"</th>
                </tr>
            </thead>
            <tbody>
                {skeleton}
                {each(rows, key, |line| view! { <Row line/> }.into_any())}
            </tbody>
        </table>
    }
    .into_any()
}

/// Returns the key of a row, which is drawn again when its state changes.
fn key(line: &LigneLot) -> String {
    let resultat = line.resultat.map_or("", ResultatLigne::as_str);
    let action = line.statut_action.map_or("", StatutAction::as_str);
    let relaunch = if line.relancable { "!" } else { "" };
    [line.id_prospect.as_str(), line.nom.as_deref().unwrap_or_default(), resultat, action, relaunch].join(" ")
}

/// A row; the name leads to the record.
#[component]
fn Row(line: LigneLot) -> impl IntoView {
    let (who, reason) = (name(&line), reason(&line));
    let result = line.resultat.map(|one| {
        let tone = tone(one);
        view! { <Badge tone icon=tone.icon()>{one.libelle()}</Badge> }.into_any()
    });
    let waits = (line.resultat.is_none() && line.verdict == VerdictLigne::Ok).then_some("En attente");
    let action = line.statut_action.map(|statut| view! { <ActionBadge statut/> }.into_any());
    let relaunch = line
        .id_action
        .filter(|_| line.relancable)
        .map(|id_conversion| view! { " " <Relaunch id_conversion small=true/> }.into_any());
    view! {
        <tr>
            <th scope="row" class="lot-who">
                <a class="row-link ellipsis" href=paths::prospect(&line.id_prospect) title=who.clone()>{who.clone()}</a>
                <span class="cell-sub lot-told">{line.verdict.libelle()}</span>
            </th>
            <td class="lot-verdict">{line.verdict.libelle()}</td>
            <td class="lot-result">{result}<span class="muted">{waits}</span> <span class="cell-sub">{reason}</span></td>
            <td class="lot-action">{action}{relaunch}</td>
            <td class="lot-date">{line.date.map(|at| view! { <RelativeTime at/> }.into_any())}</td>
        </tr>
    }
}
