//! Codes of a candidate's file and of the waiting list.

use crate::codes::codes;

codes! {
    /// The state of a candidate's file.
    StatutDossier {
        Recu = "RECU", "Reçu";
        Incomplet = "INCOMPLET", "Incomplet";
        Complet = "COMPLET", "Complet";
        Accepte = "ACCEPTE", "Accepté";
        Refuse = "REFUSE", "Refusé";
        /// The candidate withdrew.
        Desiste = "DESISTE", "Désisté";
    }
}

impl StatutDossier {
    /// Returns true when a candidate with this state takes a seat of the session.
    pub const fn is_active(self) -> bool {
        !matches!(self, Self::Refuse | Self::Desiste)
    }
}

codes! {
    /// The school's decision on a candidate.
    DecisionDossier {
        Accepte = "ACCEPTE", "Accepter";
        Refuse = "REFUSE", "Refuser";
    }
}

impl From<DecisionDossier> for StatutDossier {
    fn from(decision: DecisionDossier) -> Self {
        match decision {
            DecisionDossier::Accepte => Self::Accepte,
            DecisionDossier::Refuse => Self::Refuse,
        }
    }
}

codes! {
    /// The state of a piece of a candidate's file.
    EtatPiece {
        Attendue = "ATTENDUE", "Attendue";
        Recue = "RECUE", "Reçue";
        Refusee = "REFUSEE", "Refusée";
        Dispensee = "DISPENSEE", "Dispensée";
    }
}

impl EtatPiece {
    /// Returns true when the school still waits for the piece.
    pub fn is_missing(self) -> bool {
        matches!(self, Self::Attendue | Self::Refusee)
    }

    /// Returns true when the state may have a reason.
    pub fn has_reason(self) -> bool {
        matches!(self, Self::Refusee | Self::Dispensee)
    }
}

codes! {
    /// The state of a place on a waiting list.
    EtatPlace {
        EnAttente = "EN_ATTENTE", "En attente";
        /// A seat is held for the prospect until the end of the offer.
        Proposee = "PROPOSEE", "Place proposée";
        /// The conversion into the session was started.
        Acceptee = "ACCEPTEE", "Place acceptée";
        Refusee = "REFUSEE", "Place refusée";
        /// The prospect did not answer in time.
        Expiree = "EXPIREE", "Proposition expirée";
        /// The prospect was taken off the list.
        Retiree = "RETIREE", "Retiré de la liste";
    }
}

impl EtatPlace {
    /// Returns true when the place is on the list.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::EnAttente | Self::Proposee)
    }
}
