//! Example request bodies, by operation.

use chrono::TimeDelta;
use common::action::{
    ConvertProspectRequest, GenerateDevisRequest, RelaunchActionRequest, SendDossierRequest, SendEmailRequest,
};
use common::auth::LoginRequest;
use common::candidat::{
    ChangePieceRequest, DecideCandidatRequest, MoveCandidatRequest, WithdrawCandidatRequest,
};
use common::catalogue_requests::{
    ChangeFormationRequest, ChangeSessionRequest, DocumentRequisRequest, DuplicateSessionRequest,
    NewFormationRequest, NewSessionRequest, ReplaceDocumentsRequisRequest,
};
use common::cle::NewCleApiRequest;
use common::compte::{
    AcceptInvitationRequest, ChangePasswordRequest, ChangeUtilisateurRequest, CheckInvitationRequest,
    NewUtilisateurRequest,
};
use common::echeance::{ChangeRegleFinancementRequest, NewFermetureRequest};
use common::journal::{NewJournalErreurRequest, ResolveJournalErreurRequest, ResolveJournalErreursRequest};
use common::liste_attente::{AddListeAttenteRequest, AnswerPropositionRequest, ProposePlaceRequest};
use common::note::NoteRequest;
use common::notification::MarkNotificationsReadRequest;
use common::prospect_requests::{
    ChangeProspectRequest, ListPartagesRequest, NewEmailRequest, NewProspectRequest,
    TellProspectsApartRequest,
};
use common::rappel::{CompleteActionRequest, ReportProgressRequest};
use common::relance::{FinishRelanceRequest, SuiteRequest};
use common::rgpd::{AddOppositionRequest, AnonymiseRequest};
use common::sante::SendCanariRequest;
use common::second_facteur::CodeRequest;
use common::vue::{ChangeVueRequest, NewVueRequest, PorteeVue};
use common::{
    Day, DecisionDossier, EtatPiece, ModeFinancement, MotifAnonymisation, MotifPerte, PorteeCle, Role,
    SensEmail, Severite, Source, StatutProspect, StatutSession, TypeAction, TypeEmail,
};
use serde_json::{Value, json};

use super::records::{ADMISSIONS, EMAIL, TELEPHONE};
use super::{after, asked, lots, marie, sibling, to_json};

pub(super) fn body(operation: &str) -> Option<Value> {
    account(operation)
        .or_else(|| prospect(operation))
        .or_else(|| action(operation))
        .or_else(|| lots::request(operation))
        .or_else(|| catalogue(operation))
        .or_else(|| rest(operation))
}

fn account(operation: &str) -> Option<Value> {
    let password = "établi lime et chalumeau";
    Some(match operation {
        "activateSecondFacteur" | "removeSecondFacteur" | "verifySecondFacteur" => {
            to_json(&CodeRequest { code: "287082".into() })
        }
        "login" => to_json(&LoginRequest {
            email: "sophie.martin@ecole.example".into(),
            mot_de_passe: password.into(),
            code: None,
        }),
        "acceptInvitation" => to_json(&AcceptInvitationRequest {
            jeton: "pZ3m0N4qk1TtZ0yQ5r8b2w".into(),
            mot_de_passe: password.into(),
        }),
        "checkInvitation" => to_json(&CheckInvitationRequest { jeton: "pZ3m0N4qk1TtZ0yQ5r8b2w".into() }),
        "changePassword" => to_json(&ChangePasswordRequest {
            mot_de_passe_actuel: "ancien mot de passe".into(),
            nouveau_mot_de_passe: password.into(),
        }),
        "createCle" => to_json(&NewCleApiRequest {
            nom: "Site de l’école".into(),
            portees: vec![PorteeCle::ProspectsEcrire],
        }),
        "inviteUtilisateur" => to_json(&NewUtilisateurRequest {
            email: "lea.bernard@ecole.example".into(),
            nom: "Bernard".into(),
            prenom: "Léa".into(),
            role: Role::Formateur,
        }),
        "changeUtilisateur" => to_json(&ChangeUtilisateurRequest { role: Some(Role::Admin), actif: None }),
        _ => return None,
    })
}

