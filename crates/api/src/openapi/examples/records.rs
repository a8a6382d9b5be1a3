//! Example records, from which the responses are built.

use chrono::TimeDelta;
use common::activite::EntreeActivite;
use common::auth::Utilisateur;
use common::catalogue::{DocumentRequis, Formation, FormationRef, SessionFormation};
use common::compte::{Compte, Invitation};
use common::liste_attente::PlaceAttente;
use common::note::Note;
use common::notification::Notification;
use common::prospect::{
    ActionPossible, AdressePartagee, Email, Prospect, ProspectRecu, ProspectResume, RelanceFaite,
};
use common::securite::{Connexion, EntreeSecurite, PersonneRef};
use common::{
    Action, ActionDetail, Audience, Candidat, CandidatDetail, CategorieNotification, CleApi, Day,
    EntreeAudit, EntreeHistorique, EtatPiece, EtatPlace, EvenementAction, EvenementSecurite, JournalErreur,
    ModeFinancement, MotifPerte, OperationAudit, PieceCandidat, PorteeCle, PorteeVue, Priorite, Role,
    SensEmail, Severite, Source, StatutAction, StatutDossier, StatutProspect, StatutSession, TimeOfDay,
    TypeAction, TypeNotification, Vue, pages,
};
use serde_json::json;

use super::{after, asked, marie, sibling};

pub(super) const EMAIL: &str = "marie.dumitru@exemple.example";
pub(super) const TELEPHONE: &str = "+33639980001";
pub(super) const ADMISSIONS: &str = "admissions@ecole.example";
pub(super) const API_KEY: &str = "adm_live_1f3a5c7e…";
const DRIVE: &str = "https://drive.google.com/drive/folders/1abc";

