//! Codes of an action: its type, its state, its events, and the severity of an entry of the error journal.

use crate::codes::codes;

codes! {
    /// The four types of action that n8n carries out.
    TypeAction {
        ConvertirCandidat = "CONVERTIR_CANDIDAT", "Conversion en candidat";
        EnvoyerDossier = "ENVOYER_DOSSIER", "Envoi du dossier";
        GenererDevis = "GENERER_DEVIS", "Génération du devis";
        EnvoyerEmail = "ENVOYER_EMAIL", "Envoi d’un e-mail";
    }
}

codes! {
    /// The purpose of an email of `ENVOYER_EMAIL`.
    TypeEmail {
        Relance = "RELANCE", "Relance";
        Information = "INFORMATION", "Information";
        Commercial = "COMMERCIAL", "Proposition commerciale";
    }
}

codes! {
    /// The state of an action.
    StatutAction {
        EnCours = "EN_COURS", "En cours";
        Terminee = "TERMINEE", "Terminée";
        Erreur = "ERREUR", "Erreur";
        /// Undone before its call left; n8n was never called.
        Annulee = "ANNULEE", "Annulée";
    }
}

codes! {
    /// Code of an event of an action.
    EvenementAction {
        Demande = "DEMANDE", "Demande";
        /// Its call waits: n8n is not reached.
        Attente = "ATTENTE", "Attente de n8n";
        /// A call that n8n did not take.
        Tentative = "TENTATIVE", "Appel de n8n";
        Livree = "LIVREE", "Transmise à n8n";
        Etape = "ETAPE", "Étape";
        Rappel = "RAPPEL", "Réponse de n8n";
        RappelRefuse = "RAPPEL_REFUSE", "Réponse de n8n refusée";
        Echec = "ECHEC", "Échec";
        Echeance = "ECHEANCE", "Délai dépassé";
        Annulation = "ANNULATION", "Annulation";
    }
}

codes! {
    /// The severity of a journal entry.
    Severite {
        Info = "INFO", "Information";
        Warning = "WARNING", "Avertissement";
        Erreur = "ERREUR", "Erreur";
        Critique = "CRITIQUE", "Critique";
    }
}
