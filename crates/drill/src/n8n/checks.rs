//! Counts and prints the checks.

/// Counters of passed and failed checks.
#[derive(Debug, Default)]
pub(super) struct Checks {
    held: usize,
    failed: usize,
}

impl Checks {
    /// Records a check; prints the evidence when it fails.
    pub(super) fn check(&mut self, what: &str, holds: bool, evidence: impl std::fmt::Display) {
        if holds {
            self.held += 1;
            println!("  ok    {what}");
        } else {
            self.failed += 1;
            println!("  FAIL  {what}: {evidence}");
        }
    }

    /// Records a failed check for a part that stopped with an error.
    pub(super) fn part(&mut self, what: &str, outcome: anyhow::Result<()>) {
        if let Err(error) = outcome {
            self.check(what, false, format!("{error:#}"));
        }
    }

    /// Prints the summary; returns true when every check passed.
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
