//! Delays between connection attempts, and the point from which the page counts as offline.

/// First delay, in milliseconds; the service asks for at most `retry: 3000`.
const FIRST_MS: f64 = 1000.0;
/// Maximum delay, in milliseconds.
const LONGEST_MS: f64 = 30_000.0;
/// Number of failures from which the page shows "Hors ligne" rather than "Reconnexion…".
pub(super) const HOPELESS: u32 = 4;

/// Returns the delay after a number of failures, in milliseconds, doubled each time. `chance` (0 to 1) adds jitter,
/// so that pages that lost the service together do not reconnect together.
pub(super) fn delay_ms(failures: u32, chance: f64) -> f64 {
    let doubled = FIRST_MS * 2f64.powi(i32::try_from(failures.min(10)).unwrap_or(10));
    doubled.min(LONGEST_MS) * (0.5 + chance / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_spread_and_grow_up_to_a_bound() {
        assert!((delay_ms(0, 0.0) - 500.0).abs() < 1.0);
        assert!((delay_ms(1, 1.0) - 2000.0).abs() < 1.0);
        assert!((delay_ms(u32::MAX, 1.0) - LONGEST_MS).abs() < 1.0);
    }
}
