//! One client's event stream: missed notifications, then live events, with a heartbeat that also checks the login.

use std::collections::VecDeque;

use actix_web::web::Bytes;
use common::auth::Utilisateur;
use common::notification::Notification;
use futures_util::Stream;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::unfold;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::frame;
use super::hub::{Counts, Login, Presence, Sent};
use super::reader;
use crate::db;
use crate::db::notifications::flux::{self, Position};
use crate::db::notifications::lues::audiences;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;

/// Maximum number of missed notifications sent again; beyond it, the client fetches the list.
const MOST_MISSED: usize = 1_000;

/// Delay before a person with too many streams may retry, in seconds.
const TRY_AGAIN: u64 = 60;

/// The point from which a client resumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    /// Live events only.
    Now,
    /// After this notification.
    After(i64),
    /// After an id that is not a notification.
    Unknown,
}

impl Resume {
    /// Parses a `Last-Event-ID` header.
    pub fn from_header(text: &str) -> Self {
        match text.trim() {
            "" => Self::Now,
            text => text.parse().map_or(Self::Unknown, Self::After),
        }
    }
}

/// Opens the stream of a person whose session has this hash. A stream beyond the limit is refused. Ending the oldest
/// one instead would make its page reconnect and end the next, endlessly.
///
/// # Errors
/// 401 when the session has ended, 429 above the limit of streams, 503 while the database is unavailable.
pub async fn open(
    state: &AppState,
    person: Utilisateur,
    login: Vec<u8>,
    resume: Resume,
) -> ApiResult<impl Stream<Item = Bytes> + use<>> {
    let most = state.config.http.streams_per_person;
    let presence = state.hub.enter(person.id_utilisateur, person.role, most).ok_or_else(too_many)?;
    // A session that ends from here on is heard of; one that ended before is found below.
    let logins = state.hub.logins();
    reader::start(state).await.map_err(ApiError::unavailable)?;
    let last = find_last(state, resume).await?;
    let mut frames = VecDeque::from([frame::RETRY]);
    // Without a channel the instance is stopping: the stream ends after its first line, and the client reconnects.
    let subscribed = state.hub.subscribe(person.role);
    let events = match subscribed {
        Some((events, cursor)) => {
            frames.extend(missed(state, &person, last, cursor).await?);
            frames.push_back(place(state, cursor).await?);
            Some(events)
        }
        None => None,
    };
    let client = Client::new(state, person, login, presence, logins, frames, events);
    if !client.may_stay().await {
        return Err(ApiError::not_logged_in());
    }
    Ok(unfold(client, |mut client| async move { client.next().await.map(|frame| (frame, client)) }))
}

fn too_many() -> ApiError {
    let detail = (
        "Trop de pages de l’application sont ouvertes : fermez-en pour suivre ce qui se passe en direct.",
        "Too many pages of the application are open: close some of them to follow the events live.",
    );
    ApiError::new(ErrorCode::TropDeRequetes, detail).retry_after(TRY_AGAIN)
}

/// The position after which the client resumes; an error when it is unknown.
type Last = Result<Option<Position>, Unknown>;
struct Unknown;

async fn find_last(state: &AppState, resume: Resume) -> ApiResult<Last> {
    let id = match resume {
        Resume::Now => return Ok(Ok(None)),
        Resume::Unknown => return Ok(Err(Unknown)),
        Resume::After(id) => id,
    };
    let mut conn = state.pool.get().await?;
    let position = flux::find_position(&mut conn, id).await?;
    drop(conn);
    let Some(position) = position else { return Ok(Err(Unknown)) };
    // Another instance was faster than this one. The second reading includes rows that another database blocked.
    for _ in 0..2 {
        if position > state.hub.mark().cursor {
            reader::read_once(state).await.map_err(ApiError::unavailable)?;
        }
    }
    Ok(Ok(Some(position)))
}

/// Loads the notifications between the client's last one and the first one of its channel.
async fn missed(
    state: &AppState,
    person: &Utilisateur,
    last: Last,
    cursor: Position,
) -> ApiResult<Vec<Bytes>> {
    let after = match last {
        Ok(None) => return Ok(Vec::new()),
        Ok(Some(after)) if after <= cursor => after,
        Ok(Some(_)) | Err(Unknown) => return Ok(vec![frame::RESYNC]),
    };
    let limit = i64::try_from(MOST_MISSED + 1).map_err(ApiError::internal)?;
    let mut conn = state.pool.get().await?;
    let (id, audiences) = (person.id_utilisateur, audiences(person.role));
    let rows = flux::list_missed(&mut conn, id, &audiences, after, cursor, limit).await?;
    if rows.len() > MOST_MISSED {
        return Ok(vec![frame::RESYNC]);
    }
    state.hub.delivered(u64::try_from(rows.len()).unwrap_or_default());
    let frames: Result<_, _> =
        rows.into_iter().map(|row| frame::notification(&Notification::from(row))).collect();
    frames.map_err(ApiError::internal)
}

