//! A proxy to PostgreSQL that tests can cut.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::ExposeSecret as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::db::TestDb;

/// Relays connections to the server of a database until the test ends.
pub struct Proxy {
    address: SocketAddr,
    swallows_commit: Arc<AtomicBool>,
    notices: watch::Sender<Notices>,
    accepting: JoinHandle<()>,
}

/// The treatment of connections that listen to `NOTIFY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notices {
    /// They are relayed as the others.
    Relayed,
    /// They stay open, and nothing passes.
    HeldUp,
    /// They are closed, and so are new ones.
    Refused,
}

impl Proxy {
    /// Listens at `address`; `127.0.0.1:0` picks a free port.
    pub async fn listen(address: &str, db: &TestDb) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let swallows_commit = Arc::new(AtomicBool::new(false));
        let (server, swallows) = (server_of(db), Arc::clone(&swallows_commit));
        let (notices, treatment) = watch::channel(Notices::Relayed);
        let address = listener.local_addr().unwrap();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(pass(client, server, Arc::clone(&swallows), treatment.clone()));
            }
        });
        Self { address, swallows_commit, notices, accepting }
    }

    /// Returns the `DATABASE_URL` through the proxy.
    pub fn url(&self, db: &TestDb) -> String {
        url_through(db, &self.address.to_string())
    }

    /// Loses the connection after the next COMMIT reached the server, before its response.
    pub fn swallow_next_commit(&self) {
        self.swallows_commit.store(true, Ordering::SeqCst);
    }

    /// Changes the treatment of connections that listen to `NOTIFY`.
    pub fn treat(&self, notices: Notices) {
        self.notices.send_replace(notices);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Returns `host:port` of the server.
fn server_of(db: &TestDb) -> String {
    let url = db.config().url;
    let url = reqwest::Url::parse(url.expose_secret()).unwrap();
    format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432))
}

/// Returns the `DATABASE_URL` of `db` with another address.
pub fn url_through(db: &TestDb, address: &str) -> String {
    let url = db.config().url;
    url.expose_secret().replace(&server_of(db), address)
}

/// Returns the `DATABASE_OWNER_URL` of `db` with another address.
pub fn owner_url_through(db: &TestDb, address: &str) -> String {
    let url = db.owner_config().url;
    url.expose_secret().replace(&server_of(db), address)
}

/// Returns the `DATABASE_URL` of `db` with this `name:password`.
pub fn url_as(db: &TestDb, login: &str) -> String {
    let url = db.config().url;
    let (_, place) = url.expose_secret().rsplit_once('@').unwrap();
    format!("postgres://{login}@{place}")
}

/// Relays both directions until one side closes the connection.
async fn pass(
    mut client: TcpStream,
    mut server: TcpStream,
    swallows_commit: Arc<AtomicBool>,
    mut notices: watch::Receiver<Notices>,
) {
    let (mut asked, mut answered) = ([0; 16_384], [0; 16_384]);
    let mut listens = false;
    loop {
        let treatment = if listens { *notices.borrow_and_update() } else { Notices::Relayed };
        if treatment == Notices::Refused {
            return;
        }
        let passes = treatment == Notices::Relayed;
        tokio::select! {
            Ok(()) = notices.changed(), if listens => {}
            read = client.read(&mut asked), if passes => {
                let Ok(length @ 1..) = read else { return };
                let bytes = &asked[..length];
                listens |= bytes.windows(6).any(|word| word == b"LISTEN");
                if server.write_all(bytes).await.is_err() {
                    return;
                }
                let commits = bytes.windows(6).any(|word| word == b"COMMIT");
                if commits && swallows_commit.swap(false, Ordering::SeqCst) {
                    // The server's response is dropped.
                    let _ = server.read(&mut answered).await;
                    return;
                }
            }
            read = server.read(&mut answered), if passes => {
                let Ok(length @ 1..) = read else { return };
                if client.write_all(&answered[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Returns an address where nobody listens yet.
pub fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
