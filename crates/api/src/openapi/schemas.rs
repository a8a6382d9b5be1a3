//! Completes the schemas that utoipa derives, and writes them in the forms that common generators and validators read.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Discriminator};
use utoipa::openapi::{Components, Object, OneOf, Ref, RefOr, Schema};

use super::problems;

/// Schema and property that is omitted when it has no value, the exception to the rule.
const SOMETIMES_ABSENT: (&str, &str) = ("AppelEnvoyerDossier", "documentsRequis");

/// The end of the name of a request body.
const REQUEST: &str = "Request";
/// The property that tells a variant.
const VARIANT: &str = "type";

/// Adds the schemas of problems, and completes every schema.
pub(super) fn complete(components: &mut Components) {
    let schemas = &mut components.schemas;
    schemas.insert(problems::FIELD.into(), problems::field());
    schemas.insert(problems::FIELD_CODE.into(), problems::field_codes().into());
    schemas.insert(problems::PROBLEM.into(), problems::schema());
    schemas.insert(problems::CODE.into(), problems::codes().into());
    name_rows(schemas);
    spread_variants(schemas);
    for (name, schema) in schemas.iter_mut() {
        if is_request(name) {
            visit(schema, &mut drop_default);
        } else {
            require_every_property(name, schema);
        }
        visit(schema, &mut raise_description);
    }
}

/// Returns true for the schema of a request body.
pub(super) fn is_request(name: &str) -> bool {
    name.ends_with(REQUEST)
}

/// Replaces the schema of the rows, which utoipa copies into each list, by a reference. The name of a list ends in the
/// name of its rows: `Liste_Candidat` and `Donnees_Formation` list `Candidat` and `Formation`.
fn name_rows(schemas: &mut BTreeMap<String, RefOr<Schema>>) {
    let lists: Vec<String> = schemas.keys().filter(|name| name.contains('_')).cloned().collect();
    for list in lists {
        let row = list.split('_').nth(1).unwrap_or_default();
        if let Some(RefOr::T(Schema::Object(object))) = schemas.get_mut(&list)
            && let Some(RefOr::T(Schema::Array(data))) = object.properties.get_mut("data")
        {
            data.items = RefOr::<Schema>::from(Ref::from_schema_name(row)).into();
        }
    }
}

/// Writes a schema that combines the variants of another one with properties of its own as one object a variant:
/// generators do not read variants inside `allOf`. An object has the name of the combination and of its variant.
fn spread_variants(schemas: &mut BTreeMap<String, RefOr<Schema>>) {
    let mut spread = Vec::new();
    for (name, schema) in schemas.iter() {
        if let RefOr::T(Schema::AllOf(all)) = schema
            && let [RefOr::Ref(variants), RefOr::T(Schema::Object(own))] = all.items.as_slice()
            && let Some(location) = variants.ref_location.rsplit('/').next()
            && let Some(RefOr::T(Schema::OneOf(one))) = schemas.get(location)
        {
            let objects = one.items.iter().filter_map(|item| variant(name, item, own)).collect::<Vec<_>>();
            spread.push((name.clone(), location.to_owned(), all.description.clone(), objects));
        }
    }
    for (name, location, description, objects) in spread {
        let mut combination = OneOf::new();
        let mut discriminator = Discriminator::new(VARIANT);
        for (code, name, object) in objects {
            let reference = Ref::from_schema_name(&name);
            discriminator.mapping.insert(code, reference.ref_location.clone());
            combination.items.push(reference.into());
            schemas.insert(name, object.into());
        }
        combination.description = description;
        combination.discriminator = Some(discriminator);
        schemas.insert(name, RefOr::T(combination.into()));
        schemas.remove(&location);
    }
}

/// Returns the code of a variant, the name of its object in a combination, and the object with the properties of both.
fn variant(combination: &str, item: &RefOr<Schema>, own: &Object) -> Option<(String, String, Object)> {
    let RefOr::T(Schema::Object(variant)) = item else { return None };
    let RefOr::T(Schema::Object(tag)) = variant.properties.get(VARIANT)? else { return None };
    let code = tag.enum_values.as_ref()?.first().and_then(Value::as_str)?.to_owned();
    let stem = combination.strip_suffix(REQUEST).unwrap_or(combination);
    let end = &combination[stem.len()..];
    let title = variant.title.as_deref()?;
    let kind = title.strip_prefix(stem.strip_prefix("New").unwrap_or(stem)).unwrap_or(title);
    let mut object = variant.clone();
    object.title = None;
    object.properties.extend(own.properties.clone());
    object.required.extend(own.required.clone());
    Some((code, format!("{stem}{kind}{end}"), object))
}

/// Marks every property as required: a field without a value is sent as null, never omitted.
fn require_every_property(name: &str, schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            let always =
                object.properties.keys().filter(|property| (name, property.as_str()) != SOMETIMES_ABSENT);
            object.required = always.cloned().collect();
        }
        Schema::AllOf(all) => all.items.iter_mut().for_each(|item| require_every_property(name, item)),
        _ => {}
    }
}

/// Applies `change` to a schema and to every schema inside it.
fn visit(schema: &mut RefOr<Schema>, change: &mut impl FnMut(&mut RefOr<Schema>)) {
    change(schema);
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            object.properties.values_mut().for_each(|property| visit(property, change));
            if let Some(AdditionalProperties::RefOr(values)) = object.additional_properties.as_deref_mut() {
                visit(values, change);
            }
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                visit(items, change);
            }
        }
        Schema::OneOf(one) => one.items.iter_mut().for_each(|item| visit(item, change)),
        Schema::AllOf(all) => all.items.iter_mut().for_each(|item| visit(item, change)),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(|item| visit(item, change)),
        _ => {}
    }
}

/// Removes the default of a request's property. In `PATCH` an absent property stays, whereas generators require, or
/// send, a property that has a default.
fn drop_default(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::Ref(reference) => reference.default = None,
        RefOr::T(Schema::Object(object)) => object.default = None,
        RefOr::T(Schema::Array(array)) => array.default = None,
        RefOr::T(Schema::OneOf(one)) => one.default = None,
        RefOr::T(Schema::AllOf(all)) => all.default = None,
        RefOr::T(Schema::AnyOf(any)) => any.default = None,
        RefOr::T(_) => {}
    }
}

/// Moves the description of a property that may be null from the reference to the property, where generators read it.
fn raise_description(schema: &mut RefOr<Schema>) {
    let RefOr::T(Schema::OneOf(one)) = schema else { return };
    for item in &mut one.items {
        if let RefOr::Ref(reference) = item
            && !reference.description.is_empty()
        {
            one.description = Some(std::mem::take(&mut reference.description));
        }
    }
}
