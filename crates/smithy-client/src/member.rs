//! Reads single string members out of an input through its own serialization.
//!
//! Host labels, endpoint context parameters and telemetry attributes name input members. Asking
//! the input to serialize itself into a [`Probe`] finds them in typed and dynamic inputs alike, so
//! that nothing is generated for them.

use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct};

use crate::visitor::{Value, Visit, Visitor, Written};

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
    let mut probe = Visit(Probe {
        name,
        is_set: false,
        found: None,
    });
    input.serialize_members(&mut probe)?;
    Ok(probe.0)
}

/// Keeps the string member it looks for and ignores everything else, nested structures included.
struct Probe<'a> {
    name: &'a str,
    is_set: bool,
    found: Option<String>,
}

impl Visitor for Probe<'_> {
    fn visit(&mut self, schema: &Schema<'_>, value: Value<'_>) -> Written {
        if schema.member_name() == Some(self.name) && !matches!(value, Value::Null) {
            self.is_set = true;
            if let Value::String(text) = value {
                self.found = Some(text.to_owned());
            }
        }
        Ok(())
    }
}
