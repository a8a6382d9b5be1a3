//! Wake-ups after a commit: of the loops of this instance at once, of the other instances by `PostgreSQL`.

use std::collections::BTreeSet;
use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use common::IdProspect;
use tokio::sync::Notify;

/// Wakes the loops that read what was just committed. Cheap to clone.
///
/// A wake-up is a hint: a loop that missed one finds its work by a slow poll.
#[derive(Clone, Default)]
pub struct Wake(Arc<Bells>);

/// One bell a loop; each keeps a single ring, so that a burst costs one look.
#[derive(Default)]
struct Bells {
    dispatcher: Notify,
    reader: Notify,
    counters: Notify,
    other_instances: Notify,
    /// Who has read notifications: still to be counted here, still to be told to the others.
    readers: Mutex<(People, People)>,
    /// Whose logins changed, still to be told to the others.
    logins: Mutex<People>,
    /// Prospects whose record was written, still to be told to the others.
    records: Mutex<Records>,
}

/// Prospects whose record was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Records {
    /// More than can be named.
    pub many: bool,
    /// Identifiers.
    pub ids: BTreeSet<IdProspect>,
}

/// People who are told something: that their unread notifications are counted again, or their logins checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct People {
    /// Whoever it is.
    pub everyone: bool,
    /// Identifiers.
    pub ids: BTreeSet<i64>,
}

impl Wake {
    /// Bells that nobody has rung yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Call it after each commit that wrote notifications or actions.
    pub fn changed(&self) {
        self.0.dispatcher.notify_one();
        self.0.reader.notify_one();
        self.0.other_instances.notify_one();
    }

    /// Call it after each commit that wrote what this person has read.
    pub fn read_by(&self, id_utilisateur: i64) {
        let mut readers = self.readers();
        readers.0.ids.insert(id_utilisateur);
        readers.1.ids.insert(id_utilisateur);
        drop(readers);
        self.0.counters.notify_one();
        self.0.other_instances.notify_one();
    }

    /// Call it after a commit that changed what anybody may have read: notifications were removed.
    pub fn read_by_everyone(&self) {
        let mut readers = self.readers();
        *readers = (People::everyone(), People::everyone());
        drop(readers);
        self.0.counters.notify_one();
        self.0.other_instances.notify_one();
    }

    /// Call it after each commit that changed logins of this person; [`super::logins_changed`] does.
    pub(super) fn logins_changed(&self, id_utilisateur: i64) {
        self.logins().ids.insert(id_utilisateur);
        self.0.other_instances.notify_one();
    }

    /// Call it after each commit that wrote this record; [`super::record_changed`] does.
    pub(super) fn record_changed(&self, id: IdProspect) {
        self.records().ids.insert(id);
        self.0.other_instances.notify_one();
    }

    /// Call it after a commit that changed what every record shows; [`super::all_records_changed`] does.
    pub(super) fn all_records_changed(&self) {
        self.records().many = true;
        self.0.other_instances.notify_one();
    }

    /// Rings when there may be webhooks to call.
    pub fn dispatcher(&self) -> &Notify {
        &self.0.dispatcher
    }

    /// Wakes this instance for what another one committed: it must not be told to the others again.
    pub(super) fn received(&self, read_by: People) {
        self.0.dispatcher.notify_one();
        self.0.reader.notify_one();
        if read_by != People::default() {
            let mut readers = self.readers();
            readers.0.everyone |= read_by.everyone;
            readers.0.ids.extend(read_by.ids);
            drop(readers);
            self.0.counters.notify_one();
        }
    }

    /// Asks that the connected people be told their counts.
    pub(super) fn recount(&self) {
        self.0.counters.notify_one();
    }

    /// Rings when there may be rows to stream.
    pub(super) fn reader(&self) -> &Notify {
        &self.0.reader
    }

    /// Rings when counts may have changed.
    pub(super) fn counters(&self) -> &Notify {
        &self.0.counters
    }

    /// Rings when the other instances are to be told.
    pub(super) fn other_instances(&self) -> &Notify {
        &self.0.other_instances
    }

    /// Who is to be counted again here.
    pub(super) fn take_readers(&self) -> People {
        take(&mut self.readers().0)
    }

    /// Who is to be counted again by the others.
    pub(super) fn take_readers_to_tell(&self) -> People {
        take(&mut self.readers().1)
    }

    /// Whose record was written, for the others to know.
    pub(super) fn take_records_to_tell(&self) -> Records {
        take(&mut self.records())
    }

    /// Whose logins changed, for the others to know.
    pub(super) fn take_logins_to_tell(&self) -> People {
        take(&mut self.logins())
    }

    fn logins(&self) -> MutexGuard<'_, People> {
        self.0.logins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.0.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readers(&self) -> MutexGuard<'_, (People, People)> {
        // A set is whole at any instant: a panic elsewhere spoils nothing.
        self.0.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The most people, and the most prospects, that one wake-up names: its text is limited to 8 000 bytes.
const MOST_NAMED: usize = 200;

impl People {
    /// All of them.
    pub(super) fn everyone() -> Self {
        Self { everyone: true, ids: BTreeSet::new() }
    }

    /// As a wake-up says it: `*`, or identifiers separated by commas.
    pub(super) fn to_text(&self) -> String {
        if self.everyone || self.ids.len() > MOST_NAMED {
            return "*".to_owned();
        }
        self.ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }

    /// What a wake-up says; what is no identifier names nobody.
    pub(super) fn from_text(text: &str) -> Self {
        let ids = text.split(',').filter_map(|id| id.parse().ok()).collect();
        Self { everyone: text == "*", ids }
    }
}

impl Records {
    /// As a wake-up says it: `*`, or identifiers separated by commas.
    pub(super) fn to_text(&self) -> String {
        if self.many || self.ids.len() > MOST_NAMED {
            return "*".to_owned();
        }
        self.ids.iter().map(IdProspect::as_str).collect::<Vec<_>>().join(",")
    }

    /// What a wake-up says; what is no identifier names nobody.
    pub(super) fn from_text(text: &str) -> Self {
        Self { many: text == "*", ids: text.split(',').filter_map(|id| id.parse().ok()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_survive_the_way_through_their_text() {
        let some =
            Records { many: false, ids: ["PROS_3".parse().unwrap(), "PROS_12".parse().unwrap()].into() };
        for records in [Records::default(), Records { many: true, ..Records::default() }, some] {
            assert_eq!(Records::from_text(&records.to_text()), records);
        }
    }

    #[test]
    fn readers_survive_the_way_through_their_text() {
        let some = People { everyone: false, ids: [3, 12].into() };
        for readers in [People::default(), People::everyone(), some] {
            assert_eq!(People::from_text(&readers.to_text()), readers);
        }
        assert_eq!(People::from_text("bonjour"), People::default());
        let many = People { everyone: false, ids: (1..=1_000).collect() };
        assert_eq!(many.to_text(), "*");
    }

    #[test]
    fn what_another_instance_says_is_not_said_again() {
        let wake = Wake::new();
        wake.received(People::everyone());
        assert_eq!(wake.take_readers_to_tell(), People::default());
        assert_eq!(wake.take_readers(), People::everyone());
    }
}
