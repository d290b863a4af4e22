//! Documents as they travel: JSON names for member names, timestamps in the format of the member.
//!
//! Reading keeps the members the model knows and drops the rest, as services do.

use std::borrow::Cow;
use std::fmt;

use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::date_time::{DateTime, Format};
use serde::de::{MapAccess, Visitor};
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use smithy_catalog::{Kind, Member, Shape};

use crate::records::Record;

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

/// The text of a document's value of a member, which serializes itself as it stands on the wire.
/// What stands there as it does in the document is copied, and not read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'t> {
    pub(crate) member: &'static Member,
    pub(crate) text: &'t RawValue,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.text.get();
        match (self.member.target.kind, text.as_bytes().first()) {
            (Kind::Structure(members) | Kind::Union(members), Some(b'{')) => {
                let Entries(fields) = parse::<_, S>(text)?;
                serializer.collect_map(members.iter().filter_map(|member| {
                    let (_, text) = fields.iter().rfind(|(name, _)| name == member.name)?;
                    let is_given = text.get() != "null";
                    is_given.then_some((member.json_name(), Written { member, text }))
                }))
            }
            (Kind::List { member, .. }, Some(b'[')) => {
                let items: Vec<&RawValue> = parse::<_, S>(text)?;
                let items = items.into_iter();
                serializer.collect_seq(items.map(|text| Written { member, text }))
            }
            (Kind::Map { value: member, .. }, Some(b'{')) => {
                let Entries(entries) = parse::<_, S>(text)?;
                let entries = entries.into_iter();
                serializer.collect_map(entries.map(|(key, text)| (key, Written { member, text })))
            }
            (Kind::Timestamp, Some(b'"')) => {
                let format = format(self.member, TimestampFormat::EpochSeconds);
                let Text(text) = parse::<_, S>(text)?;
                write_timestamp(&text, format).serialize(serializer)
            }
            _ => self.text.serialize(serializer),
        }
    }
}

/// A list of stored records, which serializes itself as it stands on the wire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listed<'r> {
    /// What the items of the list are.
    pub(crate) item: &'static Member,
    pub(crate) records: &'r [Record],
}

impl Serialize for Listed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.records.len()))?;
        for record in self.records {
            let text = std::str::from_utf8(record.text()).map_err(S::Error::custom)?;
            let text = parse::<_, S>(text)?;
            let member = self.item;
            list.serialize_element(&Written { member, text })?;
        }
        list.end()
    }
}

fn parse<'t, T: Deserialize<'t>, S: Serializer>(text: &'t str) -> Result<T, S::Error> {
    serde_json::from_str(text).map_err(S::Error::custom)
}

/// The entries of an object, whose values are not read.
struct Entries<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

/// A text that is copied only if it is written with escapes.
#[derive(Deserialize)]
struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

impl<'t> Deserialize<'t> for Entries<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'t> Visitor<'t> for Object {
            type Value = Entries<'t>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Entries<'t>, A::Error> {
                let mut entries = Vec::new();
                while let Some((Text(name), value)) = map.next_entry()? {
                    entries.push((name, value));
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Object)
    }
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
