//! Acts that decide about a candidate.

use common::StatutDossier;

/// An act on a candidate that a dialog asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Refuses the candidate.
    Refuse,
    /// Records that the candidate withdrew.
    Withdraw,
    /// Makes the candidate a prospect again.
    Return,
}

impl Act {
    /// All acts, in the order of their buttons.
    pub(crate) const ALL: [Self; 3] = [Self::Refuse, Self::Withdraw, Self::Return];

    /// Returns the label of the button that opens the dialog.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Refuse => "Refuser…",
            Self::Withdraw => "Désistement…",
            Self::Return => "Redevenir prospect…",
        }
    }

    /// Returns the title of the dialog.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Refuse => "Refuser ce candidat",
            Self::Withdraw => "Enregistrer un désistement",
            Self::Return => "Redevenir prospect",
        }
    }

    /// Returns the label of the button that confirms.
    pub(crate) const fn confirm(self) -> &'static str {
        match self {
            Self::Refuse => "Refuser le candidat",
            Self::Withdraw => "Enregistrer le désistement",
            Self::Return => "Remettre en prospect",
        }
    }

    /// Returns the sentence that says what happens to the seat of `session`, if there is one.
    pub(crate) fn consequence(self, session: Option<&str>) -> String {
        let seat = session.map(|session| ["Sa place dans «\u{a0}", session, "\u{a0}» se libère. "].concat());
        let rest = match self {
            Self::Refuse | Self::Withdraw => {
                "Le dossier et son numéro sont gardés\u{a0}; «\u{a0}Accepter\u{a0}» lui redonne une place s’il en reste."
            }
            Self::Return => {
                "La fiche revient dans la liste des prospects. Le numéro de dossier lui reste réservé, et une nouvelle \
                 conversion est possible."
            }
        };
        [seat.as_deref().unwrap_or_default(), rest].concat()
    }

    /// Returns the title of the toast once the act is done.
    pub(crate) const fn done(self) -> &'static str {
        match self {
            Self::Refuse => "Candidat refusé",
            Self::Withdraw => "Désistement enregistré",
            Self::Return => "Redevenu prospect",
        }
    }

    /// Returns true when the act needs a reason.
    pub(crate) const fn needs_reason(self) -> bool {
        !matches!(self, Self::Return)
    }

    /// Returns why the act is not possible for a file in this state.
    pub(crate) const fn disabled_reason(self, statut: StatutDossier) -> Option<&'static str> {
        match (self, statut) {
            (Self::Refuse, StatutDossier::Refuse) => Some("Ce candidat est déjà refusé"),
            (Self::Withdraw, StatutDossier::Desiste) => Some("Ce candidat s’est déjà désisté"),
            _ => None,
        }
    }
}

/// Returns why a file in this state can't be accepted.
pub(crate) const fn accept_disabled_reason(statut: StatutDossier) -> Option<&'static str> {
    match statut {
        StatutDossier::Accepte => Some("Ce candidat est déjà accepté"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_that_is_done_says_so_and_the_others_stay_possible() {
        for statut in StatutDossier::ALL.iter().copied() {
            let possible = Act::ALL.into_iter().filter(|act| act.disabled_reason(statut).is_none()).count();
            let done = matches!(statut, StatutDossier::Refuse | StatutDossier::Desiste);
            assert_eq!(possible, if done { 2 } else { 3 }, "{statut}");
            assert_eq!(accept_disabled_reason(statut).is_some(), statut == StatutDossier::Accepte);
        }
    }

    #[test]
    fn the_dialog_names_the_session_whose_seat_is_freed() {
        for act in Act::ALL {
            assert!(act.consequence(Some("Mars 2026")).contains("Mars 2026"));
            assert!(!act.consequence(None).contains("se libère"));
        }
    }
}
