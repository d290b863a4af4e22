//! Reads single string members out of an input through its own serialization.
//!
//! Host labels, endpoint context parameters and telemetry attributes name input members. Asking
//! the input to serialize itself into a [`Probe`] finds them in typed and dynamic inputs alike, so
//! that nothing is generated for them.

use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};

/// Value of the string (or enum) member `name`, if it is set.
pub(crate) fn string(
    input: &dyn SerializableStruct,
    name: &str,
) -> Result<Option<String>, SerdeError> {
    Ok(probe(input, name)?.found)
}

/// Whether the member `name` is set, to a value of whatever kind.
pub(crate) fn is_set(input: &dyn SerializableStruct, name: &str) -> Result<bool, SerdeError> {
    Ok(probe(input, name)?.is_set)
}

fn probe<'a>(input: &dyn SerializableStruct, name: &'a str) -> Result<Probe<'a>, SerdeError> {
    let mut probe = Probe {
        name,
        is_set: false,
        found: None,
    };
    input.serialize_members(&mut probe)?;
    Ok(probe)
}

/// Keeps the string member it looks for and ignores everything else, nested structures included.
struct Probe<'a> {
    name: &'a str,
    is_set: bool,
    found: Option<String>,
}

impl Probe<'_> {
    /// Whether the schema is that of the member.
    fn sees(&mut self, schema: &Schema<'_>) -> bool {
        let seen = schema.member_name() == Some(self.name);
        self.is_set |= seen;
        seen
    }
}

/// Writers whose values a probe has no use for.
macro_rules! ignore {
    ($($method:ident($value:ty);)*) => {
        $(fn $method(&mut self, schema: &Schema<'_>, _value: $value) -> Result<(), SerdeError> {
            self.sees(schema);
            Ok(())
        })*
    };
}

impl ShapeSerializer for Probe<'_> {
    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        if self.sees(schema) {
            self.found = Some(value.to_owned());
        }
        Ok(())
    }

    fn write_null(&mut self, _schema: &Schema<'_>) -> Result<(), SerdeError> {
        Ok(())
    }

    ignore! {
        write_struct(&dyn SerializableStruct);
        write_list(&dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>);
        write_map(&dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>);
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
