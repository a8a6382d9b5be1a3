//! The connections of clients: each has a time limit while it is idle, and an address has a maximum number of them.
//!
//! actix-http limits only the time of a connection's first head, and answers it 408 even when the client has sent
//! nothing. Here [`HttpConfig::read_timeout`] applies to each head, from the end of the previous response, and ends the
//! connection without a response; it also ends connections with an unread body or an endless head.

mod endless;
mod limits;
mod server;
mod socket;

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{self, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use tokio::net::TcpStream;

pub use self::endless::{Endless, NoConnection};
pub use self::limits::Connections;
pub use self::server::{Bounds, serve};
use crate::clock::Stopwatch;

/// A connection, as its socket and its requests share it on the thread that serves it.
struct Connection {
    /// Since when it waits for a request; `None` while a request is in progress.
    waits: Cell<Option<Stopwatch>>,
    /// Maximum time without a request in progress.
    patience: Duration,
    /// The events that it sends until its end, from the request for them on.
    events: RefCell<Option<endless::Events>>,
    /// The TCP connection, once actix-http has sent the head of these events.
    released: RefCell<Option<TcpStream>>,
    /// Its place among the connections of its address.
    _place: limits::Place,
}

impl Connection {
    fn new(patience: Duration, place: limits::Place) -> Self {
        let waits = Cell::new(Some(Stopwatch::start()));
        Self { waits, patience, events: RefCell::default(), released: RefCell::default(), _place: place }
    }

    /// Returns the time after which the connection must be looked at again, `None` when it waits for too long.
    fn rest(&self) -> Option<Duration> {
        let waited = self.waits.get().map_or(Duration::ZERO, |since| since.elapsed());
        self.patience.checked_sub(waited).filter(|rest| !rest.is_zero())
    }

    /// Returns what remains to be done without actix-http.
    fn take_over(&self) -> Option<(TcpStream, endless::Events)> {
        let tcp = self.released.take()?;
        Some((tcp, self.events.take()?))
    }
}

/// A request in progress on a connection; it ends when its response is sent or dropped.
struct InProgress(Rc<Connection>);

impl InProgress {
    fn begin(connection: &Rc<Connection>) -> Self {
        connection.waits.set(None);
        Self(Rc::clone(connection))
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        self.0.waits.set(Some(Stopwatch::start()));
    }
}

/// Marks the connection of a request as busy until the response is sent.
pub async fn hold(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let in_progress = request.request().conn_data::<Rc<Connection>>().map(InProgress::begin);
    let response = next.call(request).await?;
    Ok(response
        .map_body(|_, body| BoxBody::new(Answer { body: BoxBody::new(body), _in_progress: in_progress })))
}

/// A response body that keeps its request in progress until it is dropped.
struct Answer {
    body: BoxBody,
    _in_progress: Option<InProgress>,
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_pin_mut().poll_next(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_waits_from_the_end_of_its_last_response() {
        let patience = Duration::from_secs(30);
        let connection = Rc::new(Connection::new(patience, limits::Place::default()));
        connection.waits.set(Some(Stopwatch::started_ago(Duration::from_mins(1))));
        assert_eq!(connection.rest(), None);
        let request = InProgress::begin(&connection);
        assert_eq!(connection.rest(), Some(patience));
        drop(request);
        assert!(connection.rest().is_some_and(|rest| rest <= patience));
    }
}
