//! Options of a stand-in.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use secrecy::SecretString;

use crate::Fault;

/// Options of a stand-in. [`Options::new`] suits in-process tests; change the fields that differ.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address to listen on; port 0 picks a free one, see [`crate::Sim::base_url`].
    pub listen: SocketAddr,
    /// Key expected in `X-API-Key` on webhooks, and sent on callbacks.
    pub api_key: SecretString,
    /// Standard Webhooks secret, `whsec_` + base64; without it, signatures are not checked.
    pub webhook_secret: Option<SecretString>,
    /// Pause before each step and before the final callback of a workflow.
    pub step_delay: Duration,
    /// Pause between two attempts of a refused callback (5 s in n8n).
    pub callback_retry_delay: Duration,
    /// Maximum number of attempts of a callback (at most 5 in n8n).
    pub callback_tries: u32,
    /// Default fault, for webhooks that no rule matches.
    pub default_fault: Option<Fault>,
}

impl Options {
    /// Creates options with a free loopback port, no pause between steps, n8n's retry policy, no signature, no fault.
    pub fn new(api_key: impl Into<String>) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            api_key: SecretString::from(api_key.into()),
            webhook_secret: None,
            step_delay: Duration::ZERO,
            callback_retry_delay: Duration::from_secs(5),
            callback_tries: 5,
            default_fault: None,
        }
    }
}
