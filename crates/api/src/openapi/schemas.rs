//! Completes the schemas that utoipa derives, and writes them in the forms that common generators and validators read.

use std::collections::BTreeMap;

use utoipa::openapi::schema::{AdditionalProperties, ArrayItems};
use utoipa::openapi::{Components, Ref, RefOr, Schema};

use super::problems;

/// Schema and property that is omitted when it has no value, the exception to the rule.
const SOMETIMES_ABSENT: (&str, &str) = ("AppelEnvoyerDossier", "documentsRequis");

/// Adds the schemas of problems, and completes every schema.
pub(super) fn complete(components: &mut Components) {
    let schemas = &mut components.schemas;
    schemas.insert(problems::FIELD.into(), problems::field());
    schemas.insert(problems::FIELD_CODE.into(), problems::field_codes().into());
    schemas.insert(problems::PROBLEM.into(), problems::schema());
    schemas.insert(problems::CODE.into(), problems::codes().into());
    name_rows(schemas);
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
    name.ends_with("Request")
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
