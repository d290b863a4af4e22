//! All exchanges, replayed against the client and the command: each input makes the recorded request, and each
//! answer becomes the recorded output or error. The files themselves, the schema of their format, how a recording of
//! somebody with an account becomes one of them, and what of the model they show.

use std::path::Path;
use std::process::{Command, Output};

use conformance::exchange::coverage::Coverage;
use conformance::exchange::same::{Outcome, differences};
use conformance::exchange::{self, Exchange, Request, Response, ServiceError, lint};
use conformance::local::Served;
use conformance::report::Format;
use conformance::sdk::replay::{self, Named, Subject};
use conformance::{binary, case};
use omics_client::Client;
use omics_client::config::retry::RetryConfig;
use omics_client::config::{Credentials, Region};
use omics_client::error::ProvideErrorMetadata;
use omics_client::operation::RequestId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use smithy_client::OperationSpec;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const REQUEST_ID: &str = "00000000-1111-2222-3333-444444444444";

/// What differs when the client replays an exchange.
async fn replayed<O>(exchange: &Exchange) -> Vec<String>
where
    O: OperationSpec<Service = omics_client::Omics>,
    O::Input: DeserializeOwned,
    O::Output: Serialize + RequestId,
    O::Error: ProvideErrorMetadata + RequestId,
{
    let server = MockServer::start().await;
    let response = exchange.response.as_ref().expect("it has an answer");
    let answer = Mock::given(any()).respond_with(template(response));
    answer.mount(&server).await;
    let input = Value::Object(exchange.input.clone());
    let input = serde_json::from_value(input).expect("the input is one of the operation");
    let result = smithy_client::invoke::<O>(client(&server.uri()).handle(), input, None).await;

    let requests = server.received_requests().await.expect("they are recorded");
    let [request] = requests.as_slice() else {
        return vec![format!("{} requests: {result:?}", requests.len())];
    };
    let outcome: Outcome = match &result {
        Ok(output) => match json!(output) {
            Value::Object(members) => Ok(members),
            other => panic!("an output is an object, not {other}"),
        },
        Err(error) => Err(ServiceError {
            code: error.code().map(str::to_owned),
            message: error.message().map(str::to_owned),
        }),
    };
    let query = request.url.query().map(|query| format!("?{query}"));
    let target = format!("{}{}", request.url.path(), query.unwrap_or_default());
    let sent = Request::of(request.method.as_str(), &target, &request.body);
    let mut problems = differences(exchange, &sent, &outcome);
    let request_id = match &result {
        Ok(output) => output.request_id(),
        Err(error) => error.as_service_error().and_then(RequestId::request_id),
    };
    if request_id != Some(REQUEST_ID) {
        problems.push(format!("the request id is {request_id:?}"));
    }
    let content_type = request
        .headers
        .get("content-type")
        .map(|value| value.as_bytes());
    if content_type != sent.body.as_ref().map(|_| &b"application/json"[..]) {
        problems.push(format!("the content type is {content_type:?}"));
    }
    if !request.headers.contains_key("authorization") {
        problems.push("the request is not signed".to_owned());
    }
    problems
}

fn client(url: &str) -> Client {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    let config = omics_client::Config::builder()
        .region(Region::new("us-west-2"))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .endpoint_url(url)
        .build();
    Client::from_conf(config)
}

fn template(answer: &Response) -> ResponseTemplate {
    let mut response =
        ResponseTemplate::new(answer.status).insert_header("x-amzn-requestid", REQUEST_ID);
    response = match &answer.body {
        Some(Value::String(text)) => response.set_body_string(text),
        Some(document) => response.set_body_json(document),
        None => response,
    };
    for (name, value) in &answer.headers {
        response = response.insert_header(name.as_str(), value.as_str());
    }
    response
}

/// Replays an exchange with the operation of its name.
macro_rules! by_name {
    ($exchange:expr, $($module:ident::$operation:ident),+ $(,)?) => {
        match $exchange.operation.as_str() {
            $(stringify!($operation) => {
                replayed::<omics_client::operation::$module::$operation>($exchange).await
            })+
            other => panic!("no exchange of {other} can be replayed yet: name it here"),
        }
    };
}

