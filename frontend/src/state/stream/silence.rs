//! Interprets silence for the leading tab and its followers: a dead service, a frozen leader, a machine that slept.

use std::time::Duration;

/// Interval between two checks.
pub(super) const EVERY: Duration = Duration::from_secs(10);
/// Maximum silence, in milliseconds. The service sends a heartbeat every 30 s, so it is dead after this time. A check
/// that is this late means that the machine slept: browsers slow the timers of a hidden tab to one per minute at
/// most.
const TOO_LONG_MS: f64 = 75_000.0;
/// Silence after which a follower asks its leader for a sign of life, in milliseconds; a leader repeats the
/// heartbeats.
const DOUBT_MS: f64 = 45_000.0;
/// Time for the leader to answer, in milliseconds.
const ANSWER_MS: f64 = 5_000.0;

/// When this tab last received something, and last checked.
#[derive(Debug)]
pub(super) struct Silence {
    heard: f64,
    looked: f64,
    asked: Option<f64>,
}

/// The action that a check requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duty {
    Nothing,
    /// The leader reconnects, because its connection may be dead.
    Connect,
    /// A follower slept: it refreshes its data and asks the leader for the state.
    CatchUp,
    /// A follower asks the leader for a sign of life.
    Ask,
    /// The leader did not answer: another tab takes the lead.
    TakeOver,
}

impl Silence {
    /// Creates the state without any event. Times are in milliseconds since 1970, because only that clock advances
    /// during sleep.
    pub(super) const fn new(now: f64) -> Self {
        Self { heard: now, looked: now, asked: None }
    }

    /// Records an event or a new connection.
    pub(super) const fn heard(&mut self, now: f64) {
        self.heard = now;
        self.asked = None;
    }

    /// Checks the clock and returns the required action.
    pub(super) fn look(&mut self, now: f64, leads: bool) -> Duty {
        let slept = is_over(TOO_LONG_MS, self.looked, now);
        self.looked = now;
        if leads {
            let dead = slept || is_over(TOO_LONG_MS, self.heard, now);
            return if dead { Duty::Connect } else { Duty::Nothing };
        }
        match self.asked {
            _ if slept => self.ask(now, Duty::CatchUp),
            Some(asked) if is_over(ANSWER_MS, asked, now) => {
                self.heard(now);
                Duty::TakeOver
            }
            None if is_over(DOUBT_MS, self.heard, now) => self.ask(now, Duty::Ask),
            _ => Duty::Nothing,
        }
    }

    const fn ask(&mut self, now: f64, duty: Duty) -> Duty {
        self.asked = Some(now);
        duty
    }
}

/// Returns true when more than `limit` has passed. A clock that was set back counts as too long.
fn is_over(limit: f64, since: f64, now: f64) -> bool {
    !(0.0..=limit).contains(&(now - since))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks every ten seconds until `until`; returns the required actions with their second.
    fn watch(silence: &mut Silence, from: u32, until: u32, leads: bool) -> Vec<(u32, Duty)> {
        (from..=until)
            .step_by(10)
            .map(|second| (second, silence.look(f64::from(second) * 1000.0, leads)))
            .filter(|(_, duty)| *duty != Duty::Nothing)
            .collect()
    }

    #[test]
    fn a_leader_whose_service_is_silent_connects_again() {
        let mut silence = Silence::new(0.0);
        assert_eq!(watch(&mut silence, 10, 70, true), []);
        assert_eq!(silence.look(80_000.0, true), Duty::Connect);
        silence.heard(80_000.0);
        assert_eq!(silence.look(90_000.0, true), Duty::Nothing);
    }

    #[test]
    fn a_leader_that_slept_connects_again_even_if_something_arrives_as_it_wakes() {
        let mut silence = Silence::new(0.0);
        silence.heard(3_600_000.0);
        assert_eq!(silence.look(3_600_001.0, true), Duty::Connect);
    }

    #[test]
    fn a_follower_asks_before_it_takes_over() {
        let mut silence = Silence::new(0.0);
        assert_eq!(watch(&mut silence, 10, 70, false), [(50, Duty::Ask), (60, Duty::TakeOver)]);
    }

    #[test]
    fn a_leader_that_answers_keeps_the_lead() {
        let mut silence = Silence::new(0.0);
        assert_eq!(watch(&mut silence, 10, 50, false), [(50, Duty::Ask)]);
        // A second check at once, as when the tab becomes visible: the answer is on its way.
        assert_eq!(silence.look(50_100.0, false), Duty::Nothing);
        silence.heard(50_200.0);
        assert_eq!(watch(&mut silence, 60, 90, false), []);
    }

    #[test]
    fn a_laptop_that_wakes_makes_no_tab_a_thief() {
        let mut silence = Silence::new(0.0);
        assert_eq!(silence.look(3_600_000.0, false), Duty::CatchUp);
        silence.heard(3_600_050.0);
        assert_eq!(watch(&mut silence, 3_610, 3_640, false), []);
    }

    #[test]
    fn a_leader_that_does_not_wake_with_the_laptop_is_replaced() {
        let mut silence = Silence::new(0.0);
        assert_eq!(silence.look(3_600_000.0, false), Duty::CatchUp);
        assert_eq!(silence.look(3_610_000.0, false), Duty::TakeOver);
    }

    #[test]
    fn a_hidden_tab_with_slow_timers_did_not_sleep() {
        let mut silence = Silence::new(0.0);
        for minute in 1..10 {
            let now = f64::from(minute) * 60_000.0;
            silence.heard(now - 10_000.0);
            assert_eq!(silence.look(now, true), Duty::Nothing);
        }
    }

    #[test]
    fn a_clock_that_was_set_back_hides_no_silence() {
        let mut silence = Silence::new(3_600_000.0);
        assert_eq!(silence.look(0.0, true), Duty::Connect);
    }
}
