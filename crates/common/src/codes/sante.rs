//! Codes of the health of the service.

use crate::codes::codes;

codes! {
    /// The overall health of the service.
    EtatSante {
        Bon = "BON", "Tout va bien";
        ASurveiller = "A_SURVEILLER", "À surveiller";
        EnPanne = "EN_PANNE", "En panne";
    }
}

codes! {
    /// The state of a workflow of n8n.
    EtatWorkflow {
        Actif = "ACTIF", "Actif";
        /// Its webhook is not registered: the workflow is deactivated, or not imported.
        Inactif = "INACTIF", "Désactivé";
        /// n8n does not answer, or reports that it cannot.
        Injoignable = "INJOIGNABLE", "Injoignable";
        CleRefusee = "CLE_REFUSEE", "Clé refusée";
        SignatureRefusee = "SIGNATURE_REFUSEE", "Signature refusée";
        /// The response does not come from a workflow of this project.
        ReponseInattendue = "REPONSE_INATTENDUE", "Réponse inattendue";
        /// It accepts calls but does not support canaris: a school's own workflow.
        SansCanari = "SANS_CANARI", "Actif, sans canari";
        /// No canari was sent yet.
        Inconnu = "INCONNU", "Pas encore testé";
    }
}

codes! {
    /// The state of the standby that serves reads.
    EtatLecture {
        Active = "ACTIVE", "En service";
        /// It has not replayed in time what was committed before a read.
        EnRetard = "EN_RETARD", "En retard";
        Injoignable = "INJOIGNABLE", "Injoignable";
        /// It accepts writes: it is no standby, or no longer one.
        Promue = "PROMUE", "Promue";
        /// It follows another server, or it is another database.
        AutreBase = "AUTRE_BASE", "Autre base";
    }
}

codes! {
    /// The background loops.
    Worker {
        Dispatcher = "DISPATCHER", "Envoi des demandes à n8n";
        Echeances = "ECHEANCES", "Surveillance des délais";
        Flux = "FLUX", "Notifications en direct";
        Canari = "CANARI", "Test des workflows";
    }
}
