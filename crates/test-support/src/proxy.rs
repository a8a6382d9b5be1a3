//! A proxy to PostgreSQL that tests can cut.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::ExposeSecret as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::db::TestDb;

/// Relays connections to the server of a database until the test ends.
pub struct Proxy {
    address: SocketAddr,
    swallows_commit: Arc<AtomicBool>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Listens at `address`; `127.0.0.1:0` picks a free port.
    pub async fn listen(address: &str, db: &TestDb) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let swallows_commit = Arc::new(AtomicBool::new(false));
        let (server, swallows) = (server_of(db), Arc::clone(&swallows_commit));
        let address = listener.local_addr().unwrap();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(pass(client, server, Arc::clone(&swallows)));
            }
        });
        Self { address, swallows_commit, accepting }
    }

    /// Returns the `DATABASE_URL` through the proxy.
    pub fn url(&self, db: &TestDb) -> String {
        url_through(db, &self.address.to_string())
    }

    /// Loses the connection after the next COMMIT reached the server, before its response.
    pub fn swallow_next_commit(&self) {
        self.swallows_commit.store(true, Ordering::SeqCst);
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
async fn pass(mut client: TcpStream, mut server: TcpStream, swallows_commit: Arc<AtomicBool>) {
    let (mut asked, mut answered) = ([0; 16_384], [0; 16_384]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let bytes = &asked[..length];
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
            read = server.read(&mut answered) => {
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
