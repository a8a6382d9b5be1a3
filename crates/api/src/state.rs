//! What handlers and workers share.

use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Pool;
use crate::gate::Gate;
use crate::metrics::Metrics;
use crate::n8n::N8nClient;
use crate::notifications::{Hub, Wake};
use crate::passwords::Blocklist;
use crate::secrets::Mask;
use crate::workers::Pulses;

/// The state of an instance. Cheap to clone; nothing that matters is only here.
#[derive(Clone)]
pub struct AppState {
    /// Configuration.
    pub config: Arc<Config>,
    /// Connections to PostgreSQL.
    pub pool: Pool,
    /// A connection apart from them, for what supervisors ask.
    pub probe: Pool,
    /// The present.
    pub clock: Clock,
    /// Passwords that nobody may choose.
    pub blocklist: Blocklist,
    /// Takes secrets out of what comes from outside.
    pub mask: Mask,
    /// Calls n8n.
    pub n8n: N8nClient,
    /// Open live streams of this instance.
    pub hub: Arc<Hub>,
    /// Wakes the workers of every instance after a commit.
    pub wake: Wake,
    /// Whether requests are let in.
    pub gate: Gate,
    /// What Prometheus reads.
    pub metrics: Metrics,
    /// Whether the workers work.
    pub pulses: Pulses,
}
