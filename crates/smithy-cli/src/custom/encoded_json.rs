//! Texts of answers that are JSON in URL encoding.

use cli_formats::{Value, json};
use percent_encoding::percent_decode_str;
use smithy_catalog::cli::Customization;
use smithy_catalog::{Kind, Member, Operation, Service};

/// The answer with what such texts hold in their place. A text that is no JSON stays as it is.
pub(crate) fn decode(
    service: &'static Service,
    operation: &'static Operation,
    mut answer: Value,
) -> Value {
    for customization in super::of(service, operation) {
        if let Customization::EncodedJson { shape } = *customization {
            members(operation.output.members(), shape, &mut answer);
        }
    }
    answer
}

fn members(members: &'static [Member], shape: &str, value: &mut Value) {
    if let Value::Map(fields) = value {
        for member in members {
            if let Some(field) = fields.get_mut(member.name) {
                of_member(member, shape, field);
            }
        }
    }
}

fn of_member(member: &'static Member, shape: &str, value: &mut Value) {
    match (member.target.kind, &mut *value) {
        (Kind::Structure(inner) | Kind::Union(inner), _) => members(inner.get(), shape, value),
        (Kind::List { member, .. }, Value::List(items)) => {
            items
                .iter_mut()
                .for_each(|item| of_member(member, shape, item));
        }
        (Kind::String, Value::String(text)) if member.target.name() == shape => {
            let decoded = percent_decode_str(text).decode_utf8_lossy();
            if let Ok(held) = json::read(&decoded) {
                *value = held;
            }
        }
        _ => {}
    }
}
