//! Runs the real binary as a separate process, and reads its output and its end. Every wait has a limit.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::support::app::{API_KEY, WEBHOOK_SECRET, until};
use crate::support::client::Client;
use crate::support::db::TestDb;
use crate::support::log::{self, Watched};

/// A command that is not started yet.
pub struct Setup {
    command: Command,
}

/// A running or ended process; dropping it kills it.
pub struct Process {
    child: Child,
    out: Lines,
    err: Lines,
    _log: Watched,
}

/// The end of a process.
#[derive(Debug)]
pub struct End {
    /// Exit code or signal.
    pub status: ExitStatus,
    /// Standard output, by line.
    pub out: Vec<String>,
    /// Standard error, by line.
    pub err: Vec<String>,
}

struct Lines {
    lines: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
}

impl Setup {
    /// Creates the binary's command with these arguments and an empty environment.
    pub fn new(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_prospects-api"));
        command.args(arguments).env_clear();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { command }
    }

    /// Creates `serve` on a free port, with the settings that it requires except the database. Nothing listens on the
    /// port of its n8n.
    pub fn serve() -> Self {
        Self::new(&["serve"])
            .set("LISTEN_ADDR", "127.0.0.1:0")
            .set("N8N_WEBHOOK_BASE_URL", "http://127.0.0.1:9/webhook")
            .set("N8N_API_KEY", API_KEY)
            .set("N8N_WEBHOOK_SECRET", WEBHOOK_SECRET)
            .set("CANARI_INTERVAL_S", "0")
            .set("HTTP_WORKERS", "1")
            .set("LOG_FORMAT", "json")
    }

    /// Sets an environment variable.
    pub fn set(mut self, variable: &str, value: &str) -> Self {
        self.command.env(variable, value);
        self
    }

    /// Sets the database: the URL for the service role, and the URL for the owner of the tables, which some commands
    /// need.
    pub fn on(self, db: &TestDb) -> Self {
        let (service, owner) = (db.config().url, db.owner_config().url);
        self.set("DATABASE_URL", service.expose_secret()).set("DATABASE_OWNER_URL", owner.expose_secret())
    }

    /// Starts the process.
    pub fn start(mut self) -> Process {
        let mut child = self.command.spawn().unwrap();
        let out = Lines::read(child.stdout.take().unwrap());
        let err = Lines::read(child.stderr.take().unwrap());
        Process { child, out, err, _log: Watched::start() }
    }
}

impl Lines {
    fn read(pipe: impl Read + Send + 'static) -> Self {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&lines);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(pipe).lines() {
                let line = line.unwrap();
                log::look_at(&line);
                written.lock().unwrap().push(line);
            }
        });
        Self { lines, reader: Some(reader) }
    }

    fn so_far(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    /// Returns all lines, once the process has ended.
    fn all(&mut self) -> Vec<String> {
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.so_far()
    }
}

impl Process {
    /// Returns the log lines whose message starts like this.
    pub fn log(&self, message: &str) -> Vec<Value> {
        log_of(&self.out.so_far(), message)
    }

    /// Returns the log lines of level ERROR.
    pub fn errors(&self) -> Vec<Value> {
        self.log("").into_iter().filter(|line| line["level"] == "ERROR").collect()
    }

    /// Waits for a log line whose message starts like this, and returns it.
    pub async fn logged(&self, message: &str) -> Value {
        until(async || self.log(message).into_iter().next()).await
    }

    /// Waits for a line of standard error that contains this text, and returns it.
    pub async fn complained(&self, text: &str) -> String {
        until(async || self.err.so_far().into_iter().find(|line| line.contains(text))).await
    }

    /// Returns its address, once it listens.
    pub async fn address(&self) -> String {
        self.logged("listening").await["address"].as_str().unwrap().to_owned()
    }

    /// Returns a client without a session, once it listens.
    pub async fn client(&self) -> Client {
        Client::new(&format!("http://{}", self.address().await))
    }

    /// Waits until it is ready; returns a client without a session.
    pub async fn ready(&self) -> Client {
        let client = self.client().await;
        until(async || (client.get("/sante/pret").await.status == 200).then_some(())).await;
        client
    }

    /// Returns the peak memory of the process, in MiB.
    #[cfg(target_os = "linux")]
    pub fn peak_memory_mib(&self) -> u64 {
        self.memory_mib("VmHWM:")
    }

    /// Returns the memory that the process holds without its code and other files, in MiB.
    #[cfg(target_os = "linux")]
    pub fn own_memory_mib(&self) -> u64 {
        self.memory_mib("RssAnon:")
    }

    #[cfg(target_os = "linux")]
    fn memory_mib(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim_end_matches("kB").trim().parse::<u64>().unwrap() / 1024
    }

    /// Returns the nice value and the scheduling policy of each of its threads: fields 19 and 41 of `stat` in proc(5).
    #[cfg(target_os = "linux")]
    pub fn scheduling(&self) -> Vec<(String, String)> {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let of = |thread: std::fs::DirEntry| {
            let stat = std::fs::read_to_string(thread.path().join("stat")).unwrap();
            // The name of the thread, field 2, may hold spaces.
            let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
            (fields[16].to_owned(), fields[38].to_owned())
        };
        threads.map(|thread| of(thread.unwrap())).collect()
    }

    /// Returns the limit of its open files, and the highest one that it may set, as the kernel writes them.
    #[cfg(target_os = "linux")]
    pub fn open_files(&self) -> (String, String) {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", self.child.id())).unwrap();
        let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
        let mut columns = line.split_whitespace().map(ToOwned::to_owned);
        (columns.next().unwrap(), columns.next().unwrap())
    }

    /// Sends it a signal by name.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Waits for its end; returns its status and its whole output.
    pub async fn end(mut self) -> End {
        let status = until(async || self.child.try_wait().unwrap()).await;
        End { status, out: self.out.all(), err: self.err.all() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The process can have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl End {
    /// Asserts a successful end without output on standard error.
    #[track_caller]
    pub fn expect_success(&self) -> &Self {
        assert!(self.status.success() && self.err.is_empty(), "{self:?}");
        self
    }

    /// Asserts exit code 1 and one line on standard error that starts like this.
    #[track_caller]
    pub fn expect_refusal(&self, begin: &str) -> &Self {
        assert_eq!(self.status.code(), Some(1), "{self:?}");
        assert!(matches!(self.err.as_slice(), [line] if line.starts_with(begin)), "{self:?}");
        self
    }

    /// Returns the log lines whose message starts like this.
    pub fn log(&self, message: &str) -> Vec<Value> {
        log_of(&self.out, message)
    }
}

fn log_of(lines: &[String], message: &str) -> Vec<Value> {
    let lines = lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["message"].as_str().is_some_and(|text| text.starts_with(message))).collect()
}
