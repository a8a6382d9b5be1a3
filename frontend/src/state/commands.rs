//! Commands of the palette, registered by the components that are shown.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::icons::Icon;

/// A command.
#[derive(Clone)]
pub(crate) struct Command {
    /// Label of the command.
    pub(crate) label: String,
    /// Icon of the command.
    pub(crate) icon: Icon,
    /// Heading in the palette.
    pub(crate) group: String,
    /// Equivalent keys, as the help writes them.
    pub(crate) keys: Option<&'static str>,
    /// Reason why the command is disabled.
    pub(crate) reason: Option<String>,
    /// Runs the command.
    pub(crate) run: Arc<dyn Fn() + Send + Sync>,
}

impl Command {
    /// Creates an enabled command.
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

    /// Sets another heading than "Actions".
    #[must_use]
    pub(crate) fn group(mut self, group: impl Into<String>) -> Self {
        self.group = group.into();
        self
    }

    /// Sets the equivalent keys.
    #[must_use]
    pub(crate) const fn keys(mut self, keys: &'static str) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Disables the command, if there is a reason.
    #[must_use]
    pub(crate) fn reason(mut self, reason: Option<String>) -> Self {
        self.reason = reason;
        self
    }
}

type Source = Arc<dyn Fn() -> Vec<Command> + Send + Sync>;

/// Registry of the sources of commands.
#[derive(Clone, Copy)]
pub(crate) struct Commands {
    sources: RwSignal<Vec<(u32, Source)>>,
    next: StoredValue<u32>,
    /// True once the palette was opened: a page whose commands have code of their own loads it then.
    asked: RwSignal<bool>,
}

impl Commands {
    /// Returns true once somebody asked for the commands (tracked).
    pub(crate) fn are_asked(self) -> bool {
        self.asked.get()
    }

    /// Asks the pages for the code of their commands.
    pub(crate) fn ask(self) {
        self.asked.set(true);
    }

    /// Returns all commands (tracked).
    pub(crate) fn list(self) -> Vec<Command> {
        self.sources.get().iter().flat_map(|(_, source)| source()).collect()
    }
}

/// Provides the registry.
pub(super) fn provide() {
    let (sources, next) = (RwSignal::new(Vec::new()), StoredValue::new(0));
    provide_context(Commands { sources, next, asked: RwSignal::new(false) });
}

/// Returns the registry.
pub(crate) fn use_all_commands() -> Commands {
    expect_context()
}

/// Registers commands while the current component is shown.
pub(crate) fn use_commands(source: impl Fn() -> Vec<Command> + Send + Sync + 'static) {
    let all = use_all_commands();
    let id = all.next.get_value();
    all.next.set_value(id.wrapping_add(1));
    all.sources.update(|sources| sources.push((id, Arc::new(source))));
    on_cleanup(move || {
        let _ = all.sources.try_update(|sources| sources.retain(|(other, _)| *other != id));
    });
}