#[tokio::test]
async fn the_client_sends_and_understands_what_was_recorded() {
    let mut failed = Vec::new();
    for Named { group, exchange } in replay::recorded().expect("they are well-formed") {
        let problems = by_name!(
            &exchange,
            create_run_cache::CreateRunCache,
            delete_run_cache::DeleteRunCache,
            get_run_cache::GetRunCache,
            list_run_caches::ListRunCaches,
            list_tags_for_resource::ListTagsForResource,
            tag_resource::TagResource,
            untag_resource::UntagResource,
            update_run_cache::UpdateRunCache,
        );
        failed.extend(
            problems
                .iter()
                .map(|problem| format!("{group}, {}: {problem}", exchange.name)),
        );
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_sends_and_understands_what_was_recorded() {
    let command = Subject::Command(binary::omics().expect("the command builds"));
    let exchanges = replay::recorded().expect("they are well-formed");
    let report = replay::replay(&command, exchanges, 8)
        .await
        .expect("the command runs");
    assert!(report.is_success(), "{report}");
}

#[test]
fn every_operation_member_binding_and_error_is_shown() {
    let files = exchange::load(&exchange::recorded()).expect("they are well-formed");
    let coverage = Coverage::of(files.iter().flat_map(|(_, file)| &file.exchanges));
    println!("{coverage}");
    assert_eq!(coverage.missing(), [""; 0]);
}

#[test]
fn recordings_hold_nothing_that_should_not_be_published() {
    let mut findings = lint::exchanges(&exchange::recorded()).expect("the folder is there");
    findings.extend(lint::cases(&case::recorded()).expect("the folder is there"));
    let findings: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn schemas_and_types_agree() {
    for (file, text) in conformance::schemas() {
        let there = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
        let fresh = there.is_ok_and(|there| there == text);
        assert!(fresh, "{file} is outdated: cargo xtask conformance schema");
    }
}

/// Runs the suite's own program.
fn suite(arguments: &[&str]) -> Output {
    let run = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .args(arguments)
        .output();
    run.expect("the program runs")
}

#[test]
fn a_recording_of_the_command_is_imported_as_it_is() {
    let served = Served::start(["--memory"]).expect("the server starts");
    let folder = tempfile::tempdir().expect("a folder");
    let recording = folder.path().join("mine.json");
    let recording = recording.to_str().expect("a path that is text");
    let command = shlex::split(&binary::omics().expect("the command builds")).expect("words");
    let create = [
        "create-run-cache",
        "--cache-s3-location",
        "s3://corp-data/x",
        "--record",
        recording,
    ];
    let run = Command::new(&command[0])
        .args(&command[1..])
        .args(create)
        .envs(&served.exports)
        .output();
    let run = run.expect("the command runs");
    assert!(run.status.success(), "{run:?}");

    let into = folder.path().to_str().expect("a path that is text");
    let replace = "corp-data=amzn-s3-demo-bucket";
    let import = [
        "import",
        recording,
        "--name",
        "new",
        "--into",
        into,
        "--replace",
        replace,
    ];
    let target = folder.path().join("new.json");
    let asked = suite(&import);
    assert_eq!(asked.status.code(), Some(2), "{asked:?}");
    assert!(!target.exists(), "nobody agreed");
    let told = suite(&[&import[..], &["--yes"]].concat());
    assert!(told.status.success(), "{told:?}");
    let said = String::from_utf8_lossy(&told.stdout);
    assert!(said.contains("replaced corp-data by"), "{said}");
    let text = std::fs::read_to_string(&target).expect("it was written");
    let file: exchange::File = serde_json::from_str(&text).expect("a file of exchanges");
    assert_eq!(lint::exchange_file(&file, &text), [""; 0]);
    assert!(text.contains("s3://amzn-s3-demo-bucket/x"), "{text}");
    let again = suite(&[&import[..], &["--yes"]].concat());
    assert!(!again.status.success(), "what is there is not replaced");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_gets_it_wrong_is_told_where() {
    let exchanges = replay::recorded().expect("they are well-formed");
    let (refused, others): (Vec<_>, Vec<_>) = exchanges.into_iter().partition(|named| {
        let response = named.exchange.response.as_ref();
        response.is_some_and(|response| response.status == 400)
    });
    let count = others.len();
    for (exchanges, failed) in [(others, count), (refused, 0)] {
        let subject = Subject::Command("true".to_owned());
        let report = replay::replay(&subject, exchanges, 8)
            .await
            .expect("it runs");
        let text = report.render(Format::Text).expect("text");
        assert!(text.contains(&format!(" {failed} failed")), "{text}");
    }
}
