//! The service's answers, read by the catalog: what an operation returned, or the error it
//! returned instead.

mod shape;

use aws_settings::TimestampFormat;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value, json, pytext};
use smithy_catalog::{ErrorShape, Operation, Service, Shape};

use crate::error::{CliError, ServiceError};
use shape::{Misfit, Reader, json_type};

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
/// If the body is not JSON or does not have the form of the output, or if a value is not one of its
/// type.
pub(crate) fn success(
    operation: &Operation,
    answer: &Answer,
    timestamps: TimestampFormat,
) -> Result<Value, CliError> {
    if operation.output.members().is_empty() {
        return Ok(Value::Map(Map::new()));
    }
    let body = || parse(&answer.body).map_err(Misfit::NoJson);
    read(operation, operation.output, answer, timestamps, body).map(Value::Map)
}

/// The members of an output or an error.
fn read(
    operation: &Operation,
    shape: &'static Shape,
    answer: &Answer,
    timestamps: TimestampFormat,
    body: impl FnOnce() -> Result<Value, Misfit>,
) -> Result<Map, CliError> {
    let reader = Reader { timestamps };
    let unreadable = |what: &str| unreadable(operation, answer, what);
    reader
        .answer(shape, answer, body)
        .map_err(|misfit| match misfit {
            Misfit::NoJson(reason) => unreadable(&format!("a body that is not JSON ({reason})")),
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

/// The error in an answer with a status of 300 or more.
///
/// # Errors
/// If the answer is JSON that no error has the form of.
pub(crate) fn service_error(
    service: &Service,
    operation: &Operation,
    answer: &Answer,
) -> Result<ServiceError, CliError> {
    let (code, message) = code_and_message(operation, answer)?;
    let error = match generic_error(answer) {
        Some(_) => None,
        None => modelled(service, operation, &code),
    };
    let members = match error {
        Some(error) => {
            let body = Value::Map(error_body(operation, answer)?);
            let timestamps = TimestampFormat::Iso8601;
            read(operation, error.shape, answer, timestamps, || Ok(body))?
        }
        None => Map::new(),
    };
    Ok(ServiceError {
        code,
        message,
        members,
        status: answer.status,
        request_id: request_id(answer),
    })
}

/// Code and message of the error in an answer.
///
/// # Errors
/// As [`service_error`].
pub(crate) fn code_and_message(
    operation: &Operation,
    answer: &Answer,
) -> Result<(String, String), CliError> {
    if let Some((code, message)) = generic_error(answer) {
        return Ok((code, message.to_owned()));
    }
    let body = error_body(operation, answer)?;
    let code = error_code(operation, answer, &body)?;
    let message = body.get("message").or_else(|| body.get("Message"));
    let message = message.map(|message| python::text(message, MapType::Dict).into_owned());
    Ok((code, message.unwrap_or_default()))
}

/// Code and message of an answer that came from something in between, which cannot be expected to
/// know the protocol, and of 300, which neither is an answer nor says what else to do.
fn generic_error(answer: &Answer) -> Option<(String, &'static str)> {
    if answer.status == 300 {
        return Some(("Unknown".to_owned(), "Unknown"));
    }
    let body = answer.body.trim_ascii();
    let generic = answer.status >= 500 && (body.is_empty() || body.starts_with(b"<html>"));
    generic.then(|| (answer.status.to_string(), reason_phrase(answer.status)))
}

/// The error of that code. The AWS CLI knows those of all operations of the service.
fn modelled(service: &Service, operation: &Operation, code: &str) -> Option<&'static ErrorShape> {
    let own = operation.errors.iter().copied();
    let others = service
        .operations
        .iter()
        .flat_map(|operation| operation.errors.iter().copied());
    own.chain(others).find(|error| error.has_code(code))
}

/// The members of an error. A body that is not JSON is its message.
fn error_body(operation: &Operation, answer: &Answer) -> Result<Map, CliError> {
    match parse(&answer.body) {
        Ok(Value::Map(body)) => Ok(body),
        Ok(other) => {
            let found = json_type(&other);
            Err(unreadable(
                operation,
                answer,
                &format!("{found} instead of an object"),
            ))
        }
        Err(_) => {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            Ok(Map::from([("message".to_owned(), Value::String(text))]))
        }
    }
}

fn error_code(operation: &Operation, answer: &Answer, body: &Map) -> Result<String, CliError> {
    read_code(answer, body).map_err(|found| {
        unreadable(
            operation,
            answer,
            &format!("{found} instead of a string as \"__type\""),
        )
    })
}

/// The code of an error, as it is shown; for retries.
pub(crate) fn shown_code(response: &HttpResponse) -> Option<String> {
    let headers = response.headers().iter();
    let answer = Answer {
        status: response.status().as_u16(),
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: response.body().bytes().unwrap_or_default().to_vec(),
    };
    let body = match parse(&answer.body) {
        Ok(Value::Map(body)) => body,
        Ok(_) => return None,
        Err(_) => Map::default(),
    };
    read_code(&answer, &body).ok()
}

/// The code, or what stands in its place.
fn read_code(answer: &Answer, body: &Map) -> Result<String, &'static str> {
    if let Some(header) = answer.header("x-amzn-errortype") {
        return Ok(clean_code(header));
    }
    match body.get("code").or_else(|| body.get("Code")) {
        None | Some(Value::Null) => {}
        Some(Value::String(code)) => return Ok(clean_code(code)),
        Some(other) => return Ok(python::repr(other, MapType::Dict)),
    }
    if let Some(code) = answer
        .header("x-amzn-query-error")
        .and_then(query_error_code)
    {
        return Ok(clean_code(code));
    }
    match body.get("__type") {
        None => Ok(answer.status.to_string()),
        Some(Value::Null) => Ok(String::new()),
        Some(Value::String(code)) => Ok(clean_code(code)),
        Some(other) => Err(json_type(other)),
    }
}

/// `ValidationException` of `com.amazonaws.service#ValidationException:http://…`.
fn clean_code(code: &str) -> String {
    let code = code.split_once(':').map_or(code, |(code, _)| code);
    code.rsplit_once('#')
        .map_or(code, |(_, code)| code)
        .to_owned()
}

/// The code in `CODE;TYPE`.
fn query_error_code(header: &str) -> Option<&str> {
    let (code, kind) = header.split_once(';')?;
    (!code.is_empty() && !kind.contains(';')).then_some(code)
}

fn request_id(answer: &Answer) -> Option<String> {
    let id = answer.header("x-amzn-requestid");
    let id = id.or_else(|| answer.header("x-amz-request-id"));
    id.map(str::to_owned)
}

/// The standard phrase of a server error; empty for a number that has none.
fn reason_phrase(status: u16) -> &'static str {
    match status {
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        506 => "Variant Also Negotiates",
        507 => "Insufficient Storage",
        508 => "Loop Detected",
        510 => "Not Extended",
        511 => "Network Authentication Required",
        _ => "",
    }
}

/// The body as JSON, `{}` if there is none, or why it is not JSON.
fn parse(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Ok(Value::Map(Map::new()));
    }
    json::read_lossy(text).map_err(|error| error.to_string())
}

/// An answer that cannot be understood. Whatever it answers has been done or not; who sent a
/// request that changes something has to know that it may have been done.
fn unreadable(operation: &Operation, answer: &Answer, what: &str) -> CliError {
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
