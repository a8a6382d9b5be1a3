//! Tests absences: of n8n, of the service, of both; and a deactivated workflow.

use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::actions::request;
use super::process::WORKFLOWS;
use super::webhook::Call;
use super::{ENDED_WITHIN, LOOK, Stage, seconds};

/// Identifier of an action that does not exist.
const UNKNOWN: i64 = 999_999_999;

impl Stage {
    pub(super) async fn absences(&mut self) {
        println!("n8n is stopped and started again");
        let outcome = self.n8n_away().await;
        self.checks.part("n8n away", outcome);
        println!("the service is away when n8n calls back; n8n is killed while it waits");
        let outcome = self.service_away().await;
        self.checks.part("the service away", outcome);
        println!("a callback that is refused");
        let outcome = self.refused_callback().await;
        self.checks.part("a refused callback", outcome);
        println!("a workflow is switched off");
        let outcome = self.switched_off().await;
        self.checks.part("a workflow switched off", outcome);
    }

    async fn n8n_away(&mut self) -> anyhow::Result<()> {
        self.n8n.stop().await?;
        let mut ids = Vec::new();
        for kind in ["CONVERTIR_CANDIDAT", "ENVOYER_EMAIL"] {
            let (path, body) = request(kind, &self.prospect()?);
            ids.push(self.click(&path, &body).await?);
        }
        let booted = self.n8n.start(&WORKFLOWS).await?;
        let began = Instant::now();
        for id in ids {
            let action = self.ended(id).await?;
            let whole = action["statutAction"] == "TERMINEE" && action["partielle"] == false;
            self.checks.check("what was asked meanwhile is done, whole", whole, action);
        }
        println!(
            "  n8n was back after {}, everything done {} later",
            seconds(booted),
            seconds(began.elapsed())
        );
        Ok(())
    }

    /// Starts the action with n8n stopped, then stops the service and calls the webhook directly.
    async fn service_away(&mut self) -> anyhow::Result<()> {
        let prospect = self.prospect()?;
        self.n8n.stop().await?;
        let (path, body) = request("GENERER_DEVIS", &prospect);
        let id = self.click(&path, &body).await?;
        let before = self.callbacks(200)?;
        self.api.stop().await?;
        self.n8n.start(&WORKFLOWS).await?;
        let (webhook_id, envelope) = (format!("conv_{id}"), self.envelope(id, &prospect));
        let (status, answer) = self.caller.send(Call::new("generer-devis", &webhook_id, &envelope)).await?;
        self.checks.check(
            "n8n takes the call while nobody can be told",
            status == 202,
            format!("{status} {answer}"),
        );
        let execution = vec![answer["executionId"].as_str().unwrap_or_default().to_owned()];
        let ends = self.executions(&execution).await?;
        self.checks.check("the callback waits", ends == ["waiting"], ends.join(", "));
        self.n8n.kill()?;
        self.n8n.start(&WORKFLOWS).await?;
        let began = Instant::now();
        self.api.start().await?;
        let action = self.ended(id).await?;
        println!("  the callback came {} after the service was back", seconds(began.elapsed()));
        self.checks.check(
            "the callback comes after both are back",
            action["statutAction"] == "TERMINEE",
            &action,
        );
        self.checks.check(
            "it is that of the execution which waited",
            action["executionId"] == Value::String(execution[0].clone()),
            format!("{} instead of {}", action["executionId"], execution[0]),
        );
        let ends = self.executions(&execution).await?;
        self.checks.check("that execution ends well", ends == ["success"], ends.join(", "));
        let came = self.callbacks(200)? - before;
        self.checks.check(
            "the service's own call, made again, ran nothing",
            came == 1,
            format!("{came} callbacks"),
        );
        Ok(())
    }

    /// The service answers that the action does not exist: the workflow stops, and the error workflow reports it.
    async fn refused_callback(&mut self) -> anyhow::Result<()> {
        let envelope = self.envelope(UNKNOWN, "PROS_0");
        let (_, answer) = self.caller.send(Call::new("generer-devis", "essai_2", &envelope)).await?;
        let states =
            self.executions(&[answer["executionId"].as_str().unwrap_or_default().to_owned()]).await?;
        self.checks.check("the execution has failed", states == ["error"], states.join(", "));
        self.checks.check("it was told once, and not again", self.callbacks(404)? == 1, self.callbacks(404)?);
        let sql = format!(
            "SELECT nom_workflow || ' / ' || nom_noeud FROM journal_erreurs WHERE message_erreur LIKE '%{UNKNOWN}%'"
        );
        let began = Instant::now();
        let mut entries = Vec::new();
        while entries.is_empty() && began.elapsed() < ENDED_WITHIN {
            sleep(LOOK).await;
            entries = self.database.texts(&sql).await?;
        }
        let expected = "Admissions : générer un devis / Rappel refusé";
        self.checks.check(
            "n8n's error workflow writes to the journal",
            entries == [expected],
            entries.join(", "),
        );
        Ok(())
    }

    async fn switched_off(&mut self) -> anyhow::Result<()> {
        let (path, workflow) = WORKFLOWS[2];
        self.n8n.stop().await?;
        self.n8n.tool(&["unpublish:workflow", &format!("--id={workflow}")])?;
        self.n8n.start(&WORKFLOWS[..2]).await?;
        let canary = "{\"typeAction\":\"CANARI\"}";
        let (status, body) = self.caller.send(Call::new(path, "canari_2", canary)).await?;
        let says = status == 404 && body["code"] == 404;
        self.checks.check("it answers 404, in JSON", says, format!("{status} {body}"));
        Ok(())
    }
}
