//! Preferences of the person, stored in this browser: theme, density, keyboard shortcuts.

use leptos::prelude::*;

use super::storage::{store, stored};

/// Storage keys; `boot.js` reads the first one before the first paint.
const THEME: &str = "theme";
const DENSITY: &str = "densite";
const SHORTCUTS: &str = "raccourcis";

/// The colour theme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// Follows the system.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The row height.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Density {
    /// 44 px.
    #[default]
    Comfortable,
    /// 36 px.
    Compact,
}

impl Theme {
    /// All themes, in menu order.
    pub(crate) const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Returns the word for the storage and for `data-theme`; empty for the system's choice.
    const fn word(self) -> &'static str {
        match self {
            Self::Auto => "",
            Self::Light => "clair",
            Self::Dark => "sombre",
        }
    }

    /// Returns the French label.
    pub(crate) const fn libelle(self) -> &'static str {
        match self {
            Self::Auto => "Automatique",
            Self::Light => "Clair",
            Self::Dark => "Sombre",
        }
    }
}

impl Density {
    /// All densities, in menu order.
    pub(crate) const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    const fn word(self) -> &'static str {
        match self {
            Self::Comfortable => "",
            Self::Compact => "compacte",
        }
    }

    /// Returns the French label.
    pub(crate) const fn libelle(self) -> &'static str {
        match self {
            Self::Comfortable => "Confortable",
            Self::Compact => "Compacte",
        }
    }
}

/// State of the preferences; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Preferences {
    theme: RwSignal<Theme>,
    density: RwSignal<Density>,
    shortcuts: RwSignal<bool>,
}

impl Preferences {
    /// Returns the theme (tracked).
    pub(crate) fn theme(self) -> Theme {
        self.theme.get()
    }

    /// Returns the density (tracked).
    pub(crate) fn density(self) -> Density {
        self.density.get()
    }

    /// Returns true when single-key shortcuts are on (tracked).
    pub(crate) fn shortcuts(self) -> bool {
        self.shortcuts.get()
    }

    /// Returns true when single-key shortcuts are on (untracked), for event handlers.
    pub(crate) fn shortcuts_untracked(self) -> bool {
        self.shortcuts.get_untracked()
    }

    /// Changes the theme.
    pub(crate) fn set_theme(self, theme: Theme) {
        store(THEME, theme.word());
        mark("theme", theme.word());
        self.theme.set(theme);
    }

    /// Changes the density.
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

    /// Turns single-key shortcuts on or off: dictation software would trigger them (WCAG 2.1.4).
    pub(crate) fn set_shortcuts(self, on: bool) {
        store(SHORTCUTS, if on { "" } else { "non" });
        self.shortcuts.set(on);
    }
}

/// Applies the stored preferences to the document before the first render.
pub(crate) fn apply_stored() {
    mark("theme", stored_theme().word());
    mark("density", stored_density().word());
}

/// Provides the preferences.
pub(super) fn provide() {
    provide_context(Preferences {
        theme: RwSignal::new(stored_theme()),
        density: RwSignal::new(stored_density()),
        shortcuts: RwSignal::new(stored(SHORTCUTS) != "non"),
    });
}

/// Returns the preferences.
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
        let name = ["data-", name].concat();
        let _ = if word.is_empty() { root.remove_attribute(&name) } else { root.set_attribute(&name, word) };
    }
}
