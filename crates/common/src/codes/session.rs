//! Codes of a training session.

use crate::codes::codes;

codes! {
    /// The state of a training session. "Full" is computed, never stored.
    StatutSession {
        Planifiee = "PLANIFIEE", "Planifiée";
        Ouverte = "OUVERTE", "Ouverte";
        Fermee = "FERMEE", "Fermée";
        EnCours = "EN_COURS", "En cours";
        Terminee = "TERMINEE", "Terminée";
        Annulee = "ANNULEE", "Annulée";
    }
}

impl StatutSession {
    /// Returns true when a session in this state accepts candidates.
    pub const fn takes_candidates(self) -> bool {
        matches!(self, Self::Planifiee | Self::Ouverte)
    }

    /// Returns true when the dates of a session give it this state; nobody chooses it.
    pub const fn follows_from_dates(self) -> bool {
        matches!(self, Self::EnCours | Self::Terminee)
    }
}
