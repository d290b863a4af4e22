//! boto3 and our client, called with the same documents and answered the same: what they send, how often, and
//! what their callers get to see.

use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::shared::IntoShared as _;
use aws_smithy_types::body::SdkBody;
use omics_client::Omics;
use omics_client::config::retry::RetryConfig;
use omics_client::config::{BehaviorVersion, Credentials, Region};
use omics_client::error::ProvideErrorMetadata as _;
use omics_model::SERVICE;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use smithy_catalog::Operation;
use smithy_catalog::document::DocumentStruct;
use smithy_client::config::Config;
use smithy_client::{Handle, dynamic};

use crate::documents::{difference, document};
use crate::oracle::BOTOCORE;
use crate::round_trip::plain;
use crate::{Named, operation};

/// A call, and how it is answered: in order, and the last again.
#[derive(Clone, Debug)]
struct Question {
    operation: Named<Operation>,
    input: Value,
    answers: Vec<Answer>,
}

#[derive(Clone, Debug, Serialize)]
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// What was sent, and what the caller saw.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
struct Account {
    requests: Vec<Sent>,
    #[serde(default)]
    output: Option<Value>,
    #[serde(default)]
    error: Option<Failure>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Sent {
    method: String,
    url: String,
    content_type: Option<String>,
    body: Value,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Failure {
    code: String,
    message: String,
    status: u16,
}

fn failure(operation: &'static Operation) -> impl Strategy<Value = Answer> {
    let modelled = operation
        .errors
        .iter()
        .map(|error| (error.status, error.code));
    let others = [
        (400, "ValidationError"),
        (400, "SlowDown"),
        (500, "Oops"),
        (503, "ServiceUnavailable"),
        (502, ""),
        (504, ""),
    ];
    let errors: Vec<_> = modelled.chain(others).collect();
    let text = "[a-zA-Z ]{0,8}";
    (select(errors), 0..3, text, any::<bool>()).prop_map(
        |((status, code), place, message, empty)| {
            let mut headers = vec![("x-amzn-RequestId", "the-id".to_owned())];
            let mut body = json!({"message": message});
            match place {
                _ if code.is_empty() => {}
                0 => headers.push(("x-amzn-ErrorType", code.to_owned())),
                1 => body["__type"] = json!(format!("com.amazonaws.omics#{code}")),
                _ => body["code"] = json!(code),
            }
            // Without a body, a fault gets a code and a message of boto3's own making.
            let body = if empty && place == 0 && status < 500 {
                String::new()
            } else {
                body.to_string()
            };
            Answer {
                status,
                headers,
                body,
            }
        },
    )
}

fn success(operation: &'static Operation) -> impl Strategy<Value = Answer> {
    document(operation.output).prop_map(|body| Answer {
        status: operation.http.code,
        headers: vec![
            ("x-amzn-RequestId", "the-id".to_owned()),
            ("Content-Type", "application/json".to_owned()),
        ],
        body: body.to_string(),
    })
}

fn question() -> impl Strategy<Value = Question> {
    operation(&SERVICE).prop_flat_map(|operation| {
        let failures = vec(failure(operation.0), 0..3);
        let last =
            prop_oneof![2 => success(operation.0).boxed(), 1 => failure(operation.0).boxed()];
        (document(operation.input), failures, last).prop_map(move |(input, mut answers, last)| {
            answers.push(last);
            Question {
                operation,
                input,
                answers,
            }
        })
    })
}

/// boto3 with its transport taken away.
const PROGRAM: &str = r"
import json, re, sys, time
import boto3, botocore.awsrequest, botocore.config, botocore.exceptions
time.sleep = lambda seconds: None
client = boto3.client('omics', region_name='us-west-2', aws_access_key_id='AKIDEXAMPLE', aws_secret_access_key='secret',
    config=botocore.config.Config(retries={'mode': 'standard', 'total_max_attempts': 3}))

class Raw:
    def __init__(self, body): self.body = body
    def stream(self, **kwargs): yield self.body

state = {}
def transport(request, **kwargs):
    body = request.body
    state['requests'].append({'method': request.method, 'url': request.url,
        'content_type': (request.headers.get('Content-Type') or b'').decode() if isinstance(request.headers.get('Content-Type'), bytes) else request.headers.get('Content-Type'),
        'body': json.loads(body) if body else None})
    answer = state['answers'][min(len(state['requests']), len(state['answers'])) - 1]
    headers = botocore.awsrequest.HeadersDict(answer['headers'])
    return botocore.awsrequest.AWSResponse(request.url, answer['status'], headers, Raw(answer['body'].encode()))
client.meta.events.register('before-send.*', transport)

def tell(value):
    return value.isoformat() if hasattr(value, 'isoformat') else str(value)

for line in sys.stdin:
    question = json.loads(line)
    state = {'requests': [], 'answers': question['answers']}
    # The bucket of retries is each call's own here.
    client.meta.events.unregister('needs-retry.omics', unique_id='retry-config-omics')
    import botocore.retries.standard
    botocore.retries.standard.register_retry_handler(client, 3)
    told = {'requests': state['requests']}
    try:
        output = getattr(client, re.sub(r'(?<!^)(?=[A-Z])', '_', question['operation']).lower())(**question['input'])
        output.pop('ResponseMetadata')
        told['output'] = output
    except botocore.exceptions.ClientError as error:
        told['error'] = {'code': error.response['Error'].get('Code', ''), 'message': error.response['Error'].get('Message', ''),
            'status': error.response['ResponseMetadata']['HTTPStatusCode']}
    print(json.dumps(told, default=tell))
";

/// Nobody waits here, whatever for.
#[derive(Debug)]
struct NoSleep;

impl AsyncSleep for NoSleep {
    fn sleep(&self, duration: std::time::Duration) -> Sleep {
        // Beyond what a retry waits, it is the clock of a body that stalls.
        if duration > std::time::Duration::from_secs(21) {
            return Sleep::new(std::future::pending());
        }
        Sleep::new(std::future::ready(()))
    }
}

/// The same with our client.
async fn ours(question: &Question) -> Account {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let config = Config::<Omics>::builder()
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
        .sleep_impl(NoSleep)
        .http_client(transport(question.answers.clone(), Arc::clone(&sent)))
        .build();
    let handle = Handle::new(config).expect("the configuration makes a client");
    let operation = question.operation.0;
    let fields = question
        .input
        .as_object()
        .expect("inputs are structures")
        .clone();
    let input = DocumentStruct::new(operation.input, fields);
    let called = dynamic::call(&handle, operation, input, None).await;
    let requests = std::mem::take(&mut *sent.lock().unwrap_or_else(PoisonError::into_inner));
    match called {
        Ok(answer) => Account {
            requests,
            output: Some(plain(
                &answer
                    .output::<Omics>(operation)
                    .expect("the answer is valid"),
            )),
            error: None,
        },
        Err(error) => Account {
            requests,
            output: None,
            error: Some(Failure {
                code: error.code().unwrap_or_default().to_owned(),
                message: error.message().unwrap_or_default().to_owned(),
                status: error
                    .raw_response()
                    .map_or(0, |response| response.status().as_u16()),
            }),
        },
    }
}

fn transport(answers: Vec<Answer>, sent: Arc<Mutex<Vec<Sent>>>) -> SharedHttpClient {
    let client = infallible_client_fn(move |request: http::Request<SdkBody>| {
        let body = request.body().bytes().expect("no input streams");
        let content_type = request.headers().get("content-type");
        let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.push(Sent {
            method: request.method().to_string(),
            url: request.uri().to_string(),
            content_type: content_type
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
            body: serde_json::from_slice(body).unwrap_or(Value::Null),
        });
        let answer = &answers[(sent.len() - 1).min(answers.len() - 1)];
        let mut response = http::Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(*name, value);
        }
        response
            .body(SdkBody::from(answer.body.clone()))
            .expect("the response is valid")
    });
    client.into_shared()
}

/// What differs beyond what is known to.
fn differ(question: &Question, theirs: &Account, ours: &Account) -> Option<String> {
    let shown = || format!("{question:#?}\nboto3: {theirs:#?}\nours: {ours:#?}");
    let same_output = match (&theirs.output, &ours.output) {
        (Some(theirs), Some(ours)) => difference(question.operation.output, theirs, ours).is_none(),
        (theirs, ours) => theirs.is_none() && ours.is_none(),
    };
    // Where an answer has no code, boto3 takes the status for one.
    let coded = |failure: &Failure| Failure {
        code: if failure.code == failure.status.to_string() {
            String::new()
        } else {
            failure.code.clone()
        },
        ..failure.clone()
    };
    let same_error = theirs.error.as_ref().map(coded) == ours.error.as_ref().map(coded);
    let same = theirs.requests == ours.requests && same_output && same_error;
    (!same).then(shown)
}

#[test]
fn boto3_sends_and_sees_the_same() {
    let mut runner = TestRunner::deterministic();
    let mut next = || {
        question()
            .new_tree(&mut runner)
            .expect("questions can be made")
            .current()
    };
    let questions: Vec<_> = (0..400).map(|_| next()).collect();
    let lines = questions.iter().map(|question| {
        let Question {
            operation,
            input,
            answers,
        } = question;
        format!(
            "{}\n",
            json!({"operation": operation.name, "input": input, "answers": answers})
        )
    });
    let Some(told) = BOTOCORE.ask(PROGRAM, lines.collect()) else {
        return;
    };
    let told: Vec<Account> = told
        .lines()
        .map(|line| serde_json::from_str(line).expect("lines of JSON"))
        .collect();
    assert_eq!(told.len(), questions.len());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let runtime = runtime.expect("a runtime can be made");
    let differences: Vec<_> = questions
        .iter()
        .zip(&told)
        .filter_map(|(question, theirs)| {
            differ(question, theirs, &runtime.block_on(ours(question)))
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} differ, as\n{}",
        differences.len(),
        differences[0]
    );
}
