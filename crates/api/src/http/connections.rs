//! Limits connections: idle ones are closed after a timeout, and an address has a maximum number of them.
//!
//! actix-http limits only the time of a connection's first head, and answers it 408 even when the client has sent
//! nothing. Here [`HttpConfig::read_timeout`] applies to each head, from the end of the previous response, and ends the
//! connection without a response; it also ends connections with an unread body or an endless head.

use std::any::Any;
use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{self, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use ipnet::{IpNet, Ipv6Net};
use socket2::{SockRef, Socket};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::clock::Stopwatch;
use crate::config::HttpConfig;

/// Prefix length of an IPv6 client's network, inside which it may use every address (RFC 6177 §2).
const IPV6_NETWORK: u8 = 64;

/// The open connections of an instance, on all its ports. It is cheap to clone.
#[derive(Clone)]
pub struct Connections(Arc<Limits>);

struct Limits {
    /// Maximum time without a request in progress.
    patience: Duration,
    /// Maximum time during which a client acknowledges no data of a response.
    silence: Duration,
    /// Maximum number of connections per address.
    per_address: usize,
    /// Proxies are exempt: they carry the connections of many clients.
    exempt: Vec<IpNet>,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// Tells since when a connection waits for a request. A request writes it and wakes no task.
struct Activity {
    opened: Stopwatch,
    /// Microseconds from the opening to the end of the last response, or [`BUSY`].
    waiting_since: AtomicU64,
}

/// A request is in progress.
const BUSY: u64 = u64::MAX;

impl Activity {
    fn start() -> Self {
        Self { opened: Stopwatch::start(), waiting_since: AtomicU64::new(0) }
    }

    fn begin_request(&self) {
        self.waiting_since.store(BUSY, Ordering::Relaxed);
    }

    fn end_request(&self) {
        let now = u64::try_from(self.opened.elapsed().as_micros()).unwrap_or(BUSY - 1);
        self.waiting_since.store(now, Ordering::Relaxed);
    }

    /// Returns the time after which the connection must be looked at again, `None` when it waits for too long.
    fn rest(&self, patience: Duration) -> Option<Duration> {
        let since = self.waiting_since.load(Ordering::Relaxed);
        if since == BUSY {
            return Some(patience);
        }
        let rest = (Duration::from_micros(since) + patience).saturating_sub(self.opened.elapsed());
        (!rest.is_zero()).then_some(rest)
    }
}

/// A connection, as its requests see it. It is cheap to clone.
#[derive(Clone)]
struct Connection(Arc<Open>);

/// An open connection, counted until it is dropped.
struct Open {
    activity: Arc<Activity>,
    /// Ends [`guard`] when it is dropped.
    _end: oneshot::Sender<()>,
    connections: Connections,
    address: Option<IpAddr>,
}

impl Connections {
    /// Creates limits without connections.
    pub fn new(http: &HttpConfig) -> Self {
        Self(Arc::new(Limits {
            patience: http.read_timeout,
            silence: http.heartbeat,
            per_address: http.connections_per_address,
            exempt: http.trusted_proxies.clone(),
            open: Mutex::default(),
        }))
    }

    /// Registers a connection; closes one above the limit of its address. actix-web calls it once per connection.
    pub fn accept(&self, connection: &dyn Any, data: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
        limit_silence(stream, self.0.silence);
        let socket = match SockRef::from(stream).try_clone() {
            Ok(socket) => socket,
            Err(error) => {
                tracing::warn!(%error, "a connection is not watched");
                return;
            }
        };
        let Ok(address) = self.enter(stream) else {
            let _ = socket.shutdown(std::net::Shutdown::Both);
            return;
        };
        let (end, ended) = oneshot::channel();
        let activity = Arc::new(Activity::start());
        actix_web::rt::spawn(guard(socket, Arc::clone(&activity), ended, self.0.patience));
        data.insert(Connection(Arc::new(Open { activity, _end: end, connections: self.clone(), address })));
    }

    /// Counts a connection and returns its key, `None` for exempt ones; fails when there are too many.
    fn enter(&self, stream: &TcpStream) -> Result<Option<IpAddr>, TooMany> {
        let Ok(peer) = stream.peer_addr() else { return Ok(None) };
        let peer = peer.ip().to_canonical();
        if self.0.exempt.iter().any(|network| network.contains(&peer)) {
            return Ok(None);
        }
        let address = network(peer);
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= self.0.per_address {
            return Err(TooMany);
        }
        *count += 1;
        Ok(Some(address))
    }

    fn leave(&self, address: IpAddr) {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&address);
            }
        }
    }
}

struct TooMany;

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(address) = self.address {
            self.connections.leave(address);
        }
    }
}

/// Returns the address or network by which a client is counted.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            Ipv6Net::new(v6, IPV6_NETWORK).map_or(address, |net| IpAddr::V6(net.trunc().addr()))
        }
    }
}

/// Ends a connection that stays idle too long, until it is dropped. Only its reading half is shut down, so that
/// actix-http can send the rest of a response and close.
async fn guard(
    socket: Socket,
    activity: Arc<Activity>,
    mut ended: oneshot::Receiver<()>,
    patience: Duration,
) {
    while let Some(rest) = activity.rest(patience) {
        tokio::select! {
            _ = &mut ended => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
    let _ = socket.shutdown(std::net::Shutdown::Read);
}

/// A request in progress on a connection; it ends when its response is sent or dropped.
struct InProgress(Connection);

impl InProgress {
    fn begin(connection: &Connection) -> Self {
        connection.0.activity.begin_request();
        Self(connection.clone())
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        self.0.0.activity.end_request();
    }
}

/// Marks the connection of a request as busy until the response is sent.
pub async fn hold(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let in_progress = request.request().conn_data::<Connection>().map(InProgress::begin);
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

/// Drops a connection whose client acknowledges no data for this time: its network is gone, or it stopped reading.
/// TCP alone would wait a quarter of an hour (RFC 5482) and keep the stream open.
#[cfg(target_os = "linux")]
fn limit_silence(stream: &TcpStream, limit: Duration) {
    if let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(limit)) {
        tracing::warn!(%error, "TCP_USER_TIMEOUT is not set");
    }
}

/// Only Linux has this option.
#[cfg(not(target_os = "linux"))]
fn limit_silence(_: &TcpStream, _: Duration) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_waits_from_the_end_of_its_last_response() {
        let opened = Stopwatch::started_ago(Duration::from_mins(1));
        let activity = Activity { opened, waiting_since: AtomicU64::new(0) };
        let patience = Duration::from_secs(30);
        assert_eq!(activity.rest(patience), None);
        activity.begin_request();
        assert_eq!(activity.rest(patience), Some(patience));
        activity.end_request();
        assert!(activity.rest(patience).is_some_and(|rest| rest <= patience));
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_are_one_client() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:1::7"), of("2001:db8:0:1:ffff::8"));
        assert_ne!(of("2001:db8:0:1::7"), of("2001:db8:0:2::7"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
    }
}
