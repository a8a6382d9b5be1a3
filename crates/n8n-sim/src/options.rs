//! How a stand-in is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use secrecy::SecretString;

use crate::Fault;

/// Settings of one stand-in. [`Options::new`] gives what an in-process test wants; change the fields that differ.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one, see [`crate::Sim::base_url`].
    pub listen: SocketAddr,
    /// Key expected in `X-API-Key` on webhooks, and sent on callbacks.
    pub api_key: SecretString,
    /// Standard Webhooks secret, `whsec_` + base64; signatures are not looked at without one.
    pub webhook_secret: Option<SecretString>,
    /// Pause before each step and before the final callback of a workflow.
    pub step_delay: Duration,
    /// Pause between two tries of a callback that was not accepted (5 s in n8n).
    pub callback_retry_delay: Duration,
    /// Tries of one callback in all (at most 5 in n8n).
    pub callback_tries: u32,
    /// Applied to each webhook that no rule matches.
    pub default_fault: Option<Fault>,
}

impl Options {
    /// A free port on the loopback, no pause between steps, n8n's own retry policy, no signature, no fault.
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
