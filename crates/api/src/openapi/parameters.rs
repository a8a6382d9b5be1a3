//! Completes the parameters of the operations with limits and forms that utoipa's attributes can't express.

use std::fmt::Display;

use common::liste::{LAST_PAGE, MAX_LIMIT, SEARCH_LENGTH};
use common::{CandidatSortKey, Sort, SortKey};
use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{Object, RefOr, Schema};

use crate::routes::actions::KEY_LIMIT;

/// Validity of an idempotency key; the database keeps it with its action.
const KEY_LIFETIME: &str = "1 to 200 printable ASCII characters, unique for each account. A key does not expire: it is \
                            kept as long as its action, until the person is anonymised.";

/// Completes a parameter of an operation.
pub(super) fn complete(operation: &str, parameter: &mut RefOr<Parameter>) {
    let RefOr::T(parameter) = parameter else { return };
    if let Some(schema) = &mut parameter.schema {
        forbid_null(schema);
    }
    if parameter.name == "Idempotency-Key" {
        let described = [parameter.description.as_deref().unwrap_or_default(), KEY_LIFETIME].join(" ");
        *parameter = ParameterBuilder::from(parameter.clone()).description(Some(described)).build();
    }
    if let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema {
        limit(operation, &parameter.name, schema);
    }
}

/// Writes the limits of [`common`] into a schema, because utoipa's attributes accept only literals.
fn limit(operation: &str, name: &str, schema: &mut Object) {
    match name {
        "recherche" => schema.max_length = Some(SEARCH_LENGTH),
        "tri" if operation.ends_with("Candidats") => schema.enum_values = Some(orders(CandidatSortKey::ALL)),
        "tri" => schema.enum_values = Some(orders(SortKey::ALL)),
        "page" => (schema.minimum, schema.maximum) = (Some(1.into()), Some(LAST_PAGE.into())),
        "limit" => (schema.minimum, schema.maximum) = (Some(1.into()), Some(MAX_LIMIT.into())),
        "Idempotency-Key" => {
            (schema.min_length, schema.max_length) = (Some(1), Some(KEY_LIMIT));
            schema.pattern = Some("^[!-~]([ -~]*[!-~])?$".to_owned());
        }
        _ => {}
    }
}

/// Returns the words of the sort orders by these keys.
fn orders<K: Copy + Display>(keys: &[K]) -> Vec<Value> {
    let both = |key: &K| [false, true].map(|descending| json!(Sort { key: *key, descending }.to_string()));
    keys.iter().flat_map(both).collect()
}

/// Removes `null` from the schema of a parameter: it is a text, which is given or not.
fn forbid_null(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => remove_null(&mut object.schema_type),
        RefOr::T(Schema::Array(array)) => remove_null(&mut array.schema_type),
        RefOr::T(Schema::OneOf(one)) => {
            one.items.retain(|item| !is_null(item));
            if let [only] = one.items.as_slice() {
                *schema = only.clone();
            }
        }
        _ => {}
    }
}

fn remove_null(schema_type: &mut SchemaType) {
    if let SchemaType::Array(types) = schema_type {
        types.retain(|one| *one != Type::Null);
        if let [only] = types.as_slice() {
            *schema_type = SchemaType::Type(only.clone());
        }
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(Object { schema_type: SchemaType::Type(Type::Null), .. })))
}
