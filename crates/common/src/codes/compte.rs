//! Codes of accounts and their security journal.

use crate::codes::codes;

codes! {
    /// The role of an account, which decides its rights.
    Role {
        Admin = "ADMIN", "Administration";
        Formateur = "FORMATEUR", "Formateur";
        Eleve = "ELEVE", "Élève";
    }
}

codes! {
    /// The events of the security journal.
    EvenementSecurite {
        Connexion = "CONNEXION", "Connexion";
        ConnexionRefusee = "CONNEXION_REFUSEE", "Connexion refusée";
        Deconnexion = "DECONNEXION", "Déconnexion";
        DeconnexionPartout = "DECONNEXION_PARTOUT", "Déconnexion de tous les appareils";
        SessionTerminee = "SESSION_TERMINEE", "Connexion terminée à distance";
        Invitation = "INVITATION", "Invitation";
        /// An invitation to choose another password.
        Reinitialisation = "REINITIALISATION", "Réinitialisation du mot de passe";
        InvitationAcceptee = "INVITATION_ACCEPTEE", "Invitation acceptée";
        MotDePasse = "MOT_DE_PASSE", "Mot de passe changé";
        Role = "ROLE", "Rôle changé";
        Desactivation = "DESACTIVATION", "Compte désactivé";
        Reactivation = "REACTIVATION", "Compte réactivé";
        /// The command `create-admin` created or reset an account.
        CreateAdmin = "CREATE_ADMIN", "Compte créé ou réinitialisé sur le serveur";
        CleRefusee = "CLE_REFUSEE", "Clé d’API refusée";
        CleCreee = "CLE_CREEE", "Clé d’API créée";
        CleRevoquee = "CLE_REVOQUEE", "Clé d’API révoquée";
        /// A formation, its documents, a session, a closure or a rule of a funder was created or changed.
        Catalogue = "CATALOGUE", "Catalogue modifié";
        Export = "EXPORT", "Liste exportée";
        ExportPersonne = "EXPORT_PERSONNE", "Données personnelles exportées";
        Anonymisation = "ANONYMISATION", "Personne anonymisée";
        Opposition = "OPPOSITION", "Opposition enregistrée";
        SecondFacteurActive = "SECOND_FACTEUR_ACTIVE", "Double authentification activée";
        SecondFacteurRetire = "SECOND_FACTEUR_RETIRE", "Double authentification retirée";
        SecondFacteurRefuse = "SECOND_FACTEUR_REFUSE", "Code de vérification refusé";
        /// A code given again, before an operation that requires it.
        Verification = "VERIFICATION", "Identité vérifiée";
    }
}
