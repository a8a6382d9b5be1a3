//! Example records of accounts, keys and their security journal.

use chrono::TimeDelta;
use common::auth::Utilisateur;
use common::compte::{Compte, Invitation};
use common::securite::{Connexion, EntreeSecurite, PersonneRef};
use common::{CleApi, EvenementSecurite, PorteeCle, Role};

use super::super::{after, asked};

pub(in crate::openapi::examples) fn sophie() -> Utilisateur {
    Utilisateur {
        id_utilisateur: 1.into(),
        email: "sophie.martin@ecole.example".into(),
        nom: "Martin".into(),
        prenom: "Sophie".into(),
        role: Role::Admin,
    }
}

pub(in crate::openapi::examples) fn compte() -> Compte {
    Compte {
        id_utilisateur: 3.into(),
        email: "lea.bernard@ecole.example".into(),
        nom: "Bernard".into(),
        prenom: "Léa".into(),
        role: Role::Formateur,
        actif: true,
        mot_de_passe_defini: false,
        second_facteur: false,
        date_creation: asked(),
        date_expiration_invitation: Some(after(TimeDelta::days(7))),
        prospects_suivis: 0,
    }
}

pub(in crate::openapi::examples) fn invitation() -> Invitation {
    Invitation {
        utilisateur: compte(),
        jeton: "pZ3m0N4qk1TtZ0yQ5r8b2w".into(),
        lien: "https://admissions.ecole.example/invitation#pZ3m0N4qk1TtZ0yQ5r8b2w".into(),
        date_expiration: after(TimeDelta::days(7)),
    }
}

pub(in crate::openapi::examples) fn connexion() -> Connexion {
    Connexion {
        id: "5f1c0a9be2d44c07".into(),
        date_creation: asked(),
        date_derniere_activite: after(TimeDelta::minutes(20)),
        navigateur: "Firefox sur Windows".into(),
        adresse: Some("203.0.113.7".into()),
        nouvel_appareil: false,
        courante: true,
    }
}

pub(in crate::openapi::examples) fn entree_securite() -> EntreeSecurite {
    EntreeSecurite {
        id: 204,
        date: asked(),
        evenement: EvenementSecurite::Role,
        auteur: Some(sophie().into()),
        cible: Some(PersonneRef { id_utilisateur: 3.into(), nom: "Léa Bernard".into() }),
        adresse: Some("203.0.113.7".into()),
        session: Some("5f1c0a9be2d44c07".into()),
        navigateur: Some("Firefox sur Windows".into()),
        detail: "ELEVE FORMATEUR".into(),
    }
}

pub(in crate::openapi::examples) fn cle() -> CleApi {
    CleApi {
        id: 4,
        nom: "Site de l’école".into(),
        prefixe: "adm_live_1f3a5c7e".into(),
        portees: vec![PorteeCle::ProspectsEcrire],
        cree_par: Some(sophie().into()),
        date_creation: asked(),
        derniere_utilisation: None,
        date_revocation: None,
    }
}
