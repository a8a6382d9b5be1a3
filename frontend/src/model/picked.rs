//! Selection of prospects in their list: rows of any page, or all prospects of the filter.

use common::IdProspect;

use super::format::count;

/// The selected prospects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Picked {
    /// The selected rows, in the order of their selection. A row that leaves the list stays selected.
    ids: Vec<IdProspect>,
    /// The row that was pressed last, where a range starts.
    anchor: Option<IdProspect>,
    /// True when all prospects of the filter are selected, on every page.
    whole: bool,
}

impl Picked {
    /// Returns true when nothing is selected.
    pub(crate) const fn is_empty(&self) -> bool {
        self.ids.is_empty() && !self.whole
    }

    /// Returns true when all prospects of the filter are selected.
    pub(crate) const fn is_whole(&self) -> bool {
        self.whole
    }

    /// Returns the selected rows; none when all prospects of the filter are selected.
    pub(crate) fn ids(&self) -> &[IdProspect] {
        &self.ids
    }

    /// Returns true when a row is selected.
    pub(crate) fn contains(&self, id: &IdProspect) -> bool {
        self.whole || self.ids.contains(id)
    }

    /// Returns true when there are rows on the page and all are selected.
    pub(crate) fn holds_page(&self, page: &[IdProspect]) -> bool {
        !page.is_empty() && page.iter().all(|id| self.contains(id))
    }

    /// Returns the number of selected prospects; `total` is the number of prospects of the filter.
    pub(crate) fn count(&self, total: i64) -> i64 {
        if self.whole { total } else { i64::try_from(self.ids.len()).unwrap_or(i64::MAX) }
    }

    /// Selects or deselects a row of the page.
    pub(crate) fn toggle(&mut self, id: &IdProspect, page: &[IdProspect]) {
        self.leave_whole(page);
        self.anchor = Some(id.clone());
        if self.ids.contains(id) {
            self.ids.retain(|other| other != id);
        } else {
            self.ids.push(id.clone());
        }
    }

    /// Selects the rows from the one that was pressed last to this one. Without such a row on the page, it selects or
    /// deselects this row.
    pub(crate) fn extend(&mut self, id: &IdProspect, page: &[IdProspect]) {
        let row = |wanted: &IdProspect| page.iter().position(|other| other == wanted);
        let Some((from, to)) = self.anchor.as_ref().and_then(row).zip(row(id)) else {
            return self.toggle(id, page);
        };
        self.leave_whole(page);
        for id in &page[from.min(to)..=from.max(to)] {
            self.add(id);
        }
        self.anchor = Some(id.clone());
    }

    /// Selects or deselects all rows of the page.
    pub(crate) fn set_page(&mut self, page: &[IdProspect], selected: bool) {
        self.whole = false;
        if selected {
            for id in page {
                self.add(id);
            }
        } else {
            self.ids.retain(|id| !page.contains(id));
        }
    }

    /// Selects all prospects of the filter, on every page.
    pub(crate) fn choose_whole(&mut self) {
        *self = Self { whole: true, ..Self::default() };
    }

    /// Tells how many prospects are selected, and how many of them the page does not show.
    pub(crate) fn told(&self, page: &[IdProspect], total: i64) -> String {
        let all = count(self.count(total), "sélectionné", "sélectionnés");
        let hidden = self.ids.iter().filter(|id| !page.contains(id)).count();
        match (self.whole, hidden) {
            (true, _) => [&all, ", tous ceux de ce filtre"].concat(),
            (false, 0) => all,
            (false, hidden) => [&all, ", dont ", &hidden.to_string(), " hors de cette page"].concat(),
        }
    }

    /// Goes from all prospects of the filter to the rows of the page, which a person then changes one by one.
    fn leave_whole(&mut self, page: &[IdProspect]) {
        if self.whole {
            *self = Self { ids: page.to_vec(), ..Self::default() };
        }
    }

