//! Error codes of problems.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes! {
    /// Stable code of a problem, with its French title. The service maps each code to an HTTP status.
    ErrorCode {
        RequeteInvalide = "REQUETE_INVALIDE", "La requête est invalide";
        NonAuthentifie = "NON_AUTHENTIFIE", "Connexion requise";
        CodeRequis = "CODE_REQUIS", "Code de vérification requis";
        CodeInvalide = "CODE_INVALIDE", "Code de vérification refusé";
        CleApiInvalide = "CLE_API_INVALIDE", "Clé d’API absente ou invalide";
        SignatureInvalide = "SIGNATURE_INVALIDE", "Signature invalide";
        HorodatagePerime = "HORODATAGE_PERIME", "Signature trop ancienne ou trop récente";
        AccesRefuse = "ACCES_REFUSE", "Accès refusé";
        SecondFacteurRequis = "SECOND_FACTEUR_REQUIS", "Double authentification requise";
        VerificationRequise = "VERIFICATION_REQUISE", "Vérification requise";
        Introuvable = "INTROUVABLE", "Introuvable";
        MethodeNonAutorisee = "METHODE_NON_AUTORISEE", "Méthode non autorisée";
        DelaiDepasse = "DELAI_DEPASSE", "La requête arrive trop lentement";
        ActionEnCours = "ACTION_EN_COURS", "Une action est déjà en cours";
        ActionNonRelancable = "ACTION_NON_RELANCABLE", "Cette action ne peut pas être relancée";
        CapaciteInsuffisante = "CAPACITE_INSUFFISANTE", "La session a plus d’inscrits que de places";
        CodeUtilise = "CODE_UTILISE", "Ce code est déjà pris";
        CompteInactif = "COMPTE_INACTIF", "Ce compte est désactivé";
        DejaPartie = "DEJA_PARTIE", "L’action est déjà partie";
        DejaCandidat = "DEJA_CANDIDAT", "Ce prospect est déjà candidat";
        DernierAdmin = "DERNIER_ADMIN", "Il faut une personne pour administrer";
        SecondFacteurActif = "SECOND_FACTEUR_ACTIF", "La double authentification est déjà active";
        LotExpire = "LOT_EXPIRE", "La vérification est trop ancienne";
        LotNonPrepare = "LOT_NON_PREPARE", "Ce lot ne peut plus être lancé";
        SessionComplete = "SESSION_COMPLETE", "La session est complète";
        ResultatContradictoire = "RESULTAT_CONTRADICTOIRE", "Un autre résultat a déjà été enregistré";
        NumeroDossierPris = "NUMERO_DOSSIER_PRIS", "Ce numéro de dossier est déjà pris";
        SessionNonComplete = "SESSION_NON_COMPLETE", "La session a encore des places";
        PlaceNonProposee = "PLACE_NON_PROPOSEE", "Cette place n’est pas proposée";
        Opposition = "OPPOSITION", "Cette personne ne veut pas être contactée";
        PersonneAnonymisee = "PERSONNE_ANONYMISEE", "Cette personne a été anonymisée";
        VersionPerimee = "VERSION_PERIMEE", "La fiche a changé entre-temps";
        ChargeTropGrande = "CHARGE_TROP_GRANDE", "Le contenu est trop volumineux";
        AdresseTropLongue = "ADRESSE_TROP_LONGUE", "L’adresse est trop longue";
        TypeNonSupporte = "TYPE_NON_SUPPORTE", "Type de contenu non pris en charge";
        Validation = "VALIDATION", "Certaines valeurs sont incorrectes";
        CleIdempotenceReutilisee = "CLE_IDEMPOTENCE_REUTILISEE", "Clé d’idempotence déjà utilisée";
        ConditionRequise = "CONDITION_REQUISE", "En-tête If-Match requis";
        EnTetesTropGrands = "EN_TETES_TROP_GRANDS", "Les en-têtes sont trop volumineux";
        TropDeRequetes = "TROP_DE_REQUETES", "Trop de requêtes";
        ErreurInterne = "ERREUR_INTERNE", "Erreur interne";
        ServiceIndisponible = "SERVICE_INDISPONIBLE", "Service momentanément indisponible";
    }
}

