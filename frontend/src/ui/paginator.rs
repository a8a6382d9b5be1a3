//! Position in a list, and links to its other pages.

use common::Pagination;
use common::liste::LIMITS;
use leptos::prelude::*;

use super::{Icon, IconButton};
use crate::model::format;
use crate::reactive::{Show, Signal, memo};

/// The position and the page buttons. `noun` is the plural of the rows, regular in French. The buttons stay when the
/// page changes, so that the pressed one keeps the focus. They start from the page that is asked for, which may still
/// be loading.
#[component]
pub(crate) fn Paginator(
    #[prop(into)] pagination: Signal<Option<Pagination>>,
    /// Page that is asked for.
    asked: Signal<i64>,
    /// True while it has been loading for a moment.
    waiting: Signal<bool>,
    noun: &'static str,
    #[prop(into)] on_page: Callback<i64>,
    #[prop(optional, into)] on_limit: Option<Callback<i64>>,
) -> impl IntoView {
    let known = memo(move || pagination.with(Option::is_some));
    let limit = memo(move || pagination.with(|at| at.as_ref().map(|at| at.limit)));
    let told = move || pagination.with(|at| at.as_ref().map(|at| range(at, noun)));
    let at = Signal::derive(move || pagination.get().map(|at| Pagination { page: asked.get(), ..at }));
    let limits = move || {
        on_limit.zip(limit.get()).map(|(on_limit, limit)| view! { <LimitChoice limit on_limit/> }.into_any())
    };
    view! {
        <nav class="paginator" aria-label="Pagination">
            <Show when=move || known.get()>
                <p class="paginator-range num" aria-live="polite">{told}</p>
                {move || limits()}
                <div class="paginator-pages">
                    <PageButton at on_page label="Première page" icon=Icon::First to=|_| 1/>
                    <PageButton at on_page label="Page précédente" icon=Icon::ChevronLeft to=|at| at.page - 1/>
                    <span class="paginator-page num" class:is-waiting=move || waiting.get()>
                        {move || at.with(|at| at.as_ref().map(place))}
                    </span>
                    <PageButton at on_page label="Page suivante" icon=Icon::ChevronRight to=|at| at.page + 1/>
                    <PageButton at on_page label="Dernière page" icon=Icon::Last to=last/>
                </div>
            </Show>
        </nav>
    }
}

/// A button to another page.
#[component]
fn PageButton(
    at: Signal<Option<Pagination>>,
    on_page: Callback<i64>,
    label: &'static str,
    icon: Icon,
    /// Returns the page that it leads to.
    to: fn(&Pagination) -> i64,
) -> impl IntoView {
    let reason = move || at.with(|at| no_way(at.as_ref()?, to(at.as_ref()?)).map(str::to_owned));
    let press = move || {
        if let Some(page) = at.with_untracked(|at| at.as_ref().map(to)) {
            on_page.run(page);
        }
    };
    view! { <IconButton label icon disabled_reason=reason on_press=press/> }
}

#[component]
fn LimitChoice(limit: i64, on_limit: Callback<i64>) -> impl IntoView {
    let change = move |event| {
        if let Ok(limit) = event_target_value(&event).parse() {
            on_limit.run(limit);
        }
    };
    // A limit from the URL is offered too.
    let all = LIMITS.into_iter().chain((!LIMITS.contains(&limit)).then_some(limit));
    view! {
        <label class="paginator-limit">
            <span>"Par page"</span>
            <select class="input select select-small" on:change=change>
                {all.map(|one| view! { <option value=one.to_string() selected=one == limit>{one}</option> }.into_any()).collect_view()}
            </select>
        </label>
    }
}

/// Number of the last page of a list whose rows are not all counted.
const UNCOUNTED: i64 = i64::MAX;

/// Returns the number of the last page; on that page, the one after it, which does not exist.
fn last(at: &Pagination) -> i64 {
    if at.total_exact { at.total_pages.max(at.page + 1) } else { UNCOUNTED }
}

/// Returns the reason why a page is unavailable.
fn no_way(at: &Pagination, page: i64) -> Option<&'static str> {
    let more = !at.total_exact && at.curseur_suivant.is_some();
    if page < 1 || (page == 1 && at.page == 1) {
        Some("C’est la première page")
    } else if page == UNCOUNTED {
        Some("Les pages de cette liste ne sont pas comptées")
    } else if page > at.page && page > at.total_pages && !more {
        Some("C’est la dernière page")
    } else {
        None
    }
}

/// Formats "page 2 / 6", without the total when it is not counted.
fn place(at: &Pagination) -> String {
    if at.total_exact {
        format!("page {} / {}", at.page, at.total_pages.max(at.page))
    } else {
        format!("page {}", at.page)
    }
}

/// Formats "26–50 sur 132 prospects", "1–25 sur plus de 1 000 prospects", "aucun résultat".
fn range(at: &Pagination, noun: &'static str) -> String {
    if at.total == 0 {
        return "Aucun résultat".to_owned();
    }
    let from = (at.page - 1) * at.limit + 1;
    let to = if at.total_exact { (at.page * at.limit).min(at.total) } else { at.page * at.limit };
    let more = if at.total_exact { "" } else { "plus de " };
    let all = format::count(at.total, noun.trim_end_matches('s'), noun);
    format!("{}–{} sur {more}{all}", format::number(from), format::number(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(at: &Pagination) -> String {
        range(at, "candidats").replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn the_range_says_what_is_shown() {
        assert_eq!(text(&Pagination::numbered(2, 25, 132)), "26–50 sur 132 candidats");
        assert_eq!(text(&Pagination::numbered(6, 25, 132)), "126–132 sur 132 candidats");
        assert_eq!(text(&Pagination::numbered(1, 25, 1)), "1–1 sur 1 candidat");
        assert_eq!(text(&Pagination::numbered(1, 25, 0)), "Aucun résultat");
        let open = Pagination { total_exact: false, ..Pagination::numbered(1, 25, 1000) };
        assert_eq!(text(&open), "1–25 sur plus de 1 000 candidats");
    }

    #[test]
    fn a_list_has_a_first_and_a_last_page() {
        let only = Pagination::numbered(1, 25, 3);
        assert!([0, 1, 2].into_iter().all(|page| no_way(&only, page).is_some()));
        let middle = Pagination::numbered(2, 25, 132);
        assert!([1, 3].into_iter().all(|page| no_way(&middle, page).is_none()));
        let last = Pagination::numbered(6, 25, 132);
        assert_eq!((no_way(&last, 5), no_way(&last, 7)), (None, Some("C’est la dernière page")));
        let open = Pagination {
            total_exact: false,
            curseur_suivant: Some("x".into()),
            ..Pagination::numbered(40, 25, 1000)
        };
        assert_eq!(no_way(&open, 41), None);
        assert_eq!(no_way(&open, super::last(&open)), Some("Les pages de cette liste ne sont pas comptées"));
    }

    #[test]
    fn the_last_page_is_a_press_away_from_each_other_page() {
        let to = |page| {
            let at = Pagination::numbered(page, 25, 132);
            (super::last(&at), no_way(&at, super::last(&at)))
        };
        assert_eq!((to(1), to(5)), ((6, None), (6, None)));
        assert_eq!(to(6).1, Some("C’est la dernière page"));
        let only = Pagination::numbered(1, 25, 3);
        assert_eq!(no_way(&only, super::last(&only)), Some("C’est la dernière page"));
    }
}
