//! Counts the open connections of each address, and refuses those above the limit.

use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ipnet::{IpNet, Ipv6Net};
use socket2::SockRef;
use tokio::net::TcpStream;

use super::Connection;
use super::socket::Socket;
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

/// The place of a connection among those of its address, until it is dropped; exempt ones need none.
#[derive(Default)]
pub(super) struct Place(Option<(Connections, IpAddr)>);

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

    /// Registers a connection; `None` for one above the limit of its address.
    pub(super) fn accept(&self, tcp: TcpStream) -> Option<Socket> {
        limit_silence(&tcp, self.0.silence);
        let place = self.enter(&tcp)?;
        Some(Socket::new(tcp, Rc::new(Connection::new(self.0.patience, place))))
    }

    fn enter(&self, tcp: &TcpStream) -> Option<Place> {
        let Ok(peer) = tcp.peer_addr() else { return Some(Place::default()) };
        let peer = peer.ip().to_canonical();
        if self.0.exempt.iter().any(|network| network.contains(&peer)) {
            return Some(Place::default());
        }
        let address = network(peer);
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= self.0.per_address {
            return None;
        }
        *count += 1;
        Some(Place(Some((self.clone(), address))))
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

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((connections, address)) = self.0.take() {
            connections.leave(address);
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

/// Drops a connection whose client acknowledges no data for this time: its network is gone, or it stopped reading.
/// TCP alone would wait a quarter of an hour (RFC 5482) and keep the stream open.
#[cfg(target_os = "linux")]
fn limit_silence(tcp: &TcpStream, limit: Duration) {
    if let Err(error) = SockRef::from(tcp).set_tcp_user_timeout(Some(limit)) {
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
    fn the_addresses_of_one_ipv6_network_are_one_client() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:1::7"), of("2001:db8:0:1:ffff::8"));
        assert_ne!(of("2001:db8:0:1::7"), of("2001:db8:0:2::7"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
    }
}
