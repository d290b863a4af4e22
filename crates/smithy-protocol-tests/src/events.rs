//! Event stream tests: the events a client sends, and what it makes of those it receives.

use std::pin::Pin;
use std::task::{Context, Poll};

use aws_smithy_eventstream::frame::read_message_from;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::event_stream::{HeaderValue, Message};
use bytes::Bytes;
use futures_core::Stream;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use smithy_catalog::document::{DeserializableStruct, from_document, to_document};
use smithy_catalog::event_stream::{EventError, EventReceiver, EventStreamSender};
use smithy_client::error::{DisplayErrorContext, SdkError};
use smithy_client::{OperationSpec, invoke};

use crate::case::{self, RequestCase, ResponseCase};
use crate::connection::Connection;
use crate::difference::differences;
use crate::{cbor, handle, params, report, request};

/// `smithy.test#eventStreamTests`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EventCase {
    id: String,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    initial_request_params: Map<String, Value>,
    initial_request: Option<Value>,
    #[serde(default)]
    initial_response_params: Map<String, Value>,
    initial_response: Option<Value>,
    #[serde(default)]
    expectation: Value,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    params: Value,
    #[serde(default)]
    headers: Map<String, Value>,
    body: Option<String>,
    body_media_type: Option<String>,
    bytes: Option<String>,
}

/// What was received: events and modelled errors as documents of the union, anything else as text.
pub type Received = Vec<Result<Value, String>>;

/// A sender of these documents.
pub fn sender<T, E>(events: Vec<Value>) -> EventStreamSender<T, E>
where
    T: DeserializableStruct + Send + Sync + 'static,
    E: Send + Sync + 'static,
{
    let events = events.iter().map(|event| match from_document(event) {
        Ok(event) => Ok(event),
        Err(error) => panic!("the parameters make no event: {error}"),
    });
    EventStreamSender::from(Events(events.collect::<Vec<_>>().into_iter()))
}

struct Events<T>(std::vec::IntoIter<T>);

impl<T> Unpin for Events<T> {}

impl<T> Stream for Events<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(self.0.next())
    }
}

/// Everything a receiver receives.
pub async fn receive<T, E>(receiver: &mut EventReceiver<T, E>) -> Received
where
    T: aws_smithy_schema::serde::SerializableStruct,
    E: EventError,
{
    let mut received = Vec::new();
    loop {
        received.push(match receiver.recv().await {
            Ok(None) => return received,
            Ok(Some(event)) => to_document(&event).map_err(|error| error.to_string()),
            Err(SdkError::ServiceError(error)) => match error.err().event() {
                Some((name, value)) => to_document(value)
                    .map(|value| json!({ name: value }))
                    .map_err(|error| error.to_string()),
                None => Err(DisplayErrorContext(error.err()).to_string()),
            },
            Err(error) => Err(DisplayErrorContext(error).to_string()),
        });
    }
}

/// The future of what is received from an output.
pub type Receive<'a> = Pin<Box<dyn Future<Output = Received> + 'a>>;

/// Sends the events of the case, answers with those of the case, and compares both. `send` puts events
/// into the input, `receive` takes them out of the output.
///
/// # Panics
///
/// If the case does not hold.
pub async fn events<O>(
    case: &str,
    send: fn(&mut O::Input, Vec<Value>),
    receive: for<'a> fn(&'a mut O::Output) -> Receive<'a>,
) where
    O: OperationSpec<
            Input: DeserializableStruct,
            Output: aws_smithy_schema::serde::SerializableStruct,
        >,
{
    let case: EventCase = case::read(case);
    let connection = Connection::answering(&answer(&case));
    let mut input: O::Input =
        from_document(&input::<O>(&case)).expect("the parameters are an input");
    send(&mut input, params_of::<O>(&case));
    let mut found = Vec::new();
    match invoke::<O>(&handle(&connection, None), input, None).await {
        Ok(mut output) => {
            compare_output::<O>(&case, &output, &mut found);
            compare_received::<O>(&case, receive(&mut output).await, &mut found);
        }
        Err(error) => {
            let code = aws_smithy_types::error::metadata::ProvideErrorMetadata::code(&error);
            failed(
                &case,
                code,
                &DisplayErrorContext(&error).to_string(),
                &mut found,
            );
        }
    }
    let request = connection.request().expect("a request was sent");
    compare_request(&case, request, &mut found).await;
    report(&case.id, &found);
}