pub(super) fn resume() -> ProspectResume {
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

pub(super) fn shared() -> AdressePartagee {
    AdressePartagee {
        id_prospect: sibling(),
        nom: "Dumitru".into(),
        prenom: "Luc".into(),
        champs: vec!["emails".into()],
        distincte: false,
    }
}

pub(super) fn prospect() -> Prospect {
    Prospect {
        resume: resume(),
        emails: vec![EMAIL.into()],
        telephones: vec![TELEPHONE.into()],
        adresse: Some("3 rue des Orfèvres".into()),
        code_postal: Some("69002".into()),
        resume_ia: Some("En reconversion, cherche une formation financée par son CPF.".into()),
        motif_perte: None,
        date_anonymisation: None,
        adresse_partagee_avec: vec![shared()],
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
pub(super) fn lost() -> Prospect {
    let prospect = prospect();
    Prospect {
        resume: ProspectResume {
            ville: Some("Villeurbanne".into()),
            statut_prospect: StatutProspect::Perdu,
            action_en_cours: None,
            relance_le: None,
            relance_heure: None,
            relance_objet: None,
            relance_repondu_le: None,
            ..prospect.resume
        },
        motif_perte: Some(MotifPerte::AutreEcole),
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
pub(super) fn received() -> ProspectRecu {
    ProspectRecu {
        prospect: prospect(),
        complete: vec!["ville".into()],
        ignore: vec!["formationSouhaitee".into()],
    }
}

pub(super) fn note() -> Note {
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
pub(super) fn next_touch() -> RelanceFaite {
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

pub(super) fn email() -> Email {
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

/// The conversion, just requested.
pub(super) fn action() -> Action {
    Action {
        id_conversion: 42.into(),
        id_prospect: marie(),
        type_action: TypeAction::ConvertirCandidat,
        statut_action: StatutAction::EnCours,
        partielle: false,
        etape: None,
        pourcentage: None,
        tentatives: 0,
        formation_retenue: Some("CAP_BJ".into()),
        id_session: Some(7.into()),
        session_visee: Some("Mars 2026".into()),
        date_debut_souhaitee: Some(Day::new("2026-03-15")),
        workflow_id: None,
        execution_id: None,
        message_erreur: None,
        demande_par: "Sophie Martin".into(),
        date_debut: asked(),
        date_fin: None,
        duree_ms: None,
        resultat: None,
        relancable: false,
        annulable_jusqua: Some(after(TimeDelta::seconds(8))),
        relance_de: None,
    }
}

/// Another action of this person, just requested.
pub(super) fn action_of(type_action: TypeAction) -> Action {
    Action {
        type_action,
        formation_retenue: None,
        id_session: None,
        session_visee: None,
        date_debut_souhaitee: None,
        ..action()
    }
}

/// The finished conversion.
pub(super) fn done() -> Action {
    Action {
        statut_action: StatutAction::Terminee,
        etape: Some("Création du dossier Drive".into()),
        pourcentage: Some(60),
        tentatives: 1,
        workflow_id: Some("Wq8fZ2sT4nB6kLxR".into()),
        execution_id: Some("1207".into()),
        date_fin: Some(after(TimeDelta::seconds(9))),
        duree_ms: Some(9_000),
        resultat: Some(json!({ "numeroDossier": "DUMI15092024", "lienDossierDrive": DRIVE })),
        annulable_jusqua: None,
        ..action()
    }
}

/// The conversion, undone before its call left.
pub(super) fn undone() -> Action {
    Action {
        statut_action: StatutAction::Annulee,
        date_fin: Some(after(TimeDelta::seconds(5))),
        duree_ms: Some(5_000),
        annulable_jusqua: None,
        ..action()
    }
}

pub(super) fn story() -> ActionDetail {
    let entry = |seconds, evenement, detail: &str| EntreeHistorique {
        date: after(TimeDelta::seconds(seconds)),
        evenement,
        detail: detail.into(),
    };
    ActionDetail {
        action: done(),
        parametres: json!({}),
        journal: vec![
            entry(0, EvenementAction::Demande, "Demandée par Sophie Martin"),
            entry(1, EvenementAction::Livree, "Tentative 1 : n8n a pris la demande (182 ms)"),
            entry(5, EvenementAction::Etape, "Création du dossier Drive (60 %)"),
            entry(9, EvenementAction::Rappel, "n8n a terminé"),
        ],
    }
}

pub(super) fn candidat() -> Candidat {
    Candidat {
        id_candidat: 12.into(),
        id_prospect: marie(),
        nom: "Dumitru".into(),
        prenom: "Marie".into(),
        email: Some(EMAIL.into()),
        numero_dossier: "DUMI15092024".into(),
        lien_dossier_drive: Some(DRIVE.into()),
        formation: formation_ref(),
        id_session: Some(7.into()),
        session: Some("Mars 2026".into()),
        date_debut_souhaitee: Some(Day::new("2026-03-15")),
        statut_dossier: StatutDossier::Incomplet,
        pieces_manquantes: 1,
        motif_decision: None,
        date_decision: None,
        decide_par: None,
        partielle: false,
        id_conversion: Some(42.into()),
        date_conversion: after(TimeDelta::seconds(9)),
    }
}

/// Marie's file: one piece is received, one is refused.
pub(super) fn candidat_detail() -> CandidatDetail {
    let piece = |code: &str, libelle: &str, etat, motif: Option<&str>, auteur: &str| PieceCandidat {
        code: code.into(),
        libelle: libelle.into(),
        obligatoire: true,
        etat,
        motif: motif.map(Into::into),
        lien: Some(format!("https://drive.google.com/file/d/{}", code.to_lowercase())),
        date: Some(after(TimeDelta::days(2))),
        auteur: Some(auteur.into()),
    };
    let pieces = vec![
        piece("PIECE_IDENTITE", "Pièce d’identité", EtatPiece::Recue, None, "n8n"),
        piece("PHOTO", "Photo d’identité", EtatPiece::Refusee, Some("Photo trop sombre"), "Sophie Martin"),
    ];
    CandidatDetail { candidat: candidat(), pieces }
}

/// Returns a candidate who was refused or withdrew.
pub(super) fn decided(statut_dossier: StatutDossier, motif: &str) -> CandidatDetail {
    let candidat = Candidat {
        statut_dossier,
        motif_decision: Some(motif.into()),
        date_decision: Some(after(TimeDelta::days(3))),
        decide_par: Some("Sophie Martin".into()),
        ..candidat()
    };
    CandidatDetail { candidat, ..candidat_detail() }
}

/// Returns a place on a waiting list.
pub(super) fn place(etat: EtatPlace) -> PlaceAttente {
    PlaceAttente {
        id_place: 5.into(),
        id_session: 7.into(),
        session: "Mars 2026".into(),
        id_prospect: marie(),
        nom: "Dumitru".into(),
        prenom: "Marie".into(),
        rang: etat.is_open().then_some(1),
        etat,
        date_inscription: asked(),
        inscrit_par: "Sophie Martin".into(),
        expire_le: (etat != EtatPlace::EnAttente).then(|| after(TimeDelta::days(3))),
        id_conversion: (etat == EtatPlace::Acceptee).then(|| 42.into()),
    }
}

fn formation_ref() -> FormationRef {
    FormationRef { code: "CAP_BJ".into(), nom: "CAP Bijouterie-joaillerie".into() }
}

pub(super) fn formation() -> Formation {
    let FormationRef { code, nom } = formation_ref();
    Formation {
        id_formation: 3,
        code,
        nom,
        niveau: Some("CAP (niveau 3)".into()),
        duree_heures: Some(800),
        tarif: Some(9_800.0),
        tarif_centimes: Some(980_000),
        certification: Some("RNCP39010".into()),
        certification_fin: Some(Day::new("2028-08-31")),
        active: true,
    }
}

pub(super) fn session() -> SessionFormation {
    SessionFormation {
        id_session: 7.into(),
        id_formation: 3,
        formation: "CAP_BJ".into(),
        libelle: "Mars 2026".into(),
        date_debut: Day::new("2026-03-02"),
        date_fin: Day::new("2026-12-18"),
        capacite: 12,
        inscrits: 6,
        retenues: 1,
        places_restantes: 5,
        complete: false,
        statut_session: StatutSession::Ouverte,
        en_continu: true,
        temps_partiel: false,
        a_distance: false,
    }
}

/// The copy of the session, six months later.
pub(super) fn next_session() -> SessionFormation {
    SessionFormation {
        id_session: 8.into(),
        libelle: "Septembre 2026".into(),
        date_debut: Day::new("2026-09-02"),
        date_fin: Day::new("2027-06-18"),
        inscrits: 0,
        retenues: 0,
        places_restantes: 12,
        statut_session: StatutSession::Planifiee,
        ..session()
    }
}

pub(super) fn document() -> DocumentRequis {
    DocumentRequis {
        code: "PIECE_IDENTITE".into(), libelle: "Pièce d’identité".into(), obligatoire: true
    }
}

pub(super) fn sophie() -> Utilisateur {
    Utilisateur {
        id_utilisateur: 1.into(),
        email: "sophie.martin@ecole.example".into(),
        nom: "Martin".into(),
        prenom: "Sophie".into(),
        role: Role::Admin,
    }
}

pub(super) fn compte() -> Compte {
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

pub(super) fn invitation() -> Invitation {
    Invitation {
        utilisateur: compte(),
        jeton: "pZ3m0N4qk1TtZ0yQ5r8b2w".into(),
        lien: "https://admissions.ecole.example/invitation#pZ3m0N4qk1TtZ0yQ5r8b2w".into(),
        date_expiration: after(TimeDelta::days(7)),
    }
}

pub(super) fn connexion() -> Connexion {
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

pub(super) fn entree_activite() -> EntreeActivite {
    EntreeActivite {
        id: 8_112,
        date: asked(),
        operation: OperationAudit::ActionDemandee,
        champs: Vec::new(),
        id_conversion: Some(42.into()),
        type_action: Some(TypeAction::ConvertirCandidat),
        statut_action: Some(StatutAction::Terminee),
        id_prospect: marie(),
        prospect: Some("Marie Dumitru".into()),
        auteur: sophie().into(),
    }
}

pub(super) fn entree_securite() -> EntreeSecurite {
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

pub(super) fn cle() -> CleApi {
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

pub(super) fn journal_erreur() -> JournalErreur {
    JournalErreur {
        id: 57,
        date_erreur: asked(),
        nom_workflow: "Tri des e-mails".into(),
        nom_noeud: Some("Lire la boîte".into()),
        message_erreur: "Quota dépassé".into(),
        donnees_entree: Some(json!({ "executionId": "1208" })),
        severite: Severite::Erreur,
        resolu: false,
        resolu_par: None,
        date_resolution: None,
        id_conversion: None,
        id_prospect: None,
        nom_prospect: None,
        type_action: None,
        relancable: false,
    }
}

pub(super) fn notification() -> Notification {
    Notification {
        id: 981,
        categorie: CategorieNotification::Candidat,
        type_notification: TypeNotification::ActionSuccess,
        priorite: Priorite::Haute,
        titre: "Nouveau candidat créé".into(),
        message: "Marie Dumitru · dossier DUMI15092024.".into(),
        audience: Audience::Admin,
        lien_action: Some(pages::candidat(12.into())),
        date_creation: after(TimeDelta::seconds(9)),
    }
}

pub(super) fn audit() -> EntreeAudit {
    EntreeAudit {
        date: asked(),
        operation: OperationAudit::ActionDemandee,
        champs: Vec::new(),
        ignores: Vec::new(),
        id_conversion: Some(42.into()),
        type_action: Some(TypeAction::ConvertirCandidat),
        auteur: "Sophie Martin".into(),
    }
}

/// A view of the team.
pub(super) fn view() -> Vue {
    Vue {
        id_vue: 5.into(),
        nom: "Nouveaux du mois".into(),
        requete: "statut=NOUVEAU&contact=30j".into(),
        portee: PorteeVue::Equipe,
        ordre: 1,
        total: 12,
        total_exact: true,
        ignore: Vec::new(),
        version: 3,
    }
}
