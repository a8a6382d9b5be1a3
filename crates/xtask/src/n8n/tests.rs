//! Tests that each rule refuses a file with one mistake, and that the project's files pass.

use serde_json::{Value, json};

use super::*;

/// Loads the project's files.
fn project() -> (Files, Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../n8n");
    let files = FILES
        .iter()
        .map(|(name, _)| ((*name).to_owned(), read(&folder.join("workflows").join(name)).unwrap()));
    (files.collect(), read(&folder.join("credentials.json")).unwrap())
}

/// Changes a file and returns the problems.
fn found_after(file: &str, change: impl FnOnce(&mut Value)) -> Vec<String> {
    let (mut files, credentials) = project();
    change(files.get_mut(file).unwrap());
    check(&files, &credentials)
}

/// Returns a node to change.
fn node<'a>(workflow: &'a mut Value, name: &str) -> &'a mut Value {
    let nodes = workflow["nodes"].as_array_mut().unwrap();
    nodes.iter_mut().find(|node| node["name"] == name).unwrap_or_else(|| panic!("no node {name}"))
}

/// Asserts that the changed conversion has a problem containing `says`.
#[track_caller]
fn refused(change: impl FnOnce(&mut Value), says: &str) {
    refused_in("convertir-candidat.json", change, says);
}

/// Asserts that the changed file has a problem containing `says`.
#[track_caller]
fn refused_in(file: &str, change: impl FnOnce(&mut Value), says: &str) {
    let found = found_after(file, change);
    assert!(found.iter().any(|line| line.contains(says)), "{says:?} is not in {found:#?}");
}

#[test]
fn the_files_of_the_project_are_sound() {
    let (files, credentials) = project();
    assert_eq!(check(&files, &credentials), Vec::<String>::new());
}

#[test]
fn a_file_that_is_missing_or_unknown_is_refused() {
    let (mut files, credentials) = project();
    let moved = files.remove("erreurs.json").unwrap();
    files.insert("autre.json".to_owned(), moved);
    let found = check(&files, &credentials);
    assert!(found.iter().any(|line| line == "erreurs.json: is missing"), "{found:?}");
    assert!(found.iter().any(|line| line.starts_with("autre.json: not one of")), "{found:?}");
}

#[test]
fn what_an_export_adds_is_refused() {
    refused(|file| file["pinData"] = json!({ "Appel reçu": [] }), "unknown field `pinData`");
    refused(|file| file["meta"] = json!({ "instanceId": "x" }), "unknown field `meta`");
    refused(|file| node(file, "Rappel")["retryOnFail"] = json!(true), "unknown field `retryOnFail`");
}

#[test]
fn settings_are_those_that_were_tried() {
    refused(|file| file["active"] = json!(true), "is active");
    refused(|file| file["settings"]["executionOrder"] = json!("v0"), "settings.executionOrder");
    refused(|file| file["settings"]["errorWorkflow"] = json!("autre"), "settings.errorWorkflow");
}

#[test]
fn the_error_workflow_is_the_one_that_the_others_name() {
    let (mut files, credentials) = project();
    files.get_mut("erreurs.json").unwrap()["id"] = json!("autre");
    let found = check(&files, &credentials);
    assert!(found.iter().any(|line| line.contains("its id is not")), "{found:?}");
}

#[test]
fn the_webhook_is_protected_and_answers_by_a_node() {
    let trigger = "Appel reçu";
    refused(|file| node(file, trigger)["webhookId"] = json!(""), "without a webhookId");
    for parameter in ["path", "httpMethod", "authentication", "responseMode"] {
        refused(
            |file| node(file, trigger)["parameters"][parameter] = json!("none"),
            &format!("/{parameter} is not"),
        );
    }
    refused(|file| node(file, trigger)["parameters"]["options"] = json!({}), "/options/rawBody is not");
    refused(
        |file| node(file, trigger)["type"] = json!("n8n-nodes-base.errorTrigger"),
        "is not a trigger of type webhook",
    );
    refused(|file| node(file, "Rappel")["type"] = json!("n8n-nodes-base.webhook"), "has 2 triggers");
}

#[test]
fn only_nodes_that_were_tried_are_used() {
    refused(|file| node(file, "Rappel")["type"] = json!("n8n-nodes-base.code"), "code 3.4 was never tried");
    refused(
        |file| node(file, "Rappel")["type"] = json!("n8n-nodes-autres.set"),
        "n8n-nodes-autres.set 3.4 was never",
    );
    refused(|file| node(file, "Attendre 70 s")["typeVersion"] = json!(1), "wait 1 was never tried");
}

#[test]
fn names_and_identifiers_are_given_once_and_say_something() {
    refused(|file| node(file, "Canari ?")["name"] = json!("Échec"), "its name is another node's too");
    refused(
        |file| {
            let id = node(file, "Canari ?")["id"].clone();
            node(file, "Échec")["id"] = id;
        },
        "its identifier is another node's too",
    );
    refused(
        |file| node(file, "Terminé")["name"] = json!("HTTP Request1"),
        "the name does not say what it does",
    );
}

