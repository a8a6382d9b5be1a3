//! Paths of the back-office pages. Notifications and emails link to them, and the page's router uses them.

use std::fmt;

use crate::identifiant::{IdCandidat, IdLot};

/// Path of the root, which redirects to the day's work when there is some, and else to the prospects.
pub const HOME: &str = "/";
/// Path of the login page.
pub const LOGIN: &str = "/connexion";
/// Path of the day's work.
pub const JOURNEE: &str = "/admin/journee";
/// Path of the list of prospects.
pub const PROSPECTS: &str = "/admin/prospects";
/// Path of the bulk changes.
pub const LOTS: &str = "/admin/lots";
/// Path of the list of candidates.
pub const CANDIDATS: &str = "/admin/candidats";
/// Path of the page of sessions and formations.
pub const SESSIONS: &str = "/admin/sessions";
/// Path of the page of date limits.
pub const ECHEANCES: &str = "/admin/echeances";
/// Path of the error journal.
pub const LOGS: &str = "/admin/logs";
/// Path of the list of accounts.
pub const EQUIPE: &str = "/admin/equipe";
/// Path of the page of the team's activity.
pub const ACTIVITE: &str = "/admin/activite";
/// Path of the data protection page.
pub const RGPD: &str = "/admin/rgpd";
/// Path of the health page, for the service and n8n's workflows.
pub const SANTE: &str = "/admin/sante";
/// Path of the security journal.
pub const SECURITE: &str = "/admin/securite";
/// Path of the page where an invited person chooses a password; the token follows the `#`.
pub const INVITATION: &str = "/invitation";

/// Query parameter that opens a prospect in the list.
pub const PROSPECT_PARAMETER: &str = "prospect";
/// Query parameter that opens an entry in the error journal.
pub const ENTREE_PARAMETER: &str = "entree";

/// Returns the path of the list of prospects with this one open.
pub fn prospect(id: &(impl fmt::Display + ?Sized)) -> String {
    format!("{PROSPECTS}?{PROSPECT_PARAMETER}={id}")
}

/// Returns the path of a candidate.
pub fn candidat(id: IdCandidat) -> String {
    format!("{CANDIDATS}/{id}")
}

/// Returns the path of a bulk change.
pub fn lot(id: IdLot) -> String {
    format!("{LOTS}/{id}")
}

/// Returns the path of the error journal with this entry open.
pub fn erreur(id: i64) -> String {
    format!("{LOGS}?{ENTREE_PARAMETER}={id}")
}

/// Returns the path of the page where an invited person chooses a password.
pub fn invitation(token: &str) -> String {
    format!("{INVITATION}#{token}")
}
