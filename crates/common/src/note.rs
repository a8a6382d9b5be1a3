//! DTOs of notes: free texts that admins write on a prospect's record.

use serde::{Deserialize, Serialize};

use crate::identifiant::{IdNote, IdUtilisateur};
use crate::instant::Instant;

/// Maximum length of a note, in characters.
pub const TEXTE_LENGTH: usize = 4_000;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Identifier.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_note: IdNote,
    /// Account of the author, who alone may change or delete the note.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_auteur: IdUtilisateur,
    /// Name of the author.
    pub auteur: String,
    /// The text.
    pub texte: String,
    /// When the note was written.
    pub date_note: Instant,
    /// Date of the last change; null before one.
    pub modifiee_le: Option<Instant>,
}

/// Request to write a note, or to replace its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NoteRequest {
    /// The text.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 4000))]
    pub texte: String,
}
