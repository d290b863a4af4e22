//! Configuration: where settings come from and which wins.

use crate::things::Client;
use crate::things::config::{Builder, Config};
use aws_smithy_http_client::test_util::capture_request;
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponentsBuilder, SharedConfigValidator,
};
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_types::SdkConfig;
use aws_types::origin::Origin;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use smithy_client::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use smithy_client::error::DisplayErrorContext;

/// Settings by the environment variable they may come from.
#[derive(Debug)]
struct Settings(&'static [(&'static str, &'static str)]);

impl LoadServiceConfig for Settings {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        assert_eq!(key.service_id(), "Things");
        let (_, value) = self.0.iter().find(|(env, _)| *env == key.env())?;
        Some((*value).to_owned())
    }
}

fn shared(settings: &'static [(&'static str, &'static str)]) -> aws_types::sdk_config::Builder {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .service_config(Settings(settings))
}

/// Where a call goes.
async fn uri(config: Builder) -> String {
    let (http, requests) = capture_request(None);
    let client = Client::from_conf(config.http_client(http).build());
    client
        .create_thing()
        .owner("me")
        .send()
        .await
        .expect("success");
    requests.expect_request().uri().to_owned()
}

#[tokio::test]
async fn the_services_own_endpoint_wins_over_the_general_one() {
    const OWN: &[(&str, &str)] = &[("AWS_ENDPOINT_URL", "http://localhost:1")];
    let general = || shared(OWN).endpoint_url("http://localhost:2");
    assert_eq!(
        uri(Builder::from(&general().build())).await,
        "http://localhost:1/owner/me/thing"
    );

    let mut in_code = general();
    in_code.insert_origin("endpoint_url", Origin::shared_config());
    assert_eq!(
        uri(Builder::from(&in_code.build())).await,
        "http://localhost:2/owner/me/thing"
    );
}

#[tokio::test]
async fn host_prefixes_are_switched_off_by_the_environment() {
    for (settings, host) in [
        (&[][..], "me.control-things"),
        (&[("AWS_DISABLE_HOST_PREFIX_INJECTION", "TRUE")], "things"),
        (
            &[("AWS_DISABLE_HOST_PREFIX_INJECTION", "false")],
            "me.control-things",
        ),
        (
            &[("AWS_DISABLE_HOST_PREFIX_INJECTION", "maybe")],
            "me.control-things",
        ),
    ] {
        let config = Builder::from(&shared(settings).build());
        assert_eq!(
            uri(config).await,
            format!("https://{host}.us-west-2.amazonaws.com/owner/me/thing")
        );
    }
}

#[tokio::test]
async fn the_user_agent_names_service_and_version() {
    let (http, requests) = capture_request(None);
    let config = Builder::from(&shared(&[]).build()).http_client(http);
    let call = Client::from_conf(config.build()).create_thing().owner("me");
    call.send().await.expect("success");
    let request = requests.expect_request();
    let agent = request
        .headers()
        .get("x-amz-user-agent")
        .unwrap_or_default();
    assert!(agent.contains("api/things/1.2.3"), "{agent}");
}

#[test]
fn a_configuration_can_be_built_upon() {
    let config = Config::new(&shared(&[]).use_fips(true).build());
    assert_eq!(config.region().map(AsRef::as_ref), Some("us-west-2"));
    assert_eq!(config.signing_name(), "things");

    let changed = config.to_builder().region(Region::new("eu-west-1")).build();
    assert_eq!(changed.region().map(AsRef::as_ref), Some("eu-west-1"));
    assert_eq!(config.region().map(AsRef::as_ref), Some("us-west-2"));
}

#[test]
fn secrets_do_not_show() {
    let credentials =
        Credentials::new("AKID", "hush-hush", Some("token-hush".into()), None, "test");
    let config = Config::builder().credentials_provider(credentials).build();
    let text = format!("{config:?} {:?}", Client::from_conf(config.clone()));
    assert!(!text.contains("hush"), "{text}");
}

#[test]
fn a_client_is_validated_when_it_is_made() {
    let never = SharedConfigValidator::base_client_config_fn(|_, _| Err("not like this".into()));
    let components = RuntimeComponentsBuilder::new("test").with_config_validator(never);
    let plugin = StaticRuntimePlugin::new().with_runtime_components(components);
    let config = Config::builder().runtime_plugin(plugin).build();

    let error = Client::try_from_conf(config).expect_err("a validator objects");
    assert!(
        DisplayErrorContext(&*error)
            .to_string()
            .contains("not like this"),
        "{error}"
    );
}
