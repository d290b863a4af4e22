//! A client of a model with what real models have tripped over, `conformance/models/box.json`, sends and answers as it
//! should: an operation of each kind is called, against a server on loopback that keeps what was sent.

use std::fmt::{Debug, Write as _};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, spawn};

use conformance_services::thing_box;
use thing_box::Client;
use thing_box::config::{AccountIdEndpointMode, Builder, Credentials, Region, Token};
use thing_box::error::DisplayErrorContext;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Answers one request with `body` and returns it: its head, and what it holds.
fn serve(body: &'static str) -> (String, JoinHandle<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let request = spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(reader.read_line(&mut head).expect("text"), 0, "{head}");
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().expect("a length"))
        });
        let mut sent = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut sent).expect("the whole body");
        let length = body.len();
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
            .expect("answered");
        (head, String::from_utf8(sent).expect("text"))
    });
    (url, request)
}

fn config(url: &str) -> Builder {
    // `Mode` is of this service alone, so its setter comes with a trait.
    use thing_box::config::ContextParams as _;

    let credentials = Credentials::builder()
        .access_key_id("AKID")
        .secret_access_key("SECRET")
        .account_id("123456789012")
        .provider_name("test")
        .build();
    Builder::new()
        .region(Region::new("us-east-1"))
        .credentials_provider(credentials)
        .endpoint_url(url)
        .mode("mode")
}

/// The path that a call without an account in its endpoint goes to, and all it says.
macro_rules! sent {
    ($call:ident $(.$set:ident($($value:expr),*))*) => {
        sent!(|config| config, $call $(.$set($($value),*))*)
    };
    (|$builder:ident| $config:expr, $call:ident $(.$set:ident($($value:expr),*))*) => {{
        let (url, request) = serve("{}");
        let $builder = config(&url).account_id_endpoint_mode(AccountIdEndpointMode::Disabled);
        let client = Client::from_conf($config.build());
        client.$call()$(.$set($($value),*))*.send().await.expect("answered");
        let (head, body) = request.join().expect("a request");
        let path = head.split(' ').nth(1).expect("a path").to_owned();
        (path, head.to_ascii_lowercase(), body)
    }};
}

#[tokio::test]
async fn keys_without_a_value_stay_out_of_the_query() {
    let (path, ..) = sent!(
        sparse.set_extra(Some(
            [("k1", None), ("k2", Some("v")), ("k3", None)]
                .map(|(key, value)| (key.to_owned(), value.map(str::to_owned)))
                .into()
        ))
    );
    assert_eq!(path, "/mode/q?k2=v");
}

#[tokio::test]
async fn a_header_of_its_own_goes_before_the_same_of_a_map() {
    let (_, head, _) = sent!(
        prefixed
            .one("specific")
            .rest("x-one", "frommap")
            .rest("x-two", "2")
    );
    assert!(
        head.contains("\r\nx-one: specific\r\n") && head.contains("\r\nx-two: 2\r\n"),
        "{head}"
    );
    assert!(!head.contains("frommap"), "{head}");
}

#[tokio::test]
async fn a_body_whose_checksum_is_required_has_one() {
    let (_, head, body) = sent!(checked.body(thing_box::primitives::Blob::new("hi")));
    assert_eq!(body, "hi");
    let has_checksum = ["\r\ncontent-md5: ", "\r\nx-amz-checksum-"]
        .iter()
        .any(|name| head.contains(name));
    assert!(has_checksum, "{head}");
}

