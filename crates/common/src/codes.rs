//! The codes of the contract: closed lists of words, UPPER_SNAKE but for scopes, each with the French label for
//! screens.

mod place;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

pub(crate) use self::place::Place;

/// The word is not a code of its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("code inconnu")
    }
}

impl std::error::Error for UnknownCode {}

/// Declares a list of codes: `Variant = "CODE", "Libellé";`.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:tt, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$vmeta])* #[doc = $label] #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// All codes, in display order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the code as sent in JSON and stored in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Returns the French label.
            pub const fn libelle(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;
            fn from_str(word: &str) -> Result<Self, UnknownCode> {
                match word { $($code => Ok(Self::$variant),)+ _ => Err(UnknownCode) }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const WORDS: &[&str] = &[$($code),+];
                let place = deserializer.deserialize_str($crate::codes::Place(WORDS))?;
                Self::ALL.get(place).copied().ok_or_else(|| serde::de::Error::custom(UnknownCode))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    };
}

pub(crate) use codes;

codes! {
    /// The statut of a prospect. It never tells that an action is running.
    StatutProspect {
        Nouveau = "NOUVEAU", "Nouveau";
        Contacte = "CONTACTE", "Contacté";
        EnEchange = "EN_ECHANGE", "En échange";
        Qualifie = "QUALIFIE", "Qualifié";
        DevisEnvoye = "DEVIS_ENVOYE", "Devis envoyé";
        EnAttenteDossier = "EN_ATTENTE_DOSSIER", "En attente du dossier";
        DossierRecu = "DOSSIER_RECU", "Dossier reçu";
        FinancementEnCours = "FINANCEMENT_EN_COURS", "Financement en cours";
        ARecontacter = "A_RECONTACTER", "À recontacter";
        Candidat = "CANDIDAT", "Candidat";
        Perdu = "PERDU", "Perdu";
    }
}

impl StatutProspect {
    /// Returns true when a change of the record may replace this statut by `new`. Only a conversion makes a candidate,
    /// and a candidate stays one.
    pub fn may_become(self, new: Self) -> bool {
        self == new || (self != Self::Candidat && new != Self::Candidat)
    }
}

codes! {
    /// The reason for which the school lost a prospect. It goes with the statut `PERDU` only.
    MotifPerte {
        TropCher = "TROP_CHER", "Trop cher";
        FinancementRefuse = "FINANCEMENT_REFUSE", "Financement refusé";
        AutreEcole = "AUTRE_ECOLE", "Autre école choisie";
        PlusDeNouvelles = "PLUS_DE_NOUVELLES", "Plus de nouvelles";
        ProjetAbandonne = "PROJET_ABANDONNE", "Projet abandonné";
        HorsCible = "HORS_CIBLE", "Hors cible";
        Doublon = "DOUBLON", "Doublon";
        Autre = "AUTRE", "Autre motif";
        /// No reason was given, as for prospects lost before reasons existed. Requests do not take it.
        NonPrecise = "NON_PRECISE", "Motif non précisé";
    }
}

impl MotifPerte {
    /// Returns true when a request may give this reason.
    pub fn is_given(self) -> bool {
        self != Self::NonPrecise
    }
}

codes! {
    /// The funding mode of the training.
    ModeFinancement {
        Cpf = "CPF", "CPF";
        Opco = "OPCO", "OPCO";
        FranceTravail = "FRANCE_TRAVAIL", "France Travail";
        TransitionsPro = "TRANSITIONS_PRO", "Transitions Pro";
        Region = "REGION", "Région";
        Entreprise = "ENTREPRISE", "Entreprise";
        Personnel = "PERSONNEL", "Personnel";
        Alternance = "ALTERNANCE", "Alternance";
        /// Insurance fund of craftspeople and the self-employed, such as the FAFCEA.
        Faf = "FAF", "FAF (indépendants)";
        Autre = "AUTRE", "Autre";
    }
}

codes! {
    /// The way in which the prospect contacted the school.
    Source {
        Email = "EMAIL", "E-mail";
        Formulaire = "FORMULAIRE", "Formulaire";
        Telephone = "TELEPHONE", "Téléphone";
        Salon = "SALON", "Salon";
        ReseauxSociaux = "RESEAUX_SOCIAUX", "Réseaux sociaux";
        BoucheAOreille = "BOUCHE_A_OREILLE", "Bouche-à-oreille";
        Autre = "AUTRE", "Autre";
    }
}

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

codes! {
    /// The role of an account, which decides its rights.
    Role {
        Admin = "ADMIN", "Administration";
        Formateur = "FORMATEUR", "Formateur";
        Eleve = "ELEVE", "Élève";
    }
}

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

codes! {
    /// The severity of a journal entry.
    Severite {
        Info = "INFO", "Information";
        Warning = "WARNING", "Avertissement";
        Erreur = "ERREUR", "Erreur";
        Critique = "CRITIQUE", "Critique";
    }
}

codes! {
    /// Direction of an email, seen from the school.
    SensEmail {
        Entrant = "ENTRANT", "Reçu";
        Sortant = "SORTANT", "Envoyé";
    }
}

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
    /// The background loops.
    Worker {
        Dispatcher = "DISPATCHER", "Envoi des demandes à n8n";
        Echeances = "ECHEANCES", "Surveillance des délais";
        Flux = "FLUX", "Notifications en direct";
        Canari = "CANARI", "Test des workflows";
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

#[cfg(test)]
mod tests;
