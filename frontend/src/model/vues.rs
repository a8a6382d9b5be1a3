//! Saved views: the state of the list that a view opens, its changes, and two versions of it side by side.

use common::vue::Vue;
use common::{IdUtilisateur, ModeFinancement, Sort, StatutProspect};

use super::filters::{ListState, OpenView};
use super::suivi;
use super::url_state::UrlState as _;
use crate::paths;
use crate::query_string::{self, QueryString};

/// A part of a query string: name and value.
pub(crate) type Pair = (String, String);

/// A part of the one version of a view or of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The part.
    pub(crate) pair: Pair,
    /// True in the version of this person.
    pub(crate) mine: bool,
    /// True in the version of the team.
    pub(crate) theirs: bool,
}

/// Returns the state of the list that a view opens: its filters and order, without the parts that are gone.
pub(crate) fn opened(vue: &Vue) -> ListState {
    let is_kept = |(name, value): &Pair| !vue.ignore.contains(&[name.as_str(), "=", value].concat());
    let kept: QueryString = query_string::parse(&vue.requete).into_iter().filter(is_kept).collect();
    let state = ListState::parse(&kept.after(""));
    ListState { vue: Some(OpenView { id: vue.id_vue, version: vue.version }), ..state }
}

/// Returns the state in which the list shows a view that is saved or was changed: the open record and the rows per page
/// stay, and the page too while the list holds equal rows.
pub(crate) fn reopened(vue: &Vue, state: &ListState) -> ListState {
    let page = if is_changed(vue, state) { 1 } else { state.page };
    ListState { page, limit: state.limit, prospect: state.prospect.clone(), ..opened(vue) }
}

/// Returns the query string that saves the filters and the order of the list.
pub(crate) fn requete(state: &ListState) -> String {
    let plain = ListState { filters: state.filters.clone(), tri: state.tri, ..ListState::default() };
    plain.to_query().after("").trim_start_matches('?').to_owned()
}

/// Returns true when the list differs from the view.
pub(crate) fn is_changed(vue: &Vue, state: &ListState) -> bool {
    requete(&opened(vue)) != requete(state)
}

/// Returns the address of the list in this state, from its first page.
pub(crate) fn address(state: &ListState) -> String {
    let first = ListState { page: 1, prospect: None, ..state.clone() };
    first.to_query().after(paths::PROSPECTS)
}

/// Returns the state to go to when the open view got a new version: a list without changes follows the view, and one
/// with changes keeps them. It also keeps the version from which they start, unless only the name changed.
pub(crate) fn followed(before: &Vue, now: &Vue, state: &ListState) -> Option<ListState> {
    let is_mine = state.vue.is_some_and(|open| open.id == now.id_vue && open.version == before.version);
    if before.id_vue != now.id_vue || before.version == now.version || !is_mine {
        return None;
    }
    if !is_changed(before, state) {
        return Some(reopened(now, state));
    }
    (before.requete == now.requete).then(|| ListState { vue: opened(now).vue, ..state.clone() })
}

/// Puts two versions of a view side by side.
pub(crate) fn side_by_side(mine: &str, theirs: &str) -> Vec<Part> {
    let theirs = query_string::parse(theirs);
    let own = query_string::parse(mine);
    let mut parts: Vec<Part> = own
        .iter()
        .map(|pair| Part { pair: pair.clone(), mine: true, theirs: theirs.contains(pair) })
        .collect();
    let others = theirs.into_iter().filter(|pair| !own.contains(pair));
    parts.extend(others.map(|pair| Part { pair, mine: false, theirs: true }));
    parts
}

/// Joins the kept parts. Of two values of a filter that takes one, the last one stays.
pub(crate) fn joined(kept: impl Iterator<Item = Pair>) -> String {
    let query: QueryString = kept.collect();
    requete(&ListState::parse(&query.after("")))
}

/// Returns the French label of a part; `formation` names a formation by its code, `others` are the other admins.
pub(crate) fn label(
    part: &Pair,
    formation: impl Fn(&str) -> String,
    others: &[(IdUtilisateur, String)],
) -> String {
    let (name, value) = (part.0.as_str(), part.1.as_str());
    match name {
        "statut" => known("Statut\u{a0}: ", value.parse().ok().map(StatutProspect::libelle), value),
        "financement" => {
            known("Financement\u{a0}: ", value.parse().ok().map(ModeFinancement::libelle), value)
        }
        "formation" => ["Formation\u{a0}: ", &formation(value)].concat(),
        "recherche" => ["Recherche\u{a0}: «\u{a0}", value, "\u{a0}»"].concat(),
        "tri" => order(value),
        _ => suivi::label(name, value, others),
    }
}

fn known(name: &str, label: Option<&str>, value: &str) -> String {
    [name, label.unwrap_or(value)].concat()
}

fn order(value: &str) -> String {
    let Ok(sort) = value.parse::<Sort>() else { return value.to_owned() };
    let key = match sort.key {
        common::SortKey::DernierContact => "dernier contact",
        common::SortKey::PremierContact => "premier contact",
        common::SortKey::Nom => "nom",
        common::SortKey::Echanges => "échanges",
        common::SortKey::Statut => "statut",
    };
    ["Ordre\u{a0}: ", key, if sort.descending { ", décroissant" } else { ", croissant" }].concat()
}

