//! Finds breaking changes between two schemas. They depend on the sender: sent values may become more restricted,
//! accepted values less.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Maximum nesting of fields; deeper schemas are recursive.
const DEEPEST: usize = 12;
/// Keywords of lower and upper bounds.
const LOWER: &[&str] = &["minimum", "minLength", "minItems"];
const UPPER: &[&str] = &["maximum", "maxLength", "maxItems"];

/// The sender of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Client,
    Service,
}

impl Who {
    pub(super) fn other(self) -> Self {
        match self {
            Self::Client => Self::Service,
            Self::Service => Self::Client,
        }
    }
}

/// Two documents, with the changes found.
pub(super) struct Comparison<'d> {
    pub(super) old: &'d Value,
    pub(super) new: &'d Value,
    found: Vec<String>,
}

/// Resolves a reference in the document; other values are returned unchanged.
pub(crate) fn resolve<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let target = value.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
    target.and_then(|target| document.pointer(target)).unwrap_or(value)
}

/// A schema with its references and compositions resolved.
#[derive(Default)]
struct Shape<'d> {
    types: BTreeSet<&'d str>,
    values: Option<BTreeSet<String>>,
    properties: BTreeMap<&'d str, &'d Value>,
    required: BTreeSet<&'d str>,
    items: Option<&'d Value>,
    others: Option<&'d Value>,
    /// Alternative schemas, by name.
    variants: BTreeMap<String, &'d Value>,
    bounds: BTreeMap<&'d str, f64>,
    pattern: Option<&'d str>,
    format: Option<&'d str>,
}

/// Returns the name of an alternative schema.
fn name_of(schema: &Value) -> String {
    schema["$ref"].as_str().map_or_else(|| schema.to_string(), str::to_owned)
}

impl<'d> Shape<'d> {
    fn of(document: &'d Value, schema: &'d Value) -> Self {
        let mut shape = Self::default();
        shape.add(document, schema);
        shape
    }

    fn add(&mut self, document: &'d Value, schema: &'d Value) {
        let schema = resolve(document, schema);
        match &schema["type"] {
            Value::String(one) => drop(self.types.insert(one)),
            Value::Array(several) => self.types.extend(several.iter().filter_map(Value::as_str)),
            _ => {}
        }
        if let Some(values) = schema["enum"].as_array() {
            self.values = Some(values.iter().map(Value::to_string).collect());
        }
        let properties = schema["properties"].as_object().into_iter().flatten();
        self.properties.extend(properties.map(|(name, property)| (name.as_str(), property)));
        self.required.extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
        self.items = schema.get("items").or(self.items);
        self.others = schema.get("additionalProperties").or(self.others);
        self.pattern = schema["pattern"].as_str().or(self.pattern);
        self.format = schema["format"].as_str().or(self.format);
        for name in LOWER.iter().chain(UPPER) {
            self.bounds.extend(schema[name].as_f64().map(|bound| (*name, bound)));
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.add(document, part);
        }
        self.add_variants(document, schema);
    }

    /// Adds alternatives; "this or null" becomes a nullable "this".
    fn add_variants(&mut self, document: &'d Value, schema: &'d Value) {
        let listed = schema["oneOf"].as_array().into_iter().chain(schema["anyOf"].as_array()).flatten();
        let (nulls, rest): (Vec<_>, Vec<_>) = listed.partition(|variant| variant["type"] == "null");
        if !nulls.is_empty() {
            self.types.insert("null");
        }
        match rest.as_slice() {
            [only] => self.add(document, only),
            several => self.variants.extend(several.iter().map(|variant| (name_of(variant), *variant))),
        }
    }
}

impl<'d> Comparison<'d> {
    pub(super) fn new(old: &'d Value, new: &'d Value) -> Self {
        Self { old, new, found: Vec::new() }
    }

    pub(super) fn add(&mut self, what: String) {
        self.found.push(what);
    }

    /// Returns the changes found.
    pub(super) fn into_breaks(self) -> impl Iterator<Item = String> {
        self.found.into_iter()
    }

