//! Lenient readers for serde's `deserialize_with`: `null`, an empty text and an absent field mean no value, and n8n
//! may write numbers as texts and texts as numbers where a value is only stored.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};

/// Reads an optional value: `null` and `""` become `None`. Other values are read strictly.
pub fn optional<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(Optional(PhantomData))
}

/// Reads a value that cannot be emptied: null is an error.
pub(crate) fn not_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Distinguishes a null field, or an empty text, from an absent one.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    optional(deserializer).map(Some)
}

struct Optional<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Optional<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() { Ok(None) } else { T::deserialize(text.into_deserializer()).map(Some) }
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(items)).map(Some)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Some)
    }
}

/// Reads a text that is only stored: a number or boolean becomes its text, an object or list its JSON, `null` the
/// empty text.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Value::deserialize(deserializer).map(text_of)
}

/// Reads an optional text that is only stored; a blank text becomes `None`.
pub fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(|text| (!text.trim().is_empty()).then_some(text))
}

/// Reads a text that cannot be emptied by null.
pub(crate) fn required_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Err(D::Error::custom("invalid type: null")),
        value => Ok(Some(text_of(value))),
    }
}

/// Reads a list of texts: `null` and `""` become an empty list, a single text a list of one. Items without a value
/// become empty texts, so that the others keep their positions.
pub fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(items) => items.into_iter().map(text_of).collect(),
        single => Some(text_of(single)).filter(|text| !text.trim().is_empty()).into_iter().collect(),
    })
}

/// Reads an integer or its text; `42.0` becomes 42.
pub fn integer<'de, T: From<i64>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    integer_of(&value).map(T::from).ok_or_else(|| D::Error::custom("invalid type: no whole number"))
}

/// Distinguishes a null field, or an empty text, from an absent one; otherwise reads an integer or its text.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(crate) fn given_integer<'de, T: From<i64>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(Some(None)),
        Value::String(text) if text.is_empty() => Ok(Some(None)),
        value => integer(value).map(|number| Some(Some(number))).map_err(D::Error::custom),
    }
}

/// Reads a boolean, or its text or number.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let known = match Value::deserialize(deserializer)? {
        Value::Bool(value) => Some(value),
        other => match text_of(other).trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
    };
    known.ok_or_else(|| D::Error::custom("invalid type: no boolean"))
}

/// Reads a percentage that is only displayed: rounded and limited to 0–100; anything else becomes `None`.
pub fn percentage<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i32>, D::Error> {
    let text = text(deserializer)?;
    let number: Option<f64> = text.trim().trim_end_matches(['%', ' ', '\u{a0}']).parse().ok();
    let number = number.filter(|number| !number.is_nan());
    Ok(number.and_then(|number| format!("{:.0}", number.clamp(0.0, 100.0)).parse().ok()))
}

/// Returns the integer that a value is or contains as text.
pub fn integer_of(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok().or_else(|| whole(text.trim().parse().ok()?)),
        _ => None,
    }
}

/// Returns the text of a value.
pub fn text_of(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Number(number) => number_text(&number),
        other => other.to_string(),
    }
}

/// Writes a number without a trailing `.0`, which JavaScript and Python write differently.
fn number_text(number: &Number) -> String {
    match number.as_f64().and_then(whole) {
        Some(whole) if number.is_f64() => whole.to_string(),
        _ => number.to_string(),
    }
}

/// Returns the integer that a floating-point number represents exactly, up to 2^53.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT { format!("{number:.0}").parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::codes::Severite;

    #[test]
    fn null_and_the_empty_text_are_no_value_of_any_type() {
        for none in [json!(null), json!("")] {
            assert_eq!(optional::<String, _>(none.clone()).unwrap(), None);
            assert_eq!(optional::<i64, _>(none.clone()).unwrap(), None);
            assert_eq!(optional::<bool, _>(none.clone()).unwrap(), None);
            assert_eq!(optional::<Severite, _>(none.clone()).unwrap(), None);
            assert_eq!(optional::<Vec<i64>, _>(none).unwrap(), None);
        }
    }

    #[test]
    fn an_optional_value_is_read_as_its_type_reads_it() {
        assert_eq!(optional(json!("INFO")).unwrap(), Some(Severite::Info));
        assert_eq!(optional(json!([1, 2])).unwrap(), Some(vec![1, 2]));
        assert_eq!(optional(json!(-7)).unwrap(), Some(-7));
        assert_eq!(optional(json!(true)).unwrap(), Some(true));
        assert_eq!(optional(json!({ "a": 1 })).unwrap(), Some(json!({ "a": 1 })));
        for wrong in [json!("7"), json!(7.5), json!([7]), json!({}), json!(u64::MAX)] {
            assert!(optional::<i64, _>(wrong.clone()).is_err(), "{wrong}");
        }
        let error = optional::<Severite, _>(json!("GRAVE")).unwrap_err().to_string();
        assert!(error.starts_with("unknown variant `GRAVE`"), "{error}");
    }

    #[test]
    fn whatever_comes_where_a_text_is_kept_is_its_text() {
        for (value, expected) in [
            (json!("a "), "a "),
            (json!(1234), "1234"),
            (json!(42.0), "42"),
            (json!(4.5), "4.5"),
            (json!(true), "true"),
            (json!(null), ""),
            (json!({ "message": "Quota" }), r#"{"message":"Quota"}"#),
            (json!(["a", 1]), r#"["a",1]"#),
        ] {
            assert_eq!(text(value).unwrap(), expected);
        }
        assert_eq!(optional_text(json!(" \n")).unwrap(), None);
    }

    #[test]
    fn a_list_may_be_null_empty_or_a_single_text() {
        assert_eq!(texts(json!(null)).unwrap(), Vec::<String>::new());
        assert_eq!(texts(json!("")).unwrap(), Vec::<String>::new());
        assert_eq!(texts(json!("a")).unwrap(), ["a"]);
        assert_eq!(texts(json!(["a", null, "", 7])).unwrap(), ["a", "", "", "7"]);
    }

    #[test]
    fn numbers_and_booleans_may_come_as_texts() {
        for value in [json!(42), json!("42"), json!(" 42 "), json!(42.0), json!("42.0")] {
            assert_eq!(integer::<i64, _>(value.clone()).unwrap(), 42, "{value}");
        }
        for value in
            [json!(null), json!(""), json!("x"), json!(1.5), json!(1e300), json!(u64::MAX), json!([42])]
        {
            assert!(integer::<i64, _>(value.clone()).is_err(), "{value}");
        }
        for (value, expected) in
            [(json!("true"), true), (json!("False"), false), (json!(1), true), (json!("0"), false)]
        {
            assert_eq!(flag(value).unwrap(), expected);
        }
        for value in [json!(null), json!("oui"), json!(2), json!({})] {
            assert!(flag(value.clone()).is_err(), "{value}");
        }
    }

    #[test]
    fn a_percentage_is_shown_between_0_and_100() {
        for (value, expected) in [
            (json!(60), Some(60)),
            (json!("60 %"), Some(60)),
            (json!(59.6), Some(60)),
            (json!(140), Some(100)),
            (json!(-3), Some(0)),
            (json!(null), None),
            (json!("bientôt"), None),
            (json!([1]), None),
        ] {
            assert_eq!(percentage(value.clone()).unwrap(), expected, "{value}");
        }
    }
}
