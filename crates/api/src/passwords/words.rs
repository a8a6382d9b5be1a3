//! Words that people use in French passwords. zxcvbn knows only English ones.

/// Returns the words of `words.txt`. Attackers try them early, followed by years and digits. They have no accents,
/// because [`super::weakness`] compares without accents.
pub(super) fn words<'a>() -> impl Iterator<Item = &'a str> {
    include_str!("words.txt").lines().filter(|line| !line.starts_with('#'))
}
