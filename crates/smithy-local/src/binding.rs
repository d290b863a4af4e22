//! HTTP bindings: requests as documents, documents as answers.

mod lists;

use std::borrow::Cow;

use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::base64;
use bytes::Bytes;
use form_urlencoded::parse;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use serde::Serializer as _;
use serde::ser::SerializeMap as _;
use serde_json::value::to_raw_value;
use serde_json::{Map, Number, Value};
use smithy_catalog::constraint::{Rule, service_message, validate};
use smithy_catalog::{Kind, Member, Operation, Shape};

use crate::backend::Answer;
use crate::failure::Failure;
use crate::wire;

/// What a request says, as a document of this input.
pub(crate) fn read(
    input: &'static Shape,
    labels: &[(&str, String)],
    request: &Request<Bytes>,
) -> Result<Value, Failure> {
    let members = input.members();
    let query: Vec<_> = parse(request.uri().query().unwrap_or("").as_bytes()).collect();
    let body = read_body(members, request.body())?;
    let mut document = Map::new();
    for member in members {
        let schema = member.schema;
        let value = if schema.http_label().is_some() {
            let label = labels.iter().find(|(name, _)| *name == member.name);
            label.map(|(_, text)| typed(member, text))
        } else if let Some(name) = schema.http_query() {
            let pairs = query.iter().filter(|(key, _)| key == name.value());
            collected(member, pairs.map(|(_, text)| text.as_ref()))
        } else if schema.http_query_params().is_some() {
            Some(rest_of_query(members, &query))
        } else if let Some(name) = schema.http_header() {
            let values = request.headers().get_all(name.value()).iter();
            collected(member, values.filter_map(|value| value.to_str().ok()))
        } else if let Some(prefix) = schema.http_prefix_headers() {
            Some(with_prefix(request.headers(), prefix.value()))
        } else if schema.http_payload().is_some() {
            read_payload(member, request.body())?
        } else {
            wire::given(&body, member).map(|value| wire::read(member.target, value))
        };
        if let Some(value) = value {
            document.insert(member.name.to_owned(), value);
        }
    }
    Ok(Value::Object(document))
}

/// Whether the member travels in the JSON body.
fn in_body(member: &Member) -> bool {
    let schema = member.schema;
    schema.http_label().is_none()
        && schema.http_query().is_none()
        && schema.http_query_params().is_none()
        && schema.http_header().is_none()
        && schema.http_prefix_headers().is_none()
        && schema.http_payload().is_none()
        && schema.http_response_code().is_none()
}

fn read_body(members: &'static [Member], body: &Bytes) -> Result<Map<String, Value>, Failure> {
    if body.is_empty() || !members.iter().any(in_body) {
        return Ok(Map::new());
    }
    match read_json(body)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(Failure::serialization("The body must be a JSON object.")),
    }
}

fn read_json(body: &Bytes) -> Result<Value, Failure> {
    serde_json::from_slice(body)
        .map_err(|error| Failure::serialization(format!("The body is not valid JSON: {error}.")))
}

fn read_payload(member: &'static Member, body: &Bytes) -> Result<Option<Value>, Failure> {
    if body.is_empty() {
        return Ok(None);
    }
    let value = match member.target.kind {
        Kind::Blob => Value::from(base64::encode(body)),
        Kind::String | Kind::Enum(_) => Value::from(String::from_utf8_lossy(body)),
        _ => wire::read(member.target, &read_json(body)?),
    };
    Ok(Some(value))
}

/// The value of a query parameter or header that may stand there more than once.
fn collected<'a>(
    member: &'static Member,
    mut values: impl Iterator<Item = &'a str>,
) -> Option<Value> {
    let Kind::List {
        member: element, ..
    } = member.target.kind
    else {
        return values.next().map(|text| typed(member, text));
    };
    let in_header = member.schema.http_header().is_some();
    let is_date = matches!(element.target.kind, Kind::Timestamp)
        && wire::format(element, TimestampFormat::HttpDate) == TimestampFormat::HttpDate;
    let items: Vec<_> = values
        .flat_map(|text| match in_header {
            true => lists::split(text, is_date),
            false => vec![Cow::Borrowed(text)],
        })
        .map(|text| typed(element, &text))
        .collect();
    (!items.is_empty()).then_some(Value::Array(items))
}

/// Text from the URI or a header as the member's type. What does not fit stays text for validation
/// to find.
fn typed(member: &Member, text: &str) -> Value {
    match member.target.kind {
        Kind::Boolean if text == "true" => Value::Bool(true),
        Kind::Boolean if text == "false" => Value::Bool(false),
        Kind::Byte
        | Kind::Short
        | Kind::Integer
        | Kind::IntEnum(_)
        | Kind::Long
        | Kind::Float
        | Kind::Double
        | Kind::BigInteger
        | Kind::BigDecimal
        | Kind::Timestamp => text
            .parse::<Number>()
            .map_or_else(|_| text.into(), Value::Number),
        _ => text.into(),
    }
}

/// The query parameters that no member names.
fn rest_of_query<K: AsRef<str>, V: AsRef<str>>(
    members: &'static [Member],
    query: &[(K, V)],
) -> Value {
    let named = |key: &str| {
        let mut names = members
            .iter()
            .filter_map(|member| member.schema.http_query());
        names.any(|name| name.value() == key)
    };
    let rest = query.iter().filter(|(key, _)| !named(key.as_ref()));
    rest.map(|(key, value)| (key.as_ref(), value.as_ref()))
        .collect()
}

