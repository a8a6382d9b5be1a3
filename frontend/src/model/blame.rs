//! Finds the filter that empties a list, so that the page can offer to remove only that one.

use std::collections::BTreeMap;

use common::StatutProspect;
use common::prospect::CompteursProspects;

use super::filters::{Filter, Filters};

/// Returns the filter without which the list would show rows; `None` when only several together empty it.
///
/// The counts of a filter keep the other filters, so their sum is the list's size without it. The search has no
/// counts: it is returned when no other filter is the cause, as is the filter `Suivi`. `counts` belong to `filters`.
pub(crate) fn culprit(filters: &Filters, counts: &CompteursProspects) -> Option<Filter> {
    let hidden = counts.statut.get(StatutProspect::Candidat.as_str()).copied().unwrap_or(0);
    let candidates = [
        (Filter::Statut, sum(&counts.statut) - hidden),
        (Filter::Formation, sum(&counts.formation)),
        (Filter::Financement, sum(&counts.financement)),
    ];
    let by_count = candidates
        .into_iter()
        .find(|(filter, shown)| filters.count(*filter) > 0 && *shown > 0)
        .map(|(filter, _)| filter);
    let by_count = by_count.or((filters.count(Filter::Suivi) > 0).then_some(Filter::Suivi));
    by_count.or((!filters.recherche.is_empty()).then_some(Filter::Recherche))
}

fn sum(counts: &BTreeMap<String, i64>) -> i64 {
    counts.values().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(statut: &[(&str, i64)], formation: &[(&str, i64)]) -> CompteursProspects {
        let map = |pairs: &[(&str, i64)]| pairs.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect();
        CompteursProspects { statut: map(statut), formation: map(formation), ..Default::default() }
    }

    #[test]
    fn the_filter_without_which_something_would_show_is_named() {
        let filters = Filters::default()
            .toggled(Filter::Statut, "PERDU")
            .toggled(Filter::Formation, "CAP_BJ")
            .toggled(Filter::Recherche, "léa");
        assert_eq!(culprit(&filters, &counts(&[("NOUVEAU", 3)], &[])), Some(Filter::Statut));
        assert_eq!(culprit(&filters, &counts(&[], &[("CAO", 2)])), Some(Filter::Formation));
        assert_eq!(culprit(&filters, &counts(&[], &[])), Some(Filter::Recherche));
    }

    #[test]
    fn candidates_which_would_stay_hidden_do_not_count() {
        let filters = Filters::default().toggled(Filter::Statut, "PERDU");
        assert_eq!(culprit(&filters, &counts(&[("CANDIDAT", 3)], &[])), None);
    }

    #[test]
    fn a_filter_that_is_not_set_is_innocent() {
        let filters = Filters::default().toggled(Filter::Recherche, "zzz");
        assert_eq!(culprit(&filters, &counts(&[("NOUVEAU", 3)], &[("CAO", 2)])), Some(Filter::Recherche));
        assert_eq!(culprit(&Filters::default(), &counts(&[], &[])), None);
    }
}
