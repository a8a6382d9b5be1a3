//! Converts the names of fields and columns to their names in JSON.

use std::borrow::Cow;

/// Returns the JSON name of a field or column.
pub fn camel_case(snake: &str) -> Cow<'_, str> {
    if !snake.contains('_') {
        return Cow::Borrowed(snake);
    }
    let mut words = snake.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    Cow::Owned(camel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_as_in_the_json() {
        assert_eq!(camel_case("date_debut_souhaitee"), "dateDebutSouhaitee");
    }
}
