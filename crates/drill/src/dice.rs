//! Reproducible randomness: a seed gives identical draws.

use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

/// A source of random draws. Each part of a run has its own, so that its draws do not affect the others.
#[derive(Debug, Clone)]
pub(crate) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// Creates the dice number `stream` of `seed`.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mixed = Xoshiro256PlusPlus::seed_from_u64(seed).next_u64() ^ stream;
        Self(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }

    /// Draws an integer from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0.random_range(low..=high)
    }

    /// Draws an index below `len`, which must not be 0.
    pub(crate) fn below(&mut self, len: usize) -> usize {
        self.0.random_range(0..len)
    }

    /// Returns true with a probability of `percent` in a hundred.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// Draws one of `choices`, by weight.
    pub(crate) fn weighted<T: Copy>(&mut self, choices: &[(T, u32)]) -> T {
        // Fails only for a table without weights; the first choice is then taken.
        choices.choose_weighted(&mut self.0, |choice| choice.1).map_or(choices[0].0, |choice| choice.0)
    }
}
