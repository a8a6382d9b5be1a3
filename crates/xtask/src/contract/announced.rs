//! Finds the breaking changes and new operations that the changelog does not announce.

use super::Break;

/// Returns the unannounced changes. A change needs a line `- BREAKING` with its operation under the heading of the
/// current version, whose major number must exceed the published one's.
pub(super) fn missing(breaks: &[Break], published: &str, current: &str, changelog: &str) -> Vec<Break> {
    if major(current) <= major(published) {
        return breaks.to_vec();
    }
    let lines: Vec<&str> =
        section(changelog, current).filter(|line| line.starts_with("- BREAKING")).collect();
    let is_announced = |one: &Break| {
        let name = format!("`{}`", one.operation);
        lines.iter().any(|line| line.contains(&name))
    };
    breaks.iter().filter(|one| !is_announced(one)).cloned().collect()
}

/// Returns the operations that no line under the heading of the current version names.
pub(super) fn unnamed<'a>(operations: &[&'a str], current: &str, changelog: &str) -> Vec<&'a str> {
    let lines: Vec<&str> = section(changelog, current).collect();
    let is_named = |operation: &str| lines.iter().any(|line| line.contains(&format!("`{operation}`")));
    operations.iter().copied().filter(|operation| !is_named(operation)).collect()
}

fn major(version: &str) -> u64 {
    version.split('.').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// Returns the lines under the heading `## version`, up to the next heading.
fn section<'a>(changelog: &'a str, version: &str) -> impl Iterator<Item = &'a str> {
    let heading = format!("## {version}");
    let lines = changelog.lines().skip_while(move |line| line.trim_end() != heading).skip(1);
    lines.take_while(|line| !line.starts_with("## "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGELOG: &str = "# Changes\n\n## 2.0.0\n\n- BREAKING `list`: gone\n- `other`: new\n\n## 1.0.0\n\n- BREAKING `other`: x\n";

    fn is_missing(operation: &str, current: &str) -> bool {
        let one = Break { operation: operation.into(), what: String::new() };
        !missing(&[one], "1.0.0", current, CHANGELOG).is_empty()
    }

    #[test]
    fn a_break_is_announced_by_its_operation_under_a_new_first_number() {
        assert!(!is_missing("list", "2.0.0"));
        assert!(is_missing("list", "1.1.0"), "the first number is the same");
        assert!(is_missing("list", "3.0.0"), "there is no such heading");
        assert!(is_missing("other", "2.0.0"), "named, but not as breaking");
        assert!(is_missing("lis", "2.0.0"), "another operation");
    }

    #[test]
    fn a_new_operation_is_named_under_the_current_version() {
        let unnamed = |version| unnamed(&["other", "oth"], version, CHANGELOG);
        assert_eq!(unnamed("2.0.0"), ["oth"]);
        assert_eq!(unnamed("3.0.0"), ["other", "oth"], "there is no such heading");
    }

    #[test]
    fn what_breaks_nothing_needs_no_announcement() {
        assert!(missing(&[], "1.0.0", "1.0.0", "").is_empty());
    }
}