#[test]
fn a_wait_outlives_a_stop_of_n8n() {
    refused(|file| node(file, "Attendre 70 s")["parameters"]["amount"] = json!(65), "waits less than");
    refused(|file| node(file, "Attendre 70 s")["parameters"]["unit"] = json!("heures"), "waits less than");
    refused(|file| node(file, "Attendre 70 s")["webhookId"] = Value::Null, "waits less than");
    for amount in
        ["={{ [65, 70][Math.min($runIndex, 1)] }}", "={{ [70, 70][Math.min($runIndex, 2)] }}", "={{ 70 }}"]
    {
        let wait = |file: &mut Value| node(file, "Attendre")["parameters"]["amount"] = json!(amount);
        refused_in("prendre-message.json", wait, "waits less than");
    }
}

#[test]
fn the_files_run_without_an_account() {
    refused(|file| node(file, "Déposer la liste")["disabled"] = json!(false), "is switched off");
    refused(|file| node(file, "Rappel")["disabled"] = json!(true), "is switched off");
    refused(|file| node(file, "Déposer la liste")["notes"] = json!(""), "does not begin with À ACTIVER");
}

#[test]
fn requests_are_limited_keep_the_key_and_judge_nothing() {
    let callback = "Annoncer le résultat";
    let step = "Étape : Création du dossier Drive";
    refused(|file| node(file, step)["parameters"]["options"]["timeout"] = Value::Null, "no time-out");
    refused(|file| node(file, callback)["parameters"]["options"]["timeout"] = json!(300_000), "no time-out");
    refused(|file| node(file, step)["parameters"]["options"]["redirect"] = json!({}), "follows redirects");
    refused(|file| node(file, callback)["credentials"] = json!({}), "does not send the key");
    refused(|file| node(file, step)["onError"] = Value::Null, "a step that can't be told stops the work");
    refused(
        |file| node(file, callback)["parameters"]["options"]["response"] = json!({}),
        "not for the node to judge",
    );
}

#[test]
fn connections_lead_from_node_to_node_and_everywhere() {
    refused(
        |file| file["connections"]["Rappel"]["main"][0][0]["node"] = json!("Personne"),
        "« Personne », which is no node",
    );
    refused(
        |file| file["connections"]["Nom à translittérer"] = json!({ "main": [[]] }),
        "ends the execution without a callback",
    );
    refused(
        |file| file["connections"]["Canari ?"]["main"][0] = json!([]),
        "« Canari ? »: its output 0 leads nowhere",
    );
    refused(
        |file| file["connections"]["Canari ?"]["main"][0] = json!([]),
        "« Répondre au canari »: nothing leads to it",
    );
    refused(
        |file| file["connections"]["Réponse des admissions"]["main"][3] = json!([]),
        "its output 3 leads nowhere",
    );
    refused(
        |file| file["connections"]["Noter cet appel"]["main"][1] = json!([]),
        "its output 1 leads nowhere",
    );
}

#[test]
fn whoever_was_accepted_is_called_back() {
    refused(
        |file| file["connections"]["Résultat"]["main"][0] = json!([]),
        "« Résultat »: its output 0 leads nowhere",
    );
    refused(
        |file| file["connections"]["Accepter"] = json!({ "main": [[]] }),
        "« Accepter »: ends the execution without",
    );
    refused(
        |file| node(file, "Annoncer le résultat")["parameters"]["url"] = json!("={{ $json.adresse }}"),
        "nothing calls back",
    );
}

#[test]
fn a_result_is_looked_at() {
    refused(
        |file| file["connections"]["Résultat"]["main"][0][0]["node"] = json!("Rappel"),
        "nobody looks whether it is complete",
    );
}

#[test]
fn a_step_leads_to_no_work() {
    let step = "Étape : Création du dossier Drive";
    refused(
        |file| {
            file["connections"][step] =
                json!({ "main": [[{ "node": "Rappel", "type": "main", "index": 0 }]] });
        },
        "a step stands beside the work",
    );
}

#[test]
fn what_works_reports_its_failure() {
    for name in
        ["Réglages", "Renommer le dossier Drive", "À REMPLACER : dossier Drive", "Un par un", "Résultat"]
    {
        refused(
            |file| node(file, name)["onError"] = Value::Null,
            &format!("« {name} »: its failure is not reported"),
        );
    }
}

#[test]
fn nothing_of_one_school_is_written_down() {
    let text = |text: &str| {
        let text = text.to_owned();
        move |file: &mut Value| node(file, "Note : travail")["parameters"]["content"] = json!(text)
    };
    refused(text("https://ecole-de-paris.fr/formulaire"), "names the host ecole-de-paris.fr");
    refused(text("Écrire à marie@ecole-de-paris.fr"), "names an address at ecole-de-paris.fr");
    refused(text("whsec_abc"), "looks like a secret");
    refused(text("0123456789abcdef0123456789abcdef"), "looks like a secret");
    refused(
        |file| node(file, "Annoncer le résultat")["credentials"]["httpHeaderAuth"]["id"] = json!("3f2a"),
        "names the credential",
    );
}

