//! Remembers which notifications were already shown. Their identifiers may arrive in any order, because they are
//! taken before the commit; the newest one is therefore not enough.

use std::collections::VecDeque;

/// More than the service ever sends again (1 000).
const REMEMBERED: usize = 2_000;

/// The last seen identifiers, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Seen(VecDeque<i64>);

impl Seen {
    /// Returns true the first time that an identifier is given.
    pub(crate) fn is_new(&mut self, id: i64) -> bool {
        // From the end, because duplicates arrive close together.
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