#[cfg(test)]
mod tests {
    use common::vue::PorteeVue;

    use super::*;

    fn vue(requete: &str, ignore: &[&str]) -> Vue {
        Vue {
            id_vue: 4.into(),
            nom: "Nouveaux".to_owned(),
            requete: requete.to_owned(),
            portee: PorteeVue::Equipe,
            ordre: 1,
            total: 3,
            total_exact: true,
            ignore: ignore.iter().map(|&part| part.to_owned()).collect(),
            version: 2,
        }
    }

    #[test]
    fn a_view_opens_its_filters_and_order_and_is_found_again_in_the_address() {
        let vue = vue("statut=NOUVEAU&contact=30j&sansReponseDepuis=7&tri=nom", &[]);
        let address = address(&opened(&vue));
        assert_eq!(
            address,
            "/admin/prospects?contact=30j&sansReponseDepuis=7&statut=NOUVEAU&tri=nom&vue=4.2"
        );
        let state = ListState::parse(address.trim_start_matches("/admin/prospects"));
        assert_eq!(state, opened(&vue));
        assert!(!is_changed(&vue, &state));
        assert!(!is_changed(&vue, &ListState { page: 3, prospect: "PROS_1".parse().ok(), ..state }));
    }

    #[test]
    fn a_change_is_kept_in_the_address_of_the_view() {
        let vue = vue("statut=NOUVEAU", &[]);
        let state = ListState::parse("?vue=4.2&statut=CONTACTE&page=2");
        assert!(is_changed(&vue, &state));
        assert_eq!(requete(&state), "statut=CONTACTE");
        assert_eq!(address(&state), "/admin/prospects?statut=CONTACTE&vue=4.2");
        for word in ["4", "x.2", "4.x", ""] {
            assert_eq!(ListState::parse(&format!("?vue={word}")).vue, None, "{word}");
        }
    }

    #[test]
    fn a_list_follows_a_new_version_of_its_view_unless_it_has_changes_of_its_own() {
        let before = vue("statut=NOUVEAU", &[]);
        let (filters, name) = (
            Vue { version: 3, requete: "statut=PERDU".to_owned(), ..before.clone() },
            Vue { version: 3, nom: "Entrants".to_owned(), ..before.clone() },
        );
        let same = opened(&before);
        assert_eq!(followed(&before, &filters, &same), Some(opened(&filters)));
        assert_eq!(followed(&before, &name, &same), Some(opened(&name)));
        assert_eq!(followed(&before, &before, &same), None);
        let walked = ListState { page: 3, limit: 50, prospect: "PROS_1".parse().ok(), ..same };
        let named = followed(&before, &name, &walked);
        assert_eq!(named, Some(ListState { vue: opened(&name).vue, ..walked.clone() }), "nothing closes");
        let other_rows = ListState { limit: 50, prospect: walked.prospect.clone(), ..opened(&filters) };
        assert_eq!(followed(&before, &filters, &walked), Some(other_rows), "from the first page");
        let changed = ListState::parse("?statut=CONTACTE&vue=4.2");
        assert_eq!(followed(&before, &filters, &changed), None, "the next save tells both versions");
        assert_eq!(followed(&before, &name, &changed), Some(ListState::parse("?statut=CONTACTE&vue=4.3")));
    }

    #[test]
    fn a_view_opens_without_what_is_gone() {
        let vue = vue("formation=PARTIE&statut=NOUVEAU", &["formation=PARTIE"]);
        assert_eq!(requete(&opened(&vue)), "statut=NOUVEAU");
        assert!(!is_changed(&vue, &opened(&vue)), "which is no change of this person");
    }

    #[test]
    fn two_versions_are_merged_part_by_part() {
        let parts = side_by_side(
            "statut=NOUVEAU&contact=30j&recherche=a%26b",
            "statut=NOUVEAU&statut=PERDU&contact=7j",
        );
        let told: Vec<_> = parts.iter().map(|part| (part.pair.1.as_str(), part.mine, part.theirs)).collect();
        assert_eq!(
            told,
            [
                ("NOUVEAU", true, true),
                ("30j", true, false),
                ("a&b", true, false),
                ("PERDU", false, true),
                ("7j", false, true)
            ]
        );
        let all = joined(parts.into_iter().map(|part| part.pair));
        assert_eq!(all, "contact=7j&statut=NOUVEAU&statut=PERDU&recherche=a%26b");
    }

    #[test]
    fn a_part_has_a_french_label() {
        for (name, value, expected) in [
            ("statut", "NOUVEAU", "Statut\u{a0}: Nouveau"),
            ("formation", "CAP_BJ", "Formation\u{a0}: Le CAP"),
            ("contact", "30j", "Contact depuis 30 jours"),
            ("recherche", "dupont", "Recherche\u{a0}: «\u{a0}dupont\u{a0}»"),
            ("tri", "-nom", "Ordre\u{a0}: nom, décroissant"),
            ("statut", "JADIS", "Statut\u{a0}: JADIS"),
            ("responsable", "7", "Suivi par le compte n°\u{a0}7"),
        ] {
            let part = (name.to_owned(), value.to_owned());
            assert_eq!(label(&part, |_| "Le CAP".to_owned(), &[]), expected);
        }
    }
}
