//! The addresses of the back-office's pages: notifications and emails link to them, the page reads them.

use std::fmt;

/// The root, which leads to the prospects.
pub const HOME: &str = "/";
/// Login.
pub const LOGIN: &str = "/connexion";
/// The prospects.
pub const PROSPECTS: &str = "/admin/prospects";
/// The candidates.
pub const CANDIDATS: &str = "/admin/candidats";
/// The error journal.
pub const LOGS: &str = "/admin/logs";
/// The school's people who log in.
pub const EQUIPE: &str = "/admin/equipe";
/// What the law asks about prospects.
pub const RGPD: &str = "/admin/rgpd";
/// Health of the service and of n8n's workflows.
pub const SANTE: &str = "/admin/sante";
/// The journal of security.
pub const SECURITE: &str = "/admin/securite";
/// Choice of a password by an invited person; the token stands behind the `#`.
pub const INVITATION: &str = "/invitation";

/// The parameter that opens a prospect on the list.
pub const PROSPECT_PARAMETER: &str = "prospect";
/// The parameter that opens an entry on the error journal.
pub const ENTREE_PARAMETER: &str = "entree";

/// The list of prospects with one of them open.
pub fn prospect(id: &(impl fmt::Display + ?Sized)) -> String {
    format!("{PROSPECTS}?{PROSPECT_PARAMETER}={id}")
}

/// A candidate.
pub fn candidat(id: i64) -> String {
    format!("{CANDIDATS}/{id}")
}

/// The error journal with one of its entries open.
pub fn erreur(id: i64) -> String {
    format!("{LOGS}?{ENTREE_PARAMETER}={id}")
}

/// The page where an invited person chooses a password.
pub fn invitation(token: &str) -> String {
    format!("{INVITATION}#{token}")
}
