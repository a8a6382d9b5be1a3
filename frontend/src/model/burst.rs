//! Bursts of events: the first one about a subject is told at once, those that follow it are told together.

/// The subjects of the events of this period.
#[derive(Debug)]
pub(crate) struct Burst<T> {
    /// Subjects that were told.
    told: Vec<T>,
    /// Subjects that were told, and had another event since.
    waiting: Vec<T>,
}

impl<T> Default for Burst<T> {
    fn default() -> Self {
        Self { told: Vec::new(), waiting: Vec::new() }
    }
}

impl<T: Clone + PartialEq> Burst<T> {
    /// Returns true while a period runs.
    pub(crate) fn is_running(&self) -> bool {
        !self.told.is_empty()
    }

    /// Takes an event. Returns true when it is told at once: it is the first one about this subject in the period.
    pub(crate) fn take(&mut self, subject: &T) -> bool {
        if !self.told.contains(subject) {
            self.told.push(subject.clone());
            return true;
        }
        if !self.waiting.contains(subject) {
            self.waiting.push(subject.clone());
        }
        false
    }

    /// Ends the period. Returns the subjects that waited: they are told now, in the next period.
    pub(crate) fn turn(&mut self) -> Vec<T> {
        self.told = std::mem::take(&mut self.waiting);
        self.told.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_alone_is_told_at_once() {
        let mut burst = Burst::default();
        assert!(burst.take(&1) && burst.take(&2));
        assert!(burst.turn().is_empty());
        assert!(!burst.is_running());
        assert!(burst.take(&1));
    }

    #[test]
    fn a_burst_is_told_once_a_period_and_its_last_event_is_not_lost() {
        let mut burst = Burst::default();
        let mut told = 0;
        for period in 0..3 {
            for _ in 0..50 {
                told += usize::from(burst.take(&"list"));
            }
            assert!(burst.take(&["a", "b", "c"][period]), "another subject does not wait");
            told += burst.turn().len();
        }
        assert_eq!(told, 4);
        assert!(burst.is_running());
        assert!(burst.turn().is_empty());
        assert!(!burst.is_running());
    }
}
