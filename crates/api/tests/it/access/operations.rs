//! Each caller calls each operation, and is refused as the table says.

mod table;

use std::collections::BTreeMap;

use common::PorteeCle;
use prospects_api::openapi;
use reqwest::Method;
use serde_json::{Value, json};

use table::TABLE;
use table::Who::{self, Admin, AdminOr, Anyone, Person, Program, Reporter};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::data;

/// A caller that a test plays.
#[derive(Debug, Clone, Copy)]
enum Caller {
    /// Without session or key.
    Nobody,
    /// Logged in with this role.
    Login(&'static str),
    /// With n8n's key.
    N8n,
    /// With a named key that has only this scope.
    Key(PorteeCle),
}

/// An operation of the document.
struct Operation {
    id: String,
    method: Method,
    /// Path with a value for each parameter.
    path: String,
    /// Security schemes of the operation.
    schemes: Vec<String>,
}

/// Returns a valid value of a path parameter.
fn sample(parameter: &str) -> &'static str {
    match parameter {
        "idProspect" => "PROS_1",
        "idAutre" => "PROS_999",
        "idConversion" | "idCandidat" | "idSession" | "idNote" | "idFermeture" | "idPlace" | "idVue"
        | "idLot" | "idCle" | "idConnexion" | "idJournal" => "1",
        // Some operations are refused on the caller's own account, so this is another one.
        "idUtilisateur" => "99",
        "code" => "CAP_BJ",
        "codeRegle" => "CPF_PROPOSITION",
        other => panic!("say here what to call {{{other}}} with"),
    }
}

/// Returns a valid body of an operation; an empty object where none is required.
fn body(operation: &str) -> Value {
    match operation {
        "login" => json!({ "email": "sophie@ecole.example", "motDePasse": data::PASSWORD }),
        "activateSecondFacteur" | "removeSecondFacteur" | "verifySecondFacteur" => {
            json!({ "code": "123456" })
        }
        "acceptInvitation" => json!({ "jeton": "x", "motDePasse": data::PASSWORD }),
        "checkInvitation" => json!({ "jeton": "x" }),
        "changePassword" => {
            json!({ "motDePasseActuel": "un autre", "nouveauMotDePasse": "établi lime et chalumeau" })
        }
        "inviteUtilisateur" => {
            json!({ "email": "nouveau@ecole.example", "nom": "Petit", "prenom": "Paul", "role": "ELEVE" })
        }
        "createCle" => json!({ "nom": "Site de l’école", "portees": ["prospects:ecrire"] }),
        "convertProspect" => json!({ "idProspect": "PROS_1", "formationRetenue": "CAP_BJ" }),
        "createFormation" => json!({ "code": "SERTISSAGE", "nom": "Sertissage" }),
        "changeFormation" => json!({ "active": true }),
        "replaceDocumentsRequis" => json!({ "documents": [] }),
        "createSession" => json!({ "formation": "CAP_BJ", "libelle": "Automne", "dateDebut": "2027-09-01",
            "dateFin": "2027-12-17", "capacite": 5 }),
        "changeSession" => json!({ "capacite": 6 }),
        "duplicateSession" => json!({ "decalageMois": 12 }),
        "changeRegleFinancement" => json!({ "marge": 1 }),
        "createFermeture" => json!({ "libelle": "Congés d’été", "dateDebut": "2027-08-02" }),
        "moveCandidat" => json!({ "idSession": 1 }),
        "changePiece" => json!({ "etat": "RECUE" }),
        "addListeAttente" => json!({ "idProspect": "PROS_1" }),
        "answerProposition" => json!({ "accepte": false }),
        "decideCandidat" => json!({ "statutDossier": "ACCEPTE" }),
        "withdrawCandidat" => json!({ "motif": "A choisi une autre école" }),
        "sendEmail" => json!({ "typeEmail": "RELANCE" }),
        "addProspect" => json!({ "nom": "Petit", "email": "paul@exemple.fr" }),
        "createVue" => json!({ "nom": "Nouveaux", "requete": "statut=NOUVEAU", "portee": "EQUIPE" }),
        "changeVue" => json!({ "ordre": 1 }),
        "createLot" => json!({ "type": "DOSSIER", "parametres": {}, "requete": "statut=NOUVEAU" }),
        "exportSelection" => json!({ "requete": "statut=NOUVEAU" }),
        "createNote" | "changeNote" => json!({ "texte": "Préfère le matin." }),
        "changeProspect" => json!({ "ville": "Brest" }),
        "listPartages" => json!({ "emails": ["paul@exemple.fr"], "telephones": [] }),
        "tellProspectsApart" => json!({ "idProspect": "PROS_999" }),
        "logEmail" => {
            json!({ "sens": "ENTRANT", "expediteur": "paul@exemple.fr", "destinataire": "admissions@ecole.example" })
        }
        "completeAction" => {
            json!({ "idConversion": 1, "success": false, "messageErreur": "Quota dépassé" })
        }
        "reportProgress" => json!({ "idConversion": 1, "etape": "Création du dossier" }),
        "anonymise" => json!({ "ids": ["PROS_999"], "motif": "DEMANDE" }),
        "markNotificationsRead" => json!({ "ids": [] }),
        "resolveJournalErreur" => json!({ "resolu": true }),
        "resolveJournalErreurs" => json!({ "ids": [1], "resolu": true }),
        "reportJournalErreur" => {
            json!({ "nomWorkflow": "Tri des e-mails", "messageErreur": "Quota dépassé" })
        }
        _ => json!({}),
    }
}

