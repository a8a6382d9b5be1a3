//! Codes of a prospect's record: its statut, why it was lost, its funding, its origin.

use crate::codes::codes;

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
    /// Direction of an email, seen from the school.
    SensEmail {
        Entrant = "ENTRANT", "Reçu";
        Sortant = "SORTANT", "Envoyé";
    }
}
