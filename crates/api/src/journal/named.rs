//! Finds the prospects and actions that a report mentions, anywhere in its texts and JSON.

use common::IdAction;

/// Identifiers found in a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Identifiers such as `PROS_12`.
    pub(super) prospects: Vec<String>,
    /// Numbers that follow `idConversion`.
    pub(super) actions: Vec<IdAction>,
}

impl Named {
    /// Parses a text; JSON inside it may be escaped any number of times.
    pub(super) fn of(text: &str) -> Self {
        Self {
            prospects: numbers_after(text, "PROS_").map(|number| format!("PROS_{number}")).collect(),
            actions: numbers_after(text, "idConversion").filter_map(|number| number.parse().ok()).collect(),
        }
    }
}

/// Finds the digits after each `marker`, with or without punctuation between them.
fn numbers_after<'a>(text: &'a str, marker: &'static str) -> impl Iterator<Item = &'a str> {
    text.match_indices(marker).filter_map(move |(at, _)| {
        let rest = text[at + marker.len()..].trim_start_matches(|sign: char| !sign.is_alphanumeric());
        let end = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_read_wherever_they_stand() {
        let text = r#"Échec de /api/prospects/PROS_12/emails {"idProspect": "PROS_7", "body": "{\"idConversion\":\"45\"}"} idConversion=6"#;
        let named = Named::of(text);
        assert_eq!(named.prospects, ["PROS_12", "PROS_7"]);
        assert_eq!(named.actions, [45, 6].map(IdAction::from));
        assert_eq!(Named::of("PROS_x idConversion: null 12"), Named::default());
    }
}
