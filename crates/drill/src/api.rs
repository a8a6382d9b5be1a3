//! Starts, kills and restarts processes of the API; their output goes to a log.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use crate::Setup;

/// Maximum time to become ready, with the database available at some point.
const READY_WITHIN: Duration = Duration::from_mins(1);
/// Maximum time to stop: requests have 10 s, then workers 10 s.
const STOPPED_WITHIN: Duration = Duration::from_secs(25);
/// Interval between two checks.
const LOOK: Duration = Duration::from_millis(5);

/// An instance of the API.
pub(crate) struct Api {
    /// Name, such as `api-1`.
    pub(crate) name: String,
    /// Base URL, without a trailing slash.
    pub(crate) url: String,
    program: PathBuf,
    /// Log file of all its processes.
    log: PathBuf,
    env: Vec<(&'static str, String)>,
    /// URL for the owner of the tables, for commands beside the service. The service does not get it.
    owner_url: String,
    http: reqwest::Client,
    /// The running process; the lock is held while it is replaced.
    child: Mutex<Option<Child>>,
}

impl Api {
    /// Creates the instance on port number `port` of the setup, not started; `env` adds to the common environment.
    pub(crate) fn new(
        setup: &Setup,
        (kind, port): (&str, usize),
        env: &[(&'static str, &str)],
    ) -> anyhow::Result<Self> {
        let name = format!("{kind}-api-{}", port + 1);
        let log = setup.logs.join(format!("{name}.log"));
        std::fs::write(&log, "").with_context(|| log.display().to_string())?;
        let mut all = vec![
            ("DATABASE_URL", setup.database_url.clone()),
            ("LISTEN_ADDR", format!("127.0.0.1:{}", setup.ports[port])),
            ("PUBLIC_URL", setup.url(2)),
            ("N8N_WEBHOOK_BASE_URL", format!("{}/webhook", setup.url(3))),
            // No canaris: the stand-in must record actions only.
            ("CANARI_INTERVAL_S", "0".to_owned()),
            ("N8N_API_KEY", setup.n8n_api_key.clone()),
            ("N8N_WEBHOOK_SECRET", setup.n8n_webhook_secret.clone()),
        ];
        all.extend(setup.database_url_lecture.clone().map(|url| ("DATABASE_URL_LECTURE", url)));
        all.extend(env.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(5)).build()?;
        let (url, program) = (setup.url(port), setup.api.clone());
        let owner_url = setup.database_owner_url.clone();
        Ok(Self { name, url, program, log, env: all, owner_url, http, child: Mutex::default() })
    }

    /// Starts the process and waits until it is ready.
    pub(crate) async fn start(&self) -> anyhow::Result<()> {
        let mut child = self.child.lock().await;
        *child = Some(self.spawn()?);
        self.wait_ready().await
    }

    /// Sends SIGKILL, starts a new process after `away`, and waits until it is ready.
    pub(crate) async fn kill(&self, away: Duration) -> anyhow::Result<()> {
        let mut slot = self.child.lock().await;
        let mut child = self.living(&mut slot)?;
        child.kill()?;
        child.wait()?;
        sleep(away).await;
        *slot = Some(self.spawn()?);
        self.wait_ready().await
    }

    /// Sends SIGTERM, which must end the process with code 0; then starts a new one and waits until it is ready.
    pub(crate) async fn roll(&self) -> anyhow::Result<()> {
        let mut slot = self.child.lock().await;
        let status = self.end(&mut slot).await?;
        *slot = Some(self.spawn()?);
        self.wait_ready().await?;
        if !status.success() {
            bail!("{}: a graceful stop ended with {status}", self.name);
        }
        Ok(())
    }

    /// Sends SIGTERM and waits for the end.
    pub(crate) async fn stop(&self) -> anyhow::Result<()> {
        let status = self.end(&mut *self.child.lock().await).await?;
        if !status.success() {
            bail!("{}: the last stop ended with {status}", self.name);
        }
        Ok(())
    }

    /// Waits until it accepts requests.
    pub(crate) async fn wait_ready(&self) -> anyhow::Result<()> {
        let started = Instant::now();
        while started.elapsed() < READY_WITHIN {
            let answer = self.http.get(format!("{}/sante/pret", self.url)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            sleep(LOOK).await;
        }
        bail!(
            "{}: not ready {} s after it was started or its database came back",
            self.name,
            READY_WITHIN.as_secs()
        )
    }

    /// Returns the log lines of a panic.
    pub(crate) fn panics(&self) -> anyhow::Result<Vec<String>> {
        self.log_lines(|line| line.contains("panicked"))
    }

    /// Returns the log lines of all its processes that match.
    pub(crate) fn log_lines(&self, wanted: impl Fn(&str) -> bool) -> anyhow::Result<Vec<String>> {
        let log = std::fs::read_to_string(&self.log)?;
        Ok(log.lines().filter(|line| wanted(line)).map(str::to_owned).collect())
    }

    /// Returns the resident memory in bytes; `None` where `/proc` does not tell it.
    pub(crate) async fn memory(&self) -> Option<u64> {
        let child = self.child.lock().await;
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.as_ref()?.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
    }

    /// Returns the CPU time of the process; `None` where `/proc` does not tell it.
    pub(crate) async fn cpu(&self) -> Option<Duration> {
        let child = self.child.lock().await;
        let threads = std::fs::read_dir(format!("/proc/{}/task", child.as_ref()?.id())).ok()?;
        let nanoseconds = threads.flatten().filter_map(|thread| {
            let told = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
            told.split(' ').next()?.parse::<u64>().ok()
        });
        Some(Duration::from_nanos(nanoseconds.sum()))
    }

    /// Runs another command of the program to its end, with this standard input.
    pub(crate) fn tool(&self, arguments: &[&str], input: &str) -> anyhow::Result<()> {
        let mut command = self.command();
        command.env("DATABASE_OWNER_URL", &self.owner_url);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| self.program.display().to_string())?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!("prospects-api {}: {}", arguments[0], String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env_remove("DATABASE_OWNER_URL");
        command.envs(self.env.iter().map(|(name, value)| (*name, value.as_str())));
        command
    }

    fn spawn(&self) -> anyhow::Result<Child> {
        let log = OpenOptions::new().append(true).open(&self.log)?;
        let mut command = self.command();
        command.arg("serve").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        command.spawn().with_context(|| self.program.display().to_string())
    }

    /// Takes the running process, to be ended; fails when it has already ended by itself.
    fn living(&self, slot: &mut Option<Child>) -> anyhow::Result<Child> {
        let mut child = slot.take().with_context(|| format!("{} is not running", self.name))?;
        if let Some(status) = child.try_wait()? {
            *slot = Some(self.spawn()?);
            bail!("{} ended by itself: {status}", self.name);
        }
        Ok(child)
    }

    async fn end(&self, slot: &mut Option<Child>) -> anyhow::Result<ExitStatus> {
        let mut child = self.living(slot)?;
        kill_process(Pid::from_child(&child), Signal::TERM)?;
        let asked = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            if asked.elapsed() > STOPPED_WITHIN {
                child.kill()?;
                return Ok(child.wait()?);
            }
            sleep(LOOK).await;
        }
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        if let Some(child) = self.child.get_mut() {
            // An error means that the process is already gone.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
