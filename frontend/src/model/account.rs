//! State of an account, with its French wording.

use common::Role;
use common::compte::Compte;

/// The state of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountState {
    /// The person can log in.
    Active,
    /// The person is invited and has not chosen a password yet.
    Invited,
    /// The invitation has expired.
    Expired,
    /// The person has no password and no invitation.
    NoPassword,
    /// The account is deactivated.
    Disabled,
}

impl AccountState {
    /// Returns the state of an account; `expired` tells if its invitation has expired.
    pub(crate) const fn of(compte: &Compte, expired: bool) -> Self {
        match (compte.actif, compte.mot_de_passe_defini, compte.date_expiration_invitation.is_some()) {
            (false, ..) => Self::Disabled,
            (true, true, _) => Self::Active,
            (true, false, true) if expired => Self::Expired,
            (true, false, true) => Self::Invited,
            (true, false, false) => Self::NoPassword,
        }
    }

    /// Returns the French label.
    pub(crate) const fn libelle(self) -> &'static str {
        match self {
            Self::Active => "Actif",
            Self::Invited => "Invité",
            Self::Expired => "Invitation expirée",
            Self::NoPassword => "Sans mot de passe",
            Self::Disabled => "Désactivé",
        }
    }
}

/// Describes the rights of a role in a few words.
pub(crate) const fn rights(role: Role) -> &'static str {
    match role {
        Role::Admin => "voit et modifie tout, cette page comprise",
        Role::Formateur | Role::Eleve => "ne voit ni les prospects ni les candidats",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn compte(actif: bool, password: bool, invited: bool) -> Compte {
        let until = invited.then_some("2026-12-01T09:30:00Z");
        serde_json::from_value(json!({"idUtilisateur":1,"email":"lea@ecole.example","nom":"Roux","prenom":"Léa",
            "role":"FORMATEUR","actif":actif,"motDePasseDefini":password,"secondFacteur":false,"dateCreation":"2026-11-24T09:30:00Z",
            "dateExpirationInvitation":until,"prospectsSuivis":0}))
        .unwrap()
    }

    #[test]
    fn an_account_stands_one_way() {
        assert_eq!(AccountState::of(&compte(true, true, false), false), AccountState::Active);
        // A new link for a person who can still log in, after a forgotten password.
        assert_eq!(AccountState::of(&compte(true, true, true), true), AccountState::Active);
        assert_eq!(AccountState::of(&compte(true, false, true), false), AccountState::Invited);
        assert_eq!(AccountState::of(&compte(true, false, true), true), AccountState::Expired);
        assert_eq!(AccountState::of(&compte(true, false, false), false), AccountState::NoPassword);
        assert_eq!(AccountState::of(&compte(false, true, true), false), AccountState::Disabled);
    }
}
