//! Search of the top bar: it filters the prospect list, from any page.

use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::paths;
use crate::query_string::{self, QueryString};
use crate::reactive::memo;
use crate::state::{Shortcut, use_shortcut};
use crate::ui::SearchField;

/// The search field.
#[component]
pub(super) fn GlobalSearch() -> impl IntoView {
    let (navigate, location) = (use_navigate(), use_location());
    let field = NodeRef::<html::Input>::new();
    let on_list = memo(move || location.pathname.get().trim_end_matches('/') == paths::PROSPECTS);
    let search = location.search;
    let value =
        memo(
            move || {
                if on_list.get() { query_string::value(&search.get(), "recherche") } else { String::new() }
            },
        );
    let go = move |text: String| {
        if !on_list.get_untracked() {
            navigate(&paths::prospects_found(&text), NavigateOptions::default());
            return;
        }
        let query = searching(&search.get_untracked(), &text);
        // One history entry per search, not one per pause in typing.
        let replace = !value.get_untracked().is_empty();
        let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
        navigate(&query.after(paths::PROSPECTS), options);
    };
    use_shortcut(Shortcut::new("/", "Rechercher un prospect"), move || {
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
            field.select();
        }
    });
    view! {
        <div class="top-search" role="search">
            <SearchField
                label="Rechercher un prospect"
                placeholder="Rechercher un nom, un e-mail…"
                value
                live=on_list
                key_hint="/"
                node_ref=field
                on_search=Callback::new(go)
            />
        </div>
    }
}

/// Returns the query with another search, on the first page.
fn searching(query: &str, text: &str) -> QueryString {
    let kept = query_string::parse(query).into_iter().filter(|(key, _)| key != "recherche" && key != "page");
    let wish = (!text.is_empty()).then(|| ("recherche".to_owned(), text.to_owned()));
    kept.chain(wish).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_keeps_the_filters_and_starts_from_the_first_page() {
        let query = searching("?statut=NOUVEAU&page=3&recherche=ma&prospect=PROS_1", "marie d").after("");
        assert_eq!(query, "?statut=NOUVEAU&prospect=PROS_1&recherche=marie%20d");
        assert_eq!(query_string::value(&query, "recherche"), "marie d");
        assert_eq!(searching("recherche=x&page=2", "").after(""), "");
    }
}
