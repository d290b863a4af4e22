//! Serializers of our own: a value of any type arrives as one enum, and what a serializer has no use for
//! is one arm.

use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};

/// What writing comes to.
pub(crate) type Written = Result<(), SerdeError>;

/// Writes the elements of a collection.
pub(crate) type Elements<'a> = dyn Fn(&mut dyn ShapeSerializer) -> Written + 'a;

/// A value that a structure writes.
pub(crate) enum Value<'a> {
    Struct(&'a dyn SerializableStruct),
    List(&'a Elements<'a>),
    Map(&'a Elements<'a>),
    Boolean(bool),
    Byte(i8),
    Short(i16),
    Integer(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    BigInteger(&'a BigInteger),
    BigDecimal(&'a BigDecimal),
    String(&'a str),
    Blob(Blob),
    Timestamp(&'a DateTime),
    Document(&'a Document),
    Null,
}

impl Value<'_> {
    /// Writes the value as it is.
    pub(crate) fn write(self, schema: &Schema<'_>, to: &mut dyn ShapeSerializer) -> Written {
        match self {
            Self::Struct(value) => to.write_struct(schema, value),
            Self::List(elements) => to.write_list(schema, elements),
            Self::Map(entries) => to.write_map(schema, entries),
            Self::Boolean(value) => to.write_boolean(schema, value),
            Self::Byte(value) => to.write_byte(schema, value),
            Self::Short(value) => to.write_short(schema, value),
            Self::Integer(value) => to.write_integer(schema, value),
            Self::Long(value) => to.write_long(schema, value),
            Self::Float(value) => to.write_float(schema, value),
            Self::Double(value) => to.write_double(schema, value),
            Self::BigInteger(value) => to.write_big_integer(schema, value),
            Self::BigDecimal(value) => to.write_big_decimal(schema, value),
            Self::String(value) => to.write_string(schema, value),
            Self::Blob(value) => to.write_blob(schema, value),
            Self::Timestamp(value) => to.write_timestamp(schema, value),
            Self::Document(value) => to.write_document(schema, value),
            Self::Null => to.write_null(schema),
        }
    }
}

/// Sees the values of a structure in turn, each with the schema of its member.
pub(crate) trait Visitor {
    fn visit(&mut self, schema: &Schema<'_>, value: Value<'_>) -> Written;
}

/// A visitor as a serializer.
pub(crate) struct Visit<V>(pub(crate) V);

macro_rules! visits {
    ($($method:ident($type:ty) => $variant:ident;)*) => {
        $(fn $method(&mut self, schema: &Schema<'_>, value: $type) -> Written {
            self.0.visit(schema, Value::$variant(value))
        })*
    };
}

impl<V: Visitor> ShapeSerializer for Visit<V> {
    visits! {
        write_struct(&dyn SerializableStruct) => Struct;
        write_list(&dyn Fn(&mut dyn ShapeSerializer) -> Written) => List;
        write_map(&dyn Fn(&mut dyn ShapeSerializer) -> Written) => Map;
        write_boolean(bool) => Boolean;
        write_byte(i8) => Byte;
        write_short(i16) => Short;
        write_integer(i32) => Integer;
        write_long(i64) => Long;
        write_float(f32) => Float;
        write_double(f64) => Double;
        write_big_integer(&BigInteger) => BigInteger;
        write_big_decimal(&BigDecimal) => BigDecimal;
        write_string(&str) => String;
        write_blob(Blob) => Blob;
        write_timestamp(&DateTime) => Timestamp;
        write_document(&Document) => Document;
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Written {
        self.0.visit(schema, Value::Null)
    }
}
