//! The command line: `serve`, `migrate`, `seed`, `create-admin`, `openapi`, `doctor`.

mod doctor;

use std::io::Read as _;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand, ValueEnum};
use common::Role;
use diesel_async::AsyncPgConnection;
use prospects_api::clock::Clock;
use prospects_api::config::{Config, DatabaseConfig, LogConfig, PasswordsConfig, variables};
use prospects_api::db;
use prospects_api::db::migrations::Patience;
use prospects_api::intake;
use prospects_api::openapi;
use prospects_api::passwords::Blocklist;
use prospects_api::startup::Instance;
use prospects_api::utilisateurs::{self, Account};
use secrecy::SecretString;
use seed::{SeedOptions, refuse_school, seed};
use tracing_subscriber::EnvFilter;

/// Maximum time that a command waits for an unavailable database; `serve` waits without a limit.
const PATIENCE: Duration = Duration::from_mins(1);

/// Admissions back-office: the API and its tools. Configuration comes from environment variables (see README).
#[derive(Debug, Parser)]
#[command(name = "prospects-api", version = VERSION)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API, and the SPA when `SPA_DIR` is set.
    Serve,
    /// Applies the pending migrations.
    Migrate,
    /// Fills an empty database with demo data, always the same for the same seed, and gives its next touches to the admins
    /// once there are some. Refuses a database that a school uses.
    Seed {
        /// Number of prospects.
        #[arg(long, default_value_t = 2_000)]
        prospects: u64,
        /// Seed of the random generator.
        #[arg(long, alias = "graine", default_value_t = 1)]
        random_seed: u64,
        /// Writes into a database that has accounts, oppositions or journal entries already.
        #[arg(long, alias = "base-en-service")]
        allow_in_use: bool,
    },
    /// Creates an account, or resets the one with this email: sets password and role, and ends its sessions,
    /// invitation and second factor.
    CreateAdmin {
        /// Email address used to log in.
        #[arg(long)]
        email: String,
        /// Password. Read from standard input when absent, which is safer: a command line is visible in the list of
        /// processes.
        #[arg(long, alias = "mot-de-passe")]
        password: Option<String>,
        /// Role of the account.
        #[arg(long, value_enum, default_value_t = RoleArg::Admin)]
        role: RoleArg,
        /// Given name, shown as the author of actions; required for a new account.
        #[arg(long, alias = "prenom")]
        first_name: Option<String>,
        /// Family name; required for a new account.
        #[arg(long, alias = "nom")]
        last_name: Option<String>,
        /// Leaves an existing account unchanged.
        #[arg(long, alias = "si-absent")]
        if_absent: bool,
    },
    /// Prints the OpenAPI document.
    Openapi,
    /// Checks the prerequisites of the service, one line each; exit code 1 when one is missing.
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

/// Version of the product and the commit that it was built from: `0.2.0 (1a2b3c4d5e6f)`.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("GIT_COMMIT"), ")");

/// Runs a command.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Serve => serve().await?,
        Command::Migrate => {
            let (owner, service_role) = DatabaseConfig::owner_from_env()?;
            let (conn, told) = (connect(&owner).await?, |wait: &str| eprintln!("{wait}"));
            let applied =
                db::migrations::run(conn, service_role.as_deref(), Patience::default(), told).await?;
            println!("{applied} migration(s) applied");
            let reread = intake::reread(&mut connect(&owner).await?, Clock::system().now()).await?;
            if reread > 0 {
                println!("{reread} record(s) brought into their form: see the error journal");
            }
        }
        Command::Seed { prospects, random_seed, allow_in_use } => {
            let mut conn = connect(&DatabaseConfig::owner_from_env()?.0).await?;
            if !allow_in_use {
                refuse_school(&mut conn).await?;
            }
            let options = SeedOptions { prospects, graine: random_seed, maintenant: Clock::system().now() };
            println!("{}", seed(&mut conn, &options).await?);
        }
        Command::CreateAdmin { email, password, role, first_name, last_name, if_absent } => {
            let (password, role) = (read_password(password)?, role.into());
            let account = Account { email, prenom: first_name, nom: last_name, role, password };
            create_admin(account, if_absent).await?;
        }
        Command::Openapi => println!("{}", openapi::document().to_pretty_json()?),
        Command::Doctor => return doctor::run().await,
    }
    Ok(ExitCode::SUCCESS)
}

/// Connects to the database and waits up to [`PATIENCE`] for it.
async fn connect(config: &DatabaseConfig) -> anyhow::Result<AsyncPgConnection> {
    let seconds = PATIENCE.as_secs();
    let waiting = db::connect::wait(config, |error| eprintln!("{error}; waiting up to {seconds} s"));
    match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(done) => Ok(done?),
        Err(_) => bail!("{}: the database did not come within {seconds} s", config.variable),
    }
}

async fn serve() -> anyhow::Result<()> {
    let config = Config { version: VERSION, ..Config::from_env()? };
    start_logging(&config.log)?;
    let standby = config.standby.as_ref().and_then(DatabaseConfig::lacks_encryption);
    let http =
        [config.http.lacks_encryption(), config.http.lacks_proxies()].map(|lack| lack.map(str::to_owned));
    let databases = [config.database.lacks_encryption(), standby];
    for reason in http.into_iter().chain(databases).flatten().chain(variables::misspelt_in_env()) {
        tracing::warn!("{reason}");
    }
    Instance::start(config, Clock::system())?.run().await
}

fn start_logging(config: &LogConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.directives).context("RUST_LOG")?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_target(false);
    if config.is_json {
        subscriber.json().flatten_event(true).init();
    } else {
        subscriber.init();
    }
    Ok(())
}

/// Returns the given password, or else all of standard input without the line breaks at its end.
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
    let mut conn = connect(&DatabaseConfig::from_env()?).await?;
    let (role, email) = (account.role, account.email.clone());
    match utilisateurs::create_admin(&mut conn, (&Clock::system(), &blocklist), account, only_new).await? {
        Some(id) => println!("{role} {email} (utilisateur {id})"),
        None => println!("{email}: left as it is"),
    }
    Ok(())
}
