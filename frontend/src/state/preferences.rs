//! What the person prefers, kept in this browser: theme, density, keyboard shortcuts.

use leptos::prelude::*;

use super::storage::{store, stored};

/// Keys in the browser's storage; `boot.js` reads the first one before the first paint.
const THEME: &str = "theme";
const DENSITY: &str = "densite";
const SHORTCUTS: &str = "raccourcis";

/// The colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system does.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The height of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Density {
    /// 44 px.
    #[default]
    Comfortable,
    /// 36 px.
    Compact,
}

impl Theme {
    /// All of them, as menus list them.
    pub(crate) const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word in the storage and in `data-theme`; empty when the system decides.
    const fn word(self) -> &'static str {
        match self {
            Self::Auto => "",
            Self::Light => "clair",
            Self::Dark => "sombre",
        }
    }

    /// What menus call it.
    pub(crate) const fn libelle(self) -> &'static str {
        match self {
            Self::Auto => "Automatique",
            Self::Light => "Clair",
            Self::Dark => "Sombre",
        }
    }
}

impl Density {
    /// All of them, as menus list them.
    pub(crate) const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    const fn word(self) -> &'static str {
        match self {
            Self::Comfortable => "",
            Self::Compact => "compacte",
        }
    }

    /// What menus call it.
    pub(crate) const fn libelle(self) -> &'static str {
        match self {
            Self::Comfortable => "Confortable",
            Self::Compact => "Compacte",
        }
    }
}

/// The preferences, to read and to change.
#[derive(Clone, Copy)]
pub(crate) struct Preferences {
    theme: RwSignal<Theme>,
    density: RwSignal<Density>,
    shortcuts: RwSignal<bool>,
}

impl Preferences {
    /// The colours (tracked).
    pub(crate) fn theme(self) -> Theme {
        self.theme.get()
    }

    /// The height of rows (tracked).
    pub(crate) fn density(self) -> Density {
        self.density.get()
    }

    /// Whether single keys act (tracked).
    pub(crate) fn shortcuts(self) -> bool {
        self.shortcuts.get()
    }

    /// The same, for event handlers.
    pub(crate) fn shortcuts_untracked(self) -> bool {
        self.shortcuts.get_untracked()
    }

    /// Changes the colours.
    pub(crate) fn set_theme(self, theme: Theme) {
        store(THEME, theme.word());
        mark("theme", theme.word());
        self.theme.set(theme);
    }

    /// Changes the height of rows.
    pub(crate) fn set_density(self, density: Density) {
        store(DENSITY, density.word());
        mark("density", density.word());
        self.density.set(density);
    }

    /// Keeps them when a logout has emptied the storage (`Clear-Site-Data`).
    pub(super) fn keep(self) {
        self.set_theme(self.theme.get_untracked());
        self.set_density(self.density.get_untracked());
        self.set_shortcuts(self.shortcuts.get_untracked());
    }

    /// Turns single-key shortcuts on or off: who dictates would trigger them by speaking (WCAG 2.1.4).
    pub(crate) fn set_shortcuts(self, on: bool) {
        store(SHORTCUTS, if on { "" } else { "non" });
        self.shortcuts.set(on);
    }
}

/// Marks the document before anything is drawn.
pub(crate) fn apply_stored() {
    mark("theme", stored_theme().word());
    mark("density", stored_density().word());
}

/// Makes the preferences available.
pub(super) fn provide() {
    provide_context(Preferences {
        theme: RwSignal::new(stored_theme()),
        density: RwSignal::new(stored_density()),
        shortcuts: RwSignal::new(stored(SHORTCUTS) != "non"),
    });
}

/// The preferences.
pub(crate) fn use_preferences() -> Preferences {
    expect_context()
}

fn stored_theme() -> Theme {
    let word = stored(THEME);
    Theme::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
}

fn stored_density() -> Density {
    let word = stored(DENSITY);
    Density::ALL.into_iter().find(|density| density.word() == word).unwrap_or_default()
}

/// Sets or removes `data-<name>` on the root element.
fn mark(name: &str, word: &str) {
    if let Some(root) = document().document_element() {
        let name = format!("data-{name}");
        let _ = if word.is_empty() { root.remove_attribute(&name) } else { root.set_attribute(&name, word) };
    }
}
