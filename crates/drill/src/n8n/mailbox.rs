//! Tests the mailbox and the form of the school: each message is taken once, while n8n is killed and the service away.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use reqwest::StatusCode;
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::letters::{self, EXPECTED, LEFT_OUT, Letter, OPPOSED};
use super::process::WORKFLOWS;
use super::{LOOK, Stage, seconds};

/// Number of messages that are delivered twice.
const TWICE: usize = 40;
/// Number of times that n8n is killed.
const KILLS: usize = 5;
/// Time during which the service is away.
const AWAY: Duration = Duration::from_mins(1);
/// Maximum time until every message is taken, after the last absence. A waiting execution tries again after 70 s.
const TAKEN_WITHIN: Duration = Duration::from_mins(8);
/// Time within which a message that is taken once too often would be seen.
const QUIET: Duration = Duration::from_secs(5);

/// The mailbox, as the server of mail stores it: one file a message.
pub(super) struct Maildir {
    folder: PathBuf,
    delivered: usize,
}

impl Maildir {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), delivered: 0 }
    }

    /// Delivers a message: it is written under `tmp`, and moved to `new` when it is complete.
    fn deliver(&mut self, letter: &Letter) -> anyhow::Result<()> {
        self.delivered += 1;
        let name = format!("{}.M{}P1.essai", 1_790_000_000 + self.delivered, self.delivered);
        let (written, new) = (self.folder.join("tmp").join(&name), self.folder.join("new").join(&name));
        std::fs::write(&written, &letter.bytes).with_context(|| written.display().to_string())?;
        std::os::unix::fs::chown(&written, Some(self.owner()?), None)?;
        Ok(std::fs::rename(written, new)?)
    }

    /// Returns the user of the mailbox.
    fn owner(&self) -> anyhow::Result<u32> {
        Ok(std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(&self.folder)?))
    }
}

impl Stage {
    /// Sends forms to n8n, as the site does.
    pub(super) async fn form(&mut self, key: &str) {
        println!("the form of the site");
        let outcome = self.try_form(key).await;
        self.checks.part("the form of the site", outcome);
    }

