//! What was checked, and what held.

/// Counts checks and prints each.
#[derive(Debug, Default)]
pub(super) struct Checks {
    held: usize,
    failed: usize,
}

impl Checks {
    /// One check; the evidence is printed when it does not hold.
    pub(super) fn check(&mut self, what: &str, holds: bool, evidence: impl std::fmt::Display) {
        if holds {
            self.held += 1;
            println!("  ok    {what}");
        } else {
            self.failed += 1;
            println!("  FAIL  {what}: {evidence}");
        }
    }

    /// A part that could not be carried to its end: one check that does not hold.
    pub(super) fn part(&mut self, what: &str, outcome: anyhow::Result<()>) {
        if let Err(error) = outcome {
            self.check(what, false, format!("{error:#}"));
        }
    }

    /// The last line; whether everything held.
    pub(super) fn conclude(&self) -> bool {
        println!("{} of {} checks hold", self.held, self.held + self.failed);
        self.failed == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_is_a_failure() {
        let mut checks = Checks::default();
        checks.check("one", true, "");
        assert!(checks.conclude());
        checks.part("two", Ok(()));
        assert!(checks.conclude());
        checks.part("two", Err(anyhow::anyhow!("broken")));
        assert!(!checks.conclude());
    }
}
