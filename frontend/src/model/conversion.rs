//! State of the conversion form: typed values, validation, request.

use std::collections::BTreeMap;

use common::action::ConvertProspectRequest;
use common::catalogue::SessionFormation;
use common::{Day, IdProspect, IdSession};

use super::day::is_day;
use super::format::count;
use super::formation::NamedFormation;

/// A field of the form, named as in the request's JSON so that server errors find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    /// `formationRetenue`.
    Formation,
    /// `idSession`, or `sessionVisee`.
    Session,
    /// `dateDebutSouhaitee`.
    Start,
}

/// The chosen session. None is preselected, because sending the form holds a seat.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum SessionChoice {
    /// No choice yet.
    #[default]
    Unset,
    /// "Sans session pour le moment".
    Without,
    /// The session with this identifier.
    Session(IdSession),
}

/// The typed values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ConversionForm {
    /// Code of the formation; empty while none is chosen.
    pub(crate) formation: String,
    /// The chosen session.
    pub(crate) session: SessionChoice,
    /// Requested start date, `YYYY-MM-DD`, or empty.
    pub(crate) start: String,
}

/// Errors by field.
pub(crate) type FieldErrors = BTreeMap<Field, String>;

impl Field {
    /// Every field, in the order of the form.
    pub(crate) const ALL: [Self; 3] = [Self::Formation, Self::Session, Self::Start];

    /// Returns the names in the request's JSON, `a|b` when there are two.
    pub(crate) const fn names(self) -> &'static str {
        match self {
            Self::Formation => "formationRetenue",
            Self::Session => "idSession|sessionVisee",
            Self::Start => "dateDebutSouhaitee",
        }
    }
}

impl SessionChoice {
    /// Value of "Sans session pour le moment" in the radio list; other values are session identifiers.
    pub(crate) const WITHOUT: &'static str = "sans";

    /// Parses a value of the radio list.
    pub(crate) fn parse(value: &str) -> Self {
        match value {
            Self::WITHOUT => Self::Without,
            id => id.parse().map_or(Self::Unset, Self::Session),
        }
    }

    /// Returns the value in the radio list, empty when nothing is chosen.
    pub(crate) fn value(self) -> String {
        match self {
            Self::Unset => String::new(),
            Self::Without => Self::WITHOUT.to_owned(),
            Self::Session(id) => id.to_string(),
        }
    }

    /// Adapts the choice to the server's sessions. A choice that is no longer possible is dropped; without any
    /// session, the choice becomes "Sans session".
    #[must_use]
    pub(crate) fn among(self, sessions: &[SessionFormation]) -> Self {
        let free =
            |id: IdSession| sessions.iter().any(|session| session.id_session == id && !session.complete);
        match self {
            Self::Session(id) if free(id) => self,
            Self::Without => self,
            _ if sessions.iter().all(|session| session.complete) => Self::Without,
            _ => Self::Unset,
        }
    }
}

impl ConversionForm {
    /// Validates in the browser. `today` is `YYYY-MM-DD` in Paris.
    pub(crate) fn errors(&self, today: &str) -> FieldErrors {
        let mut errors = FieldErrors::new();
        if self.formation.is_empty() {
            errors.insert(Field::Formation, "Choisissez une formation.".to_owned());
        }
        if self.session == SessionChoice::Unset && !self.formation.is_empty() {
            errors.insert(
                Field::Session,
                "Choisissez une session, ou «\u{a0}Sans session pour le moment\u{a0}».".to_owned(),
            );
        }
        if !self.start.is_empty() && !is_day(&self.start) {
            errors.insert(Field::Start, "Écrivez cette date sous la forme JJ/MM/AAAA.".to_owned());
        } else if !self.start.is_empty() && self.start.as_str() < today {
            errors.insert(
                Field::Start,
                "Cette date est passée\u{a0}: choisissez aujourd’hui ou plus tard.".to_owned(),
            );
        }
        errors
    }

    /// Builds the request.
    pub(crate) fn request(&self, id_prospect: IdProspect) -> ConvertProspectRequest {
        let id_session = match self.session {
            SessionChoice::Session(id) => Some(id),
            SessionChoice::Unset | SessionChoice::Without => None,
        };
        ConvertProspectRequest {
            id_prospect,
            formation_retenue: self.formation.clone(),
            id_session,
            session_visee: None,
            date_debut_souhaitee: (!self.start.is_empty()).then(|| Day::new(self.start.clone())),
            delai_annulation_s: None,
        }
    }
}

/// Returns the initial formation of the form: the requested one if it still takes candidates, else none.
pub(crate) fn prefilled<'a>(wish: Option<&'a str>, active: &[NamedFormation]) -> &'a str {
    wish.filter(|code| active.iter().any(|formation| formation.code == *code)).unwrap_or_default()
}

/// Returns the sessions that take candidates, soonest first. Full ones are included, so that nobody searches for
/// them.
pub(crate) fn offered(mut sessions: Vec<SessionFormation>) -> Vec<SessionFormation> {
    sessions.retain(|session| session.statut_session.takes_candidates());
    sessions.sort_by(|a, b| (&a.date_debut, a.id_session).cmp(&(&b.date_debut, b.id_session)));
    sessions
}

/// Formats the seats of a session: `5 places`, `COMPLET`.
pub(crate) fn seats(session: &SessionFormation) -> String {
    if session.complete {
        "COMPLET".to_owned()
    } else {
        count(i64::from(session.places_restantes), "place", "places")
    }
}

#[cfg(test)]
mod tests;
