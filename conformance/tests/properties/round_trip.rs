//! An input goes over the wire and is read by the local service as what it was, and an answer by the client,
//! whatever else stands in it.

use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::shared::IntoShared as _;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::date_time::Format;
use bytes::Bytes;
use omics_client::Omics;
use omics_client::config::{BehaviorVersion, Credentials, Region};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use smithy_catalog::document::DocumentStruct;
use smithy_catalog::{Kind, Member, Operation, Shape};
use smithy_client::config::Config;
use smithy_client::dynamic::{self, Value as Answer};
use smithy_client::{Handle, ServiceSpec};
use smithy_local::{Backend, Call, Failure, LocalService, Records, TEST_KEY};

use crate::documents::{difference, document};
use crate::{Named, config, operation};

/// Keeps the input it gets, and answers what it is told to.
#[derive(Clone, Debug, Default)]
struct Echo(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    input: Value,
    output: Value,
}

impl Echo {
    fn state<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Backend for Echo {
    fn answer(
        &self,
        call: &Call<'_>,
        _: &mut Records<'_>,
    ) -> Result<smithy_local::Answer, Failure> {
        Ok(self.state(|state| {
            state.input = call.input.clone();
            state.output.clone().into()
        }))
    }
}

/// A client of a local service whose answers are changed on their way.
struct World<S: ServiceSpec> {
    echo: Echo,
    handle: Handle<S>,
}

/// What happens to the body of an answer.
type Change = fn(&'static Operation, &mut Value);

impl<S: ServiceSpec> World<S> {
    fn new(operation: &'static Operation, change: Change) -> Self {
        let echo = Echo::default();
        let service = LocalService::in_memory(S::SERVICE, echo.clone()).allow_unsigned();
        let config = Config::<S>::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new(TEST_KEY, TEST_KEY, None, None, "test"))
            .endpoint_url("http://localhost")
            .http_client(transport(Arc::new(service), operation, change))
            .build();
        let handle = Handle::new(config).expect("the configuration makes a client");
        Self { echo, handle }
    }

    /// Calls with this input: the input as it arrived, and the output as it came back.
    fn call(
        &self,
        operation: &'static Operation,
        input: &Value,
        output: &Value,
    ) -> Result<(Value, Value), String> {
        self.echo.state(|state| {
            *state = State {
                input: Value::Null,
                output: output.clone(),
            }
        });
        let fields = input.as_object().expect("inputs are structures").clone();
        let input = DocumentStruct::new(operation.input, fields);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        let called = dynamic::call(&self.handle, operation, input, None);
        let answer = runtime.expect("a runtime can be made").block_on(called);
        let answer = answer.map_err(|error| format!("{error:?}"))?;
        let output = answer
            .output::<S>(operation)
            .map_err(|error| error.to_string())?;
        Ok((self.echo.state(|state| state.input.clone()), plain(&output)))
    }
}

fn transport(
    service: Arc<LocalService>,
    operation: &'static Operation,
    change: Change,
) -> SharedHttpClient {
    let client = infallible_client_fn(move |request: http::Request<SdkBody>| {
        let request =
            request.map(|body| Bytes::copy_from_slice(body.bytes().expect("no input streams")));
        let response = service.handle(&request);
        response.map(|body| match serde_json::from_slice(&body) {
            Ok(mut document) => {
                change(operation, &mut document);
                SdkBody::from(document.to_string())
            }
            Err(_) => SdkBody::from(body),
        })
    });
    client.into_shared()
}

/// The answer as a document.
pub(crate) fn plain(answer: &Answer) -> Value {
    match answer {
        Answer::Null => Value::Null,
        Answer::Boolean(flag) => json!(flag),
        Answer::Integer(number) => json!(number),
        Answer::BigInteger(number) => number
            .as_ref()
            .parse::<i64>()
            .map_or(Value::Null, Value::from),
        Answer::BigDecimal(number) => number
            .as_ref()
            .parse::<f64>()
            .map_or(Value::Null, Value::from),
        Answer::Float(number) => float(f64::from(*number)),
        Answer::Double(number) => float(*number),
        Answer::String(text) => json!(text),
        Answer::Blob(bytes) => json!(aws_smithy_types::base64::encode(bytes)),
        Answer::Timestamp(time) => json!(time.fmt(Format::DateTime).expect("the time has a year")),
        Answer::List(items) => items.iter().map(plain).collect(),
        Answer::Map(entries) => entries
            .iter()
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect(),
        other => panic!("{other:?} has no document"),
    }
}

fn float(number: f64) -> Value {
    match number {
        number if number.is_nan() => json!("NaN"),
        f64::INFINITY => json!("Infinity"),
        f64::NEG_INFINITY => json!("-Infinity"),
        number => json!(number),
    }
}

fn unchanged(_: &'static Operation, _: &mut Value) {}

/// Adds what the model does not know, nulls in place of what is missing, and turns the order around.
fn disturbed(operation: &'static Operation, body: &mut Value) {
    let members = operation.output.members();
    match members
        .iter()
        .find(|member| member.schema.http_payload().is_some())
    {
        Some(payload) => disturb(payload.target, body),
        None => disturb_members(members, body),
    }
}

fn disturb(shape: &'static Shape, value: &mut Value) {
    match (shape.kind, value) {
        (Kind::Structure(_), value @ Value::Object(_)) => disturb_members(shape.members(), value),
        (Kind::Union(_), Value::Object(fields)) => {
            for member in shape.members() {
                if let Some(value) = fields.get_mut(member.json_name()) {
                    disturb(member.target, value);
                } else {
                    fields.insert(member.json_name().to_owned(), Value::Null);
                }
            }
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            items
                .iter_mut()
                .for_each(|item| disturb(member.target, item));
        }
        (Kind::Map { value: member, .. }, Value::Object(entries)) => {
            entries
                .values_mut()
                .for_each(|entry| disturb(member.target, entry));
        }
        _ => {}
    }
}

fn disturb_members<'a>(members: impl IntoIterator<Item = &'a Member>, value: &mut Value)
where
    'static: 'a,
{
    let Value::Object(fields) = value else { return };
    let unknown = json!({"deep": [{"deeper": [null, 1.5e300, "\u{1F600}", {}]}]});
    let mut turned = Map::from_iter([("NotInTheModel".to_owned(), unknown)]);
    for (name, value) in std::mem::take(fields).into_iter().rev() {
        turned.insert(name, value);
    }
    for member in members {
        match turned.get_mut(member.json_name()) {
            Some(value) => disturb(member.target, value),
            None => drop(turned.insert(member.json_name().to_owned(), Value::Null)),
        }
    }
    *fields = turned;
}

/// An operation with valid documents of input and output.
fn call<S: ServiceSpec>() -> impl Strategy<Value = (Named<Operation>, Value, Value)> {
    operation(S::SERVICE)
        .prop_filter("documents say all of it", |it| {
            is_plain(it.input) && is_plain(it.output)
        })
        .prop_flat_map(|operation| {
            (
                Just(operation),
                document(operation.input),
                document(operation.output),
            )
        })
}

/// Whether a document says all there is to say: no events, and not any header that a request or answer has anyway.
fn is_plain(shape: &Shape) -> bool {
    shape.members().iter().all(|member| {
        let events = member.schema.streaming() && matches!(member.target.kind, Kind::Union(_));
        let prefix = member.schema.http_prefix_headers();
        !events && prefix.is_none_or(|prefix| !prefix.value().is_empty())
    })
}

/// What is wrong after a call went there and back.
fn wrong<S: ServiceSpec>(
    (operation, input, output): (Named<Operation>, Value, Value),
    change: Change,
) -> Option<String> {
    let world = World::<S>::new(operation.0, change);
    let (arrived, came_back) = match world.call(operation.0, &input, &output) {
        Ok(both) => both,
        Err(error) => return Some(format!("{}: {error}", operation.name)),
    };
    let there = difference(operation.input, &input, &arrived);
    let back = difference(operation.output, &output, &came_back);
    let [there, back] = [("input", there), ("output", back)]
        .map(|(what, it)| it.map(|it| format!("{} {what}: {it}", operation.name)));
    there.or(back)
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn calls_of_the_service_arrive_and_come_back(call in call::<Omics>()) {
        prop_assert_eq!(wrong::<Omics>(call, unchanged), None);
    }

    #[test]
    fn answers_of_a_later_service_are_read(call in call::<Omics>()) {
        prop_assert_eq!(wrong::<Omics>(call, disturbed), None);
    }
}
