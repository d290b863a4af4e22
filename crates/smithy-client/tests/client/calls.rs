//! Typed calls.

use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient, capture_request};
use aws_smithy_types::body::SdkBody;
use smithy_client::RequestId;
use smithy_client::attempts::Attempts;
use smithy_client::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

use crate::support::{TOKEN, bodies, client, config, replay, uris};
use crate::things::config::Config;
use crate::things::config::endpoint::{EndpointFuture, ResolveEndpoint};
use crate::things::{Client, CreateThingError, CreateThingInput, Params};

#[tokio::test]
async fn a_call_sends_signed_json_and_reads_the_answer() {
    let http = replay(&[(201, r#"{"id": "7"}"#)]);
    let call = client(&http).create_thing().name("box").owner("me");
    assert_eq!(call.get_name().as_deref(), Some("box"));
    let output = call.send().await.expect("success");

    assert_eq!(output.id.as_deref(), Some("7"));
    assert_eq!(output.request_id(), Some("req-1"));
    let request = http.actual_requests().next().expect("a request");
    assert_eq!(request.method(), "POST");
    assert_eq!(
        request.uri(),
        "https://me.control-things.us-east-1.amazonaws.com/owner/me/thing"
    );
    assert_eq!(
        bodies(&http),
        [format!(r#"{{"name":"box","requestId":"{TOKEN}"}}"#)]
    );
    let header = |name| request.headers().get(name).unwrap_or_default();
    assert_eq!(header("content-type"), "application/json");
    assert!(
        header("authorization").starts_with(
            "AWS4-HMAC-SHA256 Credential=ANOTREAL/20090213/us-east-1/things/aws4_request"
        ),
        "{}",
        header("authorization")
    );
    assert!(!header("amz-sdk-invocation-id").is_empty());
    assert!(header("amz-sdk-request").starts_with("attempt=1"));
    assert!(
        header("x-amz-user-agent").contains("api/test-service/0.123"),
        "user agent of the test defaults"
    );
}

#[tokio::test]
async fn retries_keep_the_idempotency_token() {
    let http = replay(&[(500, "{}"), (503, "busy"), (201, "{}")]);
    let attempts = Attempts::default();
    let config = config(&http)
        .idempotency_token_provider(smithy_client::idempotency::IdempotencyTokenProvider::random())
        .build();
    Client::from_conf(config)
        .create_thing()
        .owner("me")
        .customize()
        .interceptor(attempts.clone())
        .send()
        .await
        .expect("success at last");

    let bodies = bodies(&http);
    assert_eq!(attempts.get(), 3);
    assert_eq!(bodies.len(), 3);
    assert!(bodies[0].contains("requestId"));
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
}

#[tokio::test]
async fn modelled_errors_are_variants() {
    let http = replay(&[(
        409,
        r#"{"__type": "test#ConflictException", "message": "taken"}"#,
    )]);
    let error = client(&http)
        .create_thing()
        .owner("me")
        .send()
        .await
        .expect_err("conflict");

    let service = error.as_service_error().expect("a service error");
    assert!(service.is_conflict_exception());
    assert_eq!(service.to_string(), "ConflictException: taken");
    assert_eq!(service.message(), Some("taken"));
    assert_eq!(service.request_id(), Some("req-1"));
    let text = DisplayErrorContext(&error).to_string();
    assert!(
        text.starts_with("service error: ConflictException: taken ("),
        "the message stands once before the debug form: {text}"
    );
    assert!(matches!(
        crate::things::Error::from(error),
        crate::things::Error::ConflictException(_)
    ));
}

#[tokio::test]
async fn unknown_errors_keep_code_message_and_request_id() {
    let http = replay(&[(418, r#"{"code": "Teapot", "message": "short and stout"}"#)]);
    let error = client(&http)
        .create_thing()
        .owner("me")
        .send()
        .await
        .expect_err("teapot");

    let error: CreateThingError = error.into_service_error();
    assert_eq!(ProvideErrorMetadata::code(&error), Some("Teapot"));
    assert_eq!(
        error.to_string(),
        "unhandled error (Teapot): short and stout (request id req-1)"
    );
}

#[tokio::test]
async fn answers_that_are_not_json_are_unhandled() {
    for (status, body) in [(403, "<html>no</html>"), (201, "<html>welcome</html>")] {
        let http = replay(&[(status, body)]);
        let error = client(&http)
            .create_thing()
            .owner("me")
            .send()
            .await
            .expect_err("not JSON");
        let error = error.as_service_error().expect("a service error");
        assert_eq!(error.request_id(), Some("req-1"), "{error}");
        assert!(std::error::Error::source(error).is_some());
    }
}

#[tokio::test]
async fn a_page_in_place_of_json_leaves_the_code_in_its_header() {
    let response = http::Response::builder()
        .status(403)
        .header("x-amzn-errortype", "ExpiredTokenException:http://internal/")
        .body(SdkBody::from("<html>no</html>"))
        .expect("a response");
    let request = http::Request::new(SdkBody::empty());
    let http = StaticReplayClient::new(vec![ReplayEvent::new(request, response)]);
    let call = client(&http).create_thing().owner("me").send();
    let error = call.await.expect_err("refused");
    let code = ProvideErrorMetadata::code(&error);
    assert_eq!(code, Some("ExpiredTokenException"));
}

#[tokio::test]
async fn host_prefixes_can_be_left_off() {
    let http = replay(&[(201, "{}"), (201, "{}"), (201, "{}"), (201, "{}")]);
    let client = client(&http);
    let call = || client.create_thing().owner("me").customize();
    let overrides = [
        Config::builder().disable_host_prefix(true),
        Config::builder().endpoint_url("http://127.0.0.1:4566"),
        Config::builder().endpoint_url("http://localhost:4566/base"),
        Config::builder().endpoint_url("http://gateway"),
    ];
    for overrides in overrides {
        call()
            .config_override(overrides)
            .send()
            .await
            .expect("success");
    }
    assert_eq!(
        uris(&http),
        [
            "https://things.us-east-1.amazonaws.com/owner/me/thing",
            "http://127.0.0.1:4566/owner/me/thing",
            "http://localhost:4566/base/owner/me/thing",
            "http://me.control-gateway/owner/me/thing",
        ]
    );
}

#[tokio::test]
async fn host_labels_must_fit_a_host() {
    let http = replay(&[]);
    for call in [
        client(&http).create_thing(),
        client(&http).create_thing().owner("evil.example/"),
    ] {
        let error = call.send().await.expect_err("bad label");
        assert!(
            matches!(error, SdkError::ConstructionFailure(_)),
            "{error:?}"
        );
        assert!(
            DisplayErrorContext(&error).to_string().contains("`owner`"),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn endpoint_rules_can_be_replaced() {
    #[derive(Debug)]
    struct Fixed;

    impl ResolveEndpoint for Fixed {
        fn resolve_endpoint<'a>(&'a self, _params: &'a Params) -> EndpointFuture<'a> {
            let endpoint = smithy_client::endpoint::Endpoint::builder();
            EndpointFuture::ready(Ok(endpoint.url("http://10.0.0.1").build()))
        }
    }

    let http = replay(&[(200, "{}")]);
    let client = Client::from_conf(config(&http).endpoint_resolver(Fixed).build());
    client.list_things().send().await.expect("success");
    assert_eq!(uris(&http), ["http://10.0.0.1/thing"]);
}

#[tokio::test]
async fn a_missing_region_is_an_error() {
    let (http, _requests) = capture_request(None);
    let config = Config::builder()
        .with_test_defaults()
        .http_client(http)
        .build();
    let error = Client::from_conf(config)
        .list_things()
        .send()
        .await
        .expect_err("no region");
    let text = DisplayErrorContext(&error).to_string();
    assert!(text.contains("Missing Region"), "{text}");
}

#[tokio::test]
async fn requests_can_be_customized() {
    let http = replay(&[(201, "{}")]);
    client(&http)
        .create_thing()
        .owner("me")
        .customize()
        .mutate_request(|request| {
            request.headers_mut().insert("x-mine", "1");
        })
        .config_override(Config::builder().region(smithy_client::config::Region::new("cn-north-1")))
        .send()
        .await
        .expect("success");
    let request = http.actual_requests().next().expect("a request");
    let authorization = request.headers().get("authorization").unwrap_or_default();
    assert!(
        request
            .uri()
            .starts_with("https://me.control-things.cn-north-1.amazonaws.com.cn/")
    );
    assert!(
        authorization.contains("/cn-north-1/things/"),
        "{authorization}"
    );
    assert!(authorization.contains("x-mine"), "{authorization}");
}

#[tokio::test]
async fn inputs_are_validated_on_request() {
    let http = replay(&[(201, "{}")]);
    client(&http)
        .create_thing()
        .owner("me")
        .send()
        .await
        .expect("not validated");

    let client = Client::from_conf(config(&http).validate(true).build());
    let error = client
        .create_thing()
        .owner("me")
        .send()
        .await
        .expect_err("no name");
    assert!(
        matches!(error, SdkError::ConstructionFailure(_)),
        "{error:?}"
    );
    assert!(
        DisplayErrorContext(&error)
            .to_string()
            .contains("`name` must not be null")
    );
    assert_eq!(uris(&http).len(), 1);
}

#[tokio::test]
async fn operations_without_auth_are_not_signed() {
    let http = replay(&[(200, "{}")]);
    client(&http).list_things().send().await.expect("success");
    let request = http.actual_requests().next().expect("a request");
    assert_eq!(request.headers().get("authorization"), None);
}

#[tokio::test]
async fn named_members_are_captured_for_telemetry() {
    use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
    use aws_smithy_types::telemetry::CapturedTelemetryAttributes;
    use smithy_client::config::{ConfigBag, Intercept, RuntimeComponents};

    #[derive(Debug)]
    struct Check;

    impl Intercept for Check {
        fn name(&self) -> &'static str {
            "Check"
        }

        fn read_before_transmit(
            &self,
            _context: &BeforeTransmitInterceptorContextRef<'_>,
            _components: &RuntimeComponents,
            cfg: &mut ConfigBag,
        ) -> Result<(), smithy_client::error::BoxError> {
            let captured = cfg
                .load::<CapturedTelemetryAttributes>()
                .ok_or("nothing captured")?;
            assert_eq!(captured.get("name"), Some("box"));
            assert_eq!(captured.get("owner"), None);
            Ok(())
        }
    }

    let http = replay(&[(201, "{}")]);
    let config = config(&http)
        .capture_input_attributes(["name"])
        .interceptor(Check)
        .build();
    let call = Client::from_conf(config).create_thing();
    call.name("box").owner("me").send().await.expect("success");
}

#[tokio::test]
async fn interceptors_of_a_call_see_its_token() {
    use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextMut;
    use smithy_client::config::{ConfigBag, Intercept, RuntimeComponents};

    #[derive(Debug)]
    struct Rename;

    impl Intercept for Rename {
        fn name(&self) -> &'static str {
            "Rename"
        }

        fn modify_before_serialization(
            &self,
            context: &mut BeforeSerializationInterceptorContextMut<'_>,
            _components: &RuntimeComponents,
            _cfg: &mut ConfigBag,
        ) -> Result<(), smithy_client::error::BoxError> {
            let input = context
                .input_mut()
                .downcast_mut::<CreateThingInput>()
                .ok_or("another input")?;
            input.name.clone_from(&input.request_id);
            Ok(())
        }
    }

    let http = replay(&[(201, "{}")]);
    let call = client(&http).create_thing().owner("me").customize();
    call.interceptor(Rename).send().await.expect("success");
    assert_eq!(
        bodies(&http),
        [format!(r#"{{"name":"{TOKEN}","requestId":"{TOKEN}"}}"#)]
    );
}
