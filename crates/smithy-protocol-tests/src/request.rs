//! Request tests: what a client sends.

use aws_smithy_protocol_test::{MediaType, validate_body};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::byte_stream::ByteStream;
use serde_json::Value;
use smithy_catalog::document::{DeserializableStruct, DocumentStruct, from_document, to_document};
use smithy_client::dynamic::call_streaming;
use smithy_client::error::DisplayErrorContext;
use smithy_client::{OperationSpec, invoke};

use crate::case::{self, RequestCase};
use crate::cbor;
use crate::connection::Connection;
use crate::difference::differences;
use crate::{handle, params, report};

/// Calls the operation with the parameters of the case, with types and without, and compares the requests
/// that arrive.
/// `set_body` puts a streamed body into the input.
///
/// # Panics
///
/// If the case does not hold.
pub async fn request<O>(case: &str, set_body: fn(&mut O::Input, ByteStream))
where
    O: OperationSpec<Input: DeserializableStruct>,
{
    let mut case: RequestCase = case::read(case);
    let shape = O::OPERATION.input;
    let body =
        params::streaming_member(shape).and_then(|member| case.message.params.remove(member.name));
    let document = params::document(
        shape,
        &Value::Object(std::mem::take(&mut case.message.params)),
    );
    let mut input: O::Input = match from_document(&document) {
        Ok(input) => input,
        Err(error) => panic!("{}: the parameters make no input: {error}", case.id),
    };
    let body = match body {
        Some(Value::String(text)) => Some(text.into_bytes()),
        _ => None,
    };
    let stream = || body.clone().map(ByteStream::from);
    // Defaults and tokens are the typed input's; a document has none of its own.
    let document = to_document(&input).expect("an input is a document");
    if let Some(body) = stream() {
        set_body(&mut input, body);
    }
    let connection = Connection::empty();
    let handle = handle(&connection, case.host.as_deref());
    let typed = invoke::<O>(&handle, input, None).await;
    let mut found = compare(&case, &connection, typed.err()).await;

    let Value::Object(members) = document else {
        unreachable!("the document of a structure is an object")
    };
    let input = DocumentStruct::new(shape, members);
    let dynamic = call_streaming(&handle, O::OPERATION, input, stream(), None).await;
    let differences = compare(&case, &connection, dynamic.err()).await;
    found.extend(differences.iter().map(|line| format!("dynamic: {line}")));
    report(&case.id, &found);
}

/// Compares the request that arrived.
async fn compare<E: std::error::Error>(
    case: &RequestCase,
    connection: &Connection,
    error: Option<E>,
) -> Vec<String> {
    let Some(request) = connection.request() else {
        let error = error.map(|error| DisplayErrorContext(error).to_string());
        return vec![format!("nothing was sent: {}", error.unwrap_or_default())];
    };
    let mut found = Vec::new();
    head(case, &request, &mut found);
    compare_body(case, request, &mut found).await;
    found
}

/// Compares everything but the body.
pub(crate) fn head(case: &RequestCase, request: &HttpRequest, found: &mut Vec<String>) {
    line(case, request, found);
    query(case, request, found);
    headers(case, request, found);
}

/// Method, host and path.
fn line(case: &RequestCase, request: &HttpRequest, found: &mut Vec<String>) {
    let mut compare = |what: &str, expected: &str, actual: &str| {
        if expected != actual {
            found.push(format!("{what}: expected `{expected}`, found `{actual}`"));
        }
    };
    compare("method", &case.method, request.method());
    let after_scheme = request
        .uri()
        .split_once("://")
        .map_or(request.uri(), |(_, rest)| rest);
    let (host, _) = after_scheme.split_once('/').unwrap_or((after_scheme, ""));
    let path = &after_scheme[host.len()..];
    compare("path", &case.uri, path.split('?').next().unwrap_or(path));
    if let Some(expected) = &case.resolved_host {
        let expected = expected.split('/').next().unwrap_or(expected);
        compare("host", expected, host);
    }
}

fn query(case: &RequestCase, request: &HttpRequest, found: &mut Vec<String>) {
    let query = request.uri().split_once('?').map_or("", |(_, query)| query);
    let mut left: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    let has =
        |name: &String, left: &[&str]| left.iter().any(|pair| pair.split('=').next() == Some(name));
    for name in case
        .forbid_query_params
        .iter()
        .filter(|name| has(name, &left))
    {
        found.push(format!(
            "query: `{name}` must not be there, found `{query}`"
        ));
    }
    for name in case
        .require_query_params
        .iter()
        .filter(|name| !has(name, &left))
    {
        found.push(format!("query: `{name}` must be there, found `{query}`"));
    }
    for expected in &case.query_params {
        match left.iter().position(|pair| pair == expected) {
            Some(index) => {
                left.remove(index);
            }
            None => found.push(format!("query: expected `{expected}`, found `{query}`")),
        }
    }
}

fn headers(case: &RequestCase, request: &HttpRequest, found: &mut Vec<String>) {
    let value = |name: &str| {
        let values: Vec<&str> = request.headers().get_all(name.to_lowercase()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    };
    for (name, expected) in &case.message.headers {
        match value(name) {
            Some(actual) if elements(&actual) == elements(expected) => {}
            actual => found.push(format!(
                "header {name}: expected `{expected}`, found {actual:?}"
            )),
        }
    }
    for name in &case.forbid_headers {
        if let Some(actual) = value(name) {
            found.push(format!(
                "header {name}: must not be there, found `{actual}`"
            ));
        }
    }
    for name in case
        .require_headers
        .iter()
        .filter(|name| value(name).is_none())
    {
        found.push(format!("header {name}: must be there"));
    }
}

/// Elements of a header, without the space that may surround them.
fn elements(value: &str) -> Vec<&str> {
    value.split(',').map(str::trim).collect()
}

async fn compare_body(case: &RequestCase, mut request: HttpRequest, found: &mut Vec<String>) {
    let Some(expected) = &case.message.body else {
        return;
    };
    let body = std::mem::replace(request.body_mut(), aws_smithy_types::body::SdkBody::taken());
    let bytes = match ByteStream::new(body).collect().await {
        Ok(bytes) => bytes.into_bytes(),
        Err(error) => return found.push(format!("the body cannot be read: {error}")),
    };
    match case.message.body_media_type.as_deref() {
        Some("application/json") => json(expected, &bytes, found),
        Some("application/cbor") if !expected.is_empty() => cbor::compare(expected, &bytes, found),
        Some(media_type) if !expected.is_empty() => {
            let media_type = MediaType::from(media_type);
            if let Err(difference) = validate_body(&bytes, expected, media_type) {
                found.push(format!("body: {difference}"));
            }
        }
        _ if expected.as_bytes() == bytes => {}
        _ => {
            let actual = String::from_utf8_lossy(&bytes);
            found.push(format!("body: expected `{expected}`, found `{actual}`"));
        }
    }
}

/// Compares JSON bodies.
pub(crate) fn json(expected: &str, actual: &[u8], found: &mut Vec<String>) {
    let (read, actual_text) = (
        serde_json::from_slice::<Value>(actual),
        String::from_utf8_lossy(actual),
    );
    match (serde_json::from_str::<Value>(expected), read) {
        (Ok(expected), Ok(actual)) => differences("body", &expected, &actual, found),
        _ if expected == actual_text => {}
        _ => found.push(format!(
            "body: expected `{expected}`, found `{actual_text}`"
        )),
    }
}