    fn add(&mut self, id: &IdProspect) {
        if !self.ids.contains(id) {
            self.ids.push(id.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: &[i32]) -> Vec<IdProspect> {
        numbers.iter().map(|number| format!("PROS_{number}").parse().unwrap()).collect()
    }

    fn id(number: i32) -> IdProspect {
        ids(&[number]).remove(0)
    }

    #[test]
    fn rows_stay_selected_in_their_order_on_other_pages() {
        let mut picked = Picked::default();
        let (first, second) = (ids(&[1, 2, 3]), ids(&[4, 5, 6]));
        picked.toggle(&id(3), &first);
        picked.toggle(&id(1), &first);
        picked.toggle(&id(5), &second);
        assert_eq!(picked.ids(), ids(&[3, 1, 5]));
        assert_eq!(picked.told(&second, 60), "3\u{a0}sélectionnés, dont 2 hors de cette page");
        picked.toggle(&id(1), &first);
        assert_eq!(picked.ids(), ids(&[3, 5]));
    }

    #[test]
    fn a_row_that_leaves_the_list_stays_selected_and_the_count_says_so() {
        let mut picked = Picked::default();
        picked.set_page(&ids(&[1, 2, 3]), true);
        assert_eq!(picked.told(&ids(&[1, 2, 3]), 3), "3\u{a0}sélectionnés");
        assert_eq!(picked.told(&ids(&[1, 3, 4]), 3), "3\u{a0}sélectionnés, dont 1 hors de cette page");
        assert!(picked.contains(&id(2)));
    }

    #[test]
    fn a_range_goes_from_the_last_pressed_row_in_both_directions_and_deselects_nothing() {
        let page = ids(&[1, 2, 3, 4, 5]);
        let mut picked = Picked::default();
        picked.toggle(&id(4), &page);
        picked.extend(&id(2), &page);
        assert_eq!(picked.ids(), ids(&[4, 2, 3]));
        picked.extend(&id(5), &page);
        assert_eq!(picked.ids(), ids(&[4, 2, 3, 5]));
    }

    #[test]
    fn a_range_from_another_page_is_one_row() {
        let mut picked = Picked::default();
        picked.toggle(&id(1), &ids(&[1, 2]));
        picked.extend(&id(8), &ids(&[7, 8, 9]));
        assert_eq!(picked.ids(), ids(&[1, 8]));
        picked.extend(&id(9), &ids(&[7, 8, 9]));
        assert_eq!(picked.ids(), ids(&[1, 8, 9]));
    }

    #[test]
    fn the_box_of_the_page_leaves_the_other_pages_alone() {
        let (first, second) = (ids(&[1, 2]), ids(&[3, 4]));
        let mut picked = Picked::default();
        picked.toggle(&id(2), &first);
        picked.set_page(&second, true);
        assert!(picked.holds_page(&second) && !picked.holds_page(&first) && !picked.holds_page(&[]));
        picked.set_page(&second, false);
        assert_eq!(picked.ids(), ids(&[2]));
    }

    #[test]
    fn all_of_the_filter_counts_every_page_and_sends_no_rows() {
        let mut picked = Picked::default();
        picked.set_page(&ids(&[1, 2]), true);
        picked.choose_whole();
        assert!(picked.ids().is_empty() && !picked.is_empty() && picked.contains(&id(99)));
        assert_eq!(
            picked.told(&ids(&[1, 2]), 1240),
            "1\u{202f}240\u{a0}sélectionnés, tous ceux de ce filtre"
        );
    }

    #[test]
    fn a_row_taken_out_of_the_whole_leaves_the_rest_of_its_page() {
        let page = ids(&[1, 2, 3]);
        let mut picked = Picked::default();
        picked.choose_whole();
        picked.toggle(&id(2), &page);
        assert_eq!((picked.ids(), picked.is_whole()), (&ids(&[1, 3])[..], false));
    }
}
