//! Toasts: short messages at the edge of the page. A failure stays until it is dismissed or repaired, or the person
//! leaves; others disappear after a delay. An action has one toast, which its next state replaces. Equal failures have
//! one toast with their number.

use common::IdProspect;
use leptos::prelude::*;

use crate::model::action::Outcome;
use crate::model::announced::Subject;
use crate::model::tone::Tone;

/// Number of toasts above which a new one removes an older one that is not a failure.
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
    /// Number of equal failures that it stands for.
    pub(crate) times: u32,
}

impl Toast {
    fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self { tone, title: title.into(), message: None, link: None, about: None, times: 1 }
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

    /// Returns true when both tell the same failure in the same words.
    fn is_equal_failure(&self, other: &Self) -> bool {
        self.stays()
            && other.stays()
            && (&self.title, &self.message, &self.link) == (&other.title, &other.message, &other.link)
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

    /// Removes all toasts.
    pub(crate) fn clear(self) {
        self.shown.set(Vec::new());
    }

    /// Removes the toasts that tell a failure.
    pub(crate) fn dismiss_failures(self) {
        self.shown.update(|shown| shown.retain(|(_, toast)| !toast.stays()));
    }

    /// Returns the number of toasts that tell a failure (tracked).
    pub(crate) fn failures(self) -> usize {
        self.shown.with(|shown| shown.iter().filter(|(_, toast)| toast.stays()).count())
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
/// repairs. A failure replaces an equal one and counts it; no other toast removes it.
fn put(shown: &mut Vec<(u32, Toast)>, id: u32, mut toast: Toast) {
    if let Some(about) = &toast.about {
        shown.retain(|(_, other)| !other.about.as_ref().is_some_and(|other| about.repairs(other)));
        let same = |other: &Subject| other.id_conversion == about.id_conversion;
        if let Some(former) = shown.iter_mut().find(|(_, other)| other.about.as_ref().is_some_and(same)) {
            *former = (id, toast);
            return;
        }
    }
    if let Some(equal) = shown.iter().position(|(_, other)| toast.is_equal_failure(other)) {
        toast.times += shown.remove(equal).1.times;
    }
    shown.push((id, toast));
    let is_old = |(other, toast): &(u32, Toast)| *other != id && !toast.stays();
    while shown.len() > AT_MOST
        && let Some(oldest) = shown.iter().position(is_old)
    {
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
    fn a_new_toast_removes_an_older_one_that_is_not_a_failure() {
        let mut toasts = vec![Toast::error("Échec")];
        toasts.extend((0..5).map(|_| Toast::info("…")));
        assert_eq!(shown(toasts), [0, 3, 4, 5]);
    }

    #[test]
    fn no_toast_removes_a_failure_and_the_newest_is_always_shown() {
        let failures = (1..=7).map(|n| Toast::error(format!("Échec {n}")));
        let toasts = failures.chain([Toast::info("Ancien"), Toast::info("Nouveau")]).collect();
        assert_eq!(shown(toasts), [0, 1, 2, 3, 4, 5, 6, 8]);
    }

    #[test]
    fn equal_failures_are_one_new_toast_with_their_number() {
        let failure = |message: &str| Toast::error("Échec").message(message);
        let toasts = [failure("Réseau"), failure("Droits"), failure("Réseau"), failure("Réseau")];
        let mut all = Vec::new();
        for (id, toast) in (0..).zip(toasts) {
            put(&mut all, id, toast);
        }
        let told = all.iter().map(|(id, toast)| (*id, toast.message.as_deref(), toast.times));
        assert_eq!(told.collect::<Vec<_>>(), [(1, Some("Droits"), 1), (3, Some("Réseau"), 3)]);
    }

    #[test]
    fn the_toasts_that_are_no_failure_stay_when_the_failures_are_dismissed() {
        let running = about(1, TypeAction::GenererDevis, Outcome::Running);
        Owner::new().with(|| {
            let toasts = Toasts { shown: RwSignal::new(Vec::new()), next: RwSignal::new(0) };
            for toast in [Toast::error("Échec"), running.clone(), Toast::error("Autre")] {
                toasts.push(toast);
            }
            toasts.dismiss_failures();
            assert_eq!(untrack(|| toasts.shown()), [(1, running)]);
        });
    }

    #[test]
    fn equal_messages_that_are_not_failures_stay_apart() {
        assert_eq!(shown(vec![Toast::info("Note supprimée"), Toast::info("Note supprimée")]), [0, 1]);
    }
}
