//! English titles of problems. The French ones are labels of the codes, because the page shows them.

use common::ErrorCode;

/// Returns the English title of a code.
pub(super) const fn title(code: ErrorCode) -> &'static str {
    use ErrorCode as Code;
    match code {
        Code::RequeteInvalide => "The request is invalid",
        Code::NonAuthentifie => "Login required",
        Code::CodeRequis => "Verification code required",
        Code::CodeInvalide => "Verification code refused",
        Code::CleApiInvalide => "Missing or invalid API key",
        Code::SignatureInvalide => "Invalid signature",
        Code::HorodatagePerime => "Signature too old or too recent",
        Code::AccesRefuse => "Access denied",
        Code::SecondFacteurRequis => "Second factor required",
        Code::VerificationRequise => "Verification required",
        Code::CodeUtilise => "Code already used",
        Code::CapaciteInsuffisante => "Not enough seats",
        Code::Introuvable => "Not found",
        Code::MethodeNonAutorisee => "Method not allowed",
        Code::DelaiDepasse => "The request arrives too slowly",
        Code::ActionEnCours => "An action is already running",
        Code::ActionNonRelancable => "This action cannot be restarted",
        Code::CompteInactif => "This account is deactivated",
        Code::DejaPartie => "The action has already left",
        Code::DejaCandidat => "This prospect is already a candidate",
        Code::DernierAdmin => "Somebody has to administer",
        Code::SecondFacteurActif => "The second factor is already active",
        Code::LotExpire => "The rehearsal is too old",
        Code::LotNonPrepare => "This bulk change can no longer be launched",
        Code::SessionComplete => "The session is full",
        Code::SessionNonComplete => "The session has seats left",
        Code::PlaceNonProposee => "No seat is offered",
        Code::ResultatContradictoire => "Another result was already recorded",
        Code::NumeroDossierPris => "This file number is already taken",
        Code::Opposition => "This person does not want to be contacted",
        Code::PersonneAnonymisee => "This person was anonymised",
        Code::VersionPerimee => "The record changed in the meantime",
        Code::ChargeTropGrande => "The content is too large",
        Code::AdresseTropLongue => "The address is too long",
        Code::TypeNonSupporte => "Unsupported content type",
        Code::Validation => "Some values are incorrect",
        Code::CleIdempotenceReutilisee => "Idempotency key already used",
        Code::ConditionRequise => "Header If-Match required",
        Code::EnTetesTropGrands => "The headers are too large",
        Code::TropDeRequetes => "Too many requests",
        Code::ErreurInterne => "Internal error",
        Code::ServiceIndisponible => "Service temporarily unavailable",
    }
}
