//! The connection by which instances wake each other: it listens for the others and tells them of our own commits.
//!
//! `NOTIFY` takes a lock that all databases of the server share until its commit is on disk. So it is never part of a
//! transaction that matters: it has a connection of its own that does not wait for the disk, and one stands for a burst.

use std::future::poll_fn;
use std::time::Duration;

use anyhow::{Context as _, bail};
use secrecy::ExposeSecret as _;
use tokio::sync::watch;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls, Socket};

use super::wake::{People, Records};
use super::{Hub, Wake, frame};
use crate::state::AppState;
use crate::tokens::random_bytes;

/// The connection's own settings. Losing a wake-up in a crash loses nothing.
const SETUP: &str =
    "SET synchronous_commit = off; SET application_name = 'prospects-api wake'; LISTEN admissions";
/// Least time between two wake-ups of the other instances.
const PAUSE: Duration = Duration::from_millis(10);
/// A server that does not answer within this time is taken for lost.
const TIMEOUT: Duration = Duration::from_secs(5);
/// A connection that is silent for so long is probed.
const KEEPALIVE: Duration = Duration::from_secs(30);
/// First delay before a new connection; doubled each time.
const FIRST_DELAY: Duration = Duration::from_millis(100);
/// Longest delay before a new connection.
const LAST_DELAY: Duration = Duration::from_secs(10);

/// Listens and tells until `shutdown`; a lost connection is opened again, for ever.
pub(super) async fn run(state: AppState, mut shutdown: watch::Receiver<bool>) {
    let link = Link {
        url: state.config.database.url.expose_secret(),
        wake: &state.wake,
        hub: &state.hub,
        me: format!("{:x}", u64::from_be_bytes(random_bytes())),
    };
    let mut delay = FIRST_DELAY;
    loop {
        let end = tokio::select! {
            end = link.hold(&mut delay) => end,
            _ = shutdown.wait_for(|stop| *stop) => return,
        };
        if let Err(error) = end {
            tracing::warn!(
                error = format!("{error:#}"),
                "not connected to the other instances; polling meanwhile"
            );
        }
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            _ = shutdown.wait_for(|stop| *stop) => return,
        }
        delay = (delay * 2).min(LAST_DELAY);
    }
}

/// What a connection needs.
struct Link<'a> {
    url: &'a str,
    wake: &'a Wake,
    hub: &'a Hub,
    /// Names this instance in what it sends, so that it does not wake itself.
    me: String,
}

impl Link<'_> {
    /// One connection, as long as it lasts. Puts the delay back once it stands.
    async fn hold(&self, delay: &mut Duration) -> anyhow::Result<()> {
        let mut config: Config = self.url.parse().context("DATABASE_URL")?;
        config.connect_timeout(TIMEOUT).keepalives_idle(KEEPALIVE).tcp_user_timeout(KEEPALIVE);
        let (client, connection) = config.connect(NoTls).await?;
        tokio::select! {
            end = self.hear(connection) => end,
            end = self.tell(&client, delay) => end,
        }
    }

    /// Drives the connection; wakes this instance when another one calls.
    async fn hear(&self, mut connection: Connection<Socket, NoTlsStream>) -> anyhow::Result<()> {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(call) = message?
                && let [sender, readers, records, logins] = call.payload().split(' ').collect::<Vec<_>>()[..]
                && sender != self.me
            {
                self.wake.received(People::from_text(readers));
                frame::send_records(self.hub, &Records::from_text(records));
                self.hub.check_logins(&People::from_text(logins));
            }
        }
        bail!("the server closed the connection")
    }

    /// Listens, then tells the other instances whenever asked.
    async fn tell(&self, client: &Client, delay: &mut Duration) -> anyhow::Result<()> {
        execute(client, SETUP).await?;
        *delay = FIRST_DELAY;
        // Whatever was said while nobody listened.
        self.wake.received(People::everyone());
        loop {
            self.wake.other_instances().notified().await;
            let readers = self.wake.take_readers_to_tell().to_text();
            let records = self.wake.take_records_to_tell().to_text();
            let logins = self.wake.take_logins_to_tell().to_text();
            execute(client, &format!("NOTIFY admissions, '{} {readers} {records} {logins}'", self.me))
                .await?;
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn execute(client: &Client, statement: &str) -> anyhow::Result<()> {
    tokio::time::timeout(TIMEOUT, client.batch_execute(statement)).await.context("no answer")??;
    Ok(())
}
