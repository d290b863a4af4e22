//! Errors that a service answered with.

use aws_settings::TimestampFormat;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value};
use smithy_catalog::{ErrorShape, Operation, Protocol, Service};

use super::body::{self, Language};
use super::shape::{Reader, json_type};
use super::{Answer, unreadable};
use crate::error::{CliError, ServiceError};

/// The error in an answer with a status of 300 or more.
///
/// # Errors
/// If the answer has a body of the protocol that no error has the form of.
pub(crate) fn service_error(
    service: &Service,
    operation: &Operation,
    answer: &Answer,
) -> Result<ServiceError, CliError> {
    let protocol = service.protocol;
    let (code, message) = code_and_message(protocol, operation, answer)?;
    let error = match generic_error(answer) {
        Some(_) => None,
        None => modelled(service, operation, &code),
    };
    let members = match error {
        Some(error) => {
            let body = Value::Map(error_body(protocol, operation, answer, Some(error))?);
            let reader = Reader {
                timestamps: TimestampFormat::Iso8601,
                protocol,
            };
            super::read(reader, operation, error.shape, answer, |_| Ok(body))?
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
    protocol: Protocol,
    operation: &Operation,
    answer: &Answer,
) -> Result<(String, String), CliError> {
    if let Some((code, message)) = generic_error(answer) {
        return Ok((code, message.to_owned()));
    }
    let body = error_body(protocol, operation, answer, None)?;
    let code = read_code(protocol, answer, &body).map_err(|found| {
        let what = format!("{found} instead of a string as \"__type\"");
        unreadable(operation, answer, &what)
    })?;
    let names = match Language::of(protocol) {
        Language::Xml => ["Message", "message"],
        _ => ["message", "Message"],
    };
    let message = names.iter().find_map(|name| body.get(*name));
    let message = message.map(|message| python::text(message, MapType::Dict).into_owned());
    let nothing = match body.is_empty() && Language::of(protocol) == Language::Xml {
        true => reason_phrase(answer.status),
        false => "",
    };
    Ok((code, message.unwrap_or_else(|| nothing.to_owned())))
}

/// Code and message of an answer that came from something in between, which cannot be expected to
/// know the protocol, and of 300, which neither is an answer nor says what else to do.
pub(crate) fn generic_error(answer: &Answer) -> Option<(String, &'static str)> {
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

/// The members of an error, by its shape where that is known. A JSON body that is none is its message, and
/// one that is no XML makes an answer of the query protocols unreadable; any other says nothing.
fn error_body(
    protocol: Protocol,
    operation: &Operation,
    answer: &Answer,
    error: Option<&ErrorShape>,
) -> Result<Map, CliError> {
    let shape = error.map(|error| error.shape);
    match body::read_error(protocol, shape, &answer.body) {
        Ok(Value::Map(body)) => Ok(body),
        Ok(other) => {
            let what = format!("{} instead of an object", json_type(&other));
            Err(unreadable(operation, answer, &what))
        }
        Err(_) if Language::of(protocol) == Language::Json => {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            Ok(Map::from([("message".to_owned(), Value::String(text))]))
        }
        Err(_) if matches!(protocol, Protocol::AwsQuery | Protocol::Ec2Query) => {
            Err(unreadable(operation, answer, "no error in XML"))
        }
        Err(_) => Ok(Map::new()),
    }
}

/// The code of an error, as it is shown; for retries.
pub(crate) fn shown_code(protocol: Protocol, response: &HttpResponse) -> Option<String> {
    let headers = response.headers().iter();
    let answer = Answer {
        status: response.status().as_u16(),
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: response.body().bytes().unwrap_or_default().to_vec(),
    };
    if let Some((code, _)) = generic_error(&answer) {
        return Some(code);
    }
    let body = match body::read_error(protocol, None, &answer.body) {
        Ok(Value::Map(body)) => body,
        Ok(_) => return None,
        Err(_) => Map::default(),
    };
    read_code(protocol, &answer, &body).ok()
}

/// The code, or what stands in its place.
fn read_code(protocol: Protocol, answer: &Answer, body: &Map) -> Result<String, &'static str> {
    match (protocol, Language::of(protocol)) {
        (_, Language::Xml) => return Ok(xml_code(answer, body)),
        (Protocol::RestJson1, _) => {
            if let Some(code) = rest_json_code(answer, body) {
                return Ok(code);
            }
        }
        _ => {}
    }
    let code = match body.get("__type") {
        None => answer.status.to_string(),
        Some(Value::Null) => String::new(),
        Some(Value::String(code)) => clean_code(code),
        Some(other) => return Err(json_type(other)),
    };
    // What the error was called before the service changed its protocol.
    let former = answer.header("x-amzn-query-error");
    Ok(former.and_then(query_error_code).map_or(code, clean_code))
}

/// The code that restJson1 has in a header or a member, before any other.
fn rest_json_code(answer: &Answer, body: &Map) -> Option<String> {
    if let Some(header) = answer.header("x-amzn-errortype") {
        return Some(clean_code(header));
    }
    match body.get("code").or_else(|| body.get("Code"))? {
        Value::Null => None,
        Value::String(code) => Some(clean_code(code)),
        other => Some(python::repr(other, MapType::Dict)),
    }
}

/// The element `Code`; the status, where there is no body to have one.
fn xml_code(answer: &Answer, body: &Map) -> String {
    match body.get("Code") {
        Some(Value::String(code)) => code.clone(),
        _ if body.is_empty() => answer.status.to_string(),
        _ => "Unknown".to_owned(),
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

/// The standard phrase of a status; empty for a number that has none.
fn reason_phrase(status: u16) -> &'static str {
    let status = http::StatusCode::from_u16(status).ok();
    status
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
}
