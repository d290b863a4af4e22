//! Calls are run by this crate as the runtime runs them: the same hooks, in the same order, with
//! the same time limits and retries, whether or not anything is customized.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use smithy_client::config::interceptors::*;
use smithy_client::config::retry::RetryConfig;
use smithy_client::config::timeout::TimeoutConfig;
use smithy_client::config::{ConfigBag, Intercept};
use smithy_client::dynamic;
use smithy_client::error::{BoxError, SdkError};

use crate::support::{client, config, replay};
use crate::things::config::Config;
use crate::things::{CREATE_THING, Client, CreateThingInput};

/// Writes down which hooks it was asked for; fails in the one it is told to.
#[derive(Clone, Debug, Default)]
struct Scribe {
    seen: Arc<Mutex<Vec<&'static str>>>,
    fails_in: Option<&'static str>,
}

impl Scribe {
    fn note(&self, hook: &'static str) -> Result<(), BoxError> {
        self.seen.lock().expect("no panic").push(hook);
        match self.fails_in == Some(hook) {
            true => Err(format!("told to fail in {hook}").into()),
            false => Ok(()),
        }
    }

    fn seen(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.seen.lock().expect("no panic"))
    }
}

macro_rules! notes {
    ($($name:ident($($context:ty),+);)*) => {
        impl Intercept for Scribe {
            fn name(&self) -> &'static str {
                "Scribe"
            }

            fn read_before_execution(
                &self,
                _: &BeforeSerializationInterceptorContextRef<'_>,
                _: &mut ConfigBag,
            ) -> Result<(), BoxError> {
                self.note("read_before_execution")
            }

            $(fn $name(
                &self,
                $(_: $context,)+
                _: &RuntimeComponents,
                _: &mut ConfigBag,
            ) -> Result<(), BoxError> {
                self.note(stringify!($name))
            })*
        }
    };
}

