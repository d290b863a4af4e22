//! Elements of lists and maps, as smithy-rs's codecs for XML and forms expect them.
//!
//! These codecs know by the lack of a member name that a value is an element, and take its name from the
//! schema of the collection. Generated and dynamic inputs write elements by the schemas of the
//! collection's members, which have names.

use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};

/// A structure that writes elements of collections without a name, and no members that are headers of
/// events.
pub(crate) struct Elements<'a>(pub(crate) &'a dyn SerializableStruct);

impl SerializableStruct for Elements<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.0.schema()
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        self.0.serialize_members(&mut Writer {
            inner: serializer,
            in_collection: false,
            text_numbers: false,
        })
    }
}

/// As [`Elements`], with big numbers as text.
pub(crate) struct TextNumbers<'a>(pub(crate) &'a dyn SerializableStruct);

impl SerializableStruct for TextNumbers<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.0.schema()
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        self.0.serialize_members(&mut Writer {
            inner: serializer,
            in_collection: false,
            text_numbers: true,
        })
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
        self.inner.serialize_members(&mut Without {
            inner: serializer,
            replacements: &self.replacements,
        })?;
        let mut replacements = self.replacements.iter();
        replacements.try_for_each(|(schema, value)| serializer.write_string(schema, value))
    }
}

/// Writes every member but the replaced ones.
struct Without<'a> {
    inner: &'a mut dyn ShapeSerializer,
    replacements: &'a [(&'static Schema<'static>, String)],
}

struct Writer<'a> {
    inner: &'a mut dyn ShapeSerializer,
    in_collection: bool,
    text_numbers: bool,
}

type Written = Result<(), SerdeError>;

impl Writer<'_> {
    fn write(
        &mut self,
        schema: &Schema<'_>,
        write: impl FnOnce(&mut dyn ShapeSerializer, &Schema<'_>) -> Written,
    ) -> Written {
        if schema.event_header().is_some() {
            return Ok(());
        }
        if self.in_collection && schema.member_name().is_some() {
            write(self.inner, &unnamed(schema))
        } else {
            write(self.inner, schema)
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
    elements: &'a dyn Fn(&mut dyn ShapeSerializer) -> Written,
) -> impl Fn(&mut dyn ShapeSerializer) -> Written + 'a {
    move |serializer| {
        elements(&mut Writer {
            inner: serializer,
            in_collection: true,
            text_numbers,
        })
    }
}

macro_rules! scalars {
    ($($method:ident($value:ty);)*) => {
        $(fn $method(&mut self, schema: &Schema<'_>, value: $value) -> Written {
            self.write(schema, |inner, schema| inner.$method(schema, value))
        })*
    };
}

impl ShapeSerializer for Writer<'_> {
    fn write_struct(&mut self, schema: &Schema<'_>, value: &dyn SerializableStruct) -> Written {
        let schema = match self.in_collection {
            // The structure's own schema: it knows which members are attributes.
            true => value.schema(),
            false => schema,
        };
        match self.text_numbers {
            true => self.inner.write_struct(schema, &TextNumbers(value)),
            false => self.inner.write_struct(schema, &Elements(value)),
        }
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        elements: &dyn Fn(&mut dyn ShapeSerializer) -> Written,
    ) -> Written {
        let text_numbers = self.text_numbers;
        self.write(schema, |inner, schema| {
            inner.write_list(schema, &in_collection(text_numbers, elements))
        })
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        entries: &dyn Fn(&mut dyn ShapeSerializer) -> Written,
    ) -> Written {
        let text_numbers = self.text_numbers;
        self.write(schema, |inner, schema| {
            inner.write_map(schema, &in_collection(text_numbers, entries))
        })
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Written {
        self.write(schema, |inner, schema| inner.write_null(schema))
    }

    scalars! {
        write_boolean(bool);
        write_byte(i8);
        write_short(i16);
        write_integer(i32);
        write_long(i64);
        write_float(f32);
        write_double(f64);
        write_string(&str);
        write_blob(Blob);
        write_timestamp(&DateTime);
        write_document(&Document);
    }

    fn write_big_integer(&mut self, schema: &Schema<'_>, value: &BigInteger) -> Written {
        match self.text_numbers {
            true => self.write_string(schema, value.as_ref()),
            false => self.write(schema, |inner, schema| {
                inner.write_big_integer(schema, value)
            }),
        }
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, value: &BigDecimal) -> Written {
        match self.text_numbers {
            true => self.write_string(schema, value.as_ref()),
            false => self.write(schema, |inner, schema| {
                inner.write_big_decimal(schema, value)
            }),
        }
    }
}

macro_rules! forward {
    ($($method:ident($value:ty);)*) => {
        $(fn $method(&mut self, schema: &Schema<'_>, value: $value) -> Written {
            self.inner.$method(schema, value)
        })*
    };
}

impl ShapeSerializer for Without<'_> {
    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Written {
        let name = schema.member_name();
        let mut replaced = self.replacements.iter();
        if replaced.any(|(schema, _)| schema.member_name() == name) {
            return Ok(());
        }
        self.inner.write_string(schema, value)
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Written {
        self.inner.write_null(schema)
    }

    forward! {
        write_struct(&dyn SerializableStruct);
        write_list(&dyn Fn(&mut dyn ShapeSerializer) -> Written);
        write_map(&dyn Fn(&mut dyn ShapeSerializer) -> Written);
        write_boolean(bool);
        write_byte(i8);
        write_short(i16);
        write_integer(i32);
        write_long(i64);
        write_float(f32);
        write_double(f64);
        write_big_integer(&BigInteger);
        write_big_decimal(&BigDecimal);
        write_blob(Blob);
        write_timestamp(&DateTime);
        write_document(&Document);
    }
}