    async fn try_form(&mut self, key: &str) -> anyhow::Result<()> {
        let form = json!({ "nom": "Formulaire", "prenom": "Léa", "email": "lea.formulaire@exemple.example",
            "telephone": "06 39 98 xx", "formation": "CAP Bijouterie-Joaillerie", "message": "Bonjour 💎" });
        self.send_form("autre", &form, StatusCode::FORBIDDEN).await?;
        self.send_form(key, &json!({ "nom": "Personne" }), StatusCode::UNPROCESSABLE_ENTITY).await?;
        let sql = "SELECT concat_ws(' ', nom, prenom, formation_souhaitee, source, count(*),
                bool_and(contenu LIKE '%06 39 98 xx%'))
            FROM prospects p JOIN historique_emails USING (id_prospect)
            WHERE 'lea.formulaire@exemple.example' = ANY (emails) GROUP BY p.id_prospect";
        let expected = ["Formulaire Léa CAP_BJ FORMULAIRE 1 t"];
        self.send_form(key, &form, StatusCode::ACCEPTED).await?;
        self.until(sql, |found| found == expected).await?;
        self.send_form(key, &form, StatusCode::ACCEPTED).await?;
        sleep(QUIET).await;
        let found = self.database.texts(sql).await?;
        self.checks.check(
            "a form sent twice is one exchange, without the wrong number",
            found == expected,
            found.join(", "),
        );
        Ok(())
    }

    async fn send_form(
        &mut self,
        key: &str,
        form: &serde_json::Value,
        wanted: StatusCode,
    ) -> anyhow::Result<()> {
        let (status, body) = self.caller.form(key, form).await?;
        self.checks.check(
            &format!("the form is answered {wanted}"),
            status == wanted.as_u16(),
            format!("{status} {body}"),
        );
        Ok(())
    }

    /// Delivers messages and breaks everything around them.
    pub(super) async fn mailbox(&mut self, maildir: Maildir) {
        println!("a mailbox of {EXPECTED} messages to take, {TWICE} of them delivered twice");
        let outcome = self.try_mailbox(maildir).await;
        self.checks.part("the mailbox", outcome);
    }

    async fn try_mailbox(&mut self, mut maildir: Maildir) -> anyhow::Result<()> {
        let began = Instant::now();
        for rank in 0..OPPOSED {
            let body = json!({ "email": letters::opposed_address(rank) });
            let answer =
                self.clients.click(0, &format!("opposition {rank}"), "/api/rgpd/oppositions", &body).await?;
            anyhow::ensure!(answer.status == 201, "opposition: {} {}", answer.status, answer.body);
        }
        let (wanted, opposed) = (letters::wanted(), letters::opposed());
        let unwanted = letters::unwanted();
        let mut others = unwanted.iter().map(|(_, letter)| letter).chain(&opposed);
        let part = wanted.len().div_ceil(KILLS + 1);
        for (number, letters) in wanted.chunks(part).enumerate() {
            let is_away = number == 1;
            if is_away {
                self.api.stop().await?;
            }
            let before = self.taken().await?;
            for letter in letters.iter().chain(others.by_ref().take(unwanted.len().div_ceil(KILLS))) {
                maildir.deliver(letter)?;
            }
            if number == KILLS {
                break;
            }
            self.underway(is_away, before).await?;
            self.n8n.kill()?;
            self.n8n.start(&WORKFLOWS).await?;
            if is_away {
                for letter in &wanted[..TWICE] {
                    maildir.deliver(letter)?;
                }
                sleep(AWAY).await;
                self.api.start().await?;
            }
        }
        println!("  {} files delivered in {}", maildir.delivered, seconds(began.elapsed()));
        self.judge_mailbox(&wanted).await?;
        println!("  everything was taken {} after the first delivery", seconds(began.elapsed()));
        Ok(())
    }

    /// Counts the messages of the mailbox that the service has.
    async fn taken(&self) -> anyhow::Result<i64> {
        let sql = "SELECT count(*) FROM historique_emails WHERE message_id LIKE '<%@exemple.example>'";
        self.database.numbers(sql).await?.pop().context("no count")
    }

    /// Waits until the first messages of a part are taken, while the others are on their way; or until they wait for the
    /// service, when it is away.
    async fn underway(&self, is_away: bool, before: i64) -> anyhow::Result<()> {
        let waiting = "SELECT count(*) FROM execution_entity
            WHERE status = 'waiting' AND \"workflowId\" = 'admissionsMessage'";
        let began = Instant::now();
        loop {
            let is_underway = if is_away {
                self.n8n_database.numbers(waiting).await?.iter().any(|count| *count > 0)
            } else {
                self.taken().await? > before
            };
            if is_underway {
                return Ok(());
            }
            anyhow::ensure!(began.elapsed() < TAKEN_WITHIN, "n8n takes no message");
            sleep(LOOK).await;
        }
    }

    /// Waits until every message is taken, and compares both databases with what was delivered.
    async fn judge_mailbox(&mut self, wanted: &[Letter]) -> anyhow::Result<()> {
        let count =
            "SELECT count(*)::text FROM historique_emails WHERE message_id LIKE '<%@exemple.example>'";
        let expected = [EXPECTED.to_string()];
        self.until(count, |found| found == expected).await?;
        sleep(QUIET).await;
        let mut taken = self
            .database
            .texts("SELECT message_id FROM historique_emails WHERE message_id LIKE '<%@exemple.example>'")
            .await?;
        taken.sort_unstable();
        let all = taken.len();
        taken.dedup();
        let lost = wanted.iter().filter(|letter| !taken.contains(&format!("<{}>", letter.id))).count();
        println!("  {all} emails in the table, {} twice, {lost} lost", all - taken.len());
        self.checks.check("each message is taken", lost == 0, format!("{lost} of {EXPECTED} lost"));
        self.checks.check("none is taken twice", all == taken.len(), format!("{} twice", all - taken.len()));
        self.checks.check("nothing else is taken", taken.len() + lost == EXPECTED, taken.len());
        self.judge_texts().await?;
        self.judge_left_out().await
    }

    /// Checks the names, texts and directions of what was taken.
    async fn judge_texts(&mut self) -> anyhow::Result<()> {
        let one = |id: &str| {
            format!(
                "SELECT concat_ws('|', sens, prenom, nom, objet, contenu)
                 FROM historique_emails JOIN prospects USING (id_prospect)
                 WHERE message_id = '<{id}@exemple.example>'"
            )
        };
        for (what, id, expected) in [
            (
                "encoded subjects and other character sets are decoded",
                "seul-0",
                "ENTRANT|Zoé|Seula|Réponse à votre annonce 💎|Été à Besançon",
            ),
            ("HTML becomes text", "seul-1", "ENTRANT|Paul|SEULB|HTML|Bonjour\u{a0}à vous"),
            ("an attachment is left", "seul-2", "ENTRANT|Inès|Seulc|CV|Voici mon CV."),
            ("an address stands for a name", "seul-3", "ENTRANT||seul-3|Sans nom|Bonjour"),
            (
                "the school's own message is sent, not received",
                "fil-0-1",
                "SORTANT|Noémie|Fila|Re: Fil 0|Message 1 de l’échange 0.",
            ),
        ] {
            let found = self.database.texts(&one(id)).await?;
            self.checks.check(what, found == [expected], found.join(", "));
        }
        let threads = "SELECT count(*)::text FROM prospects WHERE nb_echanges = 5 AND emails[1] LIKE 'fil-%'";
        let found = self.database.texts(threads).await?;
        self.checks.check(
            "each exchange is one person's",
            found == [letters::THREADS.to_string()],
            found.join(", "),
        );
        Ok(())
    }

    /// Checks that what is left out is counted in n8n, and that people who oppose leave no trace anywhere.
    async fn judge_left_out(&mut self) -> anyhow::Result<()> {
        let table = "SELECT 'data_table_user_' || id FROM data_table WHERE name = 'admissions_messages'";
        let table = self.n8n_database.texts(table).await?.pop().context("n8n has no table of messages")?;
        let sql = format!(
            "SELECT categorie || ' ' || count(DISTINCT message) FROM \"{table}\"
             WHERE categorie <> 'PRIS' GROUP BY categorie ORDER BY 1"
        );
        let expected = [("AUTOMATIQUE", 1), ("INTERNE", 1), ("LETTRE", 2), ("RETOUR", 1)];
        let expected = expected.map(|(category, kinds)| format!("{category} {}", kinds * LEFT_OUT));
        let found = self.n8n_database.texts(&sql).await?;
        println!("  left out: {}", found.join(", "));
        self.checks.check(
            "newsletters, bounces and automatic answers are left out and counted",
            found == expected,
            found.join(", "),
        );
        let traces = "SELECT (SELECT count(*) FROM prospects WHERE emails::text LIKE '%oppose-%')
            + (SELECT count(*) FROM historique_emails WHERE expediteur LIKE 'oppose-%')
            + (SELECT count(*) FROM journal_erreurs WHERE journal_erreurs::text LIKE '%oppose-%')";
        let found = self.database.numbers(traces).await?;
        self.checks.check(
            "people who oppose leave no trace in the service",
            found == [0],
            format!("{found:?}"),
        );
        let sql = format!("SELECT count(*) FROM \"{table}\" WHERE message LIKE '%oppose-%'");
        let found = self.n8n_database.numbers(&sql).await?;
        self.checks.check("nor in n8n's table", found == [0], format!("{found:?}"));
        let saved = "SELECT count(*) FROM execution_entity WHERE status = 'success'
            AND \"workflowId\" IN ('admissionsMessage', 'admissionsRecevoirEmail')";
        let found = self.n8n_database.numbers(saved).await?;
        self.checks.check("nor in its executions", found == [0], format!("{found:?}"));
        Ok(())
    }

    /// Reads the service's database until it contains what is awaited; returns the last reading.
    async fn until(&self, sql: &str, is_there: impl Fn(&[String]) -> bool) -> anyhow::Result<Vec<String>> {
        let began = Instant::now();
        loop {
            let found = self.database.texts(sql).await?;
            if is_there(&found) || began.elapsed() > TAKEN_WITHIN {
                return Ok(found);
            }
            sleep(LOOK).await;
        }
    }
}