notes! {
    modify_before_serialization(&mut BeforeSerializationInterceptorContextMut<'_>);
    read_before_serialization(&BeforeSerializationInterceptorContextRef<'_>);
    read_after_serialization(&BeforeTransmitInterceptorContextRef<'_>);
    modify_before_retry_loop(&mut BeforeTransmitInterceptorContextMut<'_>);
    read_before_attempt(&BeforeTransmitInterceptorContextRef<'_>);
    modify_before_signing(&mut BeforeTransmitInterceptorContextMut<'_>);
    read_before_signing(&BeforeTransmitInterceptorContextRef<'_>);
    read_after_signing(&BeforeTransmitInterceptorContextRef<'_>);
    modify_before_transmit(&mut BeforeTransmitInterceptorContextMut<'_>);
    read_before_transmit(&BeforeTransmitInterceptorContextRef<'_>);
    read_after_transmit(&BeforeDeserializationInterceptorContextRef<'_>);
    modify_before_deserialization(&mut BeforeDeserializationInterceptorContextMut<'_>);
    read_before_deserialization(&BeforeDeserializationInterceptorContextRef<'_>);
    read_after_deserialization(&AfterDeserializationInterceptorContextRef<'_>);
    modify_before_attempt_completion(&mut FinalizerInterceptorContextMut<'_>);
    read_after_attempt(&FinalizerInterceptorContextRef<'_>);
    modify_before_completion(&mut FinalizerInterceptorContextMut<'_>);
    read_after_execution(&FinalizerInterceptorContextRef<'_>);
}

const BEFORE_LOOP: [&str; 5] = [
    "read_before_execution",
    "modify_before_serialization",
    "read_before_serialization",
    "read_after_serialization",
    "modify_before_retry_loop",
];
const UNTIL_SENT: [&str; 6] = [
    "read_before_attempt",
    "modify_before_signing",
    "read_before_signing",
    "read_after_signing",
    "modify_before_transmit",
    "read_before_transmit",
];
const ANSWERED: [&str; 4] = [
    "read_after_transmit",
    "modify_before_deserialization",
    "read_before_deserialization",
    "read_after_deserialization",
];
const ATTEMPTED: [&str; 2] = ["modify_before_attempt_completion", "read_after_attempt"];
const DONE: [&str; 2] = ["modify_before_completion", "read_after_execution"];

fn hooks(parts: &[&[&'static str]]) -> Vec<&'static str> {
    parts.concat()
}

#[tokio::test]
async fn every_hook_is_asked_in_order_and_again_in_each_attempt() {
    let scribe = Scribe::default();
    for of_client in [true, false] {
        let http = replay(&[(500, "{}"), (201, "{}")]);
        let mut config = config(&http);
        if of_client {
            config = config.interceptor(scribe.clone());
        }
        let mut call = Client::from_conf(config.build())
            .create_thing()
            .owner("me")
            .customize();
        if !of_client {
            call = call.interceptor(scribe.clone());
        }
        call.send().await.expect("the second attempt succeeds");
        let attempt = hooks(&[&UNTIL_SENT, &ANSWERED, &ATTEMPTED]);
        let all = hooks(&[&BEFORE_LOOP, &attempt, &attempt, &DONE]);
        assert_eq!(scribe.seen(), all, "of client: {of_client}");
    }
}

#[tokio::test]
async fn a_hook_that_fails_ends_the_call_but_not_its_finalizers() {
    for (fails_in, expected) in [
        ("read_before_execution", hooks(&[&BEFORE_LOOP[..1], &DONE])),
        (
            "modify_before_serialization",
            hooks(&[&BEFORE_LOOP[..2], &DONE]),
        ),
        ("modify_before_retry_loop", hooks(&[&BEFORE_LOOP, &DONE])),
        (
            "read_before_signing",
            hooks(&[&BEFORE_LOOP, &UNTIL_SENT[..3], &ATTEMPTED, &DONE]),
        ),
        (
            "read_after_transmit",
            hooks(&[&BEFORE_LOOP, &UNTIL_SENT, &ANSWERED[..1], &ATTEMPTED, &DONE]),
        ),
        (
            "read_after_execution",
            hooks(&[&BEFORE_LOOP, &UNTIL_SENT, &ANSWERED, &ATTEMPTED, &DONE]),
        ),
    ] {
        let http = replay(&[(201, "{}")]);
        let scribe = Scribe {
            fails_in: Some(fails_in),
            ..Scribe::default()
        };
        let call = client(&http).create_thing().owner("me").customize();
        let error = call.interceptor(scribe.clone()).send().await;
        let error = error.expect_err("the hook failed");
        let text = smithy_client::error::DisplayErrorContext(&error).to_string();
        assert!(
            text.contains(&format!("told to fail in {fails_in}")),
            "{text}"
        );
        assert_eq!(scribe.seen(), expected, "{fails_in}");
    }
}

/// Never answers.
#[derive(Debug)]
struct Silent;

impl HttpConnector for Silent {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(async {
            std::future::pending::<()>().await;
            unreachable!("it never ends")
        })
    }
}

fn silent(timeouts: TimeoutConfig) -> Client {
    let config = Config::builder()
        .with_test_defaults_v2()
        .sleep_impl(TokioSleep::new())
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .timeout_config(timeouts)
        .http_client(http_client_fn(|_, _| SharedHttpConnector::new(Silent)));
    Client::from_conf(config.build())
}

#[tokio::test]
async fn operations_and_attempts_are_held_to_their_time() {
    let limit = Duration::from_millis(40);
    for (timeouts, what, attempts) in [
        (
            TimeoutConfig::builder().operation_timeout(limit),
            "operation timeout (all attempts including retries) occurred after 40ms",
            1,
        ),
        (
            TimeoutConfig::builder().operation_attempt_timeout(limit),
            "operation attempt timeout (single attempt) occurred after 40ms",
            3,
        ),
    ] {
        let client = silent(timeouts.build());
        let start = Instant::now();
        // Without anything customized, and with.
        let error = client.create_thing().owner("me").send().await;
        let error = error.expect_err("nobody answers");
        assert!(matches!(error, SdkError::TimeoutError(_)), "{error:?}");
        let text = smithy_client::error::DisplayErrorContext(&error).to_string();
        assert!(text.contains(what), "{text}");
        assert!(start.elapsed() >= limit * attempts && start.elapsed() < Duration::from_secs(5));

        let scribe = Scribe::default();
        let call = client.create_thing().owner("me").customize();
        let error = call.interceptor(scribe.clone()).send().await;
        assert!(matches!(error, Err(SdkError::TimeoutError(_))));
        let seen = scribe.seen();
        let ended = seen.iter().filter(|hook| **hook == ATTEMPTED[1]).count();
        assert_eq!(ended, attempts as usize, "{seen:?}");
        assert_eq!(seen[seen.len() - 2..], DONE);
    }
}

/// Status, `x-amz-retry-after` and body.
type Answer = (u16, &'static str, &'static str);

/// Answers with headers given for each request in turn, and keeps when it was asked.
#[derive(Clone, Debug)]
struct Answers {
    left: Arc<Mutex<Vec<Answer>>>,
    asked: Arc<Mutex<Vec<Instant>>>,
}

impl HttpConnector for Answers {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        self.asked.lock().expect("no panic").push(Instant::now());
        let (status, after, body) = self.left.lock().expect("no panic").remove(0);
        let status = status.try_into().expect("a status");
        let mut response = HttpResponse::new(status, SdkBody::from(body));
        if !after.is_empty() {
            response.headers_mut().insert("x-amz-retry-after", after);
        }
        HttpConnectorFuture::ready(Ok(response))
    }
}

/// Seconds between the two attempts of a call.
async fn wait(answer: Answer) -> Duration {
    let answers = Answers {
        left: Arc::new(Mutex::new(vec![answer, (201, "", "{}")])),
        asked: Arc::default(),
    };
    let kept = answers.clone();
    let config = Config::builder()
        .with_test_defaults_v2()
        .sleep_impl(TokioSleep::new())
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .http_client(http_client_fn(move |_, _| {
            SharedHttpConnector::new(answers.clone())
        }));
    let client = Client::from_conf(config.build());
    let input = CreateThingInput {
        owner: Some("me".to_owned()),
        ..CreateThingInput::default()
    };
    let answer = dynamic::call(client.handle(), &CREATE_THING, input, None).await;
    answer.expect("the second attempt succeeds");
    let asked = kept.asked.lock().expect("no panic");
    asked[1] - asked[0]
}

#[tokio::test]
async fn the_service_says_how_long_to_wait_whatever_the_error() {
    for (status, body) in [
        (429, r#"{"__type": "ThrottlingException"}"#),
        (409, r#"{"__type": "BusyException"}"#),
        (503, "busy"),
        (500, "{}"),
    ] {
        let waited = wait((status, "300", body)).await;
        assert!(
            waited >= Duration::from_millis(300) && waited < Duration::from_secs(2),
            "{status} {body}: {waited:?}"
        );
        for unheard in ["", "soon", "-5"] {
            let waited = wait((status, unheard, body)).await;
            assert!(waited < Duration::from_millis(250), "{unheard}: {waited:?}");
        }
    }
}