/// Returns the operations of the document by id.
fn operations() -> BTreeMap<String, Operation> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let mut all = BTreeMap::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let operation = self::operation(template, method, operation);
            assert!(
                all.insert(operation.id.clone(), operation).is_none(),
                "two operations have the id of {method} {template}"
            );
        }
    }
    all
}

fn operation(template: &str, method: &str, operation: &Value) -> Operation {
    let parts = template.split('/').map(|part| match part.strip_prefix('{') {
        Some(parameter) => sample(parameter.trim_end_matches('}')),
        None => part,
    });
    let requirements = operation["security"].as_array().cloned().unwrap_or_default();
    Operation {
        id: operation["operationId"]
            .as_str()
            .unwrap_or_else(|| panic!("{method} {template} has no id"))
            .to_owned(),
        method: method.to_uppercase().parse().unwrap(),
        path: parts.collect::<Vec<_>>().join("/"),
        schemes: requirements.iter().flat_map(|one| one.as_object().unwrap().keys().cloned()).collect(),
    }
}

/// Calls an operation; returns status and error code. A stream is not read, because it does not end.
async fn call(client: &Client, operation: &Operation) -> (u16, Option<String>) {
    let mut request = client.request(operation.method.clone(), &operation.path);
    if matches!(operation.method, Method::POST | Method::PATCH | Method::PUT)
        || operation.id == "removeSecondFacteur"
    {
        request = request.json(&body(&operation.id));
    }
    if matches!(operation.method, Method::PATCH | Method::PUT) || operation.id == "finishRelance" {
        request = request.header("if-match", "*");
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    if status < 400 {
        return (status, None);
    }
    let problem: Value = response.json().await.unwrap();
    (status, problem["code"].as_str().map(str::to_owned))
}

/// Returns the status and code that a caller without the right gets; `None` when the caller has the right.
fn refusal(who: Who, caller: Caller) -> Option<(u16, &'static str)> {
    let forbidden = (403, "ACCES_REFUSE");
    match (who, caller) {
        (Anyone, _)
        | (Person, Caller::Login(_))
        | (Admin | AdminOr(_), Caller::Login("ADMIN"))
        | (Reporter(_) | Program(_) | AdminOr(_), Caller::N8n) => None,
        (Reporter(scope) | Program(scope), Caller::Key(own)) => (own != scope).then_some(forbidden),
        (AdminOr(scopes), Caller::Key(own)) => (!scopes.contains(&own)).then_some(forbidden),
        (Admin | AdminOr(_), Caller::Login(_)) => Some(forbidden),
        (Reporter(_) | Program(_), _) => Some((401, "CLE_API_INVALIDE")),
        (Person | Admin | AdminOr(_), _) => Some((401, "NON_AUTHENTIFIE")),
    }
}

/// Returns a new client of this caller. Each call has its own login, because some operations end it.
async fn client(app: &TestApp, caller: Caller) -> Client {
    match caller {
        Caller::Nobody => app.anonymous(),
        Caller::Login(role) => app.login(&format!("{role}@ecole.example").to_lowercase(), "Paul", role).await,
        Caller::N8n => app.n8n_client(),
        Caller::Key(scope) => app.program(scope.as_str(), &[scope]).await,
    }
}

/// Calls an operation with invalid body, `If-Match`, `Idempotency-Key` and parameters.
async fn call_malformed(client: &Client, operation: &Operation, name: &str) -> (u16, Option<String>) {
    let path = operation.path.split('/').map(|part| match part {
        "PROS_1" | "PROS_999" | "1" | "99" | "CAP_BJ" | "CPF_PROPOSITION" => "%20",
        part => part,
    });
    let path = format!("{}?page=x&limit=x&format=x&du=x", path.collect::<Vec<_>>().join("/"));
    let request = client.request(operation.method.clone(), &path).header("content-type", "application/json");
    let request = request.header("if-match", "x").header("idempotency-key", "").body("{");
    let response = request.send().await.unwrap();
    let (status, text) = (response.status().as_u16(), response.text().await.unwrap());
    let problem: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error} in {text}"));
    (status, problem["code"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn who_may_not_call_is_told_so_whatever_else_is_wrong() {
    let app = TestApp::start().await;
    app.admin().await;
    let operations = operations();
    let programs = PorteeCle::ALL.iter().map(|scope| Caller::Key(*scope));
    let people = [Caller::Nobody, Caller::Login("ELEVE"), Caller::Login("FORMATEUR"), Caller::N8n];
    for caller in people.into_iter().chain(programs) {
        let client = client(&app, caller).await;
        for (id, who) in TABLE {
            if let Some((status, code)) = refusal(*who, caller) {
                let told = call_malformed(&client, &operations[*id], id).await;
                assert_eq!((told.0, told.1.as_deref()), (status, Some(code)), "{id} by {caller:?}");
            }
        }
    }
}

/// Calls every operation of the table as this caller and checks the answer.
async fn expect_row_by_row(caller: Caller) {
    let app = TestApp::setup().set("TOTP_KEY", "clé de test des seconds facteurs").start().await;
    data::prospect(&app.db, "Dumitru", "Marie").await;
    app.admin().await;
    let operations = operations();
    let program = if matches!(caller, Caller::Key(_)) { Some(client(&app, caller).await) } else { None };
    for (id, who) in TABLE {
        let client = match &program {
            Some(program) => program.at(&app.url),
            None => client(&app, caller).await,
        };
        let (status, code) = call(&client, &operations[*id]).await;
        match refusal(*who, caller) {
            Some(refusal) => assert_eq!((status, code.as_deref()), (refusal.0, Some(refusal.1)), "{id}"),
            None => assert!(status < 500 && !matches!(status, 401 | 403), "{id}: {status} {code:?}"),
        }
    }
}

#[test]
fn this_table_names_every_operation_of_the_document_and_no_other() {
    let documented: Vec<String> = operations().into_keys().collect();
    let mut named: Vec<&str> = TABLE.iter().map(|(id, _)| *id).collect();
    named.sort_unstable();
    assert_eq!(named, documented);
}

#[test]
fn the_document_says_how_each_caller_is_known() {
    let operations = operations();
    for (id, who) in TABLE {
        let scheme: &[&str] = match who {
            Anyone => &[],
            Person | Admin => &["session"],
            Reporter(_) => &["cleApi", "signature"],
            Program(_) => &["cleApi"],
            AdminOr(_) => &["session", "cleApi"],
        };
        assert_eq!(operations[*id].schemes, scheme, "{id}");
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_session_or_a_key() {
    expect_row_by_row(Caller::Nobody).await;
}

#[tokio::test]
async fn a_student_is_refused_whatever_is_for_others() {
    expect_row_by_row(Caller::Login("ELEVE")).await;
}

#[tokio::test]
async fn a_trainer_is_refused_whatever_is_for_others() {
    expect_row_by_row(Caller::Login("FORMATEUR")).await;
}

#[tokio::test]
async fn an_admin_may_call_whatever_is_for_people() {
    expect_row_by_row(Caller::Login("ADMIN")).await;
}

#[tokio::test]
async fn the_key_does_not_stand_for_a_session() {
    expect_row_by_row(Caller::N8n).await;
}

#[tokio::test]
async fn a_named_key_opens_the_operations_of_its_scope_and_no_other() {
    for scope in PorteeCle::ALL {
        expect_row_by_row(Caller::Key(*scope)).await;
    }
}
