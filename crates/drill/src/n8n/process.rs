//! Process of a real n8n: start, stop, kill. Its settings come from the environment of the drill.

use std::fs::OpenOptions;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{Instant, sleep};

use crate::Setup;

/// Maximum time to start; ten seconds on an idle machine.
const READY_WITHIN: Duration = Duration::from_mins(3);
/// Maximum time to stop; n8n gives running executions 30 s.
const STOPPED_WITHIN: Duration = Duration::from_secs(45);
/// Interval between two checks.
const LOOK: Duration = Duration::from_millis(100);

/// The workflows: path of the webhook and identifier.
pub(super) const WORKFLOWS: [(&str, &str); 4] = [
    ("convertir-candidat", "admissionsConversion"),
    ("envoyer-dossier", "admissionsDossier"),
    ("generer-devis", "admissionsDevis"),
    ("envoyer-email", "admissionsEmail"),
];

/// The process of n8n.
pub(super) struct N8n {
    program: PathBuf,
    log: PathBuf,
    url: String,
    env: [(&'static str, String); 2],
    http: reqwest::Client,
    child: Option<Child>,
}

impl N8n {
    /// Creates the process, not started.
    pub(super) fn new(setup: &Setup, program: PathBuf) -> anyhow::Result<Self> {
        let log = setup.logs.join("n8n.log");
        std::fs::write(&log, "").with_context(|| log.display().to_string())?;
        let env = [
            ("N8N_PORT", setup.ports[3].to_string()),
            ("N8N_RUNNERS_BROKER_PORT", setup.ports[1].to_string()),
        ];
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(5)).build()?;
        Ok(Self { program, log, url: setup.url(3), env, http, child: None })
    }

    /// Starts n8n and waits until the webhooks of these workflows are registered; returns the duration.
    pub(super) async fn start(&mut self, workflows: &[(&str, &str)]) -> anyhow::Result<Duration> {
        ensure!(self.child.is_none(), "n8n runs already");
        let began = Instant::now();
        let log = OpenOptions::new().append(true).open(&self.log)?;
        let mut command = self.command();
        command.arg("start").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.child = Some(command.spawn().with_context(|| self.program.display().to_string())?);
        for (path, _) in workflows {
            while !self.keeps_strangers_out(path).await {
                ensure!(
                    began.elapsed() < READY_WITHIN,
                    "n8n: {path} is not there after {} s",
                    began.elapsed().as_secs()
                );
                if let Some(status) = self.child.as_mut().map(Child::try_wait).transpose()?.flatten() {
                    bail!("n8n ended by itself: {status} (see {})", self.log.display());
                }
                sleep(LOOK).await;
            }
        }
        Ok(began.elapsed())
    }

    /// Sends SIGTERM and waits for the end.
    pub(super) async fn stop(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("n8n is not running")?;
        kill_process(Pid::from_child(&child), Signal::TERM)?;
        let asked = Instant::now();
        while child.try_wait()?.is_none() {
            if asked.elapsed() > STOPPED_WITHIN {
                child.kill()?;
                child.wait()?;
                bail!("n8n did not stop within {} s", STOPPED_WITHIN.as_secs());
            }
            sleep(LOOK).await;
        }
        Ok(())
    }

    /// Sends SIGKILL.
    pub(super) fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("n8n is not running")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Runs another command of n8n, which must not be running.
    pub(super) fn tool(&self, arguments: &[&str]) -> anyhow::Result<()> {
        ensure!(self.child.is_none(), "n8n runs");
        let output = self.command().args(arguments).stdin(Stdio::null()).output()?;
        ensure!(output.status.success(), "n8n {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.envs(self.env.iter().map(|(name, value)| (*name, value.as_str())));
        command
    }

    /// Returns true when the webhook answers 403 without a key. While n8n starts, it answers other statuses, even
    /// 200.
    async fn keeps_strangers_out(&self, path: &str) -> bool {
        let answer = self.http.post(format!("{}/webhook/prospect/{path}", self.url)).send().await;
        answer.is_ok_and(|answer| answer.status() == 403)
    }
}

impl Drop for N8n {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // An error means that the process is already gone.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