/// Builds the `id:` line of the last notification before the channel's events, for any audience. Id 0 does not exist:
/// a client that resumes from it is told to fetch again.
async fn place(state: &AppState, cursor: Position) -> ApiResult<Bytes> {
    let mut conn = state.pool.get().await?;
    Ok(frame::place(flux::find_last(&mut conn, cursor).await?.id))
}

/// A connected client.
struct Client {
    state: AppState,
    person: Utilisateur,
    login: Vec<u8>,
    presence: Presence,
    /// Frames to send first.
    first: VecDeque<Bytes>,
    /// Live events; `None` ends the stream.
    events: Option<broadcast::Receiver<Sent>>,
    counts: watch::Receiver<Counts>,
    logins: broadcast::Receiver<Login>,
    /// The unread count last sent to the client.
    count: Option<i64>,
    beat: Interval,
}

impl Client {
    fn new(
        state: &AppState,
        person: Utilisateur,
        login: Vec<u8>,
        presence: Presence,
        logins: broadcast::Receiver<Login>,
        first: VecDeque<Bytes>,
        events: Option<broadcast::Receiver<Sent>>,
    ) -> Self {
        let every = state.config.http.heartbeat;
        let mut beat = interval(every);
        beat.reset();
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let counts = state.hub.counts();
        state.wake.recount();
        Self {
            state: state.clone(),
            person,
            login,
            presence,
            first,
            events,
            counts,
            logins,
            count: None,
            beat,
        }
    }

    /// Returns the next bytes; `None` at the end of the stream.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(frame) = self.first.pop_front() {
                return Some(frame);
            }
            let events = self.events.as_mut()?;
            // In this order a heartbeat is never late, and a count follows the notification that it includes.
            tokio::select! {
                biased;
                _ = self.beat.tick() => self.beat().await,
                login = self.logins.recv() => self.check_login(login).await,
                event = events.recv() => self.take(event),
                Ok(()) = self.counts.changed() => self.take_count(),
            }
        }
    }

    /// Ends the stream when the check concerns its login and the login is no longer valid.
    async fn check_login(&mut self, login: Result<Login, RecvError>) {
        let is_concerned = !matches!(login, Ok(Some(id)) if id != self.person.id_utilisateur);
        if is_concerned && !self.may_stay().await {
            self.events = None;
        }
    }

    async fn beat(&mut self) {
        if self.may_stay().await {
            self.first.extend(frame::beat(self.state.clock.now()).ok());
        } else {
            self.events = None;
        }
    }

    fn take(&mut self, event: Result<Sent, RecvError>) {
        match event {
            Ok(Sent { only: Some(other), .. }) if other != self.person.id_utilisateur => {}
            Ok(Sent { frame, .. }) => {
                self.presence.hub().delivered(1);
                self.first.push_back(frame);
            }
            Err(RecvError::Lagged(lost)) => self.start_again(lost),
            Err(RecvError::Closed) => self.events = None,
        }
    }

    /// Handles a client that was too slow for `lost` events: tells it to fetch again and resumes from now.
    fn start_again(&mut self, lost: u64) {
        if let Some(events) = &mut self.events {
            let skipped = u64::try_from(events.len()).unwrap_or_default();
            *events = events.resubscribe();
            self.presence.hub().missed(lost + skipped);
        }
        self.count = None;
        self.state.wake.recount();
        self.first.push_back(frame::RESYNC);
    }

    /// Sends the unread count when it differs from the one that the client has.
    fn take_count(&mut self) {
        let count = self.counts.borrow_and_update().get(&self.person.id_utilisateur).copied();
        if let Some(unread) = count
            && count != self.count
        {
            self.count = count;
            self.first.extend(frame::counts(unread).ok());
        }
    }

    /// Returns true when the login is still valid with an unchanged role. An unavailable database ends no stream. The
    /// future is boxed: a stream has its memory only while it asks.
    fn may_stay(&self) -> LocalBoxFuture<'_, bool> {
        Box::pin(async {
            let Ok(mut conn) = self.state.pool.get().await else { return true };
            match db::auth_sessions::find(&mut conn, &self.login, self.state.clock.now()).await {
                Ok(found) => found.is_some_and(|login| login.person.role == self.person.role),
                Err(_) => true,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_event_id_that_is_no_number_names_nothing() {
        assert_eq!(Resume::from_header(""), Resume::Now);
        assert_eq!(Resume::from_header(" 981 "), Resume::After(981));
        assert_eq!(Resume::from_header("abc"), Resume::Unknown);
        assert_eq!(Resume::from_header("99999999999999999999"), Resume::Unknown);
    }
}
