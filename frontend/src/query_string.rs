//! Reads and writes query strings (`a=1&b=deux%20mots`) without the browser, so that the host can test it.

/// A query string being built, without its `?`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct QueryString(String);

impl QueryString {
    /// Creates an empty query.
    pub(crate) const fn new() -> Self {
        Self(String::new())
    }

    /// Adds a pair.
    pub(crate) fn push(&mut self, key: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        encode(key, &mut self.0);
        self.0.push('=');
        encode(value, &mut self.0);
    }

    /// Adds a pair and returns the query.
    #[must_use]
    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.push(key, value);
        self
    }

    /// Appends the query to a path, without a `?` when it is empty.
    pub(crate) fn after(&self, path: &str) -> String {
        if self.0.is_empty() { path.to_owned() } else { [path, "?", &self.0].concat() }
    }
}

impl<K: AsRef<str>, V: AsRef<str>> FromIterator<(K, V)> for QueryString {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut query = Self::new();
        for (key, value) in pairs {
            query.push(key.as_ref(), value.as_ref());
        }
        query
    }
}

/// Parses a query string, with or without its `?`. Invalid percent-encoded UTF-8 is kept as text rather than refused,
/// because a mail program may have broken a link.
pub(crate) fn parse(query: &str) -> Vec<(String, String)> {
    let parts = query.trim_start_matches('?').split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(key), decode(value))
        })
        .collect()
}

/// Returns the first value of a key, or an empty text.
pub(crate) fn value(query: &str, key: &str) -> String {
    parse(query).into_iter().find(|(other, _)| other == key).map(|(_, value)| value).unwrap_or_default()
}

/// Percent-encodes all but RFC 3986's unreserved characters.
pub(crate) fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%').then(|| hex_pair(bytes.get(at + 1..at + 3))).flatten();
        out.push(escaped.unwrap_or(if byte == b'+' { b' ' } else { byte }));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex_pair(digits: Option<&[u8]>) -> Option<u8> {
    let [high, low] = digits? else { return None };
    let value = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(value(*high)? * 16 + value(*low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_survives_the_way_through_a_query() {
        for text in ["", "a&b=c", "100 %", "50%25", "é è+ï", "%zz", "dupont  jean", "_%\\", "🙂", "#?/"]
        {
            let query = QueryString::new().with("recherche", text).with("page", "2").after("");
            assert_eq!(
                parse(&query),
                [("recherche".to_owned(), text.to_owned()), ("page".to_owned(), "2".to_owned())]
            );
            assert!(query.is_ascii());
        }
    }

    #[test]
    fn a_broken_query_is_read_as_far_as_possible() {
        assert_eq!(
            parse("?&&a&b=%4&c=%C3&d=x+y"),
            [
                ("a".to_owned(), String::new()),
                ("b".to_owned(), "%4".to_owned()),
                ("c".to_owned(), "\u{fffd}".to_owned()),
                ("d".to_owned(), "x y".to_owned()),
            ]
        );
    }

    #[test]
    fn an_empty_query_leaves_no_question_mark() {
        assert_eq!(QueryString::new().after("/a"), "/a");
        assert_eq!(QueryString::from_iter([("q", "a&b")]).after("/a"), "/a?q=a%26b");
    }
}
