//! Turns the refusal of a row into its verdict, and tells it from a refusal of the whole request.

use common::lot::VerdictLigne;
use common::{ErrorCode, FieldCode};

use crate::error::{ApiError, ApiResult};

/// Returns the verdict about a row that the single operation refused. An invalid field that no record causes is wrong
/// for every row.
///
/// # Errors
/// 422 with the parameter at fault; every error that is no refusal.
pub(super) fn of(error: ApiError) -> ApiResult<(VerdictLigne, String)> {
    let code = code(&error);
    let verdict = match error.code {
        ErrorCode::DejaCandidat => VerdictLigne::DejaCandidat,
        ErrorCode::ActionEnCours => VerdictLigne::ActionEnCours,
        ErrorCode::SessionComplete => VerdictLigne::SessionComplete,
        ErrorCode::Opposition => VerdictLigne::Opposition,
        ErrorCode::PersonneAnonymisee => VerdictLigne::Anonymisee,
        ErrorCode::Validation => match of_record(&error) {
            Some(verdict) => verdict,
            None => return Err(error.below("parametres")),
        },
        _ if error.is_refusal() => VerdictLigne::Refuse,
        _ => return Err(error),
    };
    Ok((verdict, code))
}

/// Returns the code that a row shows: the one of its first invalid field, or that of the problem.
pub(super) fn code(error: &ApiError) -> String {
    let field = error.erreurs().first().map(|erreur| erreur.code.as_str().to_owned());
    field.unwrap_or_else(|| error.code.as_str().to_owned())
}

/// Returns the verdict about invalid fields that the record causes; `None` when a parameter is at fault.
fn of_record(error: &ApiError) -> Option<VerdictLigne> {
    let verdicts = error.erreurs().iter().map(|erreur| match erreur.code.known()? {
        // The request was checked: the prospect is a candidate.
        FieldCode::StatutInterdit => Some(VerdictLigne::DejaCandidat),
        FieldCode::EmailRequis => Some(VerdictLigne::SansEmail),
        FieldCode::ContactRequis => Some(VerdictLigne::DonneeManquante),
        FieldCode::RelanceInterdite => Some(VerdictLigne::Refuse),
        _ => None,
    });
    verdicts.collect::<Option<Vec<_>>>()?.first().copied()
}

#[cfg(test)]
mod tests {
    use common::ErreurChamp;

    use super::*;

    const TOLD: (&str, &str) = ("Non.", "No.");

    fn refused(fields: &[FieldCode]) -> ApiError {
        ApiError::validation(fields.iter().map(|code| ErreurChamp::new("champ", *code, "…")).collect())
    }

    #[test]
    fn a_refusal_of_the_record_is_a_verdict() {
        for (error, verdict, code) in [
            (ApiError::new(ErrorCode::DejaCandidat, TOLD), VerdictLigne::DejaCandidat, "DEJA_CANDIDAT"),
            (ApiError::new(ErrorCode::NumeroDossierPris, TOLD), VerdictLigne::Refuse, "NUMERO_DOSSIER_PRIS"),
            (refused(&[FieldCode::EmailRequis]), VerdictLigne::SansEmail, "EMAIL_REQUIS"),
            (refused(&[FieldCode::RelanceInterdite]), VerdictLigne::Refuse, "RELANCE_INTERDITE"),
        ] {
            assert_eq!(of(error).unwrap(), (verdict, code.to_owned()));
        }
    }

    #[test]
    fn a_wrong_parameter_refuses_the_request() {
        for error in [
            refused(&[FieldCode::DatePassee]),
            refused(&[FieldCode::RelanceInterdite, FieldCode::HeureInvalide]),
        ] {
            assert_eq!(of(error).unwrap_err().erreurs()[0].champ, "parametres.champ");
        }
        let away = ApiError::new(ErrorCode::ServiceIndisponible, TOLD);
        assert_eq!(of(away).unwrap_err().code, ErrorCode::ServiceIndisponible);
    }
}
