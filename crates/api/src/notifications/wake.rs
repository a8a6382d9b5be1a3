//! Wakes loops after a commit: those of this instance directly, those of other instances through PostgreSQL.

use std::collections::BTreeSet;
use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use common::{IdLot, IdProspect, IdUtilisateur};
use tokio::sync::Notify;

/// Wakes the loops that read committed rows. Cheap to clone.
///
/// A wake-up is a hint: a loop that misses one finds its work by polling.
#[derive(Clone, Default)]
pub struct Wake(Arc<Bells>);

/// One `Notify` per loop; each stores one wake-up, so that a burst costs one reading.
#[derive(Default)]
struct Bells {
    dispatcher: Notify,
    reader: Notify,
    counters: Notify,
    other_instances: Notify,
    /// People who have read notifications, to count here.
    readers: Mutex<People>,
    /// Changes to announce to other instances.
    news: Mutex<News>,
    /// Wakes the worker of the bulk changes.
    lot_worker: Notify,
    /// Wakes the loop that sends the progress of bulk changes.
    lot_progress: Notify,
    /// Bulk changes that progressed, to send here.
    lots: Mutex<BTreeSet<IdLot>>,
}

/// Changes to announce to other instances.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct News {
    /// People who have read notifications.
    pub readers: People,
    /// People whose logins changed.
    pub logins: People,
    /// Changed records.
    pub records: Records,
    /// Bulk changes that progressed.
    pub lots: BTreeSet<IdLot>,
}

/// Changes whose announcement has begun. They are announced later if it does not succeed.
pub(super) struct Begun<'a> {
    wake: &'a Wake,
    /// The changes.
    pub news: News,
}

/// A set of changed records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Records {
    /// True when the catalogue changed.
    pub catalogue: bool,
    /// True when there are too many to name.
    pub many: bool,
    /// Identifiers of the prospects.
    pub ids: BTreeSet<IdProspect>,
}

/// A set of people whose unread notifications must be counted, or whose logins must be checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct People {
    /// True for all people.
    pub everyone: bool,
    /// Identifiers of the accounts.
    pub ids: BTreeSet<IdUtilisateur>,
}

impl Wake {
    /// Creates a `Wake` without pending wake-ups.
    pub fn new() -> Self {
        Self::default()
    }

    /// Wakes dispatcher and reader. Call it after each commit that wrote notifications or actions.
    pub fn changed(&self) {
        self.0.dispatcher.notify_one();
        self.0.reader.notify_one();
        self.0.other_instances.notify_one();
    }

    /// Requests a new count for a person. Call it after each commit that marked notifications as read.
    pub fn read_by(&self, id_utilisateur: IdUtilisateur) {
        self.readers().ids.insert(id_utilisateur);
        self.news().readers.ids.insert(id_utilisateur);
        self.0.counters.notify_one();
        self.0.other_instances.notify_one();
    }

    /// Requests a new count for everyone. Call it after a commit that deleted notifications.
    pub fn read_by_everyone(&self) {
        *self.readers() = People::everyone();
        self.news().readers = People::everyone();
        self.0.counters.notify_one();
        self.0.other_instances.notify_one();
    }

    /// Announces changed logins to other instances; [`super::logins_changed`] calls it after the commit.
    pub(super) fn logins_changed(&self, people: People) {
        self.news().logins.add(people);
        self.0.other_instances.notify_one();
    }

    /// Announces a changed record to other instances; [`super::record_changed`] calls it after the commit.
    pub(super) fn record_changed(&self, id: IdProspect) {
        self.news().records.ids.insert(id);
        self.0.other_instances.notify_one();
    }

    /// Tells that a bulk change progressed; [`super::lot_changed`] calls it after the commit.
    pub(super) fn lot_changed(&self, id: IdLot) {
        self.lots().insert(id);
        self.news().lots.insert(id);
        self.0.lot_worker.notify_one();
        self.0.lot_progress.notify_one();
        self.0.other_instances.notify_one();
    }

    /// Tells that bulk changes progressed, after a notice of another instance.
    pub(super) fn lots_heard(&self, ids: BTreeSet<IdLot>) {
        if !ids.is_empty() {
            self.lots().extend(ids);
            self.0.lot_worker.notify_one();
            self.0.lot_progress.notify_one();
        }
    }

    /// Announces a changed catalogue to other instances; [`super::catalogue_changed`] calls it after the commit.
    pub(super) fn catalogue_changed(&self) {
        self.news().records.catalogue = true;
        self.0.other_instances.notify_one();
    }

    /// Announces to other instances that all records changed; [`super::all_records_changed`] calls it after the
    /// commit.
    pub(super) fn all_records_changed(&self) {
        self.news().records.many = true;
        self.0.other_instances.notify_one();
    }

    /// Fires when there may be webhooks to call.
    pub fn dispatcher(&self) -> &Notify {
        &self.0.dispatcher
    }

    /// Fires when there may be rows of bulk changes to execute.
    pub fn lot_worker(&self) -> &Notify {
        &self.0.lot_worker
    }

    /// Fires when the progress of bulk changes must be sent.
    pub(super) fn lot_progress(&self) -> &Notify {
        &self.0.lot_progress
    }

    /// Takes the bulk changes whose progress must be sent.
    pub(super) fn take_lots(&self) -> BTreeSet<IdLot> {
        take(&mut *self.lots())
    }

    /// Wakes the loops of this instance after a notice of another one, without announcing it again.
    pub(super) fn received(&self, read_by: People) {
        self.0.dispatcher.notify_one();
        self.0.reader.notify_one();
        if read_by != People::default() {
            self.readers().add(read_by);
            self.0.counters.notify_one();
        }
    }

    /// Requests that connected people receive their counts.
    pub(super) fn recount(&self) {
        self.0.counters.notify_one();
    }

