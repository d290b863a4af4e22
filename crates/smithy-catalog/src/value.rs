//! Values of modelled shapes: how each Rust type is written and read by a schema.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::hash::Hash;

use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, ShapeDeserializer, ShapeSerializer};
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};

use crate::document::Unit;

/// What `Debug` and `Display` say in place of a sensitive value.
pub const REDACTED: &str = "*** Sensitive Data Redacted ***";

/// A value of a shape.
pub trait ShapeValue: Sized {
    /// Writes the value; a sparse element that is not there is written as null.
    fn write(
        &self,
        serializer: &mut dyn ShapeSerializer,
        schema: &Schema<'_>,
    ) -> Result<(), SerdeError>;

    /// Writes the value of a structure's member; a member that is not set is not written.
    fn write_member(
        &self,
        serializer: &mut dyn ShapeSerializer,
        schema: &Schema<'_>,
    ) -> Result<(), SerdeError> {
        self.write(serializer, schema)
    }

    /// A sparse element that is not there.
    fn is_null(&self) -> bool {
        false
    }

    /// Reads a value that is not null.
    fn read(
        deserializer: &mut dyn ShapeDeserializer,
        schema: &Schema<'_>,
    ) -> Result<Self, SerdeError>;

    /// Reads an element of a list or map. A null is an element where the collection is sparse, else it is
    /// none.
    fn read_element(
        deserializer: &mut dyn ShapeDeserializer,
        schema: &Schema<'_>,
    ) -> Result<Option<Self>, SerdeError> {
        if deserializer.is_null() {
            deserializer.read_null()?;
            return Ok(None);
        }
        Self::read(deserializer, schema).map(Some)
    }
}

/// A type that has a value for a required member that the service left out, as smithy-rs corrects it.
pub trait Missing {
    /// That value.
    fn missing() -> Self;
}

/// A key of a map: a string or an enum.
pub trait MapKey: AsRef<str> + Eq + Hash {
    /// The key on the wire.
    fn from_key(key: String) -> Self;
}

impl MapKey for String {
    fn from_key(key: String) -> Self {
        key
    }
}

macro_rules! simple {
    ($($ty:ty: $write:ident($value:ident => $written:expr), $read:ident, $missing:expr;)*) => {$(
        impl ShapeValue for $ty {
            fn write(
                &self,
                serializer: &mut dyn ShapeSerializer,
                schema: &Schema<'_>,
            ) -> Result<(), SerdeError> {
                let $value = self;
                serializer.$write(schema, $written)
            }

            fn read(
                deserializer: &mut dyn ShapeDeserializer,
                schema: &Schema<'_>,
            ) -> Result<Self, SerdeError> {
                deserializer.$read(schema)
            }
        }

        impl Missing for $ty {
            fn missing() -> Self {
                $missing
            }
        }
    )*};
}

simple! {
    bool: write_boolean(value => *value), read_boolean, false;
    i8: write_byte(value => *value), read_byte, 0;
    i16: write_short(value => *value), read_short, 0;
    i32: write_integer(value => *value), read_integer, 0;
    i64: write_long(value => *value), read_long, 0;
    f32: write_float(value => *value), read_float, 0.0;
    f64: write_double(value => *value), read_double, 0.0;
    String: write_string(value => value), read_string, String::new();
    Blob: write_blob(value => value.clone()), read_blob, Blob::new([]);
    DateTime: write_timestamp(value => value), read_timestamp, DateTime::from_secs(0);
    Document: write_document(value => value), read_document, Document::Null;
    BigInteger: write_big_integer(value => value), read_big_integer, big_number("0");
    BigDecimal: write_big_decimal(value => value), read_big_decimal, big_number("0");
}

/// A number of the model.
#[doc(hidden)]
pub fn big_number<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse()
        .expect("the generator checks numbers of the model")
}

