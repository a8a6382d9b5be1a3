//! Lists the errors of each operation. A test checks every response of the test suite against this list.

use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::{Ref, RefOr};

use super::problems;
use crate::error::ErrorCode::{
    self, AccesRefuse, ActionEnCours, ActionNonRelancable, AdresseTropLongue, CapaciteInsuffisante,
    ChargeTropGrande, CleApiInvalide, CleIdempotenceReutilisee, CodeInvalide, CodeRequis, CodeUtilise,
    CompteInactif, ConditionRequise, DejaCandidat, DejaPartie, DelaiDepasse, DernierAdmin, EnTetesTropGrands,
    ErreurInterne, HorodatagePerime, Introuvable, LotExpire, LotNonPrepare, NonAuthentifie,
    NumeroDossierPris, Opposition, PersonneAnonymisee, PlaceNonProposee, RequeteInvalide,
    ResultatContradictoire, SecondFacteurActif, SecondFacteurRequis, ServiceIndisponible, SessionComplete,
    SessionNonComplete, SignatureInvalide, TropDeRequetes, TypeNonSupporte, Validation, VerificationRequise,
    VersionPerimee,
};
use crate::error::status;

/// Errors of an operation beyond those that its parameters, body and callers imply.
#[rustfmt::skip]
const OWN: &[(&str, &[ErrorCode])] = &[
    ("login",                  &[NonAuthentifie, CodeRequis, CodeInvalide, AccesRefuse, TropDeRequetes]),
    ("acceptInvitation",       &[AccesRefuse, Introuvable]),
    ("checkInvitation",        &[AccesRefuse, Introuvable]),
    ("changePassword",         &[TropDeRequetes]),
    ("enrolSecondFacteur",     &[SecondFacteurActif]),
    ("activateSecondFacteur",  &[Introuvable, TropDeRequetes]),
    ("removeSecondFacteur",    &[Introuvable, TropDeRequetes]),
    ("verifySecondFacteur",    &[Introuvable, TropDeRequetes]),
    ("inviteUtilisateurAgain", &[CompteInactif]),
    ("changeUtilisateur",      &[DernierAdmin]),
    ("addProspect",            &[Opposition]),
    ("changeProspect",         &[PersonneAnonymisee, Opposition, VersionPerimee, ConditionRequise]),
    ("finishRelance",          &[PersonneAnonymisee, VersionPerimee, ConditionRequise]),
    ("createNote",             &[PersonneAnonymisee]),
    ("changeNote",             &[PersonneAnonymisee]),
    ("deleteNote",             &[PersonneAnonymisee]),
    ("changeVue",              &[VersionPerimee, ConditionRequise]),
    ("deleteVue",              &[VersionPerimee, ConditionRequise]),
    ("tellProspectsApart",     &[PersonneAnonymisee]),
    ("withdrawDistinction",    &[PersonneAnonymisee]),
    ("logEmail",               &[PersonneAnonymisee]),
    ("convertProspect",        &[Introuvable, ActionEnCours, DejaCandidat, SessionComplete, PersonneAnonymisee, CleIdempotenceReutilisee]),
    ("sendDossier",            &[ActionEnCours, DejaCandidat, Opposition, PersonneAnonymisee, CleIdempotenceReutilisee]),
    ("generateDevis",          &[ActionEnCours, PersonneAnonymisee, CleIdempotenceReutilisee]),
    ("sendEmail",              &[ActionEnCours, Opposition, PersonneAnonymisee, CleIdempotenceReutilisee]),
    ("relaunchAction",         &[ActionEnCours, ActionNonRelancable, DejaCandidat, SessionComplete, Opposition, PersonneAnonymisee, CleIdempotenceReutilisee, Validation]),
    ("launchLot",              &[LotExpire, LotNonPrepare, CleIdempotenceReutilisee]),
    ("undoAction",             &[DejaPartie, PersonneAnonymisee]),
    ("createFormation",        &[CodeUtilise]),
    ("changeFormation",        &[VersionPerimee, ConditionRequise]),
    ("replaceDocumentsRequis", &[VersionPerimee, ConditionRequise]),
    ("changeSession",          &[CapaciteInsuffisante, VersionPerimee, ConditionRequise]),
    ("changeRegleFinancement", &[VersionPerimee, ConditionRequise]),
    ("moveCandidat",           &[SessionComplete, PersonneAnonymisee]),
    ("changePiece",            &[PersonneAnonymisee, VersionPerimee, ConditionRequise]),
    ("addListeAttente",        &[ActionEnCours, DejaCandidat, SessionNonComplete, PersonneAnonymisee]),
    ("proposePlace",           &[SessionComplete, PlaceNonProposee]),
    ("answerProposition",      &[ActionEnCours, DejaCandidat, SessionComplete, PlaceNonProposee, PersonneAnonymisee]),
    ("decideCandidat",         &[SessionComplete, PersonneAnonymisee]),
    ("withdrawCandidat",       &[PersonneAnonymisee]),
    ("returnToProspect",       &[ActionEnCours, PersonneAnonymisee]),
    ("streamNotifications",    &[TropDeRequetes]),
    ("exportProspects",        &[TropDeRequetes]),
    ("exportSelection",        &[TropDeRequetes]),
    ("exportCandidats",        &[TropDeRequetes]),
    ("exportJournalErreurs",   &[TropDeRequetes]),
    ("exportAudit",            &[TropDeRequetes]),
    ("exportPerson",           &[TropDeRequetes]),
    ("completeAction",         &[Introuvable, ResultatContradictoire, NumeroDossierPris]),
    ("reportProgress",         &[Introuvable]),
];

