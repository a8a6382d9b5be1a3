//! Example records of prospects.

use chrono::TimeDelta;
use common::note::Note;
use common::prospect::{
    ActionPossible, AdressePartagee, Email, Prospect, ProspectRecu, ProspectResume, RelanceFaite,
};
use common::{Day, ModeFinancement, MotifPerte, SensEmail, Source, StatutProspect, TimeOfDay, TypeAction};

use super::super::{after, asked, marie, sibling};
use super::{ADMISSIONS, EMAIL, TELEPHONE, action, formation_ref, sophie};

pub(in crate::openapi::examples) fn resume() -> ProspectResume {
    ProspectResume {
        id_prospect: marie(),
        nom: "Dumitru".into(),
        prenom: "Marie".into(),
        email: Some(EMAIL.into()),
        telephone: Some(TELEPHONE.into()),
        ville: Some("Lyon".into()),
        formation_souhaitee: Some(formation_ref()),
        mode_financement: Some(ModeFinancement::Cpf),
        statut_prospect: StatutProspect::Qualifie,
        motif_perte: None,
        source: Source::Formulaire,
        nb_echanges: 2,
        date_premier_contact: after(TimeDelta::days(-12)),
        date_dernier_contact: after(TimeDelta::days(-1)),
        action_en_cours: Some(TypeAction::ConvertirCandidat),
        relance_le: Some(Day::new("2026-02-20")),
        relance_heure: Some(TimeOfDay::new("14:30")),
        relance_objet: Some("Réponse de l’OPCO".into()),
        relance_repondu_le: Some(after(TimeDelta::days(-1))),
        id_responsable: Some(sophie().id_utilisateur),
        responsable: Some(sophie().nom_complet()),
    }
}

pub(in crate::openapi::examples) fn shared() -> AdressePartagee {
    AdressePartagee {
        id_prospect: sibling(),
        nom: "Dumitru".into(),
        prenom: "Luc".into(),
        champs: vec!["emails".into()],
        distincte: false,
    }
}

pub(in crate::openapi::examples) fn prospect() -> Prospect {
    Prospect {
        resume: resume(),
        emails: vec![EMAIL.into()],
        telephones: vec![TELEPHONE.into()],
        adresse: Some("3 rue des Orfèvres".into()),
        code_postal: Some("69002".into()),
        resume_ia: Some("En reconversion, cherche une formation financée par son CPF.".into()),
        date_anonymisation: None,
        adresse_partagee_avec: vec![sibling()],
        partages: vec![shared()],
        candidat: None,
        listes_attente: Vec::new(),
        actions_possibles: vec![
            ActionPossible {
                type_action: TypeAction::ConvertirCandidat,
                active: false,
                motif: Some("Une conversion est en cours.".into()),
                demande_requise: false,
            },
            ActionPossible {
                type_action: TypeAction::GenererDevis,
                active: true,
                motif: None,
                demande_requise: false,
            },
        ],
        actions_en_cours: vec![action()],
    }
}

/// The prospect after the request of `changeProspect`.
pub(in crate::openapi::examples) fn lost() -> Prospect {
    let prospect = prospect();
    Prospect {
        resume: ProspectResume {
            ville: Some("Villeurbanne".into()),
            statut_prospect: StatutProspect::Perdu,
            motif_perte: Some(MotifPerte::AutreEcole),
            action_en_cours: None,
            relance_le: None,
            relance_heure: None,
            relance_objet: None,
            relance_repondu_le: None,
            ..prospect.resume
        },
        actions_en_cours: Vec::new(),
        actions_possibles: vec![ActionPossible {
            type_action: TypeAction::ConvertirCandidat,
            active: true,
            motif: None,
            demande_requise: false,
        }],
        ..prospect
    }
}

/// A known prospect who wrote again: the record took over the city but not another formation.
pub(in crate::openapi::examples) fn received() -> ProspectRecu {
    ProspectRecu {
        prospect: prospect(),
        complete: vec!["ville".into()],
        ignore: vec!["formationSouhaitee".into()],
    }
}

pub(in crate::openapi::examples) fn note() -> Note {
    Note {
        id_note: 12.into(),
        id_auteur: sophie().id_utilisateur,
        auteur: sophie().nom_complet(),
        texte: "Préfère être appelée le matin.".into(),
        date_note: asked(),
        modifiee_le: None,
    }
}

/// The prospect after the request of `finishRelance`, whose day is a Saturday.
pub(in crate::openapi::examples) fn next_touch() -> RelanceFaite {
    let prospect = prospect();
    RelanceFaite {
        prospect: Prospect {
            resume: ProspectResume {
                relance_le: Some(Day::new("2026-03-02")),
                relance_heure: None,
                relance_repondu_le: None,
                ..prospect.resume
            },
            ..prospect
        },
        relance_demandee_le: Some(Day::new("2026-02-28")),
    }
}

pub(in crate::openapi::examples) fn email() -> Email {
    Email {
        id_email: 310,
        sens: SensEmail::Entrant,
        objet: Some("CAP bijouterie : dates de la prochaine session".into()),
        resume: Some("Demande les dates de la session de printemps.".into()),
        contenu: Some("Bonjour, quand commence la prochaine session ?".into()),
        expediteur: EMAIL.into(),
        destinataire: ADMISSIONS.into(),
        date_envoi: asked(),
    }
}