/// A field's name, for people: without the `r#` of raw identifiers.
#[doc(hidden)]
pub const fn field_name(identifier: &'static str) -> &'static str {
    match identifier.as_bytes() {
        [b'r', b'#', ..] => identifier.split_at(2).1,
        _ => identifier,
    }
}

impl<T: ShapeValue> ShapeValue for Option<T> {
    fn write(
        &self,
        serializer: &mut dyn ShapeSerializer,
        schema: &Schema<'_>,
    ) -> Result<(), SerdeError> {
        match self {
            Some(value) => value.write(serializer, schema),
            None => serializer.write_null(schema),
        }
    }

    fn is_null(&self) -> bool {
        self.is_none()
    }

    fn write_member(
        &self,
        serializer: &mut dyn ShapeSerializer,
        schema: &Schema<'_>,
    ) -> Result<(), SerdeError> {
        match self {
            Some(value) => value.write(serializer, schema),
            None => Ok(()),
        }
    }

    fn read(
        deserializer: &mut dyn ShapeDeserializer,
        schema: &Schema<'_>,
    ) -> Result<Self, SerdeError> {
        T::read(deserializer, schema).map(Some)
    }

    fn read_element(
        deserializer: &mut dyn ShapeDeserializer,
        schema: &Schema<'_>,
    ) -> Result<Option<Self>, SerdeError> {
        T::read_element(deserializer, schema).map(Some)
    }
}

impl<T: ShapeValue> ShapeValue for Box<T> {
    fn write(
        &self,
        serializer: &mut dyn ShapeSerializer,
        schema: &Schema<'_>,
    ) -> Result<(), SerdeError> {
        T::write(self, serializer, schema)
    }

    fn read(
        deserializer: &mut dyn ShapeDeserializer,
        schema: &Schema<'_>,
    ) -> Result<Self, SerdeError> {
        T::read(deserializer, schema).map(Box::new)
    }
}

impl<T: ShapeValue> ShapeValue for Vec<T> {
    fn write(
        &self,
        serializer: &mut dyn ShapeSerializer,
        schema: &Schema<'_>,
    ) -> Result<(), SerdeError> {
        let element = element(schema.member())?;
        serializer.write_list_with_length(schema, self.len(), &|serializer| {
            self.iter()
                .try_for_each(|value| value.write(serializer, element))
        })
    }

    fn read(
        deserializer: &mut dyn ShapeDeserializer,
        schema: &Schema<'_>,
    ) -> Result<Self, SerdeError> {
        let element = element(schema.member())?;
        let mut values = Self::new();
        deserializer.read_list(schema, &mut |deserializer| {
            values.extend(T::read_element(deserializer, element)?);
            Ok(())
        })?;
        Ok(values)
    }
}

impl<T> Missing for Vec<T> {
    fn missing() -> Self {
        Self::new()
    }
}

impl<K: MapKey, V: ShapeValue> ShapeValue for HashMap<K, V> {
    fn write(
        &self,
        serializer: &mut dyn ShapeSerializer,
        schema: &Schema<'_>,
    ) -> Result<(), SerdeError> {
        let (key_schema, value_schema) = (element(schema.key())?, element(schema.member())?);
        serializer.write_map_with_length(schema, self.len(), &|serializer| {
            // A query has no nulls: what has no value is not in it.
            let in_query = schema.http_query_params().is_some();
            let mut written = self
                .iter()
                .filter(|(_, value)| !(in_query && value.is_null()));
            written.try_for_each(|(key, value)| {
                serializer.write_string(key_schema, key.as_ref())?;
                value.write(serializer, value_schema)
            })
        })
    }

    fn read(
        deserializer: &mut dyn ShapeDeserializer,
        schema: &Schema<'_>,
    ) -> Result<Self, SerdeError> {
        let element = element(schema.member())?;
        let mut values = Self::new();
        deserializer.read_map(schema, &mut |key, deserializer| {
            if let Some(value) = V::read_element(deserializer, element)? {
                values.insert(K::from_key(key), value);
            }
            Ok(())
        })?;
        Ok(values)
    }
}

impl<K, V> Missing for HashMap<K, V> {
    fn missing() -> Self {
        Self::new()
    }
}

/// Schema of an element: generated schemas of lists and maps have one.
fn element<'a>(schema: Option<&'a Schema<'a>>) -> Result<&'a Schema<'a>, SerdeError> {
    schema.ok_or_else(|| SerdeError::custom("the schema of a collection has no element"))
}

impl ShapeValue for Unit {
    fn write(
        &self,
        serializer: &mut dyn ShapeSerializer,
        schema: &Schema<'_>,
    ) -> Result<(), SerdeError> {
        serializer.write_struct(schema, self)
    }

    fn read(deserializer: &mut dyn ShapeDeserializer, _: &Schema<'_>) -> Result<Self, SerdeError> {
        deserializer.read_struct(&aws_smithy_schema::prelude::UNIT, &mut |_, _| Ok(()))?;
        Ok(Self)
    }
}

/// A streaming payload is no part of what a serializer or deserializer sees.
impl ShapeValue for ByteStream {
    fn write(&self, _: &mut dyn ShapeSerializer, _: &Schema<'_>) -> Result<(), SerdeError> {
        Ok(())
    }

    fn read(_: &mut dyn ShapeDeserializer, _: &Schema<'_>) -> Result<Self, SerdeError> {
        Ok(Self::default())
    }
}