fn input<O: OperationSpec>(case: &EventCase) -> Value {
    let mut input = params::least_input(O::OPERATION);
    let given = Value::Object(case.initial_request_params.clone());
    let given = params::document(O::OPERATION.input, &given);
    if let (Value::Object(input), Value::Object(given)) = (&mut input, given) {
        input.extend(given);
    }
    input
}

/// The events that are sent, as documents of the union.
fn params_of<O: OperationSpec>(case: &EventCase) -> Vec<Value> {
    let Some(member) = params::streaming_member(O::OPERATION.input) else {
        return Vec::new();
    };
    let sent = case.events.iter().filter(|event| event.kind == "request");
    sent.map(|event| params::document(member.target, &event.params))
        .collect()
}

/// What the connection answers.
fn answer(case: &EventCase) -> ResponseCase {
    let given = case.initial_response.clone();
    let mut answer: ResponseCase = given.map_or_else(ResponseCase::empty, |mut given| {
        given["id"] = json!(case.id);
        serde_json::from_value(given).expect("the case has a response")
    });
    let frames = case.events.iter().filter(|event| event.kind == "response");
    let frames: Vec<u8> = frames.flat_map(frame).collect();
    if !frames.is_empty() {
        answer.message.body = Some(aws_smithy_types::base64::encode(frames));
        answer.message.body_media_type = Some(connection_media_type());
    }
    answer
}

/// Bodies of this type stand in base64.
fn connection_media_type() -> String {
    "application/cbor".to_owned()
}

fn frame(event: &Event) -> Vec<u8> {
    let bytes = event.bytes.as_deref().expect("the case has its bytes");
    aws_smithy_types::base64::decode(bytes).expect("the case has base64")
}

fn compare_output<O: OperationSpec>(
    case: &EventCase,
    output: &dyn aws_smithy_schema::serde::SerializableStruct,
    found: &mut Vec<String>,
) {
    let shape = O::OPERATION.output;
    let expected = Value::Object(case.initial_response_params.clone());
    let expected = params::comparable(shape, &params::document(shape, &expected));
    if expected
        .as_object()
        .is_some_and(|members| !members.is_empty())
    {
        let actual = to_document(output).expect("an output is a document");
        differences(
            "output",
            &expected,
            &params::comparable(shape, &actual),
            found,
        );
    }
}

fn compare_received<O: OperationSpec>(
    case: &EventCase,
    received: Received,
    found: &mut Vec<String>,
) {
    let failure = case.expectation.get("failure");
    if let (Some(failure), None) = (failure, failure.and_then(|failure| failure.get("errorId"))) {
        if received.iter().all(Result::is_ok) {
            found.push(format!(
                "expected a failure ({failure}), found {received:?}"
            ));
        }
        return;
    }
    let Some(member) = params::streaming_member(O::OPERATION.output) else {
        return;
    };
    let expected: Vec<&Event> = case
        .events
        .iter()
        .filter(|event| event.kind == "response")
        .collect();
    if expected.len() != received.len() {
        found.push(format!(
            "expected {} events, found {received:?}",
            expected.len()
        ));
        return;
    }
    for (index, (expected, actual)) in expected.iter().zip(received).enumerate() {
        let expected = params::document(member.target, &expected.params);
        let expected = params::comparable(member.target, &expected);
        match actual {
            Ok(actual) => {
                let actual = params::comparable(member.target, &actual);
                differences(&format!("event {index}"), &expected, &actual, found);
            }
            Err(error) => found.push(format!("event {index}: {error}")),
        }
    }
}

