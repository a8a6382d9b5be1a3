//! Reads a code.

use std::fmt;

use serde::de::{Error, Visitor};

/// Finds a word in a list. All lists share it, because serde's derive writes a visitor for each list.
pub(crate) struct Place(pub(crate) &'static [&'static str]);

impl Visitor<'_> for Place {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<usize, E> {
        let place = self.0.iter().position(|code| *code == word);
        place.ok_or_else(|| E::unknown_variant(word, self.0))
    }
}
