//! Elements of lists and maps, as smithy-rs's codecs for XML and forms expect them.
//!
//! These codecs know by the lack of a member name that a value is an element, and take its name from the
//! schema of the collection. Generated and dynamic inputs write elements by the schemas of the
//! collection's members, which have names.

use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};

use crate::visitor::{self, Value, Visit, Visitor, Written};

/// A structure that writes elements of collections without a name, and no members that are headers of
/// events.
pub(crate) struct Elements<'a>(pub(crate) &'a dyn SerializableStruct);

impl SerializableStruct for Elements<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.0.schema()
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        self.0.serialize_members(&mut Visit(Writer {
            inner: serializer,
            in_collection: false,
            text_numbers: false,
        }))
    }
}

/// As [`Elements`], with big numbers as text.
pub(crate) struct TextNumbers<'a>(pub(crate) &'a dyn SerializableStruct);

impl SerializableStruct for TextNumbers<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.0.schema()
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        self.0.serialize_members(&mut Visit(Writer {
            inner: serializer,
            in_collection: false,
            text_numbers: true,
        }))
    }
}

/// A structure that writes its map of all headers first: headers that members have of their own are
/// written over those of the map.
pub(crate) struct AllHeadersFirst<'a>(pub(crate) &'a dyn SerializableStruct);

/// Whether the member is a map of headers of any name.
pub(crate) fn has_all_headers(member: &Schema<'_>) -> bool {
    let prefix = member.http_prefix_headers();
    prefix.is_some_and(|prefix| prefix.value().is_empty())
}

impl SerializableStruct for AllHeadersFirst<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.0.schema()
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        for maps in [true, false] {
            let inner = &mut *serializer;
            self.0.serialize_members(&mut Visit(Half { inner, maps }))?;
        }
        Ok(())
    }
}

/// Writes the maps of all headers, or every other member.
struct Half<'a> {
    inner: &'a mut dyn ShapeSerializer,
    maps: bool,
}

impl Visitor for Half<'_> {
    fn visit(&mut self, schema: &Schema<'_>, value: Value<'_>) -> Written {
        match has_all_headers(schema) == self.maps {
            true => value.write(schema, self.inner),
            false => Ok(()),
        }
    }
}

/// A structure some of whose string members have other values.
pub(crate) struct Replaced<'a> {
    pub(crate) inner: &'a dyn SerializableStruct,
    /// The members and their values.
    pub(crate) replacements: Vec<(&'static Schema<'static>, String)>,
}

impl SerializableStruct for Replaced<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.inner.schema()
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        self.inner.serialize_members(&mut Visit(Without {
            inner: serializer,
            replacements: &self.replacements,
        }))?;
        let mut replacements = self.replacements.iter();
        replacements.try_for_each(|(schema, value)| serializer.write_string(schema, value))
    }
}

/// Writes every member but the replaced ones.
struct Without<'a> {
    inner: &'a mut dyn ShapeSerializer,
    replacements: &'a [(&'static Schema<'static>, String)],
}

impl Visitor for Without<'_> {
    fn visit(&mut self, schema: &Schema<'_>, value: Value<'_>) -> Written {
        let name = schema.member_name();
        let mut replaced = self.replacements.iter();
        match value {
            Value::String(_) if replaced.any(|(schema, _)| schema.member_name() == name) => Ok(()),
            value => value.write(schema, self.inner),
        }
    }
}

struct Writer<'a> {
    inner: &'a mut dyn ShapeSerializer,
    in_collection: bool,
    text_numbers: bool,
}

impl Visitor for Writer<'_> {
    fn visit(&mut self, schema: &Schema<'_>, value: Value<'_>) -> Written {
        if schema.event_header().is_some() {
            return Ok(());
        }
        let without_name = self.in_collection && schema.member_name().is_some();
        let unnamed = without_name.then(|| unnamed(schema));
        let schema = unnamed.as_ref().unwrap_or(schema);
        let text_numbers = self.text_numbers;
        match value {
            Value::Struct(value) => {
                let schema = match self.in_collection {
                    // The structure's own schema: it knows which members are attributes.
                    true => value.schema(),
                    false => schema,
                };
                match text_numbers {
                    true => self.inner.write_struct(schema, &TextNumbers(value)),
                    false => self.inner.write_struct(schema, &Elements(value)),
                }
            }
            Value::List(elements) => {
                let elements = in_collection(text_numbers, elements);
                self.inner.write_list(schema, &elements)
            }
            Value::Map(entries) => {
                let entries = in_collection(text_numbers, entries);
                self.inner.write_map(schema, &entries)
            }
            Value::BigInteger(number) if text_numbers => {
                self.inner.write_string(schema, number.as_ref())
            }
            Value::BigDecimal(number) if text_numbers => {
                self.inner.write_string(schema, number.as_ref())
            }
            value => value.write(schema, self.inner),
        }
    }
}

/// The schema of an element without its name.
fn unnamed<'a>(schema: &'a Schema<'_>) -> Schema<'a> {
    let id = schema.shape_id().clone();
    let unnamed = match (schema.key(), schema.member()) {
        (Some(key), Some(value)) => Schema::new_map(id, key, value),
        (None, Some(element)) => Schema::new_list(id, element),
        _ => Schema::new(id, schema.shape_type()),
    };
    match schema.timestamp_format() {
        Some(format) => unnamed.with_timestamp_format(format.format()),
        None => unnamed,
    }
}

/// Writes the elements of a collection.
fn in_collection<'a>(
    text_numbers: bool,
    elements: &'a visitor::Elements<'a>,
) -> impl Fn(&mut dyn ShapeSerializer) -> Written + 'a {
    move |serializer| {
        elements(&mut Visit(Writer {
            inner: serializer,
            in_collection: true,
            text_numbers,
        }))
    }
}