#[test]
fn expressions_name_nodes_that_exist() {
    refused(
        |file| {
            node(file, "Résultat")["parameters"]["jsonOutput"] = json!("={{ $('Ancien nom').first().json }}");
        },
        "« Ancien nom », which is no node",
    );
}

#[test]
fn admins_are_told_what_a_workflow_does() {
    refused(
        |file| {
            file["nodes"].as_array_mut().unwrap().retain(|node| node["type"] != "n8n-nodes-base.stickyNote");
        },
        "no note tells the admins",
    );
}

#[test]
fn the_four_do_alike_what_they_have_in_common() {
    refused(
        |file| node(file, "Échec")["parameters"]["options"] = json!({ "x": 1 }),
        "« Échec » is not what it is in",
    );
    refused(|file| node(file, "Canari ?")["name"] = json!("Essai ?"), "« Canari ? » is missing");
}

#[test]
fn the_template_of_the_credentials_holds_none() {
    let (files, credentials) = project();
    let mut with_secret = credentials.clone();
    with_secret[1]["data"]["hmacSecret"] = json!("secret");
    assert_eq!(check(&files, &with_secret), ["credentials.json: hmacSecret is not a placeholder"]);
    let mut other = credentials.clone();
    other[0]["id"] = json!("autre");
    assert_eq!(check(&files, &other).len(), 1);
    assert_eq!(check(&files, &json!([credentials[0]])).len(), 1);
    let mut mailbox = credentials.clone();
    mailbox[3]["data"]["host"] = json!("imap.ecole.example");
    assert_eq!(check(&files, &mailbox), ["credentials.json: host is not a placeholder"]);
}

#[test]
fn a_text_is_cut_between_characters_and_an_empty_message_is_none() {
    let parameter = |file: &mut Value, expression: &str| {
        node(file, "Échec")["parameters"]["jsonOutput"] = json!(expression);
    };
    for cut in ["String($json.error).slice(0, 4000)", "$json.error.substring(0, 10)", "$json.error.substr(1)"]
    {
        refused(
            |file| parameter(file, &format!("={{{{ ({{ objet: {cut} }}) }}}}")),
            "may cut a character in two",
        );
    }
    let fallback = "={{ ({ messageErreur: Array.from(String($json.motif ?? 'x')).slice(0, 4).join('') }) }}";
    refused(|file| parameter(file, fallback), "lets an empty message through");
}

#[test]
fn a_mailbox_is_read_again_after_a_stop() {
    let trigger = "Nouveau message";
    let changed = |pointer: &'static str, value: Value| {
        move |file: &mut Value| *node(file, trigger)["parameters"].pointer_mut(pointer).unwrap() = value
    };
    for (pointer, value) in [
        ("/postProcessAction", json!("read")),
        ("/options/trackLastMessageId", json!(true)),
        ("/format", json!("simple")),
        ("/options/forceReconnect", json!(0)),
    ] {
        refused_in("recevoir-email.json", changed(pointer, value), &format!("{pointer} is not"));
    }
}

#[test]
fn a_message_leaves_no_saved_execution() {
    for file in ["prendre-message.json", "recevoir-email.json", "recevoir-formulaire.json"] {
        let change = |file: &mut Value| file["settings"]["saveDataSuccessExecution"] = json!("all");
        refused_in(file, change, "settings.saveDataSuccessExecution");
    }
}

#[test]
fn each_message_has_an_execution_of_its_own() {
    let alone = "does not start admissionsMessage for each message alone";
    for (pointer, value) in [
        ("/workflowId/value", json!("autre")),
        ("/mode", json!("once")),
        ("/options/waitForSubWorkflow", json!(true)),
    ] {
        let change = |file: &mut Value| {
            *node(file, "Prendre le message")["parameters"].pointer_mut(pointer).unwrap() = value;
        };
        refused_in("recevoir-email.json", change, alone);
    }
    refused_in("prendre-message.json", |file| file["id"] = json!("autre"), "its id is not admissionsMessage");
}

#[test]
fn a_message_is_marked_after_the_success_alone() {
    let mark = json!([{ "node": "Noter le message pris", "type": "main", "index": 0 }]);
    for (from, output) in [("Réponse : échange", 1), ("Réponse : personne", 0), ("Demande", 0)] {
        let change = |file: &mut Value| file["connections"][from]["main"][output] = mark.clone();
        refused_in("prendre-message.json", change, "marks a message that the service has not taken");
    }
}

#[test]
fn no_message_ends_unseen() {
    let lost = "ends the execution, and the message is lost";
    let ends =
        |name: &'static str| move |file: &mut Value| file["connections"][name] = json!({ "main": [[]] });
    refused_in("prendre-message.json", ends("Attendre"), &format!("« Attendre »: {lost}"));
    refused_in("recevoir-email.json", ends("Courrier"), &format!("« Courrier »: {lost}"));
    refused_in(
        "recevoir-formulaire.json",
        ends("Prendre le message"),
        &format!("« Prendre le message »: {lost}"),
    );
}
