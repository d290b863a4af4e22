//! Shorthand knows strings, lists and maps only; the model knows what the strings stand for.

use cli_formats::{Map, Value, pytext};
use smithy_catalog::{Kind, Member, Shape};

/// Why a value of shorthand cannot become one of the model.
#[derive(Debug, PartialEq)]
pub(super) enum Misfit {
    /// It is no number; Python's message.
    Number(String),
    /// The member takes any JSON, which shorthand is not.
    Document(&'static str),
}

/// Gives the strings in a value the types of the shape, as far as they fit. What does not fit stays as
/// it is, for validation to complain of.
pub(super) fn fit(shape: &'static Shape, value: Value) -> Result<Value, Misfit> {
    match (shape.kind, value) {
        (Kind::Structure(members) | Kind::Union(members), Value::Map(fields)) => {
            structure(members.get(), fields).map(Value::Map)
        }
        (Kind::Structure(_) | Kind::Union(_) | Kind::Map { .. }, other) if !other.is_map() => {
            Ok(other)
        }
        (Kind::Map { value: of, .. }, Value::Map(entries)) => {
            let fitted = entries
                .into_iter()
                .map(|(key, value)| Ok((key, member(of, value)?)));
            fitted.collect::<Result<_, _>>().map(Value::Map)
        }
        (Kind::List { member: of, .. }, Value::List(items)) => {
            let fitted = items.into_iter().map(|item| member(of, item));
            fitted.collect::<Result<_, _>>().map(Value::List)
        }
        // A single value for a list: its only element, which the AWS CLI looks at no further.
        (Kind::List { .. }, single) => Ok(Value::list([single])),
        (kind, value) if kind.is_integer() => integer(value),
        (kind, value) if kind.is_float() => float(value),
        (Kind::Boolean, value) => boolean(value),
        (_, value) => Ok(value),
    }
}

fn member(of: &'static Member, value: Value) -> Result<Value, Misfit> {
    match of.target.kind {
        Kind::Document => Err(Misfit::Document(of.name)),
        _ => fit(of.target, value),
    }
}

/// Members in model order are looked at, so that the first misfit is that of the model's order.
fn structure(members: &'static [Member], mut fields: Map) -> Result<Map, Misfit> {
    for of in members {
        if let Some(field) = fields.get_mut(of.name) {
            let value = std::mem::replace(field, Value::Null);
            *field = member(of, value)?;
        }
    }
    Ok(fields)
}

fn integer(value: Value) -> Result<Value, Misfit> {
    match value {
        Value::String(text) => match pytext::parse_int(&text) {
            Some(number) => Ok(number),
            None => Err(Misfit::Number(pytext::invalid_int(&text))),
        },
        Value::Bytes(_) => Ok(value),
        other => Err(Misfit::Number(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            class(&other)
        ))),
    }
}

fn float(value: Value) -> Result<Value, Misfit> {
    match value {
        Value::String(text) => match pytext::parse_float(&text) {
            Some(number) => Ok(Value::Float(number)),
            None => Err(Misfit::Number(pytext::invalid_float(&text))),
        },
        Value::Bytes(_) => Ok(value),
        other => Err(Misfit::Number(format!(
            "float() argument must be a string or a real number, not '{}'",
            class(&other)
        ))),
    }
}

fn boolean(value: Value) -> Result<Value, Misfit> {
    match value {
        Value::String(text) => Ok(match text.to_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(text),
        }),
        Value::Bytes(_) => Ok(value),
        other => Err(Misfit::Number(format!(
            "'{}' object has no attribute 'lower'",
            class(&other)
        ))),
    }
}

/// The Python type of what shorthand makes besides strings.
fn class(value: &Value) -> &'static str {
    match value {
        Value::List(_) => "list",
        _ => "dict",
    }
}
