//! What a call costs: ours and the official client, each over a connector that answers at once.
//!
//! `cargo bench -p conformance --bench client` prints microseconds of CPU time per call. With
//! arguments it makes the calls of one client only, for a profiler that counts instructions or
//! allocations; the difference between two numbers of calls is what calls cost. With an address
//! they go there, by the client's own connection:
//!
//! ```text
//! valgrind --tool=callgrind client ours get 100
//! valgrind --tool=callgrind client ours get 1100 http://127.0.0.1:8080
//! ```

use std::time::{Duration, Instant};

use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

/// Answers every request with the same run cache.
#[derive(Clone, Copy, Debug)]
struct Canned;

const ANSWER: &str = r#"{"arn":"arn:aws:omics:us-west-2:123456789012:runCache/1234567",
    "cacheBehavior":"CACHE_ALWAYS","cacheS3Uri":"s3://bucket/caches/1234567","id":"1234567",
    "creationTime":"2026-01-02T03:04:05.678Z","name":"cache","status":"ACTIVE","tags":{"a":"b"}}"#;

impl HttpConnector for Canned {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        let status = StatusCode::try_from(200).expect("200 is a status");
        let mut response = HttpResponse::new(status, SdkBody::from(ANSWER));
        response
            .headers_mut()
            .insert("x-amzn-requestid", "00000000-1111-2222-3333-444444444444");
        HttpConnectorFuture::ready(Ok(response))
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operation {
    Get,
    Create,
}

/// Makes a client of one crate and returns a function that makes calls, some at a time.
macro_rules! calls {
    ($sdk:ident, $http:expr, $operation:expr, $calls:expr, $in_flight:expr, $address:expr) => {{
        use $sdk::config::{BehaviorVersion, Credentials, Region};
        let mut config = $sdk::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-west-2"))
            .credentials_provider(Credentials::new(
                "AKIDEXAMPLE",
                "secret",
                None,
                None,
                "bench",
            ))
            .http_client($http);
        config.set_endpoint_url($address.map(str::to_owned));
        let client = $sdk::Client::from_conf(config.build());
        let call = |client: $sdk::Client| async move {
            match $operation {
                Operation::Get => {
                    let answer = client.get_run_cache().id("1234567").send().await;
                    assert_eq!(answer.expect("it is canned").name(), Some("cache"));
                }
                Operation::Create => {
                    let call = client
                        .create_run_cache()
                        .cache_s3_location("s3://bucket/caches")
                        .name("cache")
                        .tags("a", "b");
                    assert!(call.send().await.expect("it is canned").id().is_some());
                }
            }
        };
        let mut left: usize = $calls;
        while left > 0 {
            let batch = left.min($in_flight);
            left -= batch;
            if batch == 1 {
                call(client.clone()).await;
                continue;
            }
            let mut running = tokio::task::JoinSet::new();
            for _ in 0..batch {
                running.spawn(call(client.clone()));
            }
            running.join_all().await;
        }
    }};
}

async fn run(
    ours: bool,
    operation: Operation,
    calls: usize,
    in_flight: usize,
    address: Option<&str>,
) {
    let canned = http_client_fn(|_, _| SharedHttpConnector::new(Canned));
    let http = match address {
        None => canned,
        Some(_) if ours => smithy_client::connection::default_client(),
        // What the official crate has by default, but for TLS, which it would bring along.
        Some(_) => Builder::new().build_with_connector_fn(|settings, components| {
            let mut connector = Connector::builder();
            connector
                .set_connector_settings(settings.cloned())
                .set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
            connector.build_http()
        }),
    };
    if ours {
        calls!(omics_client, http, operation, calls, in_flight, address);
    } else {
        calls!(aws_sdk_omics, http, operation, calls, in_flight, address);
    }
}

/// Microseconds a call, the median of some rounds of both clients in turn.
async fn compare(operation: Operation, in_flight: usize) {
    const ROUNDS: usize = 9;
    const CALLS: usize = 2_000;
    let mut taken = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (ours, taken) in [true, false].into_iter().zip(&mut taken) {
            let start = Instant::now();
            run(ours, operation, CALLS, in_flight, None).await;
            taken.push(start.elapsed());
        }
    }
    let [ours, official] = taken.map(|mut taken| {
        taken.sort_unstable();
        micros(taken[ROUNDS / 2], CALLS)
    });
    println!(
        "{operation:?}, {in_flight} in flight: ours {ours:.1} µs, official {official:.1} µs, {:.2}",
        ours / official
    );
}

fn micros(taken: Duration, calls: usize) -> f64 {
    taken.as_secs_f64() * 1e6 / f64::from(u32::try_from(calls).expect("there are few calls"))
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    runtime.block_on(async {
        match arguments[..] {
            [] => {
                for operation in [Operation::Get, Operation::Create] {
                    for in_flight in [1, 64] {
                        compare(operation, in_flight).await;
                    }
                }
            }
            [client, operation, calls, ref address @ ..] if address.len() < 2 => {
                let operation = match operation {
                    "get" => Operation::Get,
                    "create" => Operation::Create,
                    other => panic!("no such operation: {other}"),
                };
                let ours = match client {
                    "ours" => true,
                    "official" => false,
                    other => panic!("no such client: {other}"),
                };
                let calls = calls.parse().expect("a number of calls");
                run(ours, operation, calls, 1, address.first().copied()).await;
            }
            _ => panic!("usage: client [ours|official get|create CALLS [URL]]"),
        }
    });
}