/// The headers that start with the prefix, by the rest of their names.
fn with_prefix(headers: &HeaderMap, prefix: &str) -> Value {
    let prefix = prefix.to_ascii_lowercase();
    let matching = headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().strip_prefix(&prefix)?, value.to_str().ok()?))
    });
    matching.collect()
}

/// Holds an input against the model.
///
/// Values of the wrong type are a fault of the message, all others of its content.
pub(crate) fn check(operation: &Operation, input: &Value) -> Result<(), Failure> {
    let violations = validate(operation.input, input);
    let misread = |rule: &Rule| matches!(rule, Rule::WrongType { .. });
    if let Some(violation) = violations.iter().find(|violation| misread(&violation.rule)) {
        return Err(Failure::serialization(violation.to_string()));
    }
    if violations.is_empty() {
        Ok(())
    } else {
        Err(Failure::validation(service_message(&violations)))
    }
}

/// The answer that carries a document of this output.
pub(crate) fn write(
    output: &'static Shape,
    code: u16,
    answer: &Answer,
) -> Result<Response<Bytes>, Failure> {
    let nothing = Map::new();
    let fields = answer.members().unwrap_or(&nothing);
    let members = output.members();
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::from_u16(code)
        .map_err(|_| Failure::internal(format!("{code} is no HTTP status")))?;
    if members.iter().any(in_body) {
        let body = write_body(members, fields, answer).map_err(unwritten)?;
        set_body(&mut response, "application/json", body);
    }
    for member in members {
        let Some(value) = fields.get(member.name) else {
            continue;
        };
        if let Some(name) = member.schema.http_header() {
            insert_header(&mut response, name.value(), &header_text(member, value))?;
        } else if let Some(prefix) = member.schema.http_prefix_headers() {
            for (name, value) in value.as_object().unwrap_or(&nothing) {
                let name = format!("{}{name}", prefix.value());
                insert_header(&mut response, &name, value.as_str().unwrap_or(""))?;
            }
        } else if member.schema.http_payload().is_some() {
            write_payload(&mut response, member, value)?;
        } else if member.schema.http_response_code().is_some()
            && let Some(code) = value.as_u64().and_then(|code| u16::try_from(code).ok())
            && let Ok(status) = StatusCode::from_u16(code)
        {
            *response.status_mut() = status;
        }
    }
    Ok(response)
}

/// Those members that travel in the JSON body and are set, in the order of the model.
fn write_body(
    members: &'static [Member],
    fields: &Map<String, Value>,
    answer: &Answer,
) -> serde_json::Result<Vec<u8>> {
    let mut body = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut body);
    let mut map = serializer.serialize_map(None)?;
    for member in members.iter().filter(|member| in_body(member)) {
        if let Some(records) = answer.list(member.name)
            && let Kind::List { member: item, .. } = member.target.kind
        {
            map.serialize_entry(member.json_name(), &wire::Listed { item, records })?;
        } else if let Some(value) = fields.get(member.name).filter(|value| !value.is_null()) {
            let text = &to_raw_value(value)?;
            map.serialize_entry(member.json_name(), &wire::Written { member, text })?;
        }
    }
    map.end()?;
    Ok(body)
}

fn set_body(response: &mut Response<Bytes>, kind: &'static str, body: impl Into<Bytes>) {
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    *response.body_mut() = body.into();
}

fn write_payload(
    response: &mut Response<Bytes>,
    member: &'static Member,
    value: &Value,
) -> Result<(), Failure> {
    match (member.target.kind, value) {
        (Kind::Blob, Value::String(text)) => {
            let bytes = base64::decode(text)
                .map_err(|_| Failure::internal(format!("{} is no base64 text", member.name)))?;
            set_body(response, "application/octet-stream", bytes);
        }
        (Kind::String | Kind::Enum(_), Value::String(text)) => {
            set_body(response, "text/plain", text.clone());
        }
        _ => {
            let text = &to_raw_value(value).map_err(unwritten)?;
            let body = serde_json::to_vec(&wire::Written { member, text }).map_err(unwritten)?;
            set_body(response, "application/json", body);
        }
    }
    Ok(())
}

fn header_text(member: &'static Member, value: &Value) -> String {
    match (member.target.kind, value) {
        (Kind::List { member, .. }, Value::Array(items)) => {
            let is_text = !matches!(member.target.kind, Kind::Timestamp);
            let texts = items.iter().map(|item| header_text(member, item));
            let texts = texts.map(|text| match is_text {
                true => lists::quote(&text).into_owned(),
                false => text,
            });
            texts.collect::<Vec<_>>().join(", ")
        }
        (Kind::Timestamp, Value::String(text)) => {
            let format = wire::format(member, TimestampFormat::HttpDate);
            plain_text(&wire::write_timestamp(text, format))
        }
        _ => plain_text(value),
    }
}

fn plain_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn unwritten(error: serde_json::Error) -> Failure {
    Failure::internal(format!("the answer cannot be written: {error}"))
}

fn insert_header(response: &mut Response<Bytes>, name: &str, text: &str) -> Result<(), Failure> {
    let header = HeaderName::try_from(name)
        .ok()
        .zip(HeaderValue::try_from(text).ok());
    let (name, value) =
        header.ok_or_else(|| Failure::internal(format!("{name} cannot stand in a header")))?;
    response.headers_mut().insert(name, value);
    Ok(())
}

#[cfg(test)]
mod tests;
