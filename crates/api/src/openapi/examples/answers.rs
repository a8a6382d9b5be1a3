//! Example response bodies, by operation.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use common::activite::{ActivitePersonne, CompteursActivite};
use common::auth::AuthResponse;
use common::candidat::PieceManquante;
use common::cle::CleApiCreee;
use common::journal::{ResolveJournalErreursResponse, WorkflowFrequent};
use common::liste::Donnees;
use common::note::Note;
use common::notification::{
    ClientsParAudience, CompteursNotifications, NotificationLue, Notifications, StatistiquesFlux,
};
use common::prospect::CompteursProspects;
use common::rappel::CompleteActionResponse;
use common::relance::CompteursRelances;
use common::rgpd::{AddOppositionResponse, Anonymisation, DonneesPersonnelles, Echeance};
use common::second_facteur::{CodesSecours, Enrolement, SecondFacteur};
use common::{
    ConversionStatus, Day, EtatPlace, JournalErreur, Liste, Pagination, ResultatAnonymisation, Severite,
    StatistiquesJournal, StatutAction, StatutDossier, TypeAction,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{after, asked, deadlines, health, lots, marie, records, to_json};

/// Returns the example body of an operation for this status and media type.
pub(super) fn body(operation: &str, status: &str, media: &str) -> Option<Value> {
    match media {
        "application/json" => account(operation)
            .or_else(|| prospect(operation))
            .or_else(|| action(operation))
            .or_else(|| lots::answer(operation))
            .or_else(|| catalogue(operation))
            .or_else(|| told(operation))
            .or_else(|| law(operation, status))
            .or_else(|| service(operation)),
        "text/csv" if operation == "exportAudit" => {
            Some("Date;Prospect;Opération\r\n2026-02-17 10:30;PROS_123;Fiche consultée\r\n".into())
        }
        "text/plain" => Some("# TYPE admissions_breaker_open gauge\nadmissions_breaker_open{workflow=\"CONVERTIR_CANDIDAT\"} 0\n".into()),
        "text/csv" => Some("Identifiant;Nom;Prénom\r\nPROS_123;Dumitru;Marie\r\n".into()),
        "text/event-stream" => {
            let notification = to_json(&records::notification());
            Some(format!("id: 981\nevent: notification\ndata: {notification}\n\n").into())
        }
        _ => None,
    }
}

fn page<T: Serialize>(row: T) -> Value {
    to_json(&Liste { data: vec![row], pagination: Pagination::numbered(1, 25, 1) })
}

pub(super) fn whole<T: Serialize>(row: T) -> Value {
    to_json(&Donnees { data: vec![row] })
}

fn counts<const N: usize>(all: [(&str, i64); N]) -> BTreeMap<String, i64> {
    all.into_iter().map(|(choice, count)| (choice.to_owned(), count)).collect()
}

fn account(operation: &str) -> Option<Value> {
    Some(match operation {
        "login" | "getMe" => to_json(&AuthResponse { utilisateur: records::sophie(), delai_annulation_s: 8 }),
        "getSecondFacteur" => to_json(&SecondFacteur {
            date_activation: Some(asked()),
            codes_restants: 9,
            obligatoire: false,
            disponible: true,
        }),
        "enrolSecondFacteur" => to_json(&Enrolement {
            secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".into(),
            uri: "otpauth://totp/Admissions:sophie.martin@ecole.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
                  &issuer=Admissions"
                .into(),
        }),
        "activateSecondFacteur" => to_json(&CodesSecours { codes: vec!["K5XW-6ZDB-MFRG-G2LQ".into()] }),
        "listSessionsConnexion" => whole(records::connexion()),
        "listActivite" => page(records::entree_activite()),
        "countActivite" => to_json(&CompteursActivite {
            jour: Day::new("2026-02-17"),
            personnes: vec![ActivitePersonne {
                auteur: records::sophie().into(),
                actions: 12,
                relances: 9,
                notes: 4,
                fiches: 15,
            }],
        }),
        "listJournalSecurite" => page(records::entree_securite()),
        "listCles" => page(records::cle()),
        "createCle" => to_json(&CleApiCreee { cle: records::cle(), secret: records::API_KEY.into() }),
        "listUtilisateurs" => page(records::compte()),
        "changeUtilisateur" => to_json(&records::compte()),
        "inviteUtilisateur" | "inviteUtilisateurAgain" => to_json(&records::invitation()),
        _ => return None,
    })
}

fn prospect(operation: &str) -> Option<Value> {
    Some(match operation {
        "listProspects" | "listRelances" => page(records::resume()),
        "addProspect" => to_json(&records::received()),
        "getProspect" => to_json(&records::prospect()),
        "changeProspect" => to_json(&records::lost()),
        "finishRelance" => to_json(&records::next_touch()),
        "countRelances" => {
            to_json(&CompteursRelances { retard: 3, aujourdhui: 7, semaine: 18, sans_suite: 41 })
        }
        "listNotes" => page(records::note()),
        "createNote" => to_json(&records::note()),
        "changeNote" => to_json(&Note { modifiee_le: Some(after(TimeDelta::hours(1))), ..records::note() }),
        "listVues" => whole(records::view()),
        "createVue" | "changeVue" => to_json(&records::view()),
        "countProspects" => to_json(&CompteursProspects {
            statut: counts([("NOUVEAU", 12), ("QUALIFIE", 4)]),
            formation: counts([("CAP_BJ", 9)]),
            financement: counts([("CPF", 7)]),
            total_exact: true,
        }),
        "listPartages" => whole(records::shared()),
        "listEmails" => page(records::email()),
        "logEmail" => to_json(&records::email()),
        "listAudit" => page(records::audit()),
        "listParcours" => page(records::etape()),
        "listPiecesManquantes" => {
            whole(PieceManquante { code: "PHOTO".into(), libelle: "Photo d’identité".into() })
        }
        "listCandidats" => page(records::candidat()),
        "getCandidat" | "moveCandidat" | "changePiece" => to_json(&records::candidat_detail()),
        "listListeAttente" => whole(records::place(EtatPlace::Proposee)),
        "addListeAttente" => to_json(&records::place(EtatPlace::EnAttente)),
        "proposePlace" => to_json(&records::place(EtatPlace::Proposee)),
        "answerProposition" => to_json(&records::place(EtatPlace::Acceptee)),
        "decideCandidat" => to_json(&records::decided(StatutDossier::Refuse, "Prérequis non atteints")),
        "withdrawCandidat" => to_json(&records::decided(StatutDossier::Desiste, "A choisi une autre école")),
        _ => return None,
    })
}

fn action(operation: &str) -> Option<Value> {
    Some(match operation {
        "convertProspect" => to_json(&records::action()),
        "sendDossier" => to_json(&records::action_of(TypeAction::EnvoyerDossier)),
        "generateDevis" => to_json(&records::action_of(TypeAction::GenererDevis)),
        "sendEmail" => to_json(&records::action_of(TypeAction::EnvoyerEmail)),
        "relaunchAction" => to_json(&common::Action {
            id_conversion: 43.into(),
            relance_de: Some(42.into()),
            ..records::action()
        }),
        "undoAction" => to_json(&records::undone()),
        "getAction" => to_json(&records::story()),
        "listActions" => whole(records::done()),
        "getConversionStatus" => to_json(&ConversionStatus {
            en_cours: true,
            action: Some(records::action()),
            duree_ecoulee_ms: Some(4_210),
        }),
        "completeAction" => to_json(&CompleteActionResponse {
            id_conversion: 42.into(),
            statut_action: StatutAction::Terminee,
            deja_traite: false,
        }),
        _ => return None,
    })
}

fn catalogue(operation: &str) -> Option<Value> {
    Some(match operation {
        "listFormations" => whole(records::formation()),
        "listSessions" => whole(records::session()),
        "listDocumentsRequis" | "replaceDocumentsRequis" => whole(records::document()),
        "getFormation" | "createFormation" | "changeFormation" => to_json(&records::formation()),
        "getSession" | "createSession" | "changeSession" => to_json(&records::session()),
        "duplicateSession" => to_json(&records::next_session()),
        "listEcheancesSession" | "listEcheancesCandidat" => to_json(&deadlines::of_session()),
        "findPremiereSession" => to_json(&deadlines::first_session()),
        "listEcheancesFinancement" => whole(deadlines::with_prospects()),
        "listReglesFinancement" => whole(deadlines::rule()),
        "getRegleFinancement" | "changeRegleFinancement" => to_json(&deadlines::rule()),
        "listFermetures" => whole(deadlines::closure()),
        "createFermeture" => to_json(&deadlines::closure()),
        _ => return None,
    })
}

fn told(operation: &str) -> Option<Value> {
    Some(match operation {
        "listJournalErreurs" => page(records::journal_erreur()),
        "getJournalErreur" | "reportJournalErreur" => to_json(&records::journal_erreur()),
        "resolveJournalErreur" => to_json(&JournalErreur {
            resolu: true,
            resolu_par: Some("Sophie Martin".into()),
            date_resolution: Some(after(TimeDelta::hours(1))),
            ..records::journal_erreur()
        }),
        "resolveJournalErreurs" => to_json(&ResolveJournalErreursResponse { modifiees: 2 }),
        "getJournalStatistics" => to_json(&StatistiquesJournal {
            non_resolues: 4,
            par_severite: Severite::ALL.iter().map(|one| (one.to_string(), 1)).collect(),
            delai_moyen_resolution_ms: Some(3_600_000),
            workflow_plus_frequent: Some(WorkflowFrequent {
                nom_workflow: "Tri des e-mails".into(),
                nombre: 2,
            }),
            workflows: vec!["Tri des e-mails".into()],
        }),
        "listNotifications" => to_json(&Notifications {
            data: vec![NotificationLue { notification: records::notification(), lue: false }],
            curseur_suivant: None,
        }),
        "countNotifications" => to_json(&CompteursNotifications { non_lues: 3 }),
        "getStreamStatistics" => to_json(&StatistiquesFlux {
            clients: ClientsParAudience { admin: 4, ..ClientsParAudience::default() },
            livres: 1_280,
            perdus: 0,
        }),
        _ => return None,
    })
}

fn law(operation: &str, status: &str) -> Option<Value> {
    Some(match operation {
        "listEcheances" => page(Echeance {
            id_prospect: marie(),
            nom: "Dumitru".into(),
            prenom: "Marie".into(),
            dernier_contact_entrant: after(TimeDelta::days(-1_100)),
            date_echeance: after(TimeDelta::days(-5)),
        }),
        "anonymise" => whole(Anonymisation {
            id_prospect: marie(),
            resultat: ResultatAnonymisation::Anonymisee,
            detail: "La personne a été anonymisée.".into(),
        }),
        "addOpposition" => {
            to_json(&AddOppositionResponse { deja_inscrite: status == "200", fiches: vec![marie()] })
        }
        "exportPerson" => {
            let row = [("id_prospect".to_owned(), to_json(&marie())), ("nom".to_owned(), json!("Dumitru"))];
            to_json(&DonneesPersonnelles {
                id_prospect: marie(),
                date_export: asked(),
                donnees: [("prospects".to_owned(), vec![row.into()])].into(),
            })
        }
        _ => return None,
    })
}

fn service(operation: &str) -> Option<Value> {
    Some(match operation {
        "checkAlive" => json!({ "statut": "vivant" }),
        "getSante" => to_json(&health::sante()),
        "sendCanari" => to_json(&health::canaris()),
        "checkReady" => {
            json!({ "pret": true, "base": true, "ecriture": true, "migrations": true, "dispatcher": true })
        }
        _ => return None,
    })
}
