//! What people type, in the one form in which it is kept: email addresses in lower case, telephone numbers in E.164.

use common::ErreurChamp;
use phonenumber::country::Id as Country;
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

/// A telephone number in E.164; French when it bears no country code. It has the shape of a number of its country: ranges
/// are opened faster than lists of them are published, and a number that a person gives is worth a call.
pub fn normalise_telephone(typed: &str) -> Option<String> {
    let number = phonenumber::parse(Some(Country::FR), typed.trim()).ok()?;
    let national = number.national().to_string();
    let country = number.metadata(&phonenumber::metadata::DATABASE)?;
    let shapes = country.descriptors();
    let kinds = [shapes.fixed_line(), shapes.mobile(), shapes.voip(), shapes.toll_free()];
    let digits = u16::try_from(national.len()).ok()?;
    let fits = kinds.into_iter().flatten().any(|kind| kind.possible_length().contains(&digits));
    let plausible = fits && shapes.general().is_match(&national);
    plausible.then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

/// An email address, or 422 for the field.
pub fn email(champ: &str, typed: &str) -> ApiResult<String> {
    normalise_email(typed).ok_or_else(|| ApiError::validation(vec![wrong_email(champ)]))
}

/// A telephone number in E.164, or 422 for the field.
pub fn telephone(champ: &str, typed: &str) -> ApiResult<String> {
    normalise_telephone(typed).ok_or_else(|| ApiError::validation(vec![wrong_telephone(champ)]))
}

pub(super) fn wrong_email(champ: &str) -> ErreurChamp {
    erreur(champ, "EMAIL_INVALIDE", "Cette adresse e-mail n’est pas valable.")
}

pub(super) fn wrong_telephone(champ: &str) -> ErreurChamp {
    erreur(champ, "TELEPHONE_INVALIDE", "Ce numéro de téléphone n’est pas valable.")
}

pub(super) fn erreur(champ: &str, code: &str, message: &str) -> ErreurChamp {
    ErreurChamp { champ: champ.into(), code: code.into(), message: message.into() }
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
    fn a_number_is_french_unless_it_says_otherwise() {
        for typed in
            ["06 39 98 00 01", "0639980001", "+33 6 39 98 00 01", "0033639980001", "+33 (0)6 39 98 00 01"]
        {
            assert_eq!(normalise_telephone(typed).as_deref(), Some("+33639980001"), "{typed}");
        }
        assert_eq!(normalise_telephone("+32 470 12 34 56").as_deref(), Some("+32470123456"));
        for typed in ["", "12", "bonjour", "06 39 98 00", "+999 1234567"] {
            assert_eq!(normalise_telephone(typed), None, "{typed}");
        }
    }
}
