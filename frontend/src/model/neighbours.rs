//! The previous and next record of the filtered list, across pages, for ‹ › in the panel and the keys j and k.

/// The direction of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Towards the first record.
    Previous,
    /// Towards the last one.
    Next,
}

/// The target of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step<T> {
    /// A record of this page.
    Record(T),
    /// Another page: its last record when going back, its first when going forward.
    Page(i64),
    /// The end of the list.
    End,
}

/// The displayed page of the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a, T> {
    /// Its records, in order.
    pub(crate) ids: &'a [T],
    /// Page number, from 1.
    pub(crate) page: i64,
    /// True when a page follows.
    pub(crate) has_next: bool,
}

/// The position of the open record on the page. A record that left the list (it was converted, or its statut changed)
/// keeps its position, so that "next" leads to the record that took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On this row.
    Row(usize),
    /// Gone from this row.
    GoneFrom(usize),
}

impl<T: Clone + PartialEq> Shown<'_, T> {
    /// Finds a record; `last_row` is the row where it was last seen.
    pub(crate) fn place(&self, id: &T, last_row: Option<usize>) -> Option<Place> {
        let row = self.ids.iter().position(|other| other == id);
        row.map(Place::Row).or(last_row.map(Place::GoneFrom))
    }

    /// Returns the record that follows one that was treated on `row` and has left the list, or moved down in it: the
    /// record that took its place.
    pub(crate) fn follower(&self, treated: &T, row: usize) -> Step<T> {
        match self.ids.iter().skip(row).find(|id| *id != treated) {
            Some(id) => Step::Record(id.clone()),
            None if self.has_next => Step::Page(self.page + 1),
            None => Step::End,
        }
    }

    /// Returns the target of ‹ or › from a position.
    pub(crate) fn step(&self, from: Place, direction: Direction) -> Step<T> {
        let target = match (from, direction) {
            (Place::Row(row) | Place::GoneFrom(row), Direction::Previous) => row.checked_sub(1),
            (Place::Row(row), Direction::Next) => row.checked_add(1),
            (Place::GoneFrom(row), Direction::Next) => Some(row),
        };
        match (target.and_then(|row| self.ids.get(row)), direction) {
            (Some(id), _) => Step::Record(id.clone()),
            (None, Direction::Previous) if self.page > 1 => Step::Page(self.page - 1),
            (None, Direction::Next) if self.has_next => Step::Page(self.page + 1),
            (None, _) => Step::End,
        }
    }
}

impl Direction {
    /// Returns the record to open on the new page after a step.
    pub(crate) fn entry<T>(self, ids: &[T]) -> Option<&T> {
        match self {
            Self::Previous => ids.last(),
            Self::Next => ids.first(),
        }
    }
}

#[cfg(test)]
mod tests {
    use common::IdProspect;

    use super::*;

    fn ids() -> Vec<IdProspect> {
        ["PROS_1", "PROS_2", "PROS_3"].iter().map(|id| id.parse().unwrap()).collect()
    }

    #[test]
    fn a_step_stays_on_the_page_while_it_can() {
        let ids = ids();
        let shown = Shown { ids: &ids, page: 2, has_next: true };
        let place = shown.place(&ids[1], None).unwrap();
        assert_eq!(shown.step(place, Direction::Previous), Step::Record(ids[0].clone()));
        assert_eq!(shown.step(place, Direction::Next), Step::Record(ids[2].clone()));
    }

    #[test]
    fn a_step_crosses_the_pages() {
        let ids = ids();
        let shown = Shown { ids: &ids, page: 2, has_next: true };
        assert_eq!(shown.step(Place::Row(2), Direction::Next), Step::Page(3));
        assert_eq!(shown.step(Place::Row(0), Direction::Previous), Step::Page(1));
        assert_eq!(Direction::Next.entry(&ids), ids.first());
        assert_eq!(Direction::Previous.entry(&ids), ids.last());
    }

    #[test]
    fn the_list_has_two_ends() {
        let ids = ids();
        let shown = Shown { ids: &ids, page: 1, has_next: false };
        assert_eq!(shown.step(Place::Row(0), Direction::Previous), Step::End);
        assert_eq!(shown.step(Place::Row(2), Direction::Next), Step::End);
    }

    #[test]
    fn the_follower_of_a_treated_record_is_the_one_that_took_its_place() {
        let ids = ids();
        let shown = Shown { ids: &ids, page: 1, has_next: true };
        let follower = |treated: &str, row| shown.follower(&treated.parse().unwrap(), row);
        assert_eq!(follower("PROS_9", 0), Step::Record(ids[0].clone()), "it left");
        assert_eq!(
            follower("PROS_3", 0),
            Step::Record(ids[0].clone()),
            "it moved down, and nobody is skipped"
        );
        assert_eq!(follower("PROS_1", 0), Step::Record(ids[1].clone()), "it stayed");
        assert_eq!(follower("PROS_3", 2), Step::Page(2));
        assert_eq!(Shown { has_next: false, ..shown }.follower(&ids[2], 2), Step::End);
    }

    #[test]
    fn a_record_that_left_keeps_its_place() {
        let ids = ids();
        let shown = Shown { ids: &ids, page: 1, has_next: false };
        let gone = "PROS_9".parse().unwrap();
        let place = shown.place(&gone, Some(1)).unwrap();
        assert_eq!(shown.step(place, Direction::Next), Step::Record(ids[1].clone()));
        assert_eq!(shown.step(place, Direction::Previous), Step::Record(ids[0].clone()));
        assert_eq!(shown.place(&gone, None), None);
        assert_eq!(shown.step(Place::GoneFrom(3), Direction::Next), Step::End);
    }
}
