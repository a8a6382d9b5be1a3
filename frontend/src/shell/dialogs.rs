//! Open state of the shell's dialogs, which several of its parts open.

use leptos::prelude::*;

/// True for each dialog that is open; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ShellDialogs {
    /// The palette of pages, commands and prospects.
    pub(super) palette: RwSignal<bool>,
    /// The help with all keys.
    pub(super) help: RwSignal<bool>,
    /// The change of one's own password.
    pub(super) password: RwSignal<bool>,
    /// The logout on every device.
    pub(super) everywhere: RwSignal<bool>,
}

impl ShellDialogs {
    /// Creates the state and provides it to the shell.
    pub(super) fn provide() -> Self {
        let closed = || RwSignal::new(false);
        let dialogs = Self { palette: closed(), help: closed(), password: closed(), everywhere: closed() };
        provide_context(dialogs);
        dialogs
    }
}