codes! {
    /// Stable code of an invalid field, with a French label.
    FieldCode {
        ChampRequis = "CHAMP_REQUIS", "Champ requis";
        ChampInconnu = "CHAMP_INCONNU", "Champ inconnu";
        TypeInvalide = "TYPE_INVALIDE", "Type inattendu";
        ValeurInconnue = "VALEUR_INCONNUE", "Valeur hors de la liste";
        ValeurNonRemplie = "VALEUR_NON_REMPLIE", "Expression non remplie";
        Longueur = "LONGUEUR", "Longueur incorrecte";
        TropLong = "TROP_LONG", "Liste trop longue";
        CaractereInterdit = "CARACTERE_INTERDIT", "Caractère interdit";
        UnSeul = "UN_SEUL", "Un seul des champs";
        ContactRequis = "CONTACT_REQUIS", "Adresse ou numéro requis";
        EmailRequis = "EMAIL_REQUIS", "Adresse e-mail requise";
        EmailInvalide = "EMAIL_INVALIDE", "Adresse e-mail invalide";
        TelephoneInvalide = "TELEPHONE_INVALIDE", "Numéro de téléphone invalide";
        LienInvalide = "LIEN_INVALIDE", "Lien invalide";
        DateInvalide = "DATE_INVALIDE", "Date invalide";
        DatePassee = "DATE_PASSEE", "Date passée";
        StatutInterdit = "STATUT_INTERDIT", "Statut interdit";
        MotifRequis = "MOTIF_REQUIS", "Motif requis";
        MotifInterdit = "MOTIF_INTERDIT", "Motif interdit";
        RelanceInterdite = "RELANCE_INTERDITE", "Relance interdite";
        HeureInvalide = "HEURE_INVALIDE", "Heure invalide";
        ResponsableInconnu = "RESPONSABLE_INCONNU", "Responsable inconnu";
        FormationInconnue = "FORMATION_INCONNUE", "Formation inconnue";
        SessionInconnue = "SESSION_INCONNUE", "Session inconnue";
        SessionAutreFormation = "SESSION_AUTRE_FORMATION", "Session d’une autre formation";
        SessionFermee = "SESSION_FERMEE", "Session fermée";
        HorsLimites = "HORS_LIMITES", "Nombre hors des limites";
        FinAvantDebut = "FIN_AVANT_DEBUT", "Fin avant le début";
        MemeFiche = "MEME_FICHE", "Deux fois la même fiche";
        DejaUtilise = "DEJA_UTILISE", "Déjà utilisé";
        MotDePasseIncorrect = "MOT_DE_PASSE_INCORRECT", "Mot de passe incorrect";
        TropFacile = "TROP_FACILE", "Mot de passe trop facile";
        CodeInvalide = "CODE_INVALIDE", "Code de vérification refusé";
    }
}

/// Code of a received problem.
pub type ProblemCode = Received<ErrorCode>;

/// A received code. A newer service can send codes that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    from = "String",
    into = "String",
    bound(serialize = "C: Clone + AsRef<str>", deserialize = "C: FromStr")
)]
pub enum Received<C> {
    /// A code of this version.
    Known(C),
    /// The text of an unknown code.
    Unknown(String),
}

impl<C: Copy> Received<C> {
    /// Returns the code if this version knows it.
    pub const fn known(&self) -> Option<C> {
        match self {
            Self::Known(code) => Some(*code),
            Self::Unknown(_) => None,
        }
    }
}

impl<C: AsRef<str>> Received<C> {
    /// Returns the code as sent in JSON.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(code) => code.as_ref(),
            Self::Unknown(word) => word,
        }
    }
}

impl From<ErrorCode> for Received<ErrorCode> {
    fn from(code: ErrorCode) -> Self {
        Self::Known(code)
    }
}

impl From<FieldCode> for Received<FieldCode> {
    fn from(code: FieldCode) -> Self {
        Self::Known(code)
    }
}

impl<C: FromStr> From<String> for Received<C> {
    fn from(word: String) -> Self {
        word.parse().map_or(Self::Unknown(word), Self::Known)
    }
}

impl<C: AsRef<str>> From<Received<C>> for String {
    fn from(code: Received<C>) -> Self {
        code.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_a_newer_service_is_kept_as_its_word() {
        for word in ["ACTION_EN_COURS", "CODE_DE_DEMAIN", ""] {
            let read: ProblemCode = serde_json::from_value(word.into()).unwrap();
            assert_eq!(read.known(), word.parse().ok());
            assert_eq!(serde_json::to_value(&read).unwrap(), word);
        }
    }
}
