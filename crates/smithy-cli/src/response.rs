//! The service's answers, read by the catalog: what an operation returned, or the error it
//! returned instead.

mod body;
mod failure;
mod shape;

use aws_settings::TimestampFormat;
use cli_formats::{Map, Value, pytext};
use smithy_catalog::{Operation, Protocol, Shape};

use crate::error::CliError;
pub(crate) use failure::{code_and_message, generic_error, service_error, shown_code};
use shape::{Misfit, Reader};

/// A successful answer, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, whatever its case.
    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// What the operation returned: the modelled members that are there, in model order. Values of
/// another JSON type than the model has are shown as they are, where that is possible.
///
/// # Errors
/// If the body is not of the protocol or does not have the form of the output, or if a value is not one of
/// its type.
pub(crate) fn success(
    protocol: Protocol,
    operation: &Operation,
    answer: &Answer,
    timestamps: TimestampFormat,
) -> Result<Value, CliError> {
    if operation.output.members().is_empty() {
        return Ok(Value::Map(Map::new()));
    }
    let reader = Reader {
        timestamps,
        protocol,
    };
    let body = |shape| body::read(protocol, shape, &answer.body);
    read(reader, operation, operation.output, answer, body).map(Value::Map)
}

/// The members of an output or an error.
fn read(
    reader: Reader,
    operation: &Operation,
    shape: &'static Shape,
    answer: &Answer,
    body: impl FnOnce(&'static Shape) -> Result<Value, Misfit>,
) -> Result<Map, CliError> {
    let unreadable = |what: &str| unreadable(operation, answer, what);
    reader
        .answer(shape, answer, body)
        .map_err(|misfit| match misfit {
            Misfit::Unreadable(language, reason) => {
                unreadable(&format!("a body that is not {language} ({reason})"))
            }
            Misfit::Timestamp(error) => CliError::general(error.to_string()),
            Misfit::Value(message) => CliError::general(message),
            Misfit::Type {
                path,
                found,
                expected,
            } => match path.is_empty() {
                true => unreadable(&format!("{found} instead of {expected}")),
                false => unreadable(&format!(
                    "{found} instead of {expected} as {:?}",
                    path.join(".")
                )),
            },
        })
}

/// An answer that cannot be understood. Whatever it answers has been done or not; who sent a
/// request that changes something has to know that it may have been done.
pub(crate) fn unreadable(operation: &Operation, answer: &Answer, what: &str) -> CliError {
    const SHOWN: usize = 200;
    let body = String::from_utf8_lossy(&answer.body);
    let body = match body.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("begins with {}", pytext::repr(&body[..end])),
        None => format!("is {}", pytext::repr(&body)),
    };
    let after = match answer.status {
        _ if operation.readonly || answer.status >= 300 => "",
        201 => " The resource may have been created all the same: look before you try again.",
        _ => " The request may have taken effect all the same: look before you try again.",
    };
    let (name, status) = (operation.name, answer.status);
    CliError::general(format!(
        "The service answered {name} with status {status} and {what}. The body {body}.{after}"
    ))
}

#[cfg(test)]
mod tests;
