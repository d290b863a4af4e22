//! Whatever a service answers, our client and the official SDK make the same of it: outputs, errors, attempts
//! and the time between them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::shared::IntoShared as _;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId as _;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::config;
use crate::requests::{Call, Create, Update, perform};

/// One answer of a service.
#[derive(Clone, Debug)]
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// What a caller can tell of an error.
pub(crate) fn told<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> String {
    let kind = match error {
        SdkError::ConstructionFailure(_) => "construction",
        SdkError::TimeoutError(_) => "timeout",
        SdkError::DispatchFailure(_) => "dispatch",
        SdkError::ResponseError(_) => "response",
        SdkError::ServiceError(_) => "service",
        _ => "another",
    };
    let status = error
        .raw_response()
        .map(|response| response.status().as_u16());
    // Without a code the official client has no message, and ours the one of the answer.
    let code = error.code();
    let message = code.and(error.message());
    let id = error
        .raw_response()
        .and_then(|response| response.request_id());
    format!("{kind} {status:?} {code:?} {message:?} {id:?}")
}

/// What a call came to.
#[derive(Debug, Default, PartialEq)]
struct Account {
    outcome: Option<Result<String, String>>,
    attempts: usize,
    /// Waits before another attempt; how long they are is chance.
    waits: usize,
}

/// Answers in order, of which the last repeats, and notes what is asked and waited for.
#[derive(Clone, Debug)]
struct Service {
    answers: Arc<Vec<Answer>>,
    account: Arc<Mutex<(usize, Vec<Duration>)>>,
}

impl Service {
    fn new(answers: &[Answer]) -> Self {
        Self {
            answers: Arc::new(answers.to_vec()),
            account: Arc::default(),
        }
    }

