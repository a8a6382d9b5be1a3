//! Drafts of closed forms, kept in memory per form and record until they are sent or cancelled, or the person logs
//! out.

use std::cell::RefCell;

use leptos::prelude::*;

use crate::reactive::effect;

/// The values of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Values at opening.
    pub(crate) opened: Vec<String>,
    /// Typed values.
    pub(crate) typed: Vec<String>,
}

/// The draft of one form about one record.
struct Entry {
    id: u32,
    form: &'static str,
    record: String,
    /// `None` while nothing is typed.
    kept: Option<Kept>,
}

/// All drafts.
struct Drafts {
    entries: Vec<Entry>,
    next: u32,
}

impl Drafts {
    const fn new() -> Self {
        Self { entries: Vec::new(), next: 0 }
    }

    /// Returns the number of a form's draft, and its kept values.
    fn open(&mut self, form: &'static str, record: &str) -> (u32, Option<Kept>) {
        let known = self.entries.iter().find(|entry| entry.form == form && entry.record == record);
        if let Some(entry) = known {
            return (entry.id, entry.kept.clone());
        }
        let id = self.next;
        self.next = id.wrapping_add(1);
        self.entries.push(Entry { id, form, record: record.to_owned(), kept: None });
        (id, None)
    }

    /// Stores typed values, unless the form was sent or cancelled.
    fn keep(&mut self, id: u32, now: Kept) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            entry.kept = (now.opened != now.typed).then_some(now);
        }
    }

    fn end(&mut self, id: u32) {
        self.entries.retain(|entry| entry.id != id);
    }
}

thread_local! {
    static DRAFTS: RefCell<Drafts> = const { RefCell::new(Drafts::new()) };
}

/// Handle of a draft, which outlives its form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draft {
    id: u32,
    /// True when the form opened with kept values.
    pub(crate) restored: bool,
}

impl Draft {
    /// Opens the draft of a form about a record; returns its kept values.
    pub(crate) fn open(form: &'static str, record: &str) -> (Self, Option<Kept>) {
        let (id, kept) = DRAFTS.with_borrow_mut(|drafts| drafts.open(form, record));
        (Self { id, restored: kept.is_some() }, kept)
    }

    /// Stores the values that `look` returns (tracked) while the current component lives.
    pub(crate) fn follow(self, look: impl Fn() -> Kept + 'static) {
        effect(move || {
            let now = look();
            DRAFTS.with_borrow_mut(|drafts| drafts.keep(self.id, now));
        });
    }

    /// Deletes the draft after sending or cancelling.
    pub(crate) fn end(self) {
        DRAFTS.with_borrow_mut(|drafts| drafts.end(self.id));
    }
}

/// Keeps the values of a short form, and restores kept ones.
pub(crate) fn draft(form: &'static str, record: &str, lines: Vec<RwSignal<String>>) -> Draft {
    let (draft, kept) = Draft::open(form, record);
    let opened: Vec<_> = lines.iter().map(|line| line.get_untracked()).collect();
    for (line, text) in lines.iter().zip(kept.map(|kept| kept.typed).unwrap_or_default()) {
        line.set(text);
    }
    draft.follow(move || Kept {
        opened: opened.clone(),
        typed: lines.iter().map(|line| line.get()).collect(),
    });
    draft
}

/// Deletes all drafts after a logout or the login of another person.
pub(super) fn give_up() {
    DRAFTS.with_borrow_mut(|drafts| drafts.entries.clear());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Kept {
        Kept { opened: vec![String::new()], typed: vec![text.to_owned()] }
    }

    #[test]
    fn what_was_typed_is_kept_for_its_form_and_its_record_alone() {
        let mut drafts = Drafts::new();
        let (id, before) = drafts.open("email", "PROS_1");
        assert_eq!(before, None);
        drafts.keep(id, typed("Bonjour"));
        assert_eq!(drafts.open("email", "PROS_1"), (id, Some(typed("Bonjour"))));
        assert_eq!(drafts.open("email", "PROS_2").1, None);
        assert_eq!(drafts.open("dossier", "PROS_1").1, None);
    }

    #[test]
    fn a_form_that_says_what_it_said_when_it_opened_leaves_no_draft() {
        let mut drafts = Drafts::new();
        let (id, _) = drafts.open("email", "PROS_1");
        drafts.keep(id, typed("Bonjour"));
        drafts.keep(id, typed(""));
        assert_eq!(drafts.open("email", "PROS_1").1, None);
    }

    #[test]
    fn what_was_sent_is_not_typed_again_although_its_form_is_still_there() {
        let mut drafts = Drafts::new();
        let (id, _) = drafts.open("email", "PROS_1");
        drafts.keep(id, typed("Bonjour"));
        drafts.end(id);
        drafts.keep(id, typed("Bonjour"));
        assert_eq!(drafts.open("email", "PROS_1").1, None);
    }

    #[test]
    fn a_form_that_is_still_there_keeps_nothing_once_all_is_given_up() {
        let (draft, _) = Draft::open("email", "PROS_3");
        let keep = |text| DRAFTS.with_borrow_mut(|drafts| drafts.keep(draft.id, typed(text)));
        keep("Bonjour");
        give_up();
        keep("Bonjour Léa");
        assert_eq!(Draft::open("email", "PROS_3").1, None);
    }
}
