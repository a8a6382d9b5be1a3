//! The pages that one goes to from anywhere: by the rail, by the palette, by keys.

use crate::paths;
use crate::ui::Icon;

/// A page.
pub(super) struct Place {
    /// Its address.
    pub(super) path: &'static str,
    /// Its name, as far as a phone has room for it.
    pub(super) name: &'static str,
    /// The rest of its name.
    pub(super) rest: &'static str,
    /// Its icon.
    pub(super) icon: Icon,
    /// The keys that lead there.
    pub(super) keys: &'static str,
    /// What these do.
    pub(super) go: &'static str,
}

/// All of them, in order.
pub(super) const PLACES: [Place; 6] = [
    Place {
        path: paths::PROSPECTS,
        name: "Prospects",
        rest: "",
        icon: Icon::Prospects,
        keys: "g p",
        go: "Aller aux prospects",
    },
    Place {
        path: paths::CANDIDATS,
        name: "Candidats",
        rest: "",
        icon: Icon::Candidates,
        keys: "g c",
        go: "Aller aux candidats",
    },
    Place {
        path: paths::LOGS,
        name: "Journal",
        rest: " d’erreurs",
        icon: Icon::Journal,
        keys: "g l",
        go: "Aller au journal d’erreurs",
    },
    Place {
        path: paths::EQUIPE,
        name: "Équipe",
        rest: "",
        icon: Icon::Id,
        keys: "g e",
        go: "Aller à l’équipe",
    },
    Place {
        path: paths::RGPD,
        name: "Données",
        rest: " personnelles",
        icon: Icon::Shield,
        keys: "g d",
        go: "Aller aux données personnelles",
    },
    Place {
        path: paths::SANTE,
        name: "Santé",
        rest: "",
        icon: Icon::Pulse,
        keys: "g s",
        go: "Aller à la santé du service",
    },
];