/// Operations on one's own account, allowed even while an admin must still enrol a second factor.
const OWN_ACCOUNT: &[&str] = &[
    "getMe",
    "logout",
    "logoutEverywhere",
    "changePassword",
    "listSessionsConnexion",
    "endSessionConnexion",
    "getSecondFacteur",
    "enrolSecondFacteur",
    "activateSecondFacteur",
    "removeSecondFacteur",
    "verifySecondFacteur",
];

/// Operations that require a recent second factor.
const VERIFIED: &[&str] = &[
    "checkVerification",
    "inviteUtilisateur",
    "inviteUtilisateurAgain",
    "changeUtilisateur",
    "resetSecondFacteur",
    "createCle",
    "revokeCle",
    "exportPerson",
    "exportAudit",
    "anonymise",
    "addOpposition",
];

/// Returns every error of an operation, in the order of the table of codes.
fn of(operation: &Operation) -> Vec<ErrorCode> {
    let id = operation.operation_id.as_deref().unwrap_or_default();
    let own = OWN.iter().find(|(name, _)| *name == id).map_or(&[][..], |(_, codes)| codes);
    let mut codes = own.to_vec();
    codes.extend([RequeteInvalide, AdresseTropLongue, EnTetesTropGrands, ErreurInterne, ServiceIndisponible]);
    let security = serde_json::to_string(&operation.security).unwrap_or_default();
    if security.contains("session") {
        codes.extend([NonAuthentifie, AccesRefuse]);
        if !OWN_ACCOUNT.contains(&id) {
            codes.push(SecondFacteurRequis);
        }
        if VERIFIED.contains(&id) {
            codes.push(VerificationRequise);
        }
    }
    if security.contains("cleApi") {
        codes.extend([AccesRefuse, CleApiInvalide, TropDeRequetes]);
    }
    if security.contains("signature") {
        codes.extend([SignatureInvalide, HorodatagePerime]);
    }
    if operation.request_body.is_some() {
        codes.extend([DelaiDepasse, ChargeTropGrande, TypeNonSupporte, Validation]);
    }
    if operation.parameters.iter().flatten().any(is_in_path) {
        codes.push(Introuvable);
    }
    ErrorCode::ALL.iter().copied().filter(|code| codes.contains(code)).collect()
}

/// Returns true for a path parameter: it names a resource that may not exist.
fn is_in_path(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(Parameter { parameter_in: ParameterIn::Path, .. }))
}

/// Adds the errors to the operation's responses, by status; returns the groups of codes.
pub(super) fn describe(operation: &mut Operation) -> Vec<Vec<ErrorCode>> {
    let mut groups: Vec<Vec<ErrorCode>> = Vec::new();
    for code in of(operation) {
        match groups.iter_mut().find(|group| status(group[0]) == status(code)) {
            Some(group) => group.push(code),
            None => groups.push(vec![code]),
        }
    }
    for group in &groups {
        let status = status(group[0]).as_u16().to_string();
        let response = Ref::from_response_name(problems::response_name(group));
        operation.responses.responses.insert(status, response.into());
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_operations_of_the_document() {
        let document = super::super::document().to_json().unwrap();
        for id in OWN.iter().map(|(id, _)| id).chain(OWN_ACCOUNT).chain(VERIFIED) {
            assert!(document.contains(&format!("\"operationId\":\"{id}\"")), "{id}");
        }
    }
}
