//! Responses that last as long as their connection, such as the live stream.
//!
//! actix-http keeps 16 KiB of buffers for each connection, and its request. An endless response leaves it after the
//! head, so that it costs little more than its socket and its events.

use std::convert::Infallible;
use std::io::Write as _;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpRequest;
use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::io::{self, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};

use super::Connection;

/// The parts of a body.
pub(super) type Events = Pin<Box<dyn Stream<Item = Bytes>>>;

/// Maximum number of events of a write.
const MOST_AT_ONCE: usize = 16;

/// The body of an endless response. actix-http sends the head and polls it once: then the connection takes the events.
pub struct Endless {
    /// Taken by the connection.
    events: Option<Events>,
    connection: Rc<Connection>,
}

/// A request that no connection brought.
#[derive(Debug, thiserror::Error)]
#[error("the request has no connection")]
pub struct NoConnection;

impl Endless {
    /// Creates the body of the response to a request; HTTP/1.1 closes the connection after it.
    ///
    /// # Errors
    /// Fails for a request that [`super::serve`] did not read.
    pub fn new(
        request: &HttpRequest,
        events: impl Stream<Item = Bytes> + 'static,
    ) -> Result<Self, NoConnection> {
        let connection = request.conn_data::<Rc<Connection>>().ok_or(NoConnection)?;
        Ok(Self { events: Some(Box::pin(events)), connection: Rc::clone(connection) })
    }
}

impl MessageBody for Endless {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if let Some(events) = self.events.take() {
            self.connection.events.replace(Some(events));
        }
        Poll::Pending
    }
}

/// Sends the events until they or the client end.
pub(super) async fn send(mut tcp: TcpStream, events: Events) {
    // An event does not wait until the client acknowledges the previous one.
    if let Err(error) = tcp.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY is not set");
    }
    let (read, write) = tcp.split();
    // A client that leaves ends the reading; one whose network is gone ends the writing. Reading comes first: data that
    // is left unread when a connection closes makes TCP drop the last writes.
    tokio::select! {
        biased;
        _ = drain(read) => {}
        _ = write_all(write, events) => {}
    }
}

/// Reads until the client closes. A client has nothing to send after its request.
async fn drain(mut read: ReadHalf<'_>) -> io::Result<()> {
    let mut ignored = [0; 64];
    while read.read(&mut ignored).await? > 0 {}
    Ok(())
}

/// Writes each event as a chunk (RFC 9112 §7.1), and those that are ready together in one write.
async fn write_all(mut write: WriteHalf<'_>, events: Events) -> io::Result<()> {
    let mut batches = events.ready_chunks(MOST_AT_ONCE);
    while let Some(batch) = batches.next().await {
        let mut chunks = Vec::new();
        for event in batch {
            write!(chunks, "{:x}\r\n", event.len())?;
            chunks.extend_from_slice(&event);
            chunks.extend_from_slice(b"\r\n");
        }
        write.write_all(&chunks).await?;
    }
    write.write_all(b"0\r\n\r\n").await?;
    write.shutdown().await
}
