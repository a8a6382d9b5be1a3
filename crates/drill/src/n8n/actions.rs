//! Tests the four actions: success, failure, twenty at once, duplicate webhooks.

use std::time::Duration;

use anyhow::Context as _;
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::webhook::Call;
use super::{Stage, seconds};

/// Number of concurrent actions.
const AT_ONCE: usize = 20;
/// Number of concurrent identical webhooks.
const SAME_AT_ONCE: usize = 6;

/// Action types, with the fields of a success.
const KINDS: [(&str, &[&str]); 4] = [
    ("CONVERTIR_CANDIDAT", &["numeroDossier", "lienDossierDrive"]),
    ("ENVOYER_DOSSIER", &["lienFormulaire"]),
    ("GENERER_DEVIS", &["numeroDevis", "lienDevis"]),
    ("ENVOYER_EMAIL", &["objet", "contenu", "messageId"]),
];

/// Prospects that make a workflow fail, with words of the expected reason.
const FAILURES: [(&str, &str, &str, &str); 4] = [
    (
        "CONVERTIR_CANDIDAT",
        "'Иванов', 'Ivan', ARRAY['ivan@exemple.example'], 'CAP_BJ'",
        "lettres latines",
        "Numéro de dossier",
    ),
    (
        "ENVOYER_DOSSIER",
        "'Sansboite', 'Léa', ARRAY['lea@nulle-part.invalid'], 'CAP_BJ'",
        "aucun message",
        "Adresse joignable ?",
    ),
    (
        "GENERER_DEVIS",
        "'Sanstarif', 'Zoé', ARRAY['zoe@exemple.example'], NULL",
        "Aucun tarif",
        "Tarif connu ?",
    ),
    (
        "ENVOYER_EMAIL",
        "'Sansboite', 'Luc', ARRAY['luc@nulle-part.invalid'], 'CAP_BJ'",
        "aucun message",
        "Adresse joignable ?",
    ),
];

/// Returns path and body of a request for an action.
pub(super) fn request(kind: &str, prospect: &str) -> (String, Value) {
    match kind {
        "CONVERTIR_CANDIDAT" => (
            "/api/prospects/convertir-candidat".to_owned(),
            json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ" }),
        ),
        "ENVOYER_DOSSIER" => (format!("/api/prospects/{prospect}/send-dossier"), json!({})),
        "GENERER_DEVIS" => (format!("/api/prospects/{prospect}/generate-devis"), json!({})),
        _ => (
            format!("/api/prospects/{prospect}/send-email"),
            json!({ "typeEmail": "RELANCE", "message": "Bonjour « $& » \\ 'vous' 💎" }),
        ),
    }
}

impl Stage {
    pub(super) async fn actions(&mut self) {
        println!("the four actions, one after the other");
        for (kind, gives) in KINDS {
            let outcome = self.success(kind, gives).await;
            self.checks.part(&format!("{kind} is carried out"), outcome);
        }
        println!("the four, failing");
        for failure in FAILURES {
            let outcome = self.failure(failure).await;
            self.checks.part(&format!("{} fails", failure.0), outcome);
        }
        println!("the same webhook again");
        let outcome = self.duplicates().await;
        self.checks.part("the same webhook again", outcome);
        println!("{AT_ONCE} actions at once");
        let outcome = self.at_once().await;
        self.checks.part("actions at once", outcome);
    }

    async fn success(&mut self, kind: &str, gives: &[&str]) -> anyhow::Result<()> {
        let prospect = self.prospect()?;
        let before = self.callbacks(200)?;
        let (path, body) = request(kind, &prospect);
        let id = self.click(&path, &body).await?;
        let action = self.ended(id).await?;
        println!("  {kind}: {} ms from the click to its end", action["dureeMs"]);
        self.checks.check(&format!("{kind} succeeds"), action["statutAction"] == "TERMINEE", &action);
        let result = &action["resultat"];
        let complete = gives.iter().all(|name| result[*name].as_str().is_some_and(|text| !text.is_empty()));
        self.checks.check(&format!("{kind} gives {}", gives.join(", ")), complete, result);
        let story: Vec<&str> = action["journal"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|event| event["evenement"].as_str())
            .collect();
        let steps = story.iter().filter(|event| **event == "ETAPE").count();
        self.checks.check(&format!("{kind} tells its steps"), steps >= 3, story.join(" "));
        let known = action["executionId"].is_string()
            && action["workflowId"].as_str().is_some_and(|id| id.starts_with("admissions"));
        self.checks.check(&format!("{kind} names its execution"), known, &action);
        self.checks.check(
            &format!("{kind} calls back once"),
            self.callbacks(200)? == before + 1,
            self.callbacks(200)?,
        );
        Ok(())
    }

