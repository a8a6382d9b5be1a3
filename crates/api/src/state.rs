//! State that handlers and workers share.

use std::sync::Arc;

use common::Action;

use crate::actions::StartRequest;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Pool;
use crate::db::outbox::Delivery;
use crate::error::ApiResult;
use crate::group_commit::GroupCommit;
use crate::lifecycle::{Gate, Pulses};
use crate::logins::Logins;
use crate::metrics::Metrics;
use crate::n8n::N8nClient;
use crate::notifications::{Hub, Wake};
use crate::passwords::Blocklist;
use crate::readings::Readings;
use crate::secrets::Mask;
use crate::standby::Standby;

/// The state of an instance. It is cheap to clone and holds no durable data.
#[derive(Clone)]
pub struct AppState {
    /// Configuration.
    pub config: Arc<Config>,
    /// Connections to PostgreSQL: of the requests, or of the workers in their copy of the state.
    pub pool: Pool,
    /// Connections of the workers.
    pub worker_pool: Pool,
    /// Reads that a standby may serve.
    pub standby: Standby,
    /// Logins that need no question to the database.
    pub logins: Logins,
    /// Readings that are already in the audit.
    pub readings: Readings,
    /// Separate connection for health checks.
    pub probe: Pool,
    /// Clock of the service.
    pub clock: Clock,
    /// Passwords that nobody may choose.
    pub blocklist: Blocklist,
    /// Masks secrets of external texts.
    pub mask: Mask,
    /// Accepted calls that are recorded together.
    pub deliveries: GroupCommit<Delivery, ()>,
    /// Actions that are started together.
    pub starts: GroupCommit<Arc<StartRequest>, ApiResult<Action>>,
    /// Client for n8n's webhooks.
    pub n8n: N8nClient,
    /// Open live streams of this instance.
    pub hub: Arc<Hub>,
    /// Wakes the workers of every instance after a commit.
    pub wake: Wake,
    /// Refuses requests until the database is available.
    pub gate: Gate,
    /// Metrics for Prometheus.
    pub metrics: Metrics,
    /// Last runs of the workers, which reveal stuck ones.
    pub pulses: Pulses,
}
