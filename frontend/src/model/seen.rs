//! Which notifications were shown already. Their ids are taken before the commit and may come in any order: the newest one
//! says nothing of the others.

use std::collections::VecDeque;

/// More than the service ever sends again (1 000).
const REMEMBERED: usize = 2_000;

/// The ids seen last, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Seen(VecDeque<i64>);

impl Seen {
    /// Whether this one is new. It is not any more.
    pub(crate) fn is_new(&mut self, id: i64) -> bool {
        // From the end: what comes twice was there a moment ago.
        if self.0.iter().rev().any(|seen| *seen == id) {
            return false;
        }
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(id);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_id_that_comes_later_is_new() {
        let mut seen = Seen::default();
        let new: Vec<_> = [7, 9, 8, 9, 7, 10].into_iter().filter(|id| seen.is_new(*id)).collect();
        assert_eq!(new, [7, 9, 8, 10]);
    }

    #[test]
    fn what_the_service_may_send_again_is_remembered_and_no_more() {
        let mut seen = Seen::default();
        assert!((0..10_000).all(|id| seen.is_new(id)));
        assert!((9_000..10_000).all(|id| !seen.is_new(id)));
        assert_eq!(seen.0.len(), REMEMBERED);
    }
}
