//! The error of an input that breaks constraints.

use std::fmt;

use aws_smithy_schema::serde::{SerdeError, SerializableStruct};

use super::{Rule, Violation, validate};
use crate::{Shape, document};

/// An input that was not sent because it breaks constraints of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct InvalidInput {
    violations: Vec<Violation>,
}

impl InvalidInput {
    /// Every violation, in the order of the model.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the input is invalid: ")?;
        for (index, violation) in self.violations.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidInput {}

/// Checks a modelled input. A missing idempotency token is no violation: the client fills it in.
pub fn validate_input(
    shape: &'static Shape,
    input: &dyn SerializableStruct,
    idempotency_token: Option<&str>,
) -> Result<(), InvalidInput> {
    let mut violations = match document::to_document(input) {
        Ok(document) => validate(shape, &document),
        Err(error) => vec![unserializable(&error)],
    };
    violations.retain(|violation| {
        violation.rule != Rule::Required || Some(violation.path.as_str()) != idempotency_token
    });
    if violations.is_empty() {
        Ok(())
    } else {
        Err(InvalidInput { violations })
    }
}

/// A value that has no document, as the unknown variant of a union.
fn unserializable(error: &SerdeError) -> Violation {
    Violation {
        path: String::new(),
        value: None,
        in_key: false,
        rule: Rule::Unserializable(error.to_string()),
    }
}