fn prospect(operation: &str) -> Option<Value> {
    Some(match operation {
        "addProspect" => to_json(&NewProspectRequest {
            nom: "Dumitru".into(),
            prenom: "Marie".into(),
            emails: vec![EMAIL.into()],
            telephones: vec![TELEPHONE.into()],
            ville: Some("Lyon".into()),
            formation_souhaitee: Some("CAP_BJ".into()),
            mode_financement: Some(ModeFinancement::Cpf),
            source: Some(Source::Formulaire),
            ..NewProspectRequest::default()
        }),
        "changeProspect" => to_json(&ChangeProspectRequest {
            ville: Some(Some("Villeurbanne".into())),
            statut_prospect: Some(StatutProspect::Perdu),
            motif_perte: Some(Some(MotifPerte::AutreEcole)),
            ..ChangeProspectRequest::default()
        }),
        "finishRelance" => to_json(&FinishRelanceRequest {
            suite: Some(SuiteRequest {
                relance_le: Day::new("2026-02-28"),
                relance_heure: None,
                relance_objet: None,
            }),
        }),
        "createNote" | "changeNote" => {
            to_json(&NoteRequest { texte: "Préfère être appelée le matin.".into() })
        }
        "createVue" => to_json(&NewVueRequest {
            nom: "Nouveaux du mois".into(),
            requete: "statut=NOUVEAU&contact=30j".into(),
            portee: PorteeVue::Equipe,
        }),
        "changeVue" => to_json(&ChangeVueRequest { ordre: Some(1), ..ChangeVueRequest::default() }),
        "listPartages" => to_json(&ListPartagesRequest {
            emails: vec!["famille.dumitru@exemple.example".into()],
            telephones: vec!["06 39 98 00 01".into()],
        }),
        "tellProspectsApart" => to_json(&TellProspectsApartRequest { id_prospect: sibling() }),
        "logEmail" => to_json(&NewEmailRequest {
            sens: SensEmail::Entrant,
            objet: Some("CAP bijouterie : dates de la prochaine session".into()),
            resume: Some("Demande les dates de la session de printemps.".into()),
            contenu: Some("Bonjour, quand commence la prochaine session ?".into()),
            expediteur: EMAIL.into(),
            destinataire: ADMISSIONS.into(),
            date_envoi: Some(asked()),
            message_id: Some("<20260217093000.1@exemple.example>".into()),
        }),
        "anonymise" => to_json(&AnonymiseRequest { ids: vec![marie()], motif: MotifAnonymisation::Demande }),
        "addOpposition" => to_json(&AddOppositionRequest {
            email: Some(EMAIL.into()),
            telephone: Some("06 39 98 00 01".into()),
        }),
        _ => return None,
    })
}

fn action(operation: &str) -> Option<Value> {
    Some(match operation {
        "convertProspect" => to_json(&ConvertProspectRequest {
            id_prospect: marie(),
            formation_retenue: "CAP_BJ".into(),
            id_session: Some(7.into()),
            session_visee: None,
            date_debut_souhaitee: Some(Day::new("2026-03-15")),
            delai_annulation_s: Some(8),
        }),
        "sendDossier" => to_json(&SendDossierRequest {
            email: Some(EMAIL.into()),
            demande_de_la_personne: None,
            delai_annulation_s: Some(8),
        }),
        "generateDevis" => to_json(&GenerateDevisRequest { delai_annulation_s: Some(8) }),
        "sendEmail" => to_json(&SendEmailRequest {
            type_email: TypeEmail::Information,
            message: Some("Les inscriptions ferment le 1er mars.".into()),
            demande_de_la_personne: None,
            delai_annulation_s: Some(8),
        }),
        "moveCandidat" => to_json(&MoveCandidatRequest { id_session: 7.into() }),
        "changePiece" => to_json(&ChangePieceRequest {
            etat: EtatPiece::Recue,
            motif: None,
            lien: Some("https://drive.google.com/file/d/piece_identite".into()),
        }),
        "addListeAttente" => to_json(&AddListeAttenteRequest { id_prospect: marie() }),
        "proposePlace" => to_json(&ProposePlaceRequest { expire_le: Some(after(TimeDelta::days(3))) }),
        "answerProposition" => to_json(&AnswerPropositionRequest { accepte: true }),
        "decideCandidat" => to_json(&DecideCandidatRequest {
            statut_dossier: DecisionDossier::Refuse,
            motif: Some("Prérequis non atteints".into()),
        }),
        "withdrawCandidat" => to_json(&WithdrawCandidatRequest { motif: "A choisi une autre école".into() }),
        "relaunchAction" => to_json(&RelaunchActionRequest {
            demande_de_la_personne: Some("courriel du 12/11".into()),
            delai_annulation_s: Some(8),
        }),
        "completeAction" => to_json(&completed()),
        "reportProgress" => to_json(&ReportProgressRequest {
            id_conversion: 42.into(),
            etape: "Création du dossier Drive".into(),
            pourcentage: Some(60),
        }),
        _ => return None,
    })
}

