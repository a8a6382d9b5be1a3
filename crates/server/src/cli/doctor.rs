//! Implements `doctor`: checks the prerequisites of the service, one line each. The service need not run.

use std::process::ExitCode;

use common::{TypeAction, pages};
use diesel_async::AsyncPgConnection;
use futures_util::future::join_all;
use prospects_api::actions::webhook_path;
use prospects_api::clock::Clock;
use prospects_api::config::{Config, DatabaseConfig, Encryption, variables};
use prospects_api::db;
use prospects_api::db::grants::Standing;
use prospects_api::n8n::N8nClient;
use prospects_api::passwords::Blocklist;
use prospects_api::sante;
use prospects_api::standby::Standby;

type Checked = Result<String, String>;

/// Runs every check; exit code 1 when one fails.
pub(super) async fn run() -> anyhow::Result<ExitCode> {
    let mut report = Report { sound: true };
    report.tell("version", Ok(super::VERSION.to_owned()));
    // The variables come first, because a misspelt one can make the configuration fail.
    report.variables();
    let config = Config::from_env()?;
    let conn = db::connect::connect(&config.database).await;
    match conn {
        Ok(mut conn) => report.database(&mut conn, &config).await,
        Err(error) => report.tell("database", Err(error.to_string())),
    }
    report.n8n(&config).await?;
    report.passwords(&config);
    if let Some(reason) = config.http.lacks_encryption() {
        warn("https", reason);
    }
    report.tell("proxies", proxies(&config));
    report.tell("metrics", Ok(metrics(&config)));
    Ok(if report.sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The results so far.
struct Report {
    sound: bool,
}

impl Report {
    fn tell(&mut self, name: &str, checked: Checked) {
        let (mark, text) = match checked {
            Ok(text) => ("ok  ", text),
            Err(text) => {
                self.sound = false;
                ("FAIL", text)
            }
        };
        println!("{mark} {name}: {text}");
    }

    /// Warns about variables of the environment that are probably misspelt.
    fn variables(&mut self) {
        let misspelt = variables::misspelt_in_env();
        if misspelt.is_empty() {
            self.tell("variables", Ok("none is misspelt".to_owned()));
        }
        for slip in &misspelt {
            warn("variables", slip);
        }
    }

    async fn database(&mut self, conn: &mut AsyncPgConnection, config: &Config) {
        let version = db::connect::server_version(conn).await;
        self.tell("database", version.map(|version| format!("PostgreSQL {version}")).map_err(text));
        match config.database.lacks_encryption() {
            Some(reason) => warn("encryption", &reason),
            None => self.tell("encryption", encryption(conn, config).await),
        }
        if let Some(standby) = &config.standby {
            self.standby(&config.database, standby).await;
        }
        self.tell("migrations", migrations(conn).await);
        self.role(conn).await;
        self.catalogue(conn).await;
        self.tell("opposition list", opposition(conn, config).await);
        self.tell("breakers", breakers(conn).await);
    }

    /// Checks that the standby can serve reads. Without it the primary serves them, so this is only a warning.
    async fn standby(&mut self, primary: &DatabaseConfig, standby: &DatabaseConfig) {
        if let Some(reason) = standby.lacks_encryption() {
            warn("encryption", &reason);
        }
        let pool = db::pool(primary);
        let reads = Standby::new(&pool, Some(standby));
        let serves = reads.check(&pool).await;
        let lag = reads.status().map(|status| status.lag_bytes).unwrap_or_default();
        if serves {
            self.tell("standby", Ok(format!("it serves reads, {lag} bytes behind")));
        } else {
            let reason = reads.status().and_then(|status| status.reason).unwrap_or_default();
            warn("standby", &format!("the primary serves all reads: {reason}"));
        }
    }

    /// Checks that the service role owns no table and has the rights that `migrate` grants.
    async fn role(&mut self, conn: &mut AsyncPgConnection) {
        match db::grants::own_standing(conn).await {
            Ok(Standing { name, owns: true, .. }) => warn(
                "role",
                &format!(
                    "{name} owns the tables: give DATABASE_URL a role that owns nothing, and migrate with DATABASE_OWNER_URL"
                ),
            ),
            Ok(Standing { name, creates: true, .. }) => {
                warn(
                    "role",
                    &format!("{name} can create tables: run `prospects-api migrate` with DATABASE_OWNER_URL"),
                );
            }
            Ok(Standing { name, unreadable: 1.., .. }) => self.tell(
                "role",
                Err(format!("{name} lacks rights: run `prospects-api migrate` with DATABASE_OWNER_URL")),
            ),
            Ok(Standing { name, .. }) => self.tell("role", Ok(format!("{name} owns nothing"))),
            Err(error) => self.tell("role", Err(text(error))),
        }
    }

    async fn catalogue(&mut self, conn: &mut AsyncPgConnection) {
        let catalogue = sante::catalogue(conn, Clock::system().today()).await.map_err(text);
        let formations = catalogue.clone().and_then(|found| match found.formations_actives {
            0 => Err(["none is active: no prospect can be converted; add one at ", pages::SESSIONS].concat()),
            active => Ok(format!("{active} active")),
        });
        self.tell("formations", formations);
        let sessions = catalogue.and_then(|found| match found.sessions_ouvertes {
            0 => Err(["none takes candidates; add one at ", pages::SESSIONS].concat()),
            open => Ok(format!("{open} take candidates")),
        });
        self.tell("sessions", sessions);
    }

    fn passwords(&mut self, config: &Config) {
        match Blocklist::open(config.passwords.blocklist.as_deref()).map(|list| list.describe()) {
            Ok(Some(listed)) => self.tell("passwords", Ok(format!("{listed} are refused"))),
            Ok(None) => warn("passwords", "no list of breached ones: PASSWORD_BLOCKLIST_FILE is not set"),
            Err(error) => self.tell("passwords", Err(format!("{error:#}"))),
        }
    }

    /// Checks that each workflow refuses callers without a key and answers the canari.
    async fn n8n(&mut self, config: &Config) -> anyhow::Result<()> {
        let client = N8nClient::new(config)?;
        let checked = join_all(TypeAction::ALL.iter().map(|one| workflow(&client, *one))).await;
        for (type_action, checked) in TypeAction::ALL.iter().zip(checked) {
            self.tell(&format!("workflow {type_action}"), checked);
        }
        match config.n8n.lacks_webhook_path() {
            None => self.tell("webhooks", Ok("their address ends in /webhook".to_owned())),
            Some(reason) => warn("webhooks", reason),
        }
        match config.n8n.webhook_secret {
            Some(_) => self.tell("signature", Ok("our webhooks are signed".to_owned())),
            None => warn("signature", "our webhooks are not signed: N8N_WEBHOOK_SECRET is not set"),
        }
        Ok(())
    }
}

/// Prints a warning about something that works but should be improved.
fn warn(name: &str, text: &str) {
    println!("WARN {name}: {text}");
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

async fn migrations(conn: &mut AsyncPgConnection) -> Checked {
    match db::migrations::count_lacking(conn).await.map_err(text)? {
        0 => Ok("all applied".to_owned()),
        lacking => Err(format!("{lacking} to apply: run `prospects-api migrate`")),
    }
}

async fn encryption(conn: &mut AsyncPgConnection, config: &Config) -> Checked {
    match (config.database.encryption, db::connect::tls_version(conn).await.map_err(text)?) {
        (Encryption::Verified, Some(version)) => {
            Ok(format!("{version}, with a certificate that was verified"))
        }
        (Encryption::Verified, None) => Ok("TLS ends in front of the database".to_owned()),
        (Encryption::Local | Encryption::Disabled, _) => {
            Ok("none: the database is on this machine".to_owned())
        }
    }
}

async fn opposition(conn: &mut AsyncPgConnection, config: &Config) -> Checked {
    match (&config.rgpd.hmac_key, sante::is_opposition_readable(conn, &config.rgpd).await.map_err(text)?) {
        (Some(_), _) => Ok("RGPD_HMAC_KEY is set".to_owned()),
        (None, true) => Ok("empty; without RGPD_HMAC_KEY nobody can be put on it".to_owned()),
        (None, false) => Err("somebody is on it and RGPD_HMAC_KEY is not set: nobody is let in".to_owned()),
    }
}

async fn breakers(conn: &mut AsyncPgConnection) -> Checked {
    let open = db::disjoncteurs::list_open(conn).await.map_err(text)?;
    if open.is_empty() {
        return Ok("all closed".to_owned());
    }
    let since = |one: &db::disjoncteurs::OpenBreaker| {
        format!("{} since {}", one.type_action, common::Instant::from(one.since))
    };
    let open: Vec<String> = open.iter().map(since).collect();
    Err(format!("calls wait for n8n ({})", open.join(", ")))
}

async fn workflow(client: &N8nClient, type_action: TypeAction) -> Checked {
    let path = webhook_path(type_action);
    let now = Clock::system().now();
    let (pong, strangers) = tokio::join!(client.ping(path, now), client.refuses_strangers(path, now));
    let told = sante::message(type_action, &pong);
    if !pong.is_alive() {
        return Err(told);
    }
    strangers
        .map_err(|reason| format!("open to strangers: {reason}. Protect it with the header X-API-Key"))?;
    Ok(format!("{told} ({} ms)", pong.duration.as_millis()))
}

fn proxies(config: &Config) -> Checked {
    let trusted = config.http.trusted_proxies.len();
    match config.http.lacks_proxies() {
        Some(reason) => Err(reason.to_owned()),
        None if trusted == 0 => Ok("none: people reach the service itself".to_owned()),
        None => Ok(format!("{trusted} trusted")),
    }
}

fn metrics(config: &Config) -> String {
    match config.http.metrics_addr {
        Some(address) => format!("on http://{address}/metrics, and on the service's port with the API key"),
        None => "on the service's port with the API key; METRICS_ADDR opens a port of their own".to_owned(),
    }
}
