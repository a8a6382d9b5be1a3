//! Main pages, reachable by rail, palette and keys.

use crate::paths;
use crate::ui::Icon;

/// A main page.
pub(super) struct Place {
    /// Path of the page.
    pub(super) path: &'static str,
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

/// All main pages, in order.
pub(super) const PLACES: [Place; 9] = [
    Place {
        path: paths::JOURNEE,
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
        name: "Santé",
        rest: "",
        icon: Icon::Pulse,
        keys: "g s",
        go: "Aller à la santé du service",
        daily: false,
        tab: false,
    },
];
