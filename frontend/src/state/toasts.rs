//! Toasts: short messages at the edge of the page. A failure stays until it is dismissed or repaired; others disappear
//! after a delay. An action has one toast, which its next state replaces.

use common::IdProspect;
use leptos::prelude::*;

use crate::model::action::Outcome;
use crate::model::announced::Subject;
use crate::model::tone::Tone;

/// Maximum number of toasts; older ones are removed.
const AT_MOST: usize = 4;

/// A toast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toast {
    /// Tone, which decides the look and the display time.
    pub(crate) tone: Tone,
    /// Short title.
    pub(crate) title: String,
    /// Sentence with details.
    pub(crate) message: Option<String>,
    /// Path and label of a link.
    pub(crate) link: Option<(String, String)>,
    /// The action that it is about.
    pub(crate) about: Option<Subject>,
}

impl Toast {
    fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self { tone, title: title.into(), message: None, link: None, about: None }
    }

    /// Creates a toast about an event.
    pub(crate) fn info(title: impl Into<String>) -> Self {
        Self::new(Tone::Info, title)
    }

    /// Creates a toast about a failure.
    pub(crate) fn error(title: impl Into<String>) -> Self {
        Self::new(Tone::Danger, title)
    }

    /// Adds a sentence.
    #[must_use]
    pub(crate) fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Sets the action that it is about.
    #[must_use]
    pub(crate) fn about(mut self, subject: Option<Subject>) -> Self {
        self.about = subject;
        self
    }

    /// Returns true when it stays until it is dismissed.
    pub(crate) fn stays(&self) -> bool {
        self.tone == Tone::Danger
    }
}

/// State of the toasts, oldest first, each with a number.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    /// Number of the next toast.
    next: RwSignal<u32>,
}

impl Toasts {
    /// Shows a toast.
    pub(crate) fn push(self, toast: Toast) {
        let id = self.next.get_untracked();
        self.next.set(id.wrapping_add(1));
        self.shown.update(|shown| put(shown, id, toast));
    }

    /// Removes the toasts of running actions about a prospect, whose panel now shows them.
    pub(crate) fn give_way_to(self, prospect: &IdProspect) {
        let running = |about: &Subject| about.outcome == Outcome::Running && about.id_prospect == *prospect;
        if self
            .shown
            .with_untracked(|shown| shown.iter().any(|(_, one)| one.about.as_ref().is_some_and(running)))
        {
            self.shown.update(|shown| shown.retain(|(_, one)| !one.about.as_ref().is_some_and(running)));
        }
    }

    /// Removes a toast.
    pub(crate) fn dismiss(self, id: u32) {
        self.shown.update(|shown| shown.retain(|(other, _)| *other != id));
    }

    /// Returns true once there was a toast (tracked).
    pub(crate) fn has_had_one(self) -> bool {
        self.next.get() > 0
    }

    /// Returns the toasts (tracked).
    pub(crate) fn shown(self) -> Vec<(u32, Toast)> {
        self.shown.get()
    }
}

/// Shows a toast in the place of the one about its action, or as the last one. A success removes the failure that it
/// repairs.
fn put(shown: &mut Vec<(u32, Toast)>, id: u32, toast: Toast) {
    if let Some(about) = &toast.about {
        shown.retain(|(_, other)| !other.about.as_ref().is_some_and(|other| about.repairs(other)));
        let same = |other: &Subject| other.id_conversion == about.id_conversion;
        if let Some(former) = shown.iter_mut().find(|(_, other)| other.about.as_ref().is_some_and(same)) {
            *former = (id, toast);
            return;
        }
    }
    shown.push((id, toast));
    // Unread failures are removed last.
    while shown.len() > AT_MOST {
        let oldest = shown.iter().position(|(_, toast)| !toast.stays()).unwrap_or(0);
        shown.remove(oldest);
    }
}

/// Provides the toasts.
pub(super) fn provide() {
    provide_context(Toasts { shown: RwSignal::new(Vec::new()), next: RwSignal::new(0) });
}

/// Returns the toasts.
pub(crate) fn use_toasts() -> Toasts {
    expect_context()
}

#[cfg(test)]
mod tests {
    use common::TypeAction;

    use super::*;

    fn about(id_conversion: i64, type_action: TypeAction, outcome: Outcome) -> Toast {
        let toast = match outcome {
            Outcome::Failed => Toast::error("Échec"),
            _ => Toast::info("…"),
        };
        let id_prospect = "PROS_1".parse().unwrap();
        toast.about(Some(Subject { id_conversion: id_conversion.into(), id_prospect, type_action, outcome }))
    }

    fn shown(toasts: Vec<Toast>) -> Vec<u32> {
        let mut all = Vec::new();
        for (id, toast) in (0..).zip(toasts) {
            put(&mut all, id, toast);
        }
        all.into_iter().map(|(id, _)| id).collect()
    }

    #[test]
    fn an_action_has_one_toast_that_its_end_replaces_in_place() {
        let devis = TypeAction::GenererDevis;
        let toasts =
            vec![about(1, devis, Outcome::Running), Toast::info("Autre"), about(1, devis, Outcome::Failed)];
        assert_eq!(shown(toasts), [2, 1]);
    }

    #[test]
    fn a_success_removes_the_failure_that_it_repairs_and_no_other() {
        let (devis, email) = (TypeAction::GenererDevis, TypeAction::EnvoyerEmail);
        let failures = [about(1, devis, Outcome::Failed), about(2, email, Outcome::Failed)];
        let toasts = failures.into_iter().chain([about(3, devis, Outcome::Done)]).collect();
        assert_eq!(shown(toasts), [1, 2]);
    }

    #[test]
    fn a_failure_is_the_last_that_leaves_a_full_stack() {
        let mut toasts = vec![Toast::error("Échec")];
        toasts.extend((0..5).map(|_| Toast::info("…")));
        assert_eq!(shown(toasts), [0, 3, 4, 5]);
    }
}
