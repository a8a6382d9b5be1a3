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

impl Kept {
    /// Returns the lines to restore over the values of a record that was read again: `None` where nothing was typed, and
    /// true beside a typed text whose saved value is another one than before.
    fn over(self, now: &[String]) -> Vec<Option<(String, bool)>> {
        let lines = self.opened.into_iter().zip(self.typed).zip(now);
        let line = |((opened, typed), now): ((String, String), &String)| {
            let is_stale = *now != opened && *now != typed;
            (typed != opened).then_some((typed, is_stale))
        };
        lines.map(line).collect()
    }
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

    /// Forgets the texts that were sent, one for each line, and keeps the lines that the person typed on meanwhile.
    fn sent(&mut self, id: u32, texts: &[&str]) {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) else { return };
        if let Some(kept) = &mut entry.kept {
            for ((typed, opened), text) in kept.typed.iter_mut().zip(&kept.opened).zip(texts) {
                if typed.trim() == *text {
                    typed.clone_from(opened);
                }
            }
        }
        entry.kept.take_if(|kept| kept.typed == kept.opened);
    }

    fn is_kept(&self, form: &str, record: &str) -> bool {
        self.entries.iter().any(|entry| entry.form == form && entry.record == record && entry.kept.is_some())
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

    /// Returns true when a form about a record was left with typed values.
    pub(crate) fn is_kept(form: &str, record: &str) -> bool {
        DRAFTS.with_borrow(|drafts| drafts.is_kept(form, record))
    }

    /// Forgets the sent texts, one for each line, and keeps the lines that the person typed on meanwhile.
    pub(crate) fn sent(self, texts: &[&str]) {
        DRAFTS.with_borrow_mut(|drafts| drafts.sent(self.id, texts));
    }

    /// Deletes the draft after sending or cancelling.
    pub(crate) fn end(self) {
        DRAFTS.with_borrow_mut(|drafts| drafts.end(self.id));
    }
}

/// Keeps the values of a short form, and restores those that were typed.
pub(crate) fn draft(form: &'static str, record: &str, lines: Vec<RwSignal<String>>) -> Draft {
    draft_over(form, record, lines, |_| ())
}

/// Does what [`draft`] does for the form of a record. `stale` gets the place of each restored line whose saved value is
/// another one than before.
pub(crate) fn draft_over(
    form: &'static str,
    record: &str,
    lines: Vec<RwSignal<String>>,
    stale: impl Fn(usize),
) -> Draft {
    let (draft, kept) = Draft::open(form, record);
    let opened: Vec<_> = lines.iter().map(|line| line.get_untracked()).collect();
    let typed = kept.map(|kept| kept.over(&opened)).unwrap_or_default();
    for (at, (line, typed)) in lines.iter().zip(typed).enumerate() {
        if let Some((text, is_stale)) = typed {
            line.set(text);
            if is_stale {
                stale(at);
            }
        }
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
    fn only_typed_lines_are_restored_over_what_a_colleague_saved() {
        let texts = |texts: [&str; 4]| texts.map(str::to_owned).to_vec();
        let kept = Kept {
            opened: texts(["Mars", "12", "Lyon", ""]),
            typed: texts(["Avril", "12", "Lille", "soir"]),
        };
        let now = texts(["Mars 2027", "15", "Lille", ""]);
        let line = |text: &str, is_stale| Some((text.to_owned(), is_stale));
        assert_eq!(kept.over(&now), [line("Avril", true), None, line("Lille", false), line("soir", false)]);
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
    fn a_text_that_was_typed_on_during_its_sending_is_kept() {
        let mut drafts = Drafts::new();
        let (id, _) = drafts.open("note", "PROS_1");
        drafts.keep(id, typed("Rappeler lundi"));
        drafts.sent(id, &["Rappeler"]);
        assert!(drafts.is_kept("note", "PROS_1") && !drafts.is_kept("note", "PROS_2"));
        drafts.sent(id, &["Rappeler lundi"]);
        assert!(!drafts.is_kept("note", "PROS_1"));
        drafts.keep(id, typed("Écrire"));
        assert!(drafts.is_kept("note", "PROS_1"), "the next text of a form that is still there");
    }

    #[test]
    fn each_line_that_was_typed_on_during_the_sending_is_kept_alone() {
        let mut drafts = Drafts::new();
        let (id, _) = drafts.open("opposition", "");
        let lines = |email: &str, phone: &str| Kept {
            opened: vec![String::new(); 2],
            typed: vec![email.to_owned(), phone.to_owned()],
        };
        drafts.keep(id, lines("lea@mail.example", "0612"));
        drafts.sent(id, &["lea@mail.example", ""]);
        assert_eq!(drafts.open("opposition", "").1, Some(lines("", "0612")));
        drafts.sent(id, &["", "0612"]);
        assert!(!drafts.is_kept("opposition", ""));
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
