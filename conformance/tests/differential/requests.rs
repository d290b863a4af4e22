//! For any input of any operation our client and the official SDK send the same request.

use std::collections::HashMap;
use std::time::{Duration, UNIX_EPOCH};

use aws_smithy_async::time::StaticTimeSource;
use proptest::collection::hash_map;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::captured::{Capture, Sent};
use crate::config;

/// A call of an operation, with any text in its members.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    Create(Create),
    Get(Option<String>),
    List(Option<i32>, Option<String>),
    Update(Update),
    Delete(Option<String>),
}

#[derive(Clone, Debug)]
pub(crate) struct Create {
    pub(crate) location: Option<String>,
    pub(crate) behavior: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) tags: Option<HashMap<String, String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub(crate) id: Option<String>,
    pub(crate) behavior: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
}

/// What of the configuration decides where a request goes.
#[derive(Clone, Debug)]
struct Target {
    region: &'static str,
    fips: Option<bool>,
    dual_stack: Option<bool>,
    endpoint_url: Option<&'static str>,
    session_token: Option<String>,
}

fn text() -> impl Strategy<Value = Option<String>> {
    option::of(prop_oneof![
        ".*",
        "[0-9]{1,18}",
        "s3://[a-z]{3,9}/.{0,9}",
        "[ /?#%&=+.~]{0,9}"
    ])
}

fn behavior() -> impl Strategy<Value = Option<String>> {
    option::of(prop_oneof!["CACHE_ALWAYS", "CACHE_ON_FAILURE", ".*"])
}

pub(crate) fn call() -> impl Strategy<Value = Call> {
    let tags = option::of(hash_map(".*", ".*", 0..4));
    let create = (text(), behavior(), text(), text(), text(), tags).prop_map(
        |(location, behavior, name, token, owner, tags)| {
            Call::Create(Create {
                location,
                behavior,
                name,
                token,
                owner,
                tags,
            })
        },
    );
    let update =
        (text(), behavior(), text(), text()).prop_map(|(id, behavior, name, description)| {
            Call::Update(Update {
                id,
                behavior,
                name,
                description,
            })
        });
    prop_oneof![
        2 => create,
        1 => text().prop_map(Call::Get),
        1 => (any::<Option<i32>>(), text()).prop_map(|(size, token)| Call::List(size, token)),
        1 => update,
        1 => text().prop_map(Call::Delete),
    ]
}

/// One for each kind of partition that both crates know alike: in the isolated ones ours refuses dual
/// stack, as the endpoint tests of the public models have it.
const REGIONS: [&str; 5] = [
    "us-west-2",
    "eu-central-1",
    "cn-north-1",
    "us-gov-west-1",
    "xx-unheard-of",
];
const URLS: [&str; 3] = [
    "http://example.com",
    "https://example.com:8443",
    "https://example.com/base/path/",
];

fn target() -> impl Strategy<Value = Target> {
    let endpoint_url = prop_oneof![3 => Just(None), 1 => select(&URLS[..]).prop_map(Some)];
    let session_token = option::of("[A-Za-z0-9+/=]{1,40}");
    let flags = any::<(Option<bool>, Option<bool>)>();
    (select(&REGIONS[..]), flags, endpoint_url, session_token).prop_map(
        |(region, (fips, dual_stack), endpoint_url, session_token)| Target {
            region,
            fips,
            dual_stack,
            endpoint_url,
            session_token,
        },
    )
}

/// Makes a call with a client of one of the two crates: the output as it shows itself, or the error.
macro_rules! perform {
    ($sdk:ident, $client:expr, $call:expr) => {{
        use $crate::requests::Call;
        let client = &$client;
        let behavior =
            |value: Option<String>| value.as_deref().map($sdk::types::CacheBehavior::from);
        /// Sends it, and has the outcome told.
        macro_rules! told {
            ($builder:expr) => {
                match $builder.send().await {
                    Ok(output) => Ok(format!("{output:?}")),
                    Err(error) => Err($crate::answers::told(&error)),
                }
            };
        }
        match $call.clone() {
            Call::Create(create) => told!(
                client
                    .create_run_cache()
                    .set_cache_s3_location(create.location)
                    .set_cache_behavior(behavior(create.behavior))
                    .set_name(create.name)
                    .set_request_id(create.token)
                    .set_cache_bucket_owner_id(create.owner)
                    .set_tags(create.tags)
            ),
            Call::Get(id) => told!(client.get_run_cache().set_id(id)),
            Call::List(size, token) => told!(
                client
                    .list_run_caches()
                    .set_max_results(size)
                    .set_starting_token(token)
            ),
            Call::Update(update) => told!(
                client
                    .update_run_cache()
                    .set_id(update.id)
                    .set_cache_behavior(behavior(update.behavior))
                    .set_name(update.name)
                    .set_description(update.description)
            ),
            Call::Delete(id) => told!(client.delete_run_cache().set_id(id)),
        }
    }};
}
pub(crate) use perform;

/// Sends a call with one of the two crates: what was sent, or nothing if the call was refused.
macro_rules! send {
    ($sdk:ident, $target:expr, $call:expr) => {{
        use $sdk::config::{BehaviorVersion, Credentials, Region};
        let (target, capture): (Target, Capture) = ($target.clone(), Capture::default());
        let secret = conformance::credentials::secret("AKIDEXAMPLE");
        let mut config = $sdk::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(target.region))
            .credentials_provider(Credentials::new(
                "AKIDEXAMPLE",
                secret.expect("the key is known"),
                target.session_token,
                None,
                "test",
            ))
            .time_source(StaticTimeSource::new(
                UNIX_EPOCH + Duration::from_secs(1_800_000_000),
            ))
            .idempotency_token_provider("11111111-2222-4333-8444-555555555555")
            .http_client(capture.http_client());
        config.set_use_fips(target.fips);
        config.set_use_dual_stack(target.dual_stack);
        config.set_endpoint_url(target.endpoint_url.map(str::to_owned));
        let client = $sdk::Client::from_conf(config.build());
        let sent = perform!($sdk, client, $call);
        sent.is_ok().then(|| capture.sent())
    }};
}

async fn both(target: &Target, call: &Call) -> (Option<Sent>, Option<Sent>) {
    (
        send!(aws_sdk_omics, target, call),
        send!(omics_client, target, call),
    )
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn the_same_request_is_sent(target in target(), call in call()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime can be made");
        let (official, ours) = runtime.block_on(both(&target, &call));
        prop_assert_eq!(official, ours);
    }
}
