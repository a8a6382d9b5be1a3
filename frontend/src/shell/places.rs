//! Main pages, reachable by rail, palette and keys.

use crate::paths;
use crate::ui::Icon;

/// A main page.
pub(super) struct Place {
    /// Path of the page.
    pub(super) path: &'static str,
    /// Paths of the pages that are opened from this one, and have no link of their own in the rail.
    pub(super) others: &'static [&'static str],
    /// First part of the label, short enough for a phone.
    pub(super) name: &'static str,
    /// Rest of the label.
    pub(super) rest: &'static str,
    /// Icon of the page.
    pub(super) icon: Icon,
    /// Keys that lead to the page.
    pub(super) keys: &'static str,
    /// Description of the keys.
    pub(super) go: &'static str,
    /// True for a page of the daily work, false for one of the administration.
    pub(super) daily: bool,
    /// True for a page that has a tab of its own on a phone.
    pub(super) tab: bool,
}

impl Place {
    /// Returns true when a path is the one of this page, below it, or of a page that is opened from it.
    pub(super) fn holds(&self, path: &str) -> bool {
        let is_below =
            |own: &str| path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        is_below(self.path) || self.others.iter().any(|own| is_below(own))
    }
}

/// All main pages, in order.
pub(super) const PLACES: [Place; 9] = [
    Place {
        path: paths::JOURNEE,
        others: &[],
        name: "Ma journée",
        rest: "",
        icon: Icon::Clock,
        keys: "g m",
        go: "Aller à ma journée",
        daily: true,
        tab: true,
    },
    Place {
        path: paths::PROSPECTS,
        others: &[],
        name: "Prospects",
        rest: "",
        icon: Icon::Prospects,
        keys: "g p",
        go: "Aller aux prospects",
        daily: true,
        tab: true,
    },
    Place {
        path: paths::CANDIDATS,
        others: &[],
        name: "Candidats",
        rest: "",
        icon: Icon::Candidates,
        keys: "g c",
        go: "Aller aux candidats",
        daily: true,
        tab: true,
    },
    Place {
        path: paths::SESSIONS,
        others: &[],
        name: "Sessions",
        rest: "",
        icon: Icon::Calendar,
        keys: "g f",
        go: "Aller aux sessions et aux formations",
        daily: true,
        tab: true,
    },
    Place {
        path: paths::ECHEANCES,
        others: &[],
        name: "Échéances",
        rest: "",
        icon: Icon::Hourglass,
        keys: "g h",
        go: "Aller aux échéances des financeurs",
        daily: true,
        tab: false,
    },
    Place {
        path: paths::LOGS,
        others: &[],
        name: "Journal",
        rest: "",
        icon: Icon::Journal,
        keys: "g l",
        go: "Aller au journal d’erreurs",
        daily: true,
        tab: false,
    },
    Place {
        path: paths::EQUIPE,
        others: &[paths::ACTIVITE, paths::LOTS, paths::SECURITE],
        name: "Équipe",
        rest: "",
        icon: Icon::Id,
        keys: "g e",
        go: "Aller à l’équipe",
        daily: false,
        tab: false,
    },
    Place {
        path: paths::RGPD,
        others: &[],
        name: "Données",
        rest: " personnelles",
        icon: Icon::Shield,
        keys: "g d",
        go: "Aller aux données personnelles",
        daily: false,
        tab: false,
    },
    Place {
        path: paths::SANTE,
        others: &[],
        name: "Santé",
        rest: "",
        icon: Icon::Pulse,
        keys: "g s",
        go: "Aller à la santé du service",
        daily: false,
        tab: false,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::Page;

    #[test]
    fn the_rail_marks_one_page_for_each_path() {
        for (path, name) in [
            ("/admin/journee", "Ma journée"),
            ("/admin/prospects", "Prospects"),
            ("/admin/candidats/12", "Candidats"),
            ("/admin/sessions", "Sessions"),
            ("/admin/echeances", "Échéances"),
            ("/admin/logs", "Journal"),
            ("/admin/equipe", "Équipe"),
            ("/admin/activite", "Équipe"),
            ("/admin/lots", "Équipe"),
            ("/admin/lots/7", "Équipe"),
            ("/admin/securite", "Équipe"),
            ("/admin/rgpd", "Données"),
            ("/admin/sante", "Santé"),
        ] {
            assert_ne!(Page::at(path), Page::Unknown, "{path}");
            let marked: Vec<_> =
                PLACES.iter().filter(|place| place.holds(path)).map(|one| one.name).collect();
            assert_eq!(marked, [name], "{path}");
        }
        assert!(PLACES.iter().all(|place| !place.holds("/admin/candidatsx")));
    }
}
