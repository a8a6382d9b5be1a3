//! Truncates external texts to their maximum length and lists the truncated fields for people.

use std::fmt;

/// Maximum lengths, in characters.
pub mod limit {
    /// Names of n8n's workflows, nodes and steps, and its identifiers.
    pub const NAME: usize = 200;
    /// Subject of an email; RFC 5322 §2.1.1 allows lines of 998 characters.
    pub const SUBJECT: usize = 1_000;
    /// Sender or recipients of an email.
    pub const ADDRESSES: usize = 320;
    /// Summary that an AI step of n8n wrote.
    pub const SUMMARY: usize = 20_000;
    /// Content of an email.
    pub const CONTENT: usize = 200_000;
    /// A Message-ID, whose unique index accepts 2 704 bytes.
    pub const MESSAGE_ID: usize = 600;
}

/// Truncates a text to `limit` characters and marks the cut with an ellipsis.
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some(_) => text.chars().take(limit - 1).chain(['…']).collect(),
    }
}

/// Texts that betray an unevaluated n8n expression, anywhere in a value.
const EXPRESSIONS: [&str; 6] = ["={{", "{{", "}}", "[object ", "undefined", "invalid date"];
/// Texts that JavaScript and Python write for a missing value.
const NO_VALUES: [&str; 3] = ["null", "nan", "none"];

/// Returns true for a value that n8n did not fill in: an unevaluated expression, or the word for a missing value.
pub fn is_unfilled(value: &str) -> bool {
    let value = value.to_lowercase();
    value.starts_with(['=', '{', '['])
        || NO_VALUES.contains(&value.as_str())
        || EXPRESSIONS.iter().any(|expression| value.contains(expression))
}

/// Returns true for a name that n8n did not fill in. « Null » and « Nan » are names of people.
pub fn is_unfilled_name(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "undefined" || ["={{", "{{", "[object "].iter().any(|expression| name.starts_with(expression))
}

/// Truncates texts and remembers the losses.
#[derive(Debug, Default)]
pub struct Cuts(Vec<String>);

impl Cuts {
    /// Truncates the field `champ` to `limit` characters.
    pub fn text(&mut self, champ: &str, text: &str, limit: usize) -> String {
        let kept = cut(text, limit);
        if kept != text {
            self.0.push(format!("« {champ} » coupé à {limit} caractères"));
        }
        kept
    }

    /// Trims and truncates the optional field `champ`; empty becomes `None`.
    pub fn line(&mut self, champ: &str, text: Option<&str>, limit: usize) -> Option<String> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        Some(self.text(champ, text, limit))
    }

    /// Trims and truncates the optional field `champ`; empty becomes `None`, and so does an unfilled value, with a note.
    /// A Message-ID may hold braces, an equals sign and any word (RFC 5322 §3.6.4), so only the whole value counts.
    pub fn filled(&mut self, champ: &str, text: Option<&str>, limit: usize) -> Option<String> {
        let line = self.line(champ, text, limit)?;
        let value = line.trim_matches(['<', '>']);
        if is_unfilled_name(value) || NO_VALUES.contains(&value.to_lowercase().as_str()) {
            self.unfilled(champ);
            return None;
        }
        Some(line)
    }

    /// Notes that the field `champ` was dropped, because n8n did not fill it in.
    pub fn unfilled(&mut self, champ: &str) {
        self.note(format!("« {champ} » ignoré, car une expression du workflow n’a pas été remplie"));
    }

    /// Adds another note for people, in French.
    pub fn note(&mut self, note: String) {
        self.0.push(note);
    }

    /// Truncates a summary and appends the losses; the result respects the limit of a summary.
    pub fn summary(mut self, given: Option<&str>) -> Option<String> {
        let given = self.line("resume", given, limit::SUMMARY);
        self.noted(given, limit::SUMMARY)
    }

    /// Appends the losses to a text of at most `limit` characters, unless the text already tells them. The result
    /// respects the limit.
    pub fn noted(&self, text: Option<String>, limit: usize) -> Option<String> {
        if self.is_empty() {
            return text;
        }
        let note = format!("[À l’enregistrement : {self}.]");
        match text {
            None => Some(note),
            Some(text) if text.contains(&note) => Some(text),
            Some(text) => {
                let room = limit.saturating_sub(note.chars().count() + 1);
                Some(format!("{}\n{note}", cut(&text, room)))
            }
        }
    }

    /// Returns true when nothing was lost.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Lists the losses in French.
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

    #[test]
    fn a_value_that_was_not_filled_in_is_none_and_that_is_told() {
        for given in
            ["undefined", "<undefined>", "null", "[object Object]", "={{ $json.messageId }}", " None "]
        {
            let mut cuts = Cuts::default();
            assert_eq!(cuts.filled("messageId", Some(given), 600), None, "{given}");
            let note = "« messageId » ignoré, car une expression du workflow n’a pas été remplie";
            assert_eq!(cuts.to_string(), note, "{given}");
        }
        let mut cuts = Cuts::default();
        for given in ["<1@a.example>", "<{5F1C-22}@a.example>", "<=1@a.example>", "<1@undefined>"] {
            assert_eq!(cuts.filled("messageId", Some(given), 600).as_deref(), Some(given));
        }
        assert!(cuts.filled("messageId", Some(" "), 600).is_none() && cuts.is_empty());
    }

    #[test]
    fn a_name_may_be_a_word_for_a_missing_value() {
        assert!(["undefined", "{{ $json.nom }}", "[object Object]"].into_iter().all(is_unfilled_name));
        assert!(!["Null", "Nan", "None", "Undefinedova", ""].into_iter().any(is_unfilled_name));
    }

    #[test]
    fn a_loss_is_noted_once_and_within_the_limit() {
        let mut cuts = Cuts::default();
        assert_eq!(cuts.noted(Some("Un CAP.".to_owned()), 80).as_deref(), Some("Un CAP."));
        cuts.text("ville", "ééé", 2);
        let note = "[À l’enregistrement : « ville » coupé à 2 caractères.]";
        assert_eq!(cuts.noted(None, 80).as_deref(), Some(note));
        let once = cuts.noted(Some("Un CAP.".to_owned()), 80);
        assert_eq!(once.as_deref(), Some(format!("Un CAP.\n{note}").as_str()));
        assert_eq!(cuts.noted(once.clone(), 80), once);
        let full = cuts.noted(Some("x".repeat(80)), 80).unwrap();
        assert!(full.ends_with(&format!("x…\n{note}")) && full.chars().count() == 80, "{full}");
    }
}
