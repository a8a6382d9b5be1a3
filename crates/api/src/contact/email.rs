//! Email addresses.

use std::borrow::Cow;

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

/// The address that receives what is sent to a kept address: the one without its tag, `a@x.fr` for `a+tag@x.fr` (RFC 5233).
pub fn without_tag(email: &str) -> Cow<'_, str> {
    match email.rsplit_once('@').map(|(local, domain)| (local.split_once('+'), domain)) {
        Some((Some((mailbox, _)), domain)) if !mailbox.is_empty() => format!("{mailbox}@{domain}").into(),
        _ => email.into(),
    }
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

    #[test]
    fn a_tagged_address_leads_to_the_mailbox() {
        for (email, mailbox) in [
            ("a+1@x.example", "a@x.example"),
            ("a+1+2@x.example", "a@x.example"),
            ("a@x.example", "a@x.example"),
            ("+1@x.example", "+1@x.example"),
            ("+33639980001", "+33639980001"),
        ] {
            assert_eq!(without_tag(email), mailbox);
        }
    }
}