    /// Compares two schemas of the value at `place` that `from` sends.
    pub(super) fn schema(&mut self, place: &str, old: &'d Value, new: &'d Value, from: Who) {
        if place.split('.').count() > DEEPEST {
            return;
        }
        let (mut was, mut now) = (Shape::of(self.old, old), Shape::of(self.new, new));
        if was.variants.is_empty() != now.variants.is_empty() {
            // A single schema that became one of several, or vice versa, is compared as an alternative.
            for (shape, schema) in [(&mut was, old), (&mut now, new)] {
                if shape.variants.is_empty() {
                    *shape = Shape { variants: [(name_of(schema), schema)].into(), ..Shape::default() };
                }
            }
        }
        self.compare_values(place, &was, &now, from);
        self.compare_bounds(place, &was, &now, from);
        self.compare_properties(place, &was, &now, from);
        self.compare_variants(place, &was, &now, from);
        if let (Some(old), Some(new)) = (was.items, now.items) {
            self.schema(&format!("{place}[]"), old, new, from);
        }
        if let (Some(old), Some(new)) = (was.others, now.others) {
            self.schema(&format!("{place}.*"), old, new, from);
        }
    }

    /// Reports an alternative that is no longer accepted, or that is sent for the first time. Errors are
    /// distinguished by their code, so a new code is not a breaking change.
    fn compare_variants(&mut self, place: &str, was: &Shape<'d>, now: &Shape<'d>, from: Who) {
        for (name, variant) in &was.variants {
            match now.variants.get(name) {
                Some(other) => self.schema(place, variant, other, from),
                None if from == Who::Client => self.add(format!("{place} is no longer {name}")),
                None => {}
            }
        }
        let is_error = |name: &str| name.starts_with("#/components/schemas/Problem");
        let new = now.variants.keys().filter(|name| !was.variants.contains_key(*name) && !is_error(name));
        if from == Who::Service {
            for name in new {
                self.add(format!("{place} may be {name} now"));
            }
        }
    }

    fn compare_values(&mut self, place: &str, was: &Shape<'_>, now: &Shape<'_>, from: Who) {
        // A missing keyword means any type or value.
        let (is_typed, is_listed) = match from {
            Who::Client => (!now.types.is_empty(), now.values.is_some()),
            Who::Service => (!was.types.is_empty(), was.values.is_some()),
        };
        let fits = |old: bool, new: bool| if from == Who::Client { old } else { new };
        if is_typed && !fits(was.types.is_subset(&now.types), now.types.is_subset(&was.types)) {
            self.add(format!("{place} has another type"));
        }
        if is_listed {
            let (old, new) = (was.values.as_ref(), now.values.as_ref());
            let fit = old.zip(new).is_some_and(|(old, new)| fits(old.is_subset(new), new.is_subset(old)));
            if !fit {
                self.add(format!("{place} has other values"));
            }
        }
        if was.format.zip(now.format).is_some_and(|(old, new)| old != new) {
            self.add(format!("{place} has another format"));
        }
    }

    /// Only the sender must respect bounds.
    fn compare_bounds(&mut self, place: &str, was: &Shape<'_>, now: &Shape<'_>, from: Who) {
        if from == Who::Service {
            return;
        }
        for (name, bound) in &now.bounds {
            let before = was.bounds.get(name);
            let is_wider =
                |before: &f64| if LOWER.contains(name) { bound <= before } else { bound >= before };
            if !before.is_some_and(is_wider) {
                self.add(format!("{place} has a narrower {name}"));
            }
        }
        if now.pattern.is_some() && now.pattern != was.pattern {
            self.add(format!("{place} has another pattern"));
        }
    }

