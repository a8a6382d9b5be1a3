//! The PostgreSQL connection through which instances wake each other: it listens for their notices and sends ours.
//!
//! `NOTIFY` takes a lock that all databases of the server share, and holds it until its commit is on disk. A separate
//! connection therefore sends it, with asynchronous commit, and one notice stands for a burst. Only the rare notice of
//! [`super::tell_record_changed`] leaves with the transaction of its change.

use std::convert::Infallible;
use std::future::poll_fn;
use std::time::Duration;

use anyhow::{Context as _, bail};
use common::Audience;
use tokio::sync::watch;
use tokio_postgres::{AsyncMessage, Client, Connection, Socket};

use super::wake::{News, People, Records};
use super::{Hub, Wake, frame, lots};
use crate::clock::Stopwatch;
use crate::config::DatabaseConfig;
use crate::db::connect::{Encrypted, open};
use crate::db::remembered_logins;
use crate::logins::Logins;
use crate::readings::Readings;
use crate::state::AppState;
use crate::tokens::random_bytes;

/// Settings of the connection. A wake-up lost in a crash does no harm.
const SETUP: &str =
    "SET synchronous_commit = off; SET application_name = 'prospects-api wake'; LISTEN admissions";
/// Question to which an answer proves that earlier notices have arrived.
const QUESTION: &str = "SELECT 1";
/// Minimum time between two notices to the other instances.
const PAUSE: Duration = Duration::from_millis(10);
/// A server that does not answer within this time counts as lost.
const TIMEOUT: Duration = Duration::from_secs(5);
/// A connection idle for this time is probed.
const KEEPALIVE: Duration = Duration::from_secs(30);
/// Delay before the first reconnection; doubled after each failure.
const FIRST_DELAY: Duration = Duration::from_millis(100);
/// Maximum delay before a reconnection.
const LAST_DELAY: Duration = Duration::from_secs(10);

/// Listens and sends until `shutdown`; reconnects after every loss.
pub(super) async fn run(state: AppState, mut shutdown: watch::Receiver<bool>) {
    let mut link = Link {
        database: &state.config.database,
        wake: &state.wake,
        hub: &state.hub,
        logins: &state.logins,
        readings: &state.readings,
        me: format!("{:x}", u64::from_be_bytes(random_bytes())),
        was_lost: false,
    };
    let mut delay = FIRST_DELAY;
    loop {
        let end = tokio::select! {
            end = link.hold(&mut delay) => end,
            _ = shutdown.wait_for(|stop| *stop) => return state.logins.end(),
        };
        state.logins.end();
        state.readings.forget();
        link.was_lost = true;
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

/// The resources of a connection.
struct Link<'a> {
    database: &'a DatabaseConfig,
    wake: &'a Wake,
    hub: &'a Hub,
    logins: &'a Logins,
    readings: &'a Readings,
    /// Identifies this instance in its notices, so that it does not wake itself.
    me: String,
    /// True when an earlier connection failed: notices were missed.
    was_lost: bool,
}

impl Link<'_> {
    /// Runs one connection until it fails. Resets the delay once it is established.
    async fn hold(&self, delay: &mut Duration) -> anyhow::Result<()> {
        let mut config = self.database.client.clone();
        config.connect_timeout(TIMEOUT).keepalives_idle(KEEPALIVE).tcp_user_timeout(KEEPALIVE);
        let (client, connection) = open(&config, &self.database.tls).await?;
        tokio::select! {
            end = self.hear(connection) => end,
            end = self.tell(&client, delay) => end,
        }
    }

    /// Drives the connection and wakes this instance when another one sends a notice.
    async fn hear(&self, mut connection: Connection<Socket, Encrypted>) -> anyhow::Result<()> {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            let AsyncMessage::Notification(call) = message? else { continue };
            if call.channel() == remembered_logins::CHANNEL {
                self.logins.heard();
            } else if let [sender, readers, records, logins] =
                call.payload().split(' ').collect::<Vec<_>>()[..]
                && sender != self.me
            {
                self.wake.received(People::from_text(readers));
                frame::send_records(self.hub, &Records::from_text(records));
                self.wake.lots_heard(lots::from_text(records));
                self.hub.check_logins(&People::from_text(logins));
            }
        }
        bail!("the server closed the connection")
    }

    /// Starts listening, then sends what this instance has to say and to ask.
    async fn tell(&self, client: &Client, delay: &mut Duration) -> anyhow::Result<()> {
        let asked = Stopwatch::start();
        let (channel, hold) = (remembered_logins::CHANNEL, remembered_logins::HOLD);
        execute(client, &format!("{SETUP}; LISTEN {channel}; {hold}")).await?;
        self.logins.begin(asked);
        // PostgreSQL may have crashed while nobody listened.
        self.readings.forget();
        *delay = FIRST_DELAY;
        // Covers the notices sent while nobody listened.
        self.wake.received(People::everyone());
        if self.was_lost {
            self.hub.check_logins(&People::everyone());
            self.hub.send(Audience::Admin, &frame::RESYNC);
        }
        tokio::try_join!(self.announce(client), self.prove(client)).map(|_: (Infallible, Infallible)| ())
    }

    /// Asks PostgreSQL for a proof that the notices arrive, whenever requests need one.
    async fn prove(&self, client: &Client) -> anyhow::Result<Infallible> {
        loop {
            let (before, must_tell) = self.logins.wanted().await;
            if must_tell {
                execute(client, remembered_logins::LET_GO).await?;
                tokio::time::sleep(remembered_logins::OPEN_FOR).await;
            }
            let asked = Stopwatch::start();
            execute(client, if must_tell { remembered_logins::HOLD } else { QUESTION }).await?;
            self.logins.prove(before, asked);
        }
    }

    /// Sends a notice to the other instances on request.
    async fn announce(&self, client: &Client) -> anyhow::Result<Infallible> {
        loop {
            self.wake.other_instances().notified().await;
            let begun = self.wake.begin_to_tell();
            let News { readers, logins, records, lots } = &begun.news;
            let (readers, records, logins) = (readers.to_text(), records.to_text(), logins.to_text());
            execute(client, &format!("NOTIFY admissions, '{} {readers} {records} {logins}'", self.me))
                .await?;
            for lots in lots::to_texts(lots) {
                // A notice of its own: the other one may stand for all records.
                execute(client, &format!("NOTIFY admissions, '{}  {lots} '", self.me)).await?;
            }
            begun.told();
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn execute(client: &Client, statement: &str) -> anyhow::Result<()> {
    tokio::time::timeout(TIMEOUT, client.batch_execute(statement)).await.context("no answer")??;
    Ok(())
}
