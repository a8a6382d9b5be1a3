//! DTOs of named API keys, and their scopes.

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::instant::Instant;
use crate::securite::PersonneRef;

/// Maximum length of a key's name, in characters.
pub const NOM_CLE: usize = 60;

codes! {
    /// The scopes of a named API key: what it may read or write. The words are `resource:verb`.
    PorteeCle {
        /// Adds and changes prospects and logs their emails; the answers show the records.
        ProspectsEcrire = "prospects:ecrire", "Ajouter et compléter des prospects, y compris leurs e-mails";
        /// Reads a prospect, an action, candidates and the catalogue.
        ProspectsLire = "prospects:lire", "Lire un prospect, une action, les candidats et le catalogue";
        /// Notes the state of the pieces of candidates' files; the answers show the candidates.
        CandidatsEcrire = "candidats:ecrire", "Noter les pièces du dossier des candidats";
        /// Reports steps and results of actions.
        ActionsRappeler = "actions:rappeler", "Annoncer les étapes et le résultat des actions";
        /// Reports errors to the error journal.
        JournalEcrire = "journal:ecrire", "Signaler des erreurs dans le journal";
        /// Reads the metrics.
        MetriquesLire = "metriques:lire", "Lire les mesures de fonctionnement";
    }
}

/// A named key of a program that calls the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CleApi {
    /// Identifier.
    pub id: i64,
    /// Name of the key; unique among the keys that are not revoked.
    pub nom: String,
    /// First characters of the secret, by which people recognise it.
    pub prefixe: String,
    /// The operations that the key may call.
    pub portees: Vec<PorteeCle>,
    /// Account that created the key; null when it was deleted.
    pub cree_par: Option<PersonneRef>,
    /// When the key was created.
    pub date_creation: Instant,
    /// Last use, to the minute; null before the first one.
    pub derniere_utilisation: Option<Instant>,
    /// When the key was revoked; null while it is valid.
    pub date_revocation: Option<Instant>,
}

/// Request to create a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCleApiRequest {
    /// Name of the key: the program that uses it.
    #[cfg_attr(feature = "server", schema(example = "Site de l’école", min_length = 1, max_length = 60))]
    pub nom: String,
    /// The operations that the key may call.
    #[cfg_attr(feature = "server", schema(min_items = 1))]
    pub portees: Vec<PorteeCle>,
}

/// A new key with its secret. It is returned only once: the database stores only a hash of the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CleApiCreee {
    /// The key.
    pub cle: CleApi,
    /// The secret, to send as `X-API-Key`.
    pub secret: String,
}
