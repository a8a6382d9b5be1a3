//! Reproducible randomness: a seed gives identical draws on every machine and with every release.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

/// A source of random draws. Each prospect has its own, so that its draws do not affect the next ones.
#[derive(Debug, Clone)]
pub(super) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// Creates the dice number `stream` of the seed `graine`, with a generator whose output `rand` guarantees.
    pub(super) fn new(graine: u64, stream: u64) -> Self {
        let mixed = Xoshiro256PlusPlus::seed_from_u64(graine).next_u64() ^ stream;
        Self(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }

    /// Draws an integer from `low` to `high`, both included; `low` when the interval is empty.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        if low >= high { low } else { self.0.random_range(low..=high) }
    }

    /// Draws an index below `len`; 0 when there is none.
    pub(super) fn below(&mut self, len: usize) -> usize {
        if len < 2 { 0 } else { self.0.random_range(0..len) }
    }

    /// Returns true with a probability of `percent` in a hundred.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// Draws one of `choices`, which must not be empty.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Draws one of `choices`, which must not be empty, by weight.
    pub(super) fn weighted<T: Copy>(&mut self, choices: &[(T, u32)]) -> T {
        let mut left = self.0.random_range(0..choices.iter().map(|(_, weight)| weight).sum());
        for (choice, weight) in choices {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        choices[0].0
    }

    /// Shuffles in place (Fisher–Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// Draws an opaque identifier of `len` letters and digits.
    pub(super) fn token(&mut self, len: usize) -> String {
        const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..len).map(|_| char::from(self.pick(ALPHABET))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_draws() {
        let draw = |graine, stream| {
            let mut dice = Dice::new(graine, stream);
            (dice.between(0, 1_000_000), dice.below(1_000), dice.token(12))
        };
        assert_eq!(draw(7, 1), draw(7, 1));
        assert_ne!(draw(7, 1), draw(7, 2));
        assert_ne!(draw(7, 1), draw(8, 1));
    }

    #[test]
    fn the_first_draws_are_those_of_every_machine() {
        assert_eq!(Dice::new(1, 1).token(8), "WzzMzbUO");
    }

    #[test]
    fn weights_decide_how_often() {
        let mut dice = Dice::new(1, 1);
        let rare = (0..10_000).filter(|_| dice.weighted(&[(false, 90), (true, 10)])).count();
        assert!((800..1_200).contains(&rare), "{rare}");
    }
}
