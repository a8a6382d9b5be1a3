//! Time left to undo an action.

use common::Action;

/// The time left before the call of an action leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// Seconds until it leaves.
    Seconds(i64),
    /// It waits until n8n is reachable.
    Waiting,
}

impl Left {
    /// Returns the time left of an action; `None` once its call has left. `grace_ms` is the time from the request to
    /// the departure, and `elapsed_ms` the time since this page learnt of the action. The clocks of the browser and
    /// of the service are never compared, because they may differ.
    pub(crate) fn of(action: &Action, grace_ms: i64, elapsed_ms: i64) -> Option<Self> {
        action.annulable_jusqua.as_ref()?;
        if action.etape.is_some() {
            return Some(Self::Waiting);
        }
        let rest = grace_ms - elapsed_ms;
        (rest > 0).then(|| Self::Seconds((rest + 999) / 1_000))
    }

    /// Returns the text beside the button.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Seconds(seconds) => ["part dans ", &seconds.to_string(), "\u{a0}s"].concat(),
            Self::Waiting => "attend n8n".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn action(until: Option<&str>, etape: Option<&str>) -> Action {
        serde_json::from_value(json!({"idConversion":1,"idProspect":"PROS_1","typeAction":"GENERER_DEVIS",
            "statutAction":"EN_COURS","partielle":false,"tentatives":0,"demandePar":"Sophie Martin","etape":etape,
            "dateDebut":"2026-02-17T09:30:00Z","annulableJusqua":until,"relancable":false}))
        .unwrap()
    }

    const UNTIL: Option<&str> = Some("2026-02-17T09:30:08Z");

    #[test]
    fn the_seconds_left_count_down_to_one_and_then_there_are_none() {
        let left = |elapsed| Left::of(&action(UNTIL, None), 8_000, elapsed);
        assert_eq!(left(0), Some(Left::Seconds(8)));
        assert_eq!(left(1), Some(Left::Seconds(8)));
        assert_eq!(left(7_999), Some(Left::Seconds(1)));
        assert_eq!(left(8_000), None);
    }

    #[test]
    fn what_has_left_cannot_be_undone_and_what_waits_for_n8n_can() {
        assert_eq!(Left::of(&action(None, None), 8_000, 0), None);
        assert_eq!(Left::of(&action(None, Some("Création du dossier Drive")), 8_000, 0), None);
        let waits = Some("En attente de n8n, injoignable");
        assert_eq!(Left::of(&action(UNTIL, waits), 0, 60_000), Some(Left::Waiting));
    }

    #[test]
    fn an_action_without_grace_offers_no_undo_for_an_instant() {
        assert_eq!(Left::of(&action(UNTIL, None), 0, 0), None);
    }
}