/// The call failed: rightly, if the case says so.
fn failed(case: &EventCase, code: Option<&str>, error: &str, found: &mut Vec<String>) {
    match case.expectation.get("failure") {
        Some(failure) => {
            let id = failure.get("errorId").and_then(Value::as_str);
            let expected = id.and_then(|id| id.rsplit('#').next());
            if expected.is_some() && expected != code {
                found.push(format!("expected the error {expected:?}, found {error}"));
            }
        }
        None => found.push(format!("the call failed: {error}")),
    }
}

async fn compare_request(case: &EventCase, mut request: HttpRequest, found: &mut Vec<String>) {
    if let Some(initial) = &case.initial_request {
        let initial: RequestCase =
            serde_json::from_value(initial.clone()).expect("the case has a request");
        request::head(&initial, &request, found);
    }
    let expected: Vec<&Event> = case
        .events
        .iter()
        .filter(|event| event.kind == "request")
        .collect();
    if expected.is_empty() {
        return;
    }
    let body = std::mem::replace(request.body_mut(), SdkBody::taken());
    let sent = match ByteStream::new(body).collect().await {
        Ok(bytes) => messages(bytes.into_bytes()),
        Err(error) => return found.push(format!("the events cannot be sent: {error}")),
    };
    if sent.len() != expected.len() {
        found.push(format!(
            "expected {} messages, found {sent:?}",
            expected.len()
        ));
        return;
    }
    for (index, (expected, actual)) in expected.iter().zip(&sent).enumerate() {
        compare_message(&format!("message {index}"), expected, actual, found);
    }
}

/// The messages in a body, out of the signed messages around them.
fn messages(mut body: Bytes) -> Vec<Message> {
    let mut messages = Vec::new();
    while !body.is_empty() {
        let length = body.first_chunk::<4>().expect("a message has a length");
        let length = u32::from_be_bytes(*length) as usize;
        let message = read_message_from(body.split_to(length)).expect("a message");
        let signed = |message: &Message| {
            let mut headers = message.headers().iter();
            headers.any(|header| header.name().as_str() == ":chunk-signature")
        };
        if !signed(&message) {
            messages.push(message);
        } else if !message.payload().is_empty() {
            messages.push(read_message_from(message.payload().clone()).expect("a message"));
        }
    }
    messages
}

fn compare_message(path: &str, expected: &Event, actual: &Message, found: &mut Vec<String>) {
    let headers: Map<String, Value> = actual
        .headers()
        .iter()
        .map(|header| (header.name().as_str().to_owned(), of_header(header.value())))
        .collect();
    let expected_headers = Value::Object(expected.headers.clone());
    differences(
        &format!("{path}: headers"),
        &expected_headers,
        &Value::Object(headers),
        found,
    );
    let Some(body) = &expected.body else { return };
    let payload = actual.payload();
    match expected.body_media_type.as_deref() {
        Some("application/json") => request::json(body, payload, found),
        Some("application/cbor") => cbor::compare(body, payload, found),
        _ if body.as_bytes() == payload => {}
        _ => found.push(format!(
            "{path}: body: expected `{body}`, found {payload:?}"
        )),
    }
}

/// A header as cases write it.
fn of_header(value: &HeaderValue) -> Value {
    match value {
        HeaderValue::Bool(flag) => json!({ "boolean": flag }),
        HeaderValue::Byte(number) => json!({ "byte": number }),
        HeaderValue::Int16(number) => json!({ "short": number }),
        HeaderValue::Int32(number) => json!({ "integer": number }),
        HeaderValue::Int64(number) => json!({ "long": number }),
        HeaderValue::ByteArray(bytes) => {
            json!({ "blob": aws_smithy_types::base64::encode(bytes) })
        }
        HeaderValue::String(text) => json!({ "string": text.as_str() }),
        HeaderValue::Timestamp(time) => json!({ "timestamp": time.as_secs_f64() }),
        other => json!(format!("{other:?}")),
    }
}