    async fn failure(
        &mut self,
        (kind, person, reason, node): (&str, &str, &str, &str),
    ) -> anyhow::Result<()> {
        let sql = format!(
            "INSERT INTO prospects (nom, prenom, emails, formation_souhaitee, source, date_premier_contact, date_dernier_contact)
             VALUES ({person}, 'FORMULAIRE', now(), now()) RETURNING id_prospect"
        );
        let prospect = self.database.texts(&sql).await?.pop().context("nobody")?;
        let (path, body) = request(kind, &prospect);
        let action = self.ended(self.click(&path, &body).await?).await?;
        let said = action["messageErreur"].as_str().unwrap_or_default().contains(reason);
        self.checks.check(
            &format!("{kind} fails, and says why"),
            action["statutAction"] == "ERREUR" && said,
            &action,
        );
        let sql =
            format!("SELECT nom_noeud FROM journal_erreurs WHERE id_conversion = {}", action["idConversion"]);
        let nodes = self.database.texts(&sql).await?;
        self.checks.check(
            &format!("the journal names the node of {kind}"),
            nodes == [node],
            nodes.join(", "),
        );
        Ok(())
    }

    /// Sends a webhook several times at once, then again: one workflow runs.
    async fn duplicates(&mut self) -> anyhow::Result<()> {
        let prospect = self.prospect()?;
        let (path, body) = request("GENERER_DEVIS", &prospect);
        let id = self.click(&path, &body).await?;
        self.ended(id).await?;
        let before = self.callbacks(200)?;
        let envelope = self.envelope(id, &prospect);
        let own = format!("conv_{id}");
        for (what, webhook_id, times, runs) in [
            ("a known webhook again", own.as_str(), 1, 0),
            ("a new one at the same instant", "essai_1", SAME_AT_ONCE, 1),
            ("that one again", "essai_1", 1, 0),
        ] {
            let expected = self.callbacks(200)? + runs;
            let calls =
                (0..times).map(|_| self.caller.send(Call::new("generer-devis", webhook_id, &envelope)));
            let answers: Vec<_> = try_join_all(calls).await?;
            let taken =
                answers.iter().all(|(status, body)| *status == 202 && body["executionId"].is_string());
            self.checks.check(&format!("{what}: answered 202, each time"), taken, format!("{answers:?}"));
            let ids: Vec<String> = answers
                .iter()
                .filter_map(|(_, body)| body["executionId"].as_str().map(str::to_owned))
                .collect();
            let states = self.executions(&ids).await?;
            self.checks.check(
                &format!("{what}: no execution fails"),
                states.iter().all(|state| state == "success"),
                states.join(", "),
            );
            let found = self.callbacks(200)?;
            self.checks.check(
                &format!("{what}: {runs} callback(s)"),
                found == expected,
                format!("{found} instead of {expected}"),
            );
        }
        self.checks.check("no result was refused", self.callbacks(409)? == 0, self.callbacks(409)?);
        println!("  {} callbacks before, {} after", before, self.callbacks(200)?);
        Ok(())
    }

    /// Builds the payload of a quote for a prospect of the fixtures, as the service sends it.
    pub(super) fn envelope(&self, id: i64, prospect: &str) -> String {
        let envelope = json!({
            "idProspect": prospect, "idConversion": id, "typeAction": "GENERER_DEVIS", "nom": "Aaaaier", "prenom": "Marie",
            "email": "prospect@exemple.example", "nomFormation": "CAP Bijouterie-Joaillerie", "tarif": 9500.0,
            "urlRappel": format!("{}/api/prospects/conversion-complete", self.api.url),
        });
        envelope.to_string()
    }

    async fn at_once(&mut self) -> anyhow::Result<()> {
        let (taken, refused) = (self.callbacks(200)?, self.callbacks(409)?);
        let mut clicks = Vec::new();
        for number in 0..AT_ONCE {
            clicks.push(request(KINDS[number * KINDS.len() / AT_ONCE].0, &self.prospect()?));
        }
        let began = Instant::now();
        let ids = try_join_all(clicks.iter().map(|(path, body)| self.click(path, body))).await?;
        let clicked = began.elapsed();
        let actions = try_join_all(ids.iter().map(|id| self.ended(*id))).await?;
        println!("  clicked in {}, ended after {}", seconds(clicked), seconds(began.elapsed()));
        let mut durations: Vec<u64> =
            actions.iter().filter_map(|action| action["dureeMs"].as_u64()).collect();
        durations.sort_unstable();
        let at =
            |index: usize| seconds(Duration::from_millis(durations.get(index).copied().unwrap_or_default()));
        println!(
            "  each took {} (median), {} (longest)",
            at(durations.len() / 2),
            at(durations.len().saturating_sub(1))
        );
        let failed: Vec<_> = actions.iter().filter(|action| action["statutAction"] != "TERMINEE").collect();
        self.checks.check(&format!("all {AT_ONCE} succeed"), failed.is_empty(), format!("{failed:?}"));
        let (taken, refused) = (self.callbacks(200)? - taken, self.callbacks(409)? - refused);
        self.checks.check(&format!("{AT_ONCE} callbacks are taken"), taken == AT_ONCE, taken);
        println!("  {refused} file numbers were taken already, and given again with the next rank");
        let sql = "SELECT numero_dossier FROM candidats GROUP BY 1 HAVING count(*) > 1";
        let twice = self.database.texts(sql).await?;
        self.checks.check("no file number is given twice", twice.is_empty(), twice.join(", "));
        Ok(())
    }
}
