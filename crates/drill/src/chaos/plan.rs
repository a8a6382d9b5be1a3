//! Plans the faults of a run from its seed, before it starts.

use std::time::Duration;

use crate::database::Restart;
use crate::dice::Dice;

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// SIGKILL of an instance, and the duration of its absence.
    Kill(usize, Duration),
    /// Rolling restart of an instance.
    Roll(usize),
    /// Restart of PostgreSQL.
    Restart(Restart),
    /// Cut of every database connection.
    Cut,
    /// Death of n8n for this duration.
    Outage(Duration),
}

/// A fault with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Planned {
    /// Time since the start of the mix.
    pub(super) at: Duration,
    /// The fault.
    pub(super) trouble: Trouble,
}

/// Approximate seconds between two faults of a kind.
const KILL_EVERY: u64 = 19;
const ROLL_EVERY: u64 = 30;
const RESTART_EVERY: u64 = 48;
const CUT_EVERY: u64 = 25;
const OUTAGE_EVERY: u64 = 30;

/// Plans the faults of a run of this duration, in order, with this number of failovers.
pub(super) fn plan(seed: u64, seconds: u64, failovers: u64) -> Vec<Planned> {
    let mut dice = Dice::new(seed, 1);
    let mut planned = Vec::new();
    let ms = |dice: &mut Dice, low, high| Duration::from_millis(dice.between(low, high));
    // At least one of each kind.
    let every = |interval: u64| (seconds / interval).max(1);
    let mut add = |count, draw: &dyn Fn(&mut Dice) -> Trouble| {
        spread(&mut dice, &mut planned, seconds, count, draw);
    };
    add(every(KILL_EVERY), &|dice| Trouble::Kill(dice.below(2), ms(dice, 0, 2_000)));
    add(every(ROLL_EVERY), &|dice| Trouble::Roll(dice.below(2)));
    add(every(RESTART_EVERY), &|dice| {
        Trouble::Restart(if dice.chance(60) { Restart::Crash } else { Restart::Fast })
    });
    add(every(CUT_EVERY), &|_| Trouble::Cut);
    add(every(OUTAGE_EVERY), &|dice| Trouble::Outage(ms(dice, 500, 5_000)));
    add(failovers, &|_| Trouble::Restart(Restart::Failover));
    planned.sort_by_key(|planned| planned.at);
    planned
}

/// Places `count` faults: one at a random time of each of as many intervals.
fn spread(
    dice: &mut Dice,
    planned: &mut Vec<Planned>,
    seconds: u64,
    count: u64,
    draw: &dyn Fn(&mut Dice) -> Trouble,
) {
    for index in 0..count {
        let stretch = seconds * 1_000 / count;
        let at = Duration::from_millis(index * stretch + dice.between(0, stretch));
        planned.push(Planned { at, trouble: draw(dice) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_plans_the_same_troubles() {
        assert_eq!(plan(7, 60, 0), plan(7, 60, 0));
        assert_ne!(plan(7, 60, 0), plan(8, 60, 0));
    }

    #[test]
    fn ten_minutes_hold_thirty_kills_ten_restarts_and_the_failovers() {
        let planned = plan(1, 600, 5);
        let count = |wanted: fn(&Trouble) -> bool| planned.iter().filter(|one| wanted(&one.trouble)).count();
        assert!(count(|trouble| matches!(trouble, Trouble::Kill(..))) >= 30);
        assert!(count(|trouble| matches!(trouble, Trouble::Restart(Restart::Crash | Restart::Fast))) >= 10);
        assert_eq!(count(|trouble| matches!(trouble, Trouble::Restart(Restart::Failover))), 5);
    }

    #[test]
    fn a_short_run_knows_every_trouble_and_nothing_happens_after_its_end() {
        let planned = plan(1, 30, 0);
        let kinds: std::collections::HashSet<_> =
            planned.iter().map(|one| std::mem::discriminant(&one.trouble)).collect();
        assert_eq!(kinds.len(), 5);
        assert!(planned.iter().all(|one| one.at <= Duration::from_secs(30)));
        assert!(planned.is_sorted_by_key(|one| one.at));
    }
}
