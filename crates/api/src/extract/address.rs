//! Determines the IP address of the client.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;
use ipnet::IpNet;

use crate::config::HttpConfig;

/// Returns the client's address: the peer, or the first hop of `X-Forwarded-For`, from the right, that is not a
/// trusted proxy. Entries that a client forges come before those of the proxies and are never reached.
pub fn client_address(request: &HttpRequest, http: &HttpConfig) -> IpAddr {
    // Only in-memory requests have no peer.
    let peer = request.peer_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip());
    let headers = request.headers().get_all("x-forwarded-for");
    let lines: Vec<_> = headers.map(HeaderValue::as_bytes).collect();
    first_untrusted(peer, &lines, &http.trusted_proxies)
}

/// Walks back from the peer to the first hop that is not a trusted proxy. Each hop is decoded alone, because a client
/// may put any byte before the hops of the proxies.
pub(crate) fn first_untrusted(peer: IpAddr, forwarded: &[&[u8]], trusted: &[IpNet]) -> IpAddr {
    let mut address = peer.to_canonical();
    let mut hops = forwarded.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b',')).map(parse);
    while trusted.iter().any(|network| network.contains(&address)) {
        match hops.next().flatten() {
            Some(before) => address = before.to_canonical(),
            None => break,
        }
    }
    address
}

/// Parses an address, with or without a port.
fn parse(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop).ok()?.trim();
    hop.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let forwarded: Vec<_> = forwarded.iter().map(|line| line.as_bytes()).collect();
        first_untrusted(peer.parse().unwrap(), &forwarded, &trusted).to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_says_where_others_are() {
        assert_eq!(client("203.0.113.7", &["198.51.100.1"], &[]), "203.0.113.7");
        assert_eq!(client("203.0.113.7", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.7");
        assert_eq!(client("10.0.0.2", &["198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
    }

    #[test]
    fn what_a_client_writes_before_its_proxies_is_not_believed() {
        let trusted = ["10.0.0.0/8", "2001:db8::/32"];
        assert_eq!(client("10.0.0.2", &["1.1.1.1, 198.51.100.1, 10.0.0.3"], &trusted), "198.51.100.1");
        assert_eq!(client("10.0.0.2", &["1.1.1.1", "198.51.100.1 , 2001:db8::1"], &trusted), "198.51.100.1");
    }

    #[test]
    fn a_proxy_that_says_nothing_sensible_stands_for_its_clients() {
        let trusted = ["10.0.0.0/8"];
        for forwarded in [&[][..], &[""], &["unknown"], &["198.51.100.1, moi"]] {
            assert_eq!(client("10.0.0.2", forwarded, &trusted), "10.0.0.2", "{forwarded:?}");
        }
        assert_eq!(client("10.0.0.2", &["moi, 10.0.0.3"], &trusted), "10.0.0.3");
    }

    #[test]
    fn no_byte_of_a_client_hides_the_hop_that_a_proxy_added() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        for line in [&b"\xff, 198.51.100.1"[..], b"\xc3\xa9,198.51.100.1", b",\x80,, 198.51.100.1 ,10.0.0.3"]
        {
            let found = first_untrusted("10.0.0.2".parse().unwrap(), &[b"1.1.1.1", line], &trusted);
            assert_eq!(found.to_string(), "198.51.100.1", "{line:?}");
        }
        let own = first_untrusted("10.0.0.2".parse().unwrap(), &[b"198.51.100.1, 1.1.1.1\xe9"], &trusted);
        assert_eq!(own.to_string(), "10.0.0.2");
    }

    #[test]
    fn ports_and_mapped_addresses_are_left_aside() {
        let trusted = ["127.0.0.1/32"];
        assert_eq!(client("::ffff:127.0.0.1", &["198.51.100.1:4711"], &trusted), "198.51.100.1");
        assert_eq!(client("127.0.0.1", &["[2001:db8::7]:4711"], &trusted), "2001:db8::7");
        assert_eq!(client("::ffff:198.51.100.1", &[], &trusted), "198.51.100.1");
    }
}
