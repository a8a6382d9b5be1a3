//! The command line.

mod doctor;

use std::io::Read as _;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand, ValueEnum};
use common::Role;
use diesel_async::AsyncPgConnection;
use secrecy::SecretString;
use tracing_subscriber::EnvFilter;

use crate::accounts::{self, Account};
use crate::clock::Clock;
use crate::config::{Config, DatabaseConfig, PasswordsConfig};
use crate::db;
use crate::intake;
use crate::openapi;
use crate::passwords::Blocklist;
use crate::seed::{SeedOptions, seed};
use crate::startup::Instance;

/// How long a command waits for a database that is away. `serve` waits for ever.
const PATIENCE: Duration = Duration::from_mins(1);

/// Admissions back-office: the API and its tools. Configuration comes from environment variables (see README).
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API, and the SPA when `SPA_DIR` is set.
    Serve,
    /// Applies the migrations that the database lacks.
    Migrate,
    /// Fills an empty database with demo data, always the same for the same seed.
    Seed {
        /// How many prospects.
        #[arg(long, default_value_t = 2_000)]
        prospects: u64,
        /// Seed of the generator.
        #[arg(long, default_value_t = 1)]
        graine: u64,
    },
    /// Adds a person who can log in, or resets the account that has this email: password and role are set, its sessions,
    /// its invitation and its second factor end.
    CreateAdmin {
        /// Login.
        #[arg(long)]
        email: String,
        /// Password; read from standard input when absent, which is the safe way: whoever may list the processes of the
        /// machine sees a command line.
        #[arg(long)]
        mot_de_passe: Option<String>,
        /// What this person may do.
        #[arg(long, value_enum, default_value_t = RoleArg::Admin)]
        role: RoleArg,
        /// Given name, shown as who started an action; required for a new account.
        #[arg(long)]
        prenom: Option<String>,
        /// Family name; required for a new account.
        #[arg(long)]
        nom: Option<String>,
        /// Leaves an account that exists as it is.
        #[arg(long)]
        si_absent: bool,
    },
    /// Prints the OpenAPI document.
    Openapi,
    /// Checks what the service needs, one line each; exit code 1 when something is missing.
    Doctor,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "UPPER")]
enum RoleArg {
    Admin,
    Formateur,
    Eleve,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Admin => Self::Admin,
            RoleArg::Formateur => Self::Formateur,
            RoleArg::Eleve => Self::Eleve,
        }
    }
}

/// Runs a command.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Serve => serve().await?,
        Command::Migrate => {
            let applied = db::migrations::run(connect().await?).await?;
            println!("{applied} migration(s) applied");
            let reread = intake::reread(&mut connect().await?, Clock::system().now()).await?;
            if reread > 0 {
                println!("{reread} record(s) brought into their form: see the error journal");
            }
        }
        Command::Seed { prospects, graine } => {
            let mut conn = connect().await?;
            let options = SeedOptions { prospects, graine, maintenant: Clock::system().now() };
            println!("{}", seed(&mut conn, &options).await?);
        }
        Command::CreateAdmin { email, mot_de_passe, role, prenom, nom, si_absent } => {
            let (password, role) = (read_password(mot_de_passe)?, role.into());
            create_admin(Account { email, prenom, nom, role, password }, si_absent).await?;
        }
        Command::Openapi => println!("{}", openapi::document().to_pretty_json()?),
        Command::Doctor => return doctor::run().await,
    }
    Ok(ExitCode::SUCCESS)
}

/// A connection; a database that is away has [`PATIENCE`] to come.
async fn connect() -> anyhow::Result<AsyncPgConnection> {
    let config = DatabaseConfig::from_env()?;
    let seconds = PATIENCE.as_secs();
    let waiting = db::connect::wait(&config, |error| eprintln!("{error}; waiting up to {seconds} s"));
    match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(done) => Ok(done?),
        Err(_) => bail!("DATABASE_URL: the database did not come within {seconds} s"),
    }
}

async fn serve() -> anyhow::Result<()> {
    let config = Config::from_env()?;
    start_logging()?;
    if let Some(reason) = config.http.lacks_proxies() {
        tracing::warn!("{reason}");
    }
    Instance::start(config, Clock::system())?.run().await
}

/// `RUST_LOG` and `LOG_FORMAT`.
fn start_logging() -> anyhow::Result<()> {
    let filter = match std::env::var("RUST_LOG") {
        Ok(directives) if !directives.is_empty() => EnvFilter::try_new(directives).context("RUST_LOG")?,
        _ => EnvFilter::new("info"),
    };
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_target(false);
    match std::env::var("LOG_FORMAT").as_deref() {
        Ok("json") => subscriber.json().flatten_event(true).init(),
        Ok("pretty" | "") | Err(_) => subscriber.init(),
        Ok(other) => bail!("LOG_FORMAT: expected pretty or json, got {other:?}"),
    }
    Ok(())
}

/// The password that was given, or else the line on standard input.
fn read_password(given: Option<String>) -> anyhow::Result<SecretString> {
    if let Some(password) = given {
        return Ok(password.into());
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("password on standard input")?;
    Ok(text.trim_end_matches(['\r', '\n']).into())
}

async fn create_admin(account: Account, only_new: bool) -> anyhow::Result<()> {
    let blocklist = Blocklist::open(PasswordsConfig::from_env().blocklist.as_deref())?;
    let mut conn = connect().await?;
    let (role, email) = (account.role, account.email.clone());
    match accounts::create_admin(&mut conn, (&Clock::system(), &blocklist), account, only_new).await? {
        Some(id) => println!("{role} {email} (utilisateur {id})"),
        None => println!("{email}: left as it is"),
    }
    Ok(())
}
