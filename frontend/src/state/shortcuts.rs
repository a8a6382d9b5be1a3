//! Registry of keyboard shortcuts. Pages register theirs while they are shown; the shell listens once.

use leptos::prelude::*;

/// Maximum time between the keys of a sequence, in milliseconds.
const SEQUENCE_MS: f64 = 1200.0;

/// Keys and their description, for the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shortcut {
    /// Alternative keys: `j`, `ArrowDown`, or a sequence such as `g p`. Names are those of `KeyboardEvent.key`.
    pub(crate) keys: Vec<&'static str>,
    /// Description of the effect.
    pub(crate) label: &'static str,
    /// Heading in the help.
    pub(crate) group: &'static str,
}

impl Shortcut {
    /// Creates a shortcut with a key, or a sequence of two.
    pub(crate) fn new(keys: &'static str, label: &'static str) -> Self {
        Self { keys: vec![keys], label, group: "Partout" }
    }

    /// Adds an alternative key.
    #[must_use]
    pub(crate) fn also(mut self, keys: &'static str) -> Self {
        self.keys.push(keys);
        self
    }

    /// Sets another heading than "Partout".
    #[must_use]
    pub(crate) fn group(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }
}

#[derive(Clone)]
struct Entry {
    id: u32,
    shortcut: Shortcut,
    run: UnsyncCallback<()>,
}

/// The meaning of a pressed key.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Run(usize),
    First,
    Nothing,
}

/// Registry of the active shortcuts.
#[derive(Clone, Copy)]
pub(crate) struct Shortcuts {
    entries: RwSignal<Vec<Entry>>,
    next: StoredValue<u32>,
    first: StoredValue<Option<(String, f64)>>,
}

impl Shortcuts {
    /// Returns the shortcuts in order of registration, for the help (tracked).
    pub(crate) fn list(self) -> Vec<Shortcut> {
        self.entries.with(|entries| entries.iter().map(|entry| entry.shortcut.clone()).collect())
    }

    /// Handles a pressed key; returns true when it had an effect.
    pub(crate) fn press(self, key: &str) -> bool {
        let now = js_sys::Date::now();
        let first = self.first.try_update_value(Option::take).flatten();
        let first = first.filter(|(_, at)| now - at < SEQUENCE_MS).map(|(key, _)| key);
        let entries = self.entries.get_untracked();
        let keys: Vec<_> = entries.iter().map(|entry| entry.shortcut.keys.as_slice()).collect();
        match meaning(&keys, first.as_deref(), key) {
            Meaning::Run(at) => {
                if let Some(entry) = entries.get(at) {
                    entry.run.run(());
                }
                true
            }
            Meaning::First => {
                self.first.set_value(Some((key.to_owned(), now)));
                false
            }
            Meaning::Nothing => false,
        }
    }
}

/// Finds the meaning of a key. The latest registration wins, because the topmost component registers last.
fn meaning(entries: &[&[&str]], first: Option<&str>, key: &str) -> Meaning {
    let find = |wanted: &str| entries.iter().rposition(|keys| keys.contains(&wanted));
    if let Some(at) = first.and_then(|first| find(&[first, " ", key].concat())) {
        return Meaning::Run(at);
    }
    if let Some(at) = find(key) {
        return Meaning::Run(at);
    }
    let starts =
        |keys: &&&[&str]| keys.iter().any(|keys| keys.split_once(' ').is_some_and(|(one, _)| one == key));
    if entries.iter().any(|keys| starts(&keys)) { Meaning::First } else { Meaning::Nothing }
}

/// Provides the registry.
pub(super) fn provide() {
    provide_context(Shortcuts {
        entries: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        first: StoredValue::new(None),
    });
}

/// Returns the registry.
pub(crate) fn use_shortcuts() -> Shortcuts {
    expect_context()
}

/// Registers a shortcut while the current component is shown.
pub(crate) fn use_shortcut(shortcut: Shortcut, run: impl Fn() + 'static) {
    register(shortcut, UnsyncCallback::new(move |()| run()));
}

fn register(shortcut: Shortcut, run: UnsyncCallback<()>) {
    let all = use_shortcuts();
    let id = all.next.get_value();
    all.next.set_value(id.wrapping_add(1));
    all.entries.update(|entries| entries.push(Entry { id, shortcut, run }));
    on_cleanup(move || {
        let _ = all.entries.try_update(|entries| entries.retain(|entry| entry.id != id));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_acts_on_its_second_key_only() {
        let entries: [&[&str]; 2] = [&["g p"], &["p"]];
        assert_eq!(meaning(&entries, None, "g"), Meaning::First);
        assert_eq!(meaning(&entries, Some("g"), "p"), Meaning::Run(0));
        assert_eq!(meaning(&entries, None, "p"), Meaning::Run(1));
        assert_eq!(meaning(&entries, Some("g"), "x"), Meaning::Nothing);
    }

    #[test]
    fn what_was_registered_last_wins() {
        let entries: [&[&str]; 2] = [&["Escape"], &["x", "Escape"]];
        assert_eq!(meaning(&entries, None, "Escape"), Meaning::Run(1));
    }
}
