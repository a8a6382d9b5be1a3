//! Reads JSON into the types of the API. A text becomes a tree in one way for all types, so that each type adds only the
//! code that takes its fields out of the tree. Reading each type from the text makes the page larger.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

/// Reads a value from a JSON text.
pub(crate) fn decode<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    T::deserialize(Tree(serde_json::from_str(text)?))
}

/// Name of a field of `common` that holds the fields of another type. Serde's `flatten` copies each field of the object
/// into a tree of its own, for each type that uses it; here the object stands under this name beside its fields.
const WHOLE: &str = "*";

/// A JSON value. Unlike a `Value`, it gives a struct only an object: the code that reads structs from arrays is never
/// compiled.
struct Tree(Value);

fn wrong_type() -> Error {
    Error::custom("another JSON type is expected")
}

impl Tree {
    /// Puts a copy of the object under [`WHOLE`].
    fn add_whole(&mut self) {
        if let Value::Object(fields) = &mut self.0 {
            let whole = Value::Object(fields.clone());
            fields.insert(WHOLE.to_owned(), whole);
        }
    }

    fn pair((name, value): (String, Value)) -> (String, Self) {
        (name, Self(value))
    }
}

impl IntoDeserializer<'_, Error> for Tree {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(_) => self.deserialize_f64(visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Number(number) => number.deserialize_any(visitor),
            _ => Err(wrong_type()),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(wrong_type()),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Tree))),
            _ => Err(wrong_type()),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(fields) => {
                visitor.visit_map(MapDeserializer::new(fields.into_iter().map(Self::pair)))
            }
            _ => Err(wrong_type()),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if fields.contains(&WHOLE) {
            self.add_whole();
        }
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Map, json};

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Row {
        name: String,
        number: Option<i64>,
        share: f64,
        flags: Vec<bool>,
        #[serde(default)]
        later: Option<String>,
        #[serde(flatten)]
        more: Map<String, Value>,
    }

    #[test]
    fn a_tree_reads_as_the_text_does() {
        let text = json!({"name": "Zoé", "number": 7, "share": 1, "flags": [true, false], "other": [1, {"a": null}]})
            .to_string();
        assert_eq!(decode::<Row>(&text).unwrap(), serde_json::from_str(&text).unwrap());
        let action = json!({"idProspect": "PROS_1", "statutAction": "EN_COURS"}).to_string();
        let read: common::Problem = decode(
            &json!({"type": "/problemes/action-en-cours", "title": "Une action est en cours", "status": 409,
                    "code": "ACTION_EN_COURS", "detail": "", "traceId": "0af7651916cd43dd", "action": action})
            .to_string(),
        )
        .unwrap();
        assert_eq!(read.code.known(), Some(common::ErrorCode::ActionEnCours));
        assert_eq!(read.extra["action"], action);
    }

    #[test]
    fn a_type_in_another_one_reads_its_fields_beside_those_of_the_other() {
        let record = json!({
            "idProspect": "PROS_1", "nom": "Roux", "prenom": "Zoé", "statutProspect": "NOUVEAU", "source": "SALON",
            "nbEchanges": 2, "datePremierContact": "2026-11-05T09:00:00Z", "dateDernierContact": "2026-11-06T09:00:00Z",
            "emails": ["zoe@exemple.example"], "telephones": [], "adressePartageeAvec": [], "partages": [], "listesAttente": [],
            "actionsPossibles": [], "actionsEnCours": [], "complete": ["ville"], "ignore": [],
        });
        let read: common::prospect::ProspectRecu = decode(&record.to_string()).unwrap();
        assert_eq!(read.complete, ["ville"]);
        assert_eq!(read.prospect.emails, ["zoe@exemple.example"]);
        assert_eq!(read.prospect.resume.nb_echanges, 2);
        assert!(decode::<common::prospect::Prospect>(r#"{"emails": [], "telephones": []}"#).is_err());
    }

    #[test]
    fn another_type_is_refused() {
        let refused = ["[]", "7", "{}", r#"{"name": 7, "share": 1, "flags": []}"#, r#"{"name": "Zoé""#];
        for text in refused {
            assert!(decode::<Row>(text).is_err(), "{text}");
        }
        assert!(decode::<common::StatutProspect>(r#""INCONNU""#).is_err());
        assert!(decode::<common::IdProspect>(r#""42""#).is_err());
    }
}
