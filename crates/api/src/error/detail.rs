//! The description of an error, in French and, if it has one, in English.

use std::borrow::Cow;

/// Description of one occurrence of an error, safe to show.
///
/// A fixed sentence is given in both languages, as a pair: French, English. A sentence that names data may exist in
/// French alone.
#[derive(Debug, Clone)]
pub struct Detail {
    french: Cow<'static, str>,
    english: Option<Cow<'static, str>>,
}

impl Detail {
    /// Returns the French sentence.
    pub(super) fn french(&self) -> &str {
        &self.french
    }

    /// Returns the English sentence, if there is one.
    pub(super) fn english(&self) -> Option<&str> {
        self.english.as_deref()
    }
}

impl From<String> for Detail {
    fn from(french: String) -> Self {
        Self { french: french.into(), english: None }
    }
}

impl From<(&'static str, &'static str)> for Detail {
    fn from((french, english): (&'static str, &'static str)) -> Self {
        Self { french: french.into(), english: Some(english.into()) }
    }
}

impl From<(String, String)> for Detail {
    fn from((french, english): (String, String)) -> Self {
        Self { french: french.into(), english: Some(english.into()) }
    }
}