#[tokio::test]
async fn what_is_applied_to_members_of_mixins_shapes_the_body() {
    let (.., body) = sent!(mixed.mid("m").own("o").chained("c"));
    assert_eq!(body, r#"{"MID":"m","CHAINED":"c","own":"o"}"#);
}

#[tokio::test]
async fn lists_bound_to_an_operation_reach_the_endpoint() {
    let (path, ..) = sent!(bound.a("a"));
    assert_eq!(path, "/mode/q/x");
}

#[tokio::test]
async fn parameters_of_aws_services_have_setters_without_an_import() {
    let (path, ..) = sent!(|config| config.force_path_style(true), mixed.mid("m"));
    assert_eq!(path, "/mode/path/mixed");
}

#[tokio::test]
async fn the_account_of_the_credentials_reaches_the_endpoint() {
    for (mode, path) in [
        (None, "/mode/123456789012/mixed"),
        (
            Some(AccountIdEndpointMode::Required),
            "/mode/123456789012/mixed",
        ),
        (Some(AccountIdEndpointMode::Disabled), "/mode/mixed"),
    ] {
        let (url, request) = serve("{}");
        let mut config = config(&url);
        config.set_account_id_endpoint_mode(mode.clone());
        let client = Client::from_conf(config.build());
        client.mixed().mid("m").send().await.expect("answered");
        let (head, _) = request.join().expect("a request");
        assert_eq!(head.split(' ').nth(1), Some(path), "{mode:?}");
    }
}

#[tokio::test]
async fn an_account_that_is_required_and_unknown_fails_the_call() {
    let config = config("http://127.0.0.1:9")
        .credentials_provider(Credentials::new("AKID", "SECRET", None, None, "test"))
        .account_id_endpoint_mode(AccountIdEndpointMode::Required);
    let error = Client::from_conf(config.build())
        .mixed()
        .send()
        .await
        .expect_err("no account");
    let error = DisplayErrorContext(&error).to_string();
    assert!(error.contains("an account is required"), "{error}");
}

#[tokio::test]
async fn a_token_alone_authenticates_and_none_is_an_error() {
    let token = Token::new("t0ken", None);
    let (path, head, _) = sent!(|config| config.bearer_token(token), borne);
    assert_eq!(path, "/mode/borne");
    assert!(
        head.contains("\r\nauthorization: bearer t0ken\r\n"),
        "{head}"
    );

    // Nothing listens there: an error of the connection would say so.
    let error = Client::from_conf(config("http://127.0.0.1:9").build())
        .borne()
        .send()
        .await
        .expect_err("no token");
    let error = DisplayErrorContext(&error).to_string();
    assert!(
        error.contains("httpBearerAuth")
            && error.contains("Set what the call is to be authenticated by"),
        "{error}"
    );
}

#[tokio::test]
async fn a_key_alone_authenticates_and_none_is_an_error() {
    let key = Token::new("k&y", None);
    let (path, head, _) = sent!(|config| config.api_key(key), keyed);
    assert_eq!(path, "/mode/keyed?of=box&api-key=k%26y");
    assert!(!head.contains("\r\nauthorization:"), "{head}");

    let error = Client::from_conf(config("http://127.0.0.1:9").build())
        .keyed()
        .send()
        .await
        .expect_err("no key");
    let error = DisplayErrorContext(&error).to_string();
    assert!(
        error.contains("httpApiKeyAuth")
            && error.contains("Set what the call is to be authenticated by"),
        "{error}"
    );
}

/// Everything that is logged, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().expect("no panic"), "{field}={value:?}").expect("any text");
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn what_the_model_marks_sensitive_is_neither_logged_nor_shown() {
    let log = Log::default();
    // For the whole process: while other calls run without a log, places that log may be taken for silent.
    tracing::subscriber::set_global_default(log.clone()).expect("the only one");
    let (url, request) = serve(
        r#"{"pin":"PINLEAK","pins":["PINLEAK"],"kind":"PINLEAK","either":{"pin":"PINLEAK"}}"#,
    );
    let output = Client::from_conf(config(&url).build())
        .get_pin()
        .send()
        .await
        .expect("answered");
    request.join().expect("a request");
    assert_eq!(output.pin(), Some("PINLEAK"));
    let shown = format!("{output:?} {:?} {:?}", output.kind(), output.either());
    assert!(!shown.contains("PINLEAK"), "{shown}");
    let log = log.0.lock().expect("no panic");
    assert!(log.contains("received response"), "it is logged: {log}");
    let leaks: Vec<_> = log
        .lines()
        .filter(|line| line.contains("PINLEAK"))
        .collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
}
