//! Documents as they travel: JSON names for member names, timestamps in the format of the member.
//!
//! Reading keeps the members the model knows and drops the rest, as services do.

use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::date_time::{DateTime, Format};
use serde::{Serialize, Serializer};
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

/// A document's value of a member, which serializes itself as it stands on the wire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'v> {
    pub(crate) member: &'static Member,
    pub(crate) value: &'v Value,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.member.target.kind, self.value) {
            (Kind::Structure(members) | Kind::Union(members), Value::Object(fields)) => {
                serializer.collect_map(given_to(members.iter(), fields))
            }
            (Kind::List { member, .. }, Value::Array(items)) => {
                serializer.collect_seq(items.iter().map(|value| Written { member, value }))
            }
            (Kind::Map { value: member, .. }, Value::Object(entries)) => {
                let entries = entries.iter();
                serializer.collect_map(entries.map(|(key, value)| (key, Written { member, value })))
            }
            (Kind::Timestamp, Value::String(text)) => {
                let format = format(self.member, TimestampFormat::EpochSeconds);
                write_timestamp(text, format).serialize(serializer)
            }
            _ => self.value.serialize(serializer),
        }
    }
}

/// Those members that are set, by their JSON names and in the order of the model.
pub(crate) fn given_to<'v>(
    members: impl Iterator<Item = &'static Member>,
    fields: &'v Map<String, Value>,
) -> impl Iterator<Item = (&'static str, Written<'v>)> {
    members.filter_map(|member| {
        let value = fields.get(member.name).filter(|value| !value.is_null())?;
        Some((member.json_name(), Written { member, value }))
    })
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
