//! A server in the place of n8n that accepts each call and does nothing else, so that it takes little of the machine.

use std::time::Duration;

use anyhow::ensure;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, timeout};

use super::load::read_message;

/// The answer of a workflow that was started.
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 19\r\n\r\n{\"executionId\":\"1\"}";
/// Maximum time between two calls.
const SILENCE: Duration = Duration::from_secs(20);

/// The server; it stops when it is dropped.
pub(super) struct Receiver {
    /// When each call arrived.
    calls: mpsc::UnboundedReceiver<Instant>,
    server: AbortHandle,
}

impl Receiver {
    /// Listens on a port of this machine.
    pub(super) async fn listen(port: u16) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let (told, calls) = mpsc::unbounded_channel();
        let server = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((connection, _)) = listener.accept().await {
                connections.spawn(accept_calls(connection, told.clone()));
            }
        });
        Ok(Self { calls, server: server.abort_handle() })
    }

    /// Waits for this number of calls, and returns when they arrived.
    pub(super) async fn receive(&mut self, count: usize) -> anyhow::Result<Vec<Instant>> {
        let mut times = Vec::with_capacity(count);
        while times.len() < count {
            match timeout(SILENCE, self.calls.recv()).await {
                Ok(Some(at)) => times.push(at),
                _ => break,
            }
        }
        ensure!(times.len() == count, "{} calls of {count} arrived", times.len());
        Ok(times)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn accept_calls(mut connection: TcpStream, told: mpsc::UnboundedSender<Instant>) -> anyhow::Result<()> {
    connection.set_nodelay(true)?;
    let mut buffer = Vec::new();
    while read_message(&mut connection, &mut buffer).await?.is_some() {
        connection.write_all(ANSWER).await?;
        told.send(Instant::now())?;
    }
    Ok(())
}
