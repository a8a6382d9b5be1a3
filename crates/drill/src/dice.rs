//! Reproducible randomness: the same seed asks for the same things.

use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

/// A source of draws. Each part of a run has its own: what one draws changes nothing for the others.
#[derive(Debug, Clone)]
pub(crate) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// The dice number `stream` of `seed`.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mixed = Xoshiro256PlusPlus::seed_from_u64(seed).next_u64() ^ stream;
        Self(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0.random_range(low..=high)
    }

    /// An index below `len`, which must not be 0.
    pub(crate) fn below(&mut self, len: usize) -> usize {
        self.0.random_range(0..len)
    }

    /// Whether an event of `percent` in a hundred happens.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// One of `choices`, each as often as its weight says.
    pub(crate) fn weighted<T: Copy>(&mut self, choices: &[(T, u32)]) -> T {
        // Fails only for a table without weights: the first choice then.
        choices.choose_weighted(&mut self.0, |choice| choice.1).map_or(choices[0].0, |choice| choice.0)
    }
}
