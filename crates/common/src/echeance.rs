//! DTOs of the funding clock: rules of the funders, and the last day to act for a session and a way of paying.

use serde::{Deserialize, Serialize};

use crate::calendrier::UniteDelai;
use crate::catalogue::SessionFormation;
use crate::codes::{ModeFinancement, codes};
use crate::instant::Day;
use crate::lenient::{self, given, not_null};

codes! {
    /// The day from which a rule counts.
    EvenementDelai {
        /// First day of the session.
        Debut = "DEBUT", "Début de la session";
        /// The holder's arrival, which is the first day of the session.
        Entree = "ENTREE", "Entrée en formation";
        /// The holder's departure, which is the last day of the session.
        Sortie = "SORTIE", "Sortie de formation";
        Signature = "SIGNATURE", "Signature du contrat";
        /// The end of every period in which the person may still withdraw.
        FinRetractation = "FIN_RETRACTATION", "Fin des délais de rétractation";
        Demande = "DEMANDE", "Demande du titulaire";
        Proposition = "PROPOSITION", "Proposition de l’école";
        Validation = "VALIDATION", "Validation de la commande";
        Reception = "RECEPTION", "Réception de la demande";
    }
}

codes! {
    /// The direction in which a rule counts.
    SensDelai {
        Avant = "AVANT", "avant";
        Apres = "APRES", "après";
    }
}

codes! {
    /// Meaning of the last day of a rule.
    NatureDelai {
        /// The school acts on that day at the latest.
        Agir = "AGIR", "À faire au plus tard";
        /// The school waits until the end of that day.
        Attendre = "ATTENDRE", "À attendre";
    }
}

codes! {
    /// The sessions to which a rule applies.
    ConditionDelai {
        /// Work stops for six months or more, without a break and full time (article R6323-10 of the labour code).
        ArretLong = "ARRET_LONG", "Arrêt de travail continu de six mois ou plus";
        ArretCourt = "ARRET_COURT", "Arrêt de travail de moins de six mois, discontinu ou à temps partiel";
        ADistance = "A_DISTANCE", "Formation à distance";
    }
}

codes! {
    /// Certainty of a rule.
    Certitude {
        Texte = "S", "Texte officiel";
        Administration = "A", "Conditions de l’administration";
        Plausible = "P", "Plausible, régional ou discuté";
        Reglage = "R", "Réglage de l’école";
        Contradictoire = "?", "Sources contradictoires";
    }
}

impl Certitude {
    /// Returns true when the school must ask the funder before it relies on the rule.
    pub const fn is_to_verify(self) -> bool {
        !matches!(self, Self::Texte | Self::Administration)
    }
}

/// A rule of a funder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RegleFinancement {
    /// Stable code, such as `CPF_PROPOSITION`.
    pub code: String,
    /// The way of paying to which it applies.
    pub financement: ModeFinancement,
    /// Act that the rule asks for, such as "envoyer la proposition".
    pub libelle: String,
    /// The day from which it counts.
    pub evenement: EvenementDelai,
    /// The direction in which it counts.
    pub sens: SensDelai,
    /// Meaning of its last day.
    pub nature: NatureDelai,
    /// Length of the period.
    pub nombre: i32,
    /// Unit of the length.
    pub unite: UniteDelai,
    /// Working days by which the school acts before the rule's own last day.
    pub marge: i32,
    /// The sessions to which it applies; null for all.
    pub condition: Option<ConditionDelai>,
    /// True when a last day on a week-end or holiday moves to the next working day.
    pub prorogee: bool,
    /// Certainty of that move, when it is not the rule's.
    pub certitude_prorogation: Option<Certitude>,
    /// Months before the session from which the funder takes the request; null without such a day.
    pub ouverture_mois: Option<i32>,
    /// Largest part of the price, in percent, that may be paid on the first possible day; null when no rule says so.
    pub pourcent_max: Option<i32>,
    /// True when the funder pays only for a certification in force.
    pub certification_requise: bool,
    /// Texts or pages from which the rule comes.
    pub source: String,
    /// First day on which it applies; null without a bound.
    pub valide_du: Option<Day>,
    /// Last day on which it applies; null without a bound.
    pub valide_au: Option<Day>,
    /// Certainty of the rule.
    pub certitude: Certitude,
    /// False when it is not applied.
    pub active: bool,
    /// Version, for `If-Match` as `"v3"`.
    pub version: i32,
}

