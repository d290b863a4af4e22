//! Documents as they travel: JSON names for member names, timestamps in the format of the member.
//!
//! Reading keeps the members the model knows and drops the rest, as services do.

use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::date_time::{DateTime, Format};
use serde_json::{Map, Value};
use smithy_catalog::{Kind, Member, Shape};

/// What an object says of a member. An explicit `null` says nothing.
pub(crate) fn given<'v>(
    fields: &'v Map<String, Value>,
    member: &'static Member,
) -> Option<&'v Value> {
    fields
        .get(member.json_name())
        .filter(|value| !value.is_null())
}

/// A value from the wire as a document. What is of the wrong type is left for validation to find.
pub(crate) fn read(shape: &'static Shape, value: &Value) -> Value {
    match (shape.kind, value) {
        (Kind::Structure(members) | Kind::Union(members), Value::Object(fields)) => {
            let known = members.iter().filter_map(|member| {
                let value = given(fields, member)?;
                Some((member.name.to_owned(), read(member.target, value)))
            });
            Value::Object(known.collect())
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            items.iter().map(|item| read(member.target, item)).collect()
        }
        (Kind::Map { value: member, .. }, Value::Object(entries)) => {
            let entries = entries.iter();
            let read = |(key, value): (&String, &Value)| (key.clone(), read(member.target, value));
            Value::Object(entries.map(read).collect())
        }
        _ => value.clone(),
    }
}

/// A document's value as it stands on the wire.
pub(crate) fn write(member: &'static Member, value: &Value) -> Value {
    match (member.target.kind, value) {
        (Kind::Structure(members) | Kind::Union(members), Value::Object(fields)) => {
            Value::Object(write_members(members.iter(), fields))
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            items.iter().map(|item| write(member, item)).collect()
        }
        (Kind::Map { value: member, .. }, Value::Object(entries)) => {
            let entries = entries.iter();
            let write = |(key, value): (&String, &Value)| (key.clone(), write(member, value));
            Value::Object(entries.map(write).collect())
        }
        (Kind::Timestamp, Value::String(text)) => {
            write_timestamp(text, format(member, TimestampFormat::EpochSeconds))
        }
        _ => value.clone(),
    }
}

/// Those members that are set, in the order of the model.
pub(crate) fn write_members(
    members: impl Iterator<Item = &'static Member>,
    fields: &Map<String, Value>,
) -> Map<String, Value> {
    let set = members.filter_map(|member| {
        let value = fields.get(member.name).filter(|value| !value.is_null())?;
        Some((member.json_name().to_owned(), write(member, value)))
    });
    set.collect()
}

/// The timestamp format of the member, else of its target, else of the place it is bound to.
pub(crate) fn format(member: &'static Member, place: TimestampFormat) -> TimestampFormat {
    let schemas = [member.schema, member.target.schema];
    let modelled = schemas.iter().find_map(|schema| schema.timestamp_format());
    modelled.map_or(place, |modelled| modelled.format())
}

/// Documents hold RFC 3339 date-times.
pub(crate) fn write_timestamp(text: &str, format: TimestampFormat) -> Value {
    let Ok(time) = DateTime::from_str(text, Format::DateTime) else {
        return Value::from(text);
    };
    match format {
        TimestampFormat::EpochSeconds => Value::from(time.as_secs_f64()),
        TimestampFormat::HttpDate => formatted(time, Format::HttpDate, text),
        _ => Value::from(text),
    }
}

fn formatted(time: DateTime, format: Format, otherwise: &str) -> Value {
    time.fmt(format)
        .map_or_else(|_| Value::from(otherwise), Value::from)
}