    fn compare_properties(&mut self, place: &str, was: &Shape<'d>, now: &Shape<'d>, from: Who) {
        for (name, old) in &was.properties {
            let place = format!("{place}.{name}");
            match now.properties.get(name) {
                None => self.add(format!("{place} is gone")),
                Some(new) => {
                    let (before, after) = (was.required.contains(name), now.required.contains(name));
                    match from {
                        Who::Client if after && !before => self.add(format!("{place} is required now")),
                        Who::Service if before && !after => self.add(format!("{place} may be absent now")),
                        _ => {}
                    }
                    self.schema(&place, old, new, from);
                }
            }
        }
        if from == Who::Client {
            for name in now.required.iter().filter(|name| !was.properties.contains_key(*name)) {
                self.add(format!("{place}.{name} is new and required"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Returns the changes found for each sender.
    fn found(old: &Value, new: &Value) -> [Vec<String>; 2] {
        let documents =
            json!({ "components": { "schemas": { "Code": { "type": "string", "enum": ["A", "B"] } } } });
        [Who::Client, Who::Service].map(|from| {
            let mut comparison = Comparison::new(&documents, &documents);
            comparison.schema("x", old, new, from);
            comparison.into_breaks().collect()
        })
    }

    /// Asserts which sender's clients a change breaks.
    #[track_caller]
    fn expect(old: &Value, new: &Value, client: &[&str], service: &[&str]) {
        let [by_client, by_service] = found(old, new);
        assert_eq!(by_client, client, "from a client");
        assert_eq!(by_service, service, "from the service");
    }

    #[test]
    fn another_type_breaks_both_ways_and_null_one_way() {
        let (text, number) = (json!({ "type": "string" }), json!({ "type": "integer" }));
        expect(&text, &number, &["x has another type"], &["x has another type"]);
        let nullable = json!({ "type": ["string", "null"] });
        expect(&text, &nullable, &[], &["x has another type"]);
        expect(&nullable, &text, &["x has another type"], &[]);
    }

    #[test]
    fn a_narrower_list_breaks_who_sends_and_a_wider_one_who_reads() {
        let (narrow, wide) = (json!({ "enum": ["A"] }), json!({ "enum": ["A", "B"] }));
        expect(&wide, &narrow, &["x has other values"], &[]);
        expect(&narrow, &wide, &[], &["x has other values"]);
        expect(
            &json!({ "type": "string" }),
            &json!({ "type": "string", "enum": ["A"] }),
            &["x has other values"],
            &[],
        );
    }

    #[test]
    fn a_reference_is_what_it_refers_to() {
        let code = json!({ "$ref": "#/components/schemas/Code" });
        expect(&code, &json!({ "type": "string", "enum": ["A", "B"] }), &[], &[]);
        let nullable = json!({ "oneOf": [code, { "type": "null" }] });
        expect(&nullable, &json!({ "type": ["string", "null"], "enum": ["A", "B"] }), &[], &[]);
    }

    #[test]
    fn a_new_required_field_breaks_who_sends() {
        let old = json!({ "properties": { "a": {} } });
        let new = json!({ "properties": { "a": {}, "b": {} }, "required": ["b"] });
        expect(&old, &new, &["x.b is new and required"], &[]);
        let required = json!({ "properties": { "a": {} }, "required": ["a"] });
        expect(&old, &required, &["x.a is required now"], &[]);
        expect(&required, &old, &[], &["x.a may be absent now"]);
    }

    #[test]
    fn a_field_that_is_gone_breaks_both_ways_however_deep() {
        let list = |row: Value| json!({ "type": "array", "items": { "allOf": [{ "properties": row }] } });
        let gone = ["x[].a is gone"];
        expect(&list(json!({ "a": {} })), &list(json!({})), &gone, &gone);
        let map = |row: Value| json!({ "additionalProperties": { "properties": row } });
        let gone = ["x.*.a is gone"];
        expect(&map(json!({ "a": {} })), &map(json!({})), &gone, &gone);
    }

    #[test]
    fn narrower_bounds_break_who_sends() {
        let (narrow, wide) = (json!({ "maxLength": 10 }), json!({ "maxLength": 20 }));
        expect(&wide, &narrow, &["x has a narrower maxLength"], &[]);
        expect(&narrow, &wide, &[], &[]);
        expect(&json!({ "minimum": 1 }), &json!({ "minimum": 2 }), &["x has a narrower minimum"], &[]);
        expect(&json!({}), &json!({ "pattern": "^a$" }), &["x has another pattern"], &[]);
    }

    #[test]
    fn another_format_breaks_both_ways() {
        let (old, new) = (json!({ "format": "int32" }), json!({ "format": "int64" }));
        expect(&old, &new, &["x has another format"], &["x has another format"]);
    }

    #[test]
    fn one_that_becomes_one_of_several_is_still_one_of_them() {
        let of = |names: &[&str]| -> Value {
            let all: Vec<_> =
                names.iter().map(|name| json!({ "$ref": format!("#/components/schemas/{name}") })).collect();
            if let [one] = all.as_slice() { one.clone() } else { json!({ "oneOf": all }) }
        };
        let sent = "x may be #/components/schemas/Code now";
        let taken = "x is no longer #/components/schemas/Code";
        expect(&of(&["ProblemA"]), &of(&["ProblemA", "ProblemB"]), &[], &[]);
        expect(&of(&["Other"]), &of(&["Other", "Code"]), &[], &[sent]);
        expect(&of(&["Other", "Code"]), &of(&["Other"]), &[taken], &[]);
        expect(&of(&["Other", "Code"]), &of(&["Code", "Other"]), &[], &[]);
    }
}