    /// Fires when there may be rows to stream.
    pub(super) fn reader(&self) -> &Notify {
        &self.0.reader
    }

    /// Fires when unread counts may have changed.
    pub(super) fn counters(&self) -> &Notify {
        &self.0.counters
    }

    /// Fires when there is something to announce to other instances.
    pub(super) fn other_instances(&self) -> &Notify {
        &self.0.other_instances
    }

    /// Takes the people to count on this instance.
    pub(super) fn take_readers(&self) -> People {
        take(&mut *self.readers())
    }

    /// Takes the changes to announce to other instances.
    pub(super) fn begin_to_tell(&self) -> Begun<'_> {
        Begun { wake: self, news: take(&mut *self.news()) }
    }

    fn lots(&self) -> MutexGuard<'_, BTreeSet<IdLot>> {
        self.0.lots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.0.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readers(&self) -> MutexGuard<'_, People> {
        // Ignores poisoning: the set is consistent at every instant.
        self.0.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun<'_> {
    /// Ends the announcement, which has succeeded.
    pub(super) fn told(mut self) {
        self.news = News::default();
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if self.news != News::default() {
            self.wake.news().add(take(&mut self.news));
            self.wake.0.other_instances.notify_one();
        }
    }
}

impl News {
    fn add(&mut self, other: Self) {
        self.readers.add(other.readers);
        self.logins.add(other.logins);
        self.records.add(other.records);
        self.lots.extend(other.lots);
    }
}

/// Name of the catalogue among the records of a notice. An instance of an earlier version ignores it.
const CATALOGUE: &str = "catalogue";
/// Maximum number of people, of prospects and of bulk changes that a notice names: its payload is limited to 8 000
/// bytes.
pub(super) const MOST_NAMED: usize = 200;

impl People {
    /// Returns the set of all people.
    pub(super) fn everyone() -> Self {
        Self { everyone: true, ids: BTreeSet::new() }
    }

    fn add(&mut self, other: Self) {
        self.everyone |= other.everyone;
        self.ids.extend(other.ids);
    }

    /// Serialises the set for a notice: `*`, or identifiers separated by commas.
    pub(super) fn to_text(&self) -> String {
        if self.everyone || self.ids.len() > MOST_NAMED {
            return "*".to_owned();
        }
        self.ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }

    /// Parses a set of a notice; invalid identifiers are ignored.
    pub(super) fn from_text(text: &str) -> Self {
        let ids = text.split(',').filter_map(|id| id.parse().ok()).collect();
        Self { everyone: text == "*", ids }
    }
}

impl Records {
    fn add(&mut self, other: Self) {
        self.catalogue |= other.catalogue;
        self.many |= other.many;
        self.ids.extend(other.ids);
    }

    /// Serialises the set for a notice: `*` for everything, or names separated by commas.
    pub(super) fn to_text(&self) -> String {
        if self.many || self.ids.len() > MOST_NAMED {
            return "*".to_owned();
        }
        let catalogue = self.catalogue.then_some(CATALOGUE);
        self.ids.iter().map(IdProspect::as_str).chain(catalogue).collect::<Vec<_>>().join(",")
    }

    /// Parses a set of a notice; invalid identifiers are ignored.
    pub(super) fn from_text(text: &str) -> Self {
        let many = text == "*";
        let catalogue = many || text.split(',').any(|name| name == CATALOGUE);
        Self { catalogue, many, ids: text.split(',').filter_map(|id| id.parse().ok()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_survive_the_way_through_their_text() {
        let ids = || ["PROS_3".parse().unwrap(), "PROS_12".parse().unwrap()].into();
        for (catalogue, many, ids) in [
            (false, false, BTreeSet::new()),
            (true, false, BTreeSet::new()),
            (true, true, BTreeSet::new()),
            (false, false, ids()),
            (true, false, ids()),
        ] {
            let records = Records { catalogue, many, ids };
            assert_eq!(Records::from_text(&records.to_text()), records);
        }
    }

    #[test]
    fn readers_survive_the_way_through_their_text() {
        let some = People { everyone: false, ids: [3, 12].map(IdUtilisateur::from).into() };
        for readers in [People::default(), People::everyone(), some] {
            assert_eq!(People::from_text(&readers.to_text()), readers);
        }
        assert_eq!(People::from_text("bonjour"), People::default());
        let many = People { everyone: false, ids: (1..=1_000).map(IdUtilisateur::from).collect() };
        assert_eq!(many.to_text(), "*");
    }

    #[test]
    fn what_another_instance_says_is_not_said_again() {
        let wake = Wake::new();
        wake.received(People::everyone());
        assert_eq!(wake.begin_to_tell().news, News::default());
        assert_eq!(wake.take_readers(), People::everyone());
    }

    #[tokio::test]
    async fn an_announcement_that_fails_is_made_later_with_what_changed_since() {
        let people = |id: i64| People { everyone: false, ids: [IdUtilisateur::from(id)].into() };
        let wake = Wake::new();
        wake.read_by(3.into());
        wake.logins_changed(people(4));
        wake.record_changed("PROS_5".parse().unwrap());
        wake.lot_changed(6.into());
        wake.other_instances().notified().await;
        let fails = wake.begin_to_tell();
        wake.catalogue_changed();
        wake.other_instances().notified().await;
        drop(fails);
        wake.other_instances().notified().await;
        let begun = wake.begin_to_tell();
        let expected = News {
            readers: people(3),
            logins: people(4),
            records: Records { catalogue: true, many: false, ids: ["PROS_5".parse().unwrap()].into() },
            lots: [6.into()].into(),
        };
        assert_eq!(begun.news, expected);
        begun.told();
        assert_eq!(wake.begin_to_tell().news, News::default());
    }
}
