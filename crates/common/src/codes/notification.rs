//! Codes of a notification.

use crate::codes::{Role, codes};

codes! {
    /// The receivers of a notification.
    Audience {
        Admin = "ADMIN", "Administration";
        Formateur = "FORMATEUR", "Formateurs";
        Eleve = "ELEVE", "Élèves";
        Tous = "TOUS", "Tous";
    }
}

impl From<Role> for Audience {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => Self::Admin,
            Role::Formateur => Self::Formateur,
            Role::Eleve => Self::Eleve,
        }
    }
}

codes! {
    /// The priority of a notification.
    Priorite {
        Basse = "BASSE", "Basse";
        Normale = "NORMALE", "Normale";
        Haute = "HAUTE", "Haute";
        Urgente = "URGENTE", "Urgente";
    }
}

codes! {
    /// The domain of a notification.
    CategorieNotification {
        Prospect = "PROSPECT", "Prospect";
        Candidat = "CANDIDAT", "Candidat";
        System = "SYSTEM", "Système";
    }
}

codes! {
    /// The kind of event of a notification.
    TypeNotification {
        ActionStart = "ACTION_START", "Traitement en cours";
        ActionSuccess = "ACTION_SUCCESS", "Action terminée";
        ActionPartielle = "ACTION_PARTIELLE", "Action partielle";
        ActionAnnulee = "ACTION_ANNULEE", "Action annulée";
        ErreurWebhook = "ERREUR_WEBHOOK", "Erreur n8n";
        Erreur = "ERREUR", "Erreur";
        Relances = "RELANCES", "Relances du jour";
    }
}
