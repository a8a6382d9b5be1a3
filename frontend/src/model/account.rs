//! How the account of a person of the school stands.

use common::Role;
use common::compte::Compte;

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Can log in.
    Active,
    /// Invited, and has not chosen a password yet.
    Invited,
    /// The invitation was not used in time.
    Expired,
    /// Nobody invited this person to choose a password.
    NoPassword,
    /// Can't log in any more.
    Disabled,
}

impl Standing {
    /// Of an account; `expired` says whether its invitation is too old.
    pub(crate) const fn of(compte: &Compte, expired: bool) -> Self {
        match (compte.actif, compte.mot_de_passe_defini, compte.date_expiration_invitation.is_some()) {
            (false, ..) => Self::Disabled,
            (true, true, _) => Self::Active,
            (true, false, true) if expired => Self::Expired,
            (true, false, true) => Self::Invited,
            (true, false, false) => Self::NoPassword,
        }
    }

    /// What screens call it.
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

/// What somebody may do, in a few words.
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
            "dateExpirationInvitation":until}))
        .unwrap()
    }

    #[test]
    fn an_account_stands_one_way() {
        assert_eq!(Standing::of(&compte(true, true, false), false), Standing::Active);
        // A new link of somebody who can still log in: a forgotten password.
        assert_eq!(Standing::of(&compte(true, true, true), true), Standing::Active);
        assert_eq!(Standing::of(&compte(true, false, true), false), Standing::Invited);
        assert_eq!(Standing::of(&compte(true, false, true), true), Standing::Expired);
        assert_eq!(Standing::of(&compte(true, false, false), false), Standing::NoPassword);
        assert_eq!(Standing::of(&compte(false, true, true), false), Standing::Disabled);
    }
}
