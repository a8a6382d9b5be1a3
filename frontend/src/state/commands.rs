//! What the palette offers beside the pages: each component says what can be done with what it shows.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::icons::Icon;

/// Something that can be done.
#[derive(Clone)]
pub(crate) struct Command {
    /// What it does.
    pub(crate) label: String,
    /// Its icon.
    pub(crate) icon: Icon,
    /// Under which heading the palette lists it.
    pub(crate) group: String,
    /// The keys that do the same, as the help writes them.
    pub(crate) keys: Option<&'static str>,
    /// Why it cannot be done now.
    pub(crate) reason: Option<String>,
    /// Does it.
    pub(crate) run: Arc<dyn Fn() + Send + Sync>,
}

impl Command {
    /// A command that can be done.
    pub(crate) fn new(label: impl Into<String>, icon: Icon, run: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            label: label.into(),
            icon,
            group: "Actions".to_owned(),
            keys: None,
            reason: None,
            run: Arc::new(run),
        }
    }

    /// Under another heading than "Actions".
    #[must_use]
    pub(crate) fn group(mut self, group: impl Into<String>) -> Self {
        self.group = group.into();
        self
    }

    /// Also done by keys.
    #[must_use]
    pub(crate) const fn keys(mut self, keys: &'static str) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Not possible now, when there is a reason.
    #[must_use]
    pub(crate) fn reason(mut self, reason: Option<String>) -> Self {
        self.reason = reason;
        self
    }
}

type Source = Arc<dyn Fn() -> Vec<Command> + Send + Sync>;

/// Who offers commands.
#[derive(Clone, Copy)]
pub(crate) struct Commands {
    sources: RwSignal<Vec<(u32, Source)>>,
    next: StoredValue<u32>,
}

impl Commands {
    /// All that can be done now (tracked).
    pub(crate) fn list(self) -> Vec<Command> {
        self.sources.get().iter().flat_map(|(_, source)| source()).collect()
    }
}

/// Makes the commands available.
pub(super) fn provide() {
    provide_context(Commands { sources: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
}

/// The commands.
pub(crate) fn use_all_commands() -> Commands {
    expect_context()
}

/// Offers commands while the current component is shown.
pub(crate) fn use_commands(source: impl Fn() -> Vec<Command> + Send + Sync + 'static) {
    let all = use_all_commands();
    let id = all.next.get_value();
    all.next.set_value(id.wrapping_add(1));
    all.sources.update(|sources| sources.push((id, Arc::new(source))));
    on_cleanup(move || {
        let _ = all.sources.try_update(|sources| sources.retain(|(other, _)| *other != id));
    });
}
