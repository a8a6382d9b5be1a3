//! Validates fields one by one and collects their errors, so that a form shows all at once.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::RangeInclusive;

use common::{ErreurChamp, FieldCode};

use super::email::wrong_email;
use super::telephone::wrong_telephone;
use super::{normalise_email, normalise_telephone, text};
use crate::error::{ApiError, ApiResult};

/// Maximum number of addresses, and of numbers, per person.
pub(crate) const MANY: usize = 10;

/// Maximum lengths of texts, in characters.
pub(crate) mod limit {
    pub(crate) const NAME: usize = 100;
    pub(crate) const ADDRESS: usize = 200;
    pub(crate) const POSTCODE: usize = 20;
    pub(crate) const SUMMARY: usize = 20_000;
}

/// Converts values to the element type of an array column.
pub(crate) fn column(values: Vec<String>) -> Vec<Option<String>> {
    values.into_iter().map(Some).collect()
}

/// Errors collected so far.
#[derive(Default)]
pub(crate) struct Check {
    erreurs: Vec<ErreurChamp>,
}

impl Check {
    /// Adds an error for a field.
    pub(crate) fn refuse(&mut self, champ: &str, code: FieldCode, message: &str) {
        self.erreurs.push(ErreurChamp::new(champ, code, message));
    }

    /// Adds errors that were found elsewhere.
    pub(crate) fn extend(&mut self, erreurs: Vec<ErreurChamp>) {
        self.erreurs.extend(erreurs);
    }

    /// Returns a 422 if there are errors.
    pub(crate) fn finish(self) -> ApiResult<()> {
        if self.erreurs.is_empty() { Ok(()) } else { Err(ApiError::validation(self.erreurs)) }
    }

    /// Returns true when there is no error so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.erreurs.is_empty()
    }

    /// Normalises a text of one line.
    pub(crate) fn line(&mut self, champ: &str, typed: &str, limit: usize) -> String {
        let text = text::line(typed);
        if text.chars().any(char::is_control) {
            self.refuse(
                champ,
                FieldCode::CaractereInterdit,
                "Ce texte tient sur une ligne, sans caractère de contrôle.",
            );
        }
        self.length(champ, &text, limit);
        text
    }

    /// Normalises a required text of one line.
    pub(crate) fn required_line(&mut self, champ: &str, typed: &str, limit: usize) -> String {
        let text = self.line(champ, typed, limit);
        if text.is_empty() {
            self.refuse(champ, FieldCode::ChampRequis, "Ce champ est requis.");
        }
        text
    }

    /// Normalises an optional text of one line; empty becomes `None`.
    pub(crate) fn optional_line(&mut self, champ: &str, typed: Option<&str>, limit: usize) -> Option<String> {
        Some(self.line(champ, typed?, limit)).filter(|text| !text.is_empty())
    }

    /// Checks that a number is in a range.
    pub(crate) fn number<T: PartialOrd + Display>(
        &mut self,
        champ: &str,
        value: &T,
        range: &RangeInclusive<T>,
    ) {
        if !range.contains(value) {
            let message = format!("Un nombre de {} à {}.", range.start(), range.end());
            self.refuse(champ, FieldCode::HorsLimites, &message);
        }
    }

    /// Normalises an email address.
    pub(crate) fn email(&mut self, champ: &str, typed: &str) -> String {
        normalise_email(typed).unwrap_or_else(|| {
            self.erreurs.push(wrong_email(champ));
            String::new()
        })
    }

    /// Normalises an optional text of several lines; empty becomes `None`.
    pub(crate) fn optional_text(&mut self, champ: &str, typed: Option<&str>, limit: usize) -> Option<String> {
        let text = text::lines(typed?);
        self.length(champ, &text, limit);
        Some(text).filter(|text| !text.is_empty())
    }

    fn length(&mut self, champ: &str, text: &str, limit: usize) {
        if text.chars().count() > limit {
            self.refuse(champ, FieldCode::Longueur, &format!("{limit} caractères au plus."));
        }
    }

    /// Normalises email addresses and removes duplicates. Takes pairs of field name and typed text; blank ones are
    /// skipped.
    pub(crate) fn emails<'a>(&mut self, typed: impl Iterator<Item = (String, &'a str)>) -> Vec<String> {
        self.list(typed, normalise_email, wrong_email)
    }

    /// Normalises telephone numbers and removes duplicates.
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
                self.refuse(&champ, FieldCode::TropLong, "10 au plus.");
                break;
            }
        }
        kept
    }
}
