//! Codes of the audit of records and of anonymisation.

use crate::codes::codes;

codes! {
    /// An operation on a prospect's record.
    OperationAudit {
        Lecture = "LECTURE", "Fiche consultée";
        LectureEmails = "LECTURE_EMAILS", "Échanges consultés";
        ExportListe = "EXPORT_LISTE", "Exportée avec une liste";
        ExportPersonne = "EXPORT_PERSONNE", "Données personnelles exportées";
        Ajout = "AJOUT", "Fiche créée";
        Modification = "MODIFICATION", "Fiche modifiée";
        EmailAjoute = "EMAIL_AJOUTE", "E-mail ajouté aux échanges";
        ActionDemandee = "ACTION_DEMANDEE", "Action demandée";
        ActionTerminee = "ACTION_TERMINEE", "Action terminée";
        ActionEchouee = "ACTION_ECHOUEE", "Action échouée";
        ActionAnnulee = "ACTION_ANNULEE", "Action annulée";
        Anonymisation = "ANONYMISATION", "Personne anonymisée";
        RelanceFaite = "RELANCE_FAITE", "Relance faite";
    }
}

codes! {
    /// The reason of an anonymisation.
    MotifAnonymisation {
        /// The retention period is over.
        Retention = "RETENTION", "Durée de conservation dépassée";
        /// The person requests erasure (GDPR article 17).
        Demande = "DEMANDE", "Demande d’effacement";
        /// The person objects to further contact (GDPR article 21) and joins the opposition list.
        Opposition = "OPPOSITION", "Opposition";
    }
}

codes! {
    /// The result of an anonymisation.
    ResultatAnonymisation {
        Anonymisee = "ANONYMISEE", "Anonymisée";
        DejaAnonymisee = "DEJA_ANONYMISEE", "Déjà anonymisée";
        Introuvable = "INTROUVABLE", "Introuvable";
        ActionEnCours = "ACTION_EN_COURS", "Une action est en cours";
        Candidat = "CANDIDAT", "Candidat";
        NonEchue = "NON_ECHUE", "Durée de conservation non écoulée";
    }
}
