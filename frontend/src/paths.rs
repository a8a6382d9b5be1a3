//! Parses the paths of the pages, and builds those with a query. [`common::pages`] defines their words.

pub(crate) use common::pages::{
    ACTIVITE, CANDIDATS, ECHEANCES, EQUIPE, HOME, INVITATION, JOURNEE, LOGIN, LOGS, LOTS, PROSPECTS, RGPD,
    SANTE, SECURITE, SESSIONS, candidat, lot, prospect,
};

use crate::query_string::{QueryString, encode};

/// A page of the application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Page {
    /// The root, which redirects to the day's work when there is some, and else to the prospects.
    Home,
    /// The login.
    Login,
    /// The day's work.
    Journee,
    /// The prospects.
    Prospects,
    /// The candidates.
    Candidats,
    /// One candidate, with the last segment of the path, which may not be a number.
    Candidat(String),
    /// The bulk changes.
    Lots,
    /// One bulk change, with the last segment of the path, which may not be a number.
    Lot(String),
    /// The sessions and formations.
    Sessions,
    /// The date limits of funders.
    Echeances,
    /// The error journal.
    Journal,
    /// The accounts of the school's people.
    Equipe,
    /// The team's activity.
    Activite,
    /// Data protection.
    Rgpd,
    /// Health of the service and of n8n's workflows.
    Sante,
    /// The security journal.
    Securite,
    /// The choice of a password by an invited person.
    Invitation,
    /// An unknown path.
    #[default]
    Unknown,
}

impl Page {
    /// Returns the page at a path.
    pub(crate) fn at(path: &str) -> Self {
        match path.trim_end_matches('/') {
            "" | "/admin" => Self::Home,
            LOGIN => Self::Login,
            JOURNEE => Self::Journee,
            PROSPECTS => Self::Prospects,
            CANDIDATS => Self::Candidats,
            SESSIONS => Self::Sessions,
            ECHEANCES => Self::Echeances,
            LOGS => Self::Journal,
            EQUIPE => Self::Equipe,
            ACTIVITE => Self::Activite,
            RGPD => Self::Rgpd,
            SANTE => Self::Sante,
            SECURITE => Self::Securite,
            INVITATION => Self::Invitation,
            LOTS => Self::Lots,
            other => match (below(other, CANDIDATS), below(other, LOTS)) {
                (Some(id), _) => Self::Candidat(id),
                (_, Some(id)) => Self::Lot(id),
                _ => Self::Unknown,
            },
        }
    }

    /// Returns true for pages of people who are not logged in.
    pub(crate) const fn is_outside(&self) -> bool {
        matches!(self, Self::Login | Self::Invitation)
    }
}

/// Returns the last segment of a path just below another one.
fn below(path: &str, parent: &str) -> Option<String> {
    let last = path.strip_prefix(parent)?.strip_prefix('/')?;
    (!last.contains('/')).then(|| last.to_owned())
}

/// Returns the path of the login page, which redirects to `return_to` (path and query) after the login.
pub(crate) fn login(return_to: &str) -> String {
    if return_to.is_empty() || return_to == HOME || return_to.starts_with(LOGIN) {
        return LOGIN.to_owned();
    }
    QueryString::new().with("retour", return_to).after(LOGIN)
}

/// Returns the target after a login: the requested page if it is one of ours, else the root. Other targets would
/// let a forged link redirect to a foreign site.
pub(crate) fn after_login(wish: Option<&str>) -> String {
    let ours = |wish: &&str| wish.starts_with("/admin/") && !wish.contains(['\\', '\n', '\r', '\t']);
    wish.filter(ours).unwrap_or(HOME).to_owned()
}

/// Returns the path of the prospect list with a search.
pub(crate) fn prospects_found(recherche: &str) -> String {
    QueryString::new().with("recherche", recherche).after(PROSPECTS)
}

/// Returns a `mailto` link (RFC 6068). An unescaped `?` in an address would start header fields.
pub(crate) fn mailto(address: &str) -> String {
    let (name, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let mut link = "mailto:".to_owned();
    encode(name, &mut link);
    link.push('@');
    encode(domain, &mut link);
    link
}

/// Returns a `tel` link.
pub(crate) fn tel(number: &str) -> String {
    format!("tel:{number}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query_string::parse;

    #[test]
    fn a_letter_goes_to_its_address_alone() {
        assert_eq!(mailto("marie.dumitru@exemple.fr"), "mailto:marie.dumitru@exemple.fr");
        assert_eq!(mailto("a?bcc=x&b=%@exemple.fr"), "mailto:a%3Fbcc%3Dx%26b%3D%25@exemple.fr");
    }

    #[test]
    fn each_address_is_one_page() {
        for (path, page) in [
            ("/", Page::Home),
            ("/admin", Page::Home),
            ("/connexion", Page::Login),
            ("/admin/journee", Page::Journee),
            ("/admin/prospects/", Page::Prospects),
            ("/admin/candidats", Page::Candidats),
            ("/admin/candidats/12", Page::Candidat("12".to_owned())),
            ("/admin/candidats/12/x", Page::Unknown),
            ("/admin/candidatsx", Page::Unknown),
            ("/admin/lots", Page::Lots),
            ("/admin/lots/7/", Page::Lot("7".to_owned())),
            ("/admin/lots/7/x", Page::Unknown),
            ("/admin/sessions", Page::Sessions),
            ("/admin/echeances", Page::Echeances),
            ("/admin/logs", Page::Journal),
            ("/admin/equipe", Page::Equipe),
            ("/admin/activite", Page::Activite),
            ("/admin/rgpd", Page::Rgpd),
            ("/admin/sante", Page::Sante),
            ("/invitation", Page::Invitation),
            ("/ailleurs", Page::Unknown),
        ] {
            assert_eq!(Page::at(path), page, "{path}");
        }
    }

    #[test]
    fn a_login_leads_back_to_our_own_pages_only() {
        assert_eq!(after_login(Some("/admin/candidats/12?x=1")), "/admin/candidats/12?x=1");
        for wish in
            [None, Some(""), Some("https://exemple.fr"), Some("//exemple.fr/admin/"), Some("/connexion")]
        {
            assert_eq!(after_login(wish), HOME);
        }
        assert_eq!(after_login(Some("/admin/\\exemple.fr")), HOME);
    }

    #[test]
    fn the_wished_page_survives_the_login_address() {
        let address = login("/admin/prospects?statut=NOUVEAU&prospect=PROS_1");
        let (_, query) = address.split_once('?').unwrap();
        assert_eq!(
            parse(query),
            [("retour".into(), "/admin/prospects?statut=NOUVEAU&prospect=PROS_1".into())]
        );
        assert_eq!(login("/"), LOGIN);
        assert_eq!(login("/connexion?retour=x"), LOGIN);
    }

    #[test]
    fn an_empty_query_leaves_no_question_mark() {
        assert_eq!(QueryString::new().after(PROSPECTS), "/admin/prospects");
        assert_eq!(prospects_found("a&b"), "/admin/prospects?recherche=a%26b");
    }
}
