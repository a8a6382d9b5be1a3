//! The dialogs of the shell, which several of its parts open.

use leptos::prelude::*;

/// Open state of each; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ShellDialogs {
    /// Search and commands.
    pub(super) palette: RwSignal<bool>,
    /// The list of the keys.
    pub(super) help: RwSignal<bool>,
    /// Another password of one's own.
    pub(super) password: RwSignal<bool>,
    /// Leaving every device.
    pub(super) everywhere: RwSignal<bool>,
}

impl ShellDialogs {
    /// Makes the handle and gives it to all parts of the shell.
    pub(super) fn provide() -> Self {
        let closed = || RwSignal::new(false);
        let dialogs = Self { palette: closed(), help: closed(), password: closed(), everywhere: closed() };
        provide_context(dialogs);
        dialogs
    }
}
