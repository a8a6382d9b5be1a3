//! `doctor`: what the service needs, one line each.

use std::process::ExitCode;

use diesel_async::AsyncPgConnection;

use crate::clock::Clock;
use crate::config::Config;
use crate::db;
use crate::db::catalogue::SessionFilters;
use crate::n8n::N8nClient;

type Checked = Result<String, String>;

/// Runs every check; exit code 1 when one fails.
pub(super) async fn run() -> anyhow::Result<ExitCode> {
    let config = Config::from_env()?;
    let mut sound = true;
    let mut tell = |name: &str, checked: Checked| {
        let (mark, text) = match checked {
            Ok(text) => ("ok  ", text),
            Err(text) => {
                sound = false;
                ("FAIL", text)
            }
        };
        println!("{mark} {name}: {text}");
    };
    let conn = db::connect::connect(&config.database).await;
    tell("database", conn.as_ref().map(|_| "connected".to_owned()).map_err(ToString::to_string));
    if let Ok(mut conn) = conn {
        tell("migrations", migrations(&mut conn).await);
        tell("formations", formations(&mut conn).await);
        tell("sessions", sessions(&mut conn).await);
    }
    tell("n8n", n8n(&config).await);
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn migrations(conn: &mut AsyncPgConnection) -> Checked {
    match db::migrations::count_lacking(conn).await {
        Ok(0) => Ok("all applied".to_owned()),
        Ok(lacking) => Err(format!("{lacking} to apply: run `prospects-api migrate`")),
        Err(error) => Err(error.to_string()),
    }
}

async fn formations(conn: &mut AsyncPgConnection) -> Checked {
    match db::catalogue::list_formations(conn, false).await {
        Ok(all) if all.is_empty() => Err("none is active: no prospect can be converted".to_owned()),
        Ok(all) => Ok(format!("{} active", all.len())),
        Err(error) => Err(error.to_string()),
    }
}

async fn sessions(conn: &mut AsyncPgConnection) -> Checked {
    let coming = SessionFilters { from: Some(Clock::system().today()), ..SessionFilters::default() };
    let sessions = db::catalogue::list_sessions(conn, &coming).await.map_err(|error| error.to_string())?;
    let open = sessions
        .iter()
        .filter(|session| session.statut_session.takes_candidates() && !session.complete)
        .count();
    if open == 0 { Err("none takes candidates".to_owned()) } else { Ok(format!("{open} take candidates")) }
}

async fn n8n(config: &Config) -> Checked {
    let client = N8nClient::new(config).map_err(|error| format!("{error:#}"))?;
    client.probe().await
}
