//! Reads fields one by one and keeps what is wrong with each: a form is told everything at once.

use std::collections::BTreeSet;

use common::ErreurChamp;

use super::email::wrong_email;
use super::telephone::wrong_telephone;
use super::{normalise_email, normalise_telephone, text};
use crate::error::{ApiError, ApiResult};

/// Addresses, or numbers, of one person at the most.
pub(crate) const MANY: usize = 10;

/// The limits of texts, in characters.
pub(crate) mod limit {
    pub(crate) const NAME: usize = 100;
    pub(crate) const ADDRESS: usize = 200;
    pub(crate) const POSTCODE: usize = 20;
    pub(crate) const SUMMARY: usize = 20_000;
}

/// The values, as a column holds them.
pub(crate) fn column(values: Vec<String>) -> Vec<Option<String>> {
    values.into_iter().map(Some).collect()
}

/// What is wrong so far.
#[derive(Default)]
pub(crate) struct Check {
    erreurs: Vec<ErreurChamp>,
}

impl Check {
    /// A field is wrong.
    pub(crate) fn refuse(&mut self, champ: &str, code: &str, message: &str) {
        self.erreurs.push(ErreurChamp::new(champ, code, message));
    }

    /// 422 when anything was wrong.
    pub(crate) fn finish(self) -> ApiResult<()> {
        if self.erreurs.is_empty() { Ok(()) } else { Err(ApiError::validation(self.erreurs)) }
    }

    /// Whether nothing was wrong so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.erreurs.is_empty()
    }

    /// A text on one line, in the form in which it is kept.
    pub(crate) fn line(&mut self, champ: &str, typed: &str, limit: usize) -> String {
        let text = text::line(typed);
        if text.chars().any(char::is_control) {
            self.refuse(
                champ,
                "CARACTERE_INTERDIT",
                "Ce texte tient sur une ligne, sans caractère de contrôle.",
            );
        }
        self.length(champ, &text, limit);
        text
    }

    /// The same, which may not be empty.
    pub(crate) fn required_line(&mut self, champ: &str, typed: &str, limit: usize) -> String {
        let text = self.line(champ, typed, limit);
        if text.is_empty() {
            self.refuse(champ, "CHAMP_REQUIS", "Ce champ est requis.");
        }
        text
    }

    /// The same, where nothing typed is nothing known.
    pub(crate) fn optional_line(&mut self, champ: &str, typed: Option<&str>, limit: usize) -> Option<String> {
        Some(self.line(champ, typed?, limit)).filter(|text| !text.is_empty())
    }

    /// An email address in the form in which it is kept.
    pub(crate) fn email(&mut self, champ: &str, typed: &str) -> String {
        normalise_email(typed).unwrap_or_else(|| {
            self.erreurs.push(wrong_email(champ));
            String::new()
        })
    }

    /// A text of several lines, where nothing typed is nothing known.
    pub(crate) fn optional_text(&mut self, champ: &str, typed: Option<&str>, limit: usize) -> Option<String> {
        let text = text::lines(typed?);
        self.length(champ, &text, limit);
        Some(text).filter(|text| !text.is_empty())
    }

    fn length(&mut self, champ: &str, text: &str, limit: usize) {
        if text.chars().count() > limit {
            self.refuse(champ, "LONGUEUR", &format!("{limit} caractères au plus."));
        }
    }

    /// Email addresses in the form in which they are kept, each once. Takes pairs of the field and the text that was typed
    /// there; blanks are left out.
    pub(crate) fn emails<'a>(&mut self, typed: impl Iterator<Item = (String, &'a str)>) -> Vec<String> {
        self.list(typed, normalise_email, wrong_email)
    }

    /// Telephone numbers, likewise.
    pub(crate) fn telephones<'a>(&mut self, typed: impl Iterator<Item = (String, &'a str)>) -> Vec<String> {
        self.list(typed, normalise_telephone, wrong_telephone)
    }

    fn list<'a>(
        &mut self,
        typed: impl Iterator<Item = (String, &'a str)>,
        normalise: fn(&str) -> Option<String>,
        wrong: fn(&str) -> ErreurChamp,
    ) -> Vec<String> {
        let (mut seen, mut kept) = (BTreeSet::new(), Vec::new());
        for (champ, typed) in typed.filter(|(_, typed)| !text::line(typed).is_empty()) {
            match normalise(typed) {
                Some(value) if seen.insert(value.clone()) => kept.push(value),
                Some(_) => {}
                None => self.erreurs.push(wrong(&champ)),
            }
            if kept.len() > MANY {
                self.refuse(&champ, "TROP_LONG", "10 au plus.");
                break;
            }
        }
        kept
    }
}