fn completed() -> CompleteActionRequest {
    CompleteActionRequest {
        id_conversion: 42.into(),
        success: true,
        numero_dossier: Some("DUMI15092024".into()),
        lien_dossier_drive: Some("https://drive.google.com/drive/folders/1abc".into()),
        numero_devis: None,
        lien_devis: None,
        lien_formulaire: None,
        objet: None,
        contenu: None,
        message_id: None,
        workflow_id: Some("Wq8fZ2sT4nB6kLxR".into()),
        execution_id: Some("1207".into()),
        message_erreur: None,
        nom_noeud: None,
    }
}

fn catalogue(operation: &str) -> Option<Value> {
    Some(match operation {
        "createFormation" => to_json(&NewFormationRequest {
            code: "SERTISSAGE".into(),
            nom: "Sertissage".into(),
            niveau: Some("CAP (niveau 3)".into()),
            duree_heures: Some(420),
            tarif_centimes: Some(540_000),
            certification: Some("RNCP39010".into()),
            certification_fin: Some(Day::new("2028-08-31")),
        }),
        "changeFormation" => to_json(&ChangeFormationRequest {
            tarif_centimes: Some(Some(980_000)),
            ..ChangeFormationRequest::default()
        }),
        "replaceDocumentsRequis" => to_json(&ReplaceDocumentsRequisRequest {
            documents: vec![DocumentRequisRequest {
                code: "PIECE_IDENTITE".into(),
                libelle: "Pièce d’identité".into(),
                obligatoire: true,
            }],
        }),
        "createSession" => to_json(&NewSessionRequest {
            formation: "CAP_BJ".into(),
            libelle: "Mars 2026".into(),
            date_debut: Day::new("2026-03-02"),
            date_fin: Day::new("2026-12-18"),
            capacite: 12,
            statut_session: Some(StatutSession::Ouverte),
            en_continu: Some(true),
            temps_partiel: Some(false),
            a_distance: Some(false),
        }),
        "changeSession" => to_json(&ChangeSessionRequest {
            capacite: Some(12),
            statut_session: Some(StatutSession::Ouverte),
            ..ChangeSessionRequest::default()
        }),
        "changeRegleFinancement" => to_json(&ChangeRegleFinancementRequest {
            marge: Some(2),
            ..ChangeRegleFinancementRequest::default()
        }),
        "createFermeture" => to_json(&NewFermetureRequest {
            libelle: "Congés de printemps".into(),
            date_debut: Day::new("2026-04-27"),
            date_fin: Some(Day::new("2026-05-03")),
        }),
        "duplicateSession" => to_json(&DuplicateSessionRequest { decalage_mois: 6, libelle: None }),
        _ => return None,
    })
}

fn rest(operation: &str) -> Option<Value> {
    Some(match operation {
        "reportJournalErreur" => to_json(&NewJournalErreurRequest {
            nom_workflow: "Tri des e-mails".into(),
            nom_noeud: Some("Lire la boîte".into()),
            message_erreur: "Quota dépassé".into(),
            donnees_entree: Some(json!({ "executionId": "1208" })),
            severite: Some(Severite::Erreur),
        }),
        "resolveJournalErreur" => to_json(&ResolveJournalErreurRequest { resolu: true }),
        "resolveJournalErreurs" => to_json(&ResolveJournalErreursRequest { ids: vec![57, 58], resolu: true }),
        "sendCanari" => to_json(&SendCanariRequest { type_action: Some(TypeAction::ConvertirCandidat) }),
        "markNotificationsRead" => {
            to_json(&MarkNotificationsReadRequest { ids: Some(vec![980, 981]), jusqua: None })
        }
        _ => return None,
    })
}