    fn note<T>(&self, act: impl FnOnce(&mut (usize, Vec<Duration>)) -> T) -> T {
        act(&mut self.account.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn http_client(&self) -> SharedHttpClient {
        let service = self.clone();
        let client = infallible_client_fn(move |_: http::Request<SdkBody>| {
            let number = service.note(|(attempts, _)| {
                *attempts += 1;
                *attempts - 1
            });
            let answer = &service.answers[number.min(service.answers.len() - 1)];
            let mut response = http::Response::builder().status(answer.status);
            for (name, value) in &answer.headers {
                response = response.header(*name, value);
            }
            let body = SdkBody::from(answer.body.clone());
            response.body(body).expect("the response is valid")
        });
        client.into_shared()
    }

    /// What was noted, with this outcome.
    fn account(&self, outcome: Result<String, String>) -> Account {
        self.note(|(attempts, waits)| Account {
            outcome: Some(outcome),
            attempts: *attempts,
            waits: waits.len(),
        })
    }
}

/// Nobody waits here.
impl AsyncSleep for Service {
    fn sleep(&self, duration: Duration) -> Sleep {
        // What takes longer is the clock of a timeout.
        let is_wait = duration < Duration::from_millis(4_500);
        if is_wait {
            self.note(|(_, waits)| waits.push(duration));
            return Sleep::new(std::future::ready(()));
        }
        Sleep::new(std::future::pending())
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9 ]{0,8}", ".{0,6}"]
}

/// A body that an operation may answer with, or nearly.
fn output() -> impl Strategy<Value = Value> {
    // None in seconds: where the model says otherwise, ours reads them all the same.
    let time = prop_oneof![
        Just(json!("2023-04-01T12:00:00Z")),
        Just(json!("2023-04-01T12:00:00.123456Z")),
        Just(json!("2023-04-01T12:00:00+02:00")),
        Just(json!("yesterday")),
    ];
    let behavior = prop_oneof![
        Just("CACHE_ALWAYS".to_owned()),
        Just("CACHE_ON_FAILURE".to_owned()),
        text()
    ];
    let status = prop_oneof![
        Just("ACTIVE".to_owned()),
        Just("DELETED".to_owned()),
        text()
    ];
    let value =
        prop_oneof![4 => text().prop_map(Value::from), 1 => Just(Value::Null), 1 => Just(json!(7))];
    // One tag at most, since a `HashMap` shows several in any order. A null in a map that has none: the official crate refuses the answer, ours leaves it out, as boto3 does.
    let tags = btree_map(
        text(),
        prop_oneof![4 => text().prop_map(Value::from), 1 => Just(json!(7))],
        0..2,
    )
    .prop_map(|tags| tags.into_iter().collect::<Value>());
    let fields = (
        of(value.clone()),
        of(value),
        of(behavior),
        of(status),
        of(time),
        of(tags),
        any::<bool>(),
    );
    fields.prop_map(|(id, name, behavior, status, time, tags, unknown)| {
        let mut fields = serde_json::Map::new();
        for (key, value) in [
            ("id", id),
            ("name", name),
            ("cacheBehavior", behavior.map(Value::from)),
            ("status", status.map(Value::from)),
            ("creationTime", time),
            ("tags", tags),
            ("notInTheModel", unknown.then(|| json!({"a": [1, null]}))),
        ] {
            fields.extend(value.map(|value| (key.to_owned(), value)));
        }
        let fields = Value::Object(fields);
        let mut whole = fields.clone();
        whole["items"] = json!([fields, fields]);
        whole
    })
}

const CODES: [&str; 11] = [
    "AccessDeniedException",
    "ConflictException",
    "InternalServerException",
    "RequestTimeoutException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ThrottlingException",
    "ValidationException",
    "SlowDown",
    "RequestTimeTooSkewed",
    "NobodyKnowsThis",
];

fn failure() -> impl Strategy<Value = Answer> {
    let status = select(vec![
        400_u16, 401, 402, 403, 404, 408, 409, 418, 429, 500, 501, 502, 503, 504,
    ]);
    let code = of(select(&CODES[..]));
    // How the code is told, and in what words.
    let place = 0..5;
    (status, code, place, of("[a-zé ]{1,8}"), of(0..3000_u32)).prop_map(
        |(status, code, place, message, wait)| {
            let mut headers = vec![("x-amzn-requestid", "the-id".to_owned())];
            let mut body = serde_json::Map::new();
            if let Some(code) = code {
                match place {
                    0 => headers.push(("x-amzn-errortype", code.to_owned())),
                    1 => headers.push((
                        "x-amzn-errortype",
                        format!("{code}:http://internal.amazon.com/"),
                    )),
                    2 => drop(body.insert(
                        "__type".to_owned(),
                        json!(format!("com.amazonaws.omics#{code}")),
                    )),
                    3 => drop(body.insert("code".to_owned(), json!(code))),
                    _ => {}
                }
            }
            body.extend(message.map(|message| ("message".to_owned(), json!(message))));
            headers.extend(wait.map(|wait| ("x-amz-retry-after", wait.to_string())));
            let body = match place {
                4 => "<html>out of order</html>".to_owned(),
                _ => Value::Object(body).to_string(),
            };
            Answer {
                status,
                headers,
                body,
            }
        },
    )
}

fn answer() -> impl Strategy<Value = Answer> {
    let success = (select(vec![200_u16, 201, 202]), output()).prop_map(|(status, body)| Answer {
        status,
        headers: vec![("x-amzn-requestid", "the-id".to_owned())],
        body: body.to_string(),
    });
    let odd = select(vec![
        "",
        "{",
        "[]",
        "null",
        "{}",
        "<html>",
        "{\"id\":\"\\ud800\"}",
    ])
    .prop_map(|body| Answer {
        status: 200,
        headers: Vec::new(),
        body: body.to_owned(),
    });
    prop_oneof![3 => success, 1 => odd, 5 => failure()]
}

/// A valid call of each operation; what is sent is another test's concern.
fn valid() -> impl Strategy<Value = Call> {
    let some = |text: &str| Some(text.to_owned());
    select(vec![
        Call::Create(Create {
            location: some("s3://bucket/cache/"),
            behavior: None,
            name: some("name"),
            token: None,
            owner: None,
            tags: None,
        }),
        Call::Get(some("1234567")),
        Call::List(Some(5), None),
        Call::Update(Update {
            id: some("1234567"),
            behavior: None,
            name: some("name"),
            description: None,
        }),
        Call::Delete(some("1234567")),
    ])
}

/// Makes the call with one of the two crates.
macro_rules! answered {
    ($sdk:ident, $answers:expr, $call:expr) => {{
        use $sdk::config::retry::{RetryConfig, RetryPartition};
        use $sdk::config::timeout::TimeoutConfig;
        use $sdk::config::{BehaviorVersion, Credentials, Region, StalledStreamProtectionConfig};
        // A client of its own: those of one partition share what they may retry, and hundreds of faults use it up.
        static CLIENTS: AtomicUsize = AtomicUsize::new(0);
        let partition = format!("{} {}", stringify!($sdk), CLIENTS.fetch_add(1, Ordering::Relaxed));
        let service = Service::new($answers);
        let config = $sdk::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-west-2"))
            .credentials_provider(Credentials::new(
                "AKIDEXAMPLE",
                "secret",
                None,
                None,
                "test",
            ))
            .retry_config(RetryConfig::standard())
            .retry_partition(RetryPartition::new(partition))
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .sleep_impl(service.clone())
            .http_client(service.http_client())
            .build();
        let client = $sdk::Client::from_conf(config);
        let outcome = perform!($sdk, client, $call);
        service.account(outcome)
    }};
}

proptest! {
    #![proptest_config(config(700))]

    #[test]
    fn the_same_is_made_of_an_answer(answers in vec(answer(), 1..4), call in valid()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let (official, ours) = runtime.expect("a runtime can be made").block_on(async {
            (answered!(aws_sdk_omics, &answers, call), answered!(omics_client, &answers, call))
        });
        prop_assert_eq!(official, ours);
    }
}