/// Request to change a rule: an absent field stays. Only `valideDu` and `valideAu` can be emptied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ChangeRegleFinancementRequest {
    /// Act that the rule asks for, such as "envoyer la proposition".
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, min_length = 1, max_length = 200))]
    pub libelle: Option<String>,
    /// Length of the period.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, minimum = 0, maximum = 730))]
    pub nombre: Option<i32>,
    /// Unit of the length.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub unite: Option<UniteDelai>,
    /// Working days by which the school acts before the rule's own last day.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, minimum = 0, maximum = 60))]
    pub marge: Option<i32>,
    /// Texts or pages from which the rule comes.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, min_length = 1, max_length = 500))]
    pub source: Option<String>,
    /// First day on which it applies.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Day>))]
    pub valide_du: Option<Option<Day>>,
    /// Last day on which it applies.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Day>))]
    pub valide_au: Option<Option<Day>>,
    /// Certainty of the rule.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub certitude: Option<Certitude>,
    /// False when it is not applied.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub active: Option<bool>,
}

/// A date limit: a rule applied to a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EcheanceFinancement {
    /// Code of the rule.
    pub regle: String,
    /// Act that the rule asks for, such as "envoyer la proposition".
    pub libelle: String,
    /// Meaning of the limit.
    pub nature: NatureDelai,
    /// Last day of the rule itself.
    pub limite: Day,
    /// Last day before it on which the school is open; null when the school only waits.
    pub agir_avant: Option<Day>,
    /// First day after the limit, for a school that waits: the first payment, for instance.
    pub a_partir_du: Option<Day>,
    /// First day on which the funder takes the request; null without such a day.
    pub ouverture_le: Option<Day>,
    /// Days from today to `agirAvant`, or to `limite` when the school waits; negative when it is past.
    pub jours_restants: i32,
    /// Unit of `joursRestants`.
    pub unite: UniteDelai,
    /// Largest part of the price, in percent, that may be paid on `aPartirDu`; null when no rule says so.
    pub pourcent_max: Option<i32>,
    /// That part of the formation's price, in cents, rounded down; null without such a part or without a price.
    pub montant_max_centimes: Option<i64>,
    /// Explanation of the day, with the days that do not count.
    pub explication: String,
    /// Texts or pages from which the rule comes.
    pub source: String,
    /// Certainty of the rule.
    pub certitude: Certitude,
    /// True when the school must ask the funder before it relies on the day.
    pub a_verifier: bool,
}

/// The date limits of a session for one way of paying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EcheancesSession {
    /// The way of paying; null for a candidate who has none.
    pub financement: Option<ModeFinancement>,
    /// Warnings, such as a certification that ends before the session; nothing is refused because of them.
    pub avertissements: Vec<String>,
    /// Date limits, the first one first. Empty when no rule is known: the school asks the funder.
    pub echeances: Vec<EcheanceFinancement>,
}

/// The first session that somebody can still have paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PremiereSession {
    /// The first day on which a session may begin when the school acts on the given day; null without a rule.
    pub debut_au_plus_tot: Option<Day>,
    /// The first session with a free seat whose limits are not past; null when there is none.
    pub session: Option<SessionFormation>,
    /// Date limits of that session.
    pub echeances: Vec<EcheanceFinancement>,
}

/// A session, a way of paying, and the prospects who wish both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EcheanceProspects {
    /// The session.
    pub session: SessionFormation,
    /// Name of its formation.
    pub nom_formation: String,
    /// The way of paying.
    pub financement: ModeFinancement,
    /// Number of open prospects who wish the formation with this way of paying.
    pub prospects: i64,
    /// The date limit.
    pub echeance: EcheanceFinancement,
}

/// Days on which the school is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Fermeture {
    /// Identifier.
    pub id_fermeture: i64,
    /// Name, such as "Congés de Noël".
    pub libelle: String,
    /// First closed day.
    pub date_debut: Day,
    /// Last closed day.
    pub date_fin: Day,
}

/// Request to add days on which the school is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFermetureRequest {
    /// Name, such as "Congés de Noël".
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 100))]
    pub libelle: String,
    /// First closed day.
    pub date_debut: Day,
    /// Last closed day; `dateDebut` when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub date_fin: Option<Day>,
}
