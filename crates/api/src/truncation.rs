//! Texts from outside are cut to the length that is kept, and people are told which.

use std::fmt;

/// The longest texts that are kept, in characters.
pub mod limit {
    /// Names of n8n's workflows, nodes and steps, and its identifiers.
    pub const NAME: usize = 200;
    /// Subject of an email: RFC 5322 §2.1.1 allows lines of 998.
    pub const SUBJECT: usize = 1_000;
    /// Senders or recipients of an email.
    pub const ADDRESSES: usize = 320;
    /// A summary that an AI of n8n wrote.
    pub const SUMMARY: usize = 20_000;
    /// Content of an email.
    pub const CONTENT: usize = 200_000;
    /// A Message-ID: its unique index takes 2 704 bytes.
    pub const MESSAGE_ID: usize = 600;
}

/// At most `limit` characters of a text; an ellipsis says that there were more.
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some(_) => text.chars().take(limit - 1).chain(['…']).collect(),
    }
}

/// Cuts texts and remembers what was lost.
#[derive(Debug, Default)]
pub struct Cuts(Vec<String>);

impl Cuts {
    /// The field `champ`, cut to `limit` characters.
    pub fn text(&mut self, champ: &str, text: &str, limit: usize) -> String {
        let kept = cut(text, limit);
        if kept != text {
            self.0.push(format!("« {champ} » coupé à {limit} caractères"));
        }
        kept
    }

    /// The field `champ` when there is one, trimmed and cut to `limit` characters.
    pub fn line(&mut self, champ: &str, text: Option<&str>, limit: usize) -> Option<String> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        Some(self.text(champ, text, limit))
    }

    /// Something else that people are told, in French.
    pub fn note(&mut self, note: String) {
        self.0.push(note);
    }

    /// A summary, cut, with the losses at its end; both together are no longer than a summary may be.
    pub fn summary(mut self, given: Option<&str>) -> Option<String> {
        let given = self.line("resume", given, limit::SUMMARY);
        if self.is_empty() {
            return given;
        }
        let note = format!("[À l’enregistrement : {self}.]");
        let Some(given) = given else { return Some(note) };
        let room = limit::SUMMARY.saturating_sub(note.chars().count() + 1);
        Some(format!("{}\n{note}", cut(&given, room)))
    }

    /// Whether nothing was lost.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The losses in a French enumeration.
impl fmt::Display for Cuts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut("Été 💎", 5), "Été 💎");
        assert_eq!(cut("Été 💎💎", 5), "Été …");
        assert_eq!(cut("", 5), "");
    }

    #[test]
    fn what_was_cut_is_told_and_nothing_else() {
        let mut cuts = Cuts::default();
        assert_eq!(cuts.line("objet", Some(" Bonjour "), 7).as_deref(), Some("Bonjour"));
        assert_eq!(cuts.line("objet", Some("  "), 7), None);
        assert!(cuts.is_empty());
        assert_eq!(cuts.text("contenu", "ééé", 2), "é…");
        assert_eq!(cuts.to_string(), "« contenu » coupé à 2 caractères");
    }
}
