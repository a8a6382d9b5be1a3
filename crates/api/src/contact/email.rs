//! Email addresses.

use common::ErreurChamp;
use validator::ValidateEmail as _;

use crate::error::{ApiError, ApiResult};

/// Longest email address (RFC 5321 §4.5.3.1.3, less the angle brackets).
const EMAIL_LIMIT: usize = 254;

/// An email address in the form in which it is kept: trimmed, lower case. The part before the @ could in theory tell
/// cases apart (RFC 5321 §2.4); no provider does, and two records for one person cost more.
pub fn normalise_email(typed: &str) -> Option<String> {
    let email = typed.trim().to_lowercase();
    // The rule of HTML's own email field, and a domain with a dot: nobody writes to the school from an intranet.
    let has_domain = email.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'));
    (email.len() <= EMAIL_LIMIT && has_domain && email.validate_email()).then_some(email)
}

/// An email address, or 422 for the field.
pub fn email(champ: &str, typed: &str) -> ApiResult<String> {
    normalise_email(typed).ok_or_else(|| ApiError::validation(vec![wrong_email(champ)]))
}

/// The error of a field that holds no email address.
pub fn wrong_email(champ: &str) -> ErreurChamp {
    ErreurChamp::new(champ, "EMAIL_INVALIDE", "Cette adresse e-mail n’est pas valable.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form() {
        assert_eq!(
            normalise_email("  Marie.Dumitru@Exemple.FR ").as_deref(),
            Some("marie.dumitru@exemple.fr")
        );
        for typed in
            ["", "marie", "marie@", "@exemple.fr", "marie@exemple", "a b@exemple.fr", "a@b@exemple.fr"]
        {
            assert_eq!(normalise_email(typed), None, "{typed}");
        }
        assert_eq!(normalise_email(&format!("{}@exemple.fr", "a".repeat(260))), None);
    }
}
