//! Telephone numbers.

use common::ErreurChamp;
use phonenumber::country::Id as Country;

use crate::error::{ApiError, ApiResult};

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

/// A telephone number in E.164, or 422 for the field.
pub fn telephone(champ: &str, typed: &str) -> ApiResult<String> {
    normalise_telephone(typed).ok_or_else(|| ApiError::validation(vec![wrong_telephone(champ)]))
}

/// The error of a field that holds no telephone number.
pub fn wrong_telephone(champ: &str) -> ErreurChamp {
    ErreurChamp::new(champ, "TELEPHONE_INVALIDE", "Ce numéro de téléphone n’est pas valable.")
}

#[cfg(test)]
mod tests {
    use super::*;

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
