// Every setter and getter of the configuration, and the traits that users implement for it.

pub(super) async fn every_setting() -> Account {
    use aws_smithy_async::time::SharedTimeSource;
    use sdk::config::retry::{ReconnectMode, RetryConfig, RetryMode, RetryPartition};
    use sdk::config::timeout::TimeoutConfig;
    use sdk::config::{
        AppName, BehaviorVersion, Config, Credentials, FrameworkMetadata, IdentityCache, Region,
        SharedAsyncSleep, SharedCredentialsProvider, SharedHttpClient, SharedIdentityCache,
        SharedInterceptor, StalledStreamProtectionConfig,
    };
    use std::time::{Duration, UNIX_EPOCH};

    let mut account = Account::new();
    let nothing = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .build();
    describe(&nothing, &mut account);

    let http = answers(&[(200, &[], "{}"), (200, &[], "{}")]);
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    let time = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let time = SharedTimeSource::new(aws_smithy_async::time::StaticTimeSource::new(time));
    let retry = RetryConfig::standard()
        .with_retry_mode(RetryMode::Standard)
        .with_max_attempts(2)
        .with_reconnect_mode(ReconnectMode::ReuseAllConnections);
    let timeout = TimeoutConfig::builder()
        .operation_timeout(Duration::from_secs(5))
        .build();
    let sleep = SharedAsyncSleep::new(aws_smithy_async::rt::sleep::TokioSleep::new());
    let framework = || FrameworkMetadata::new("frame", Some("1")).expect("a valid name");
    let built = Config::builder()
        .behavior_version_latest_or_explicit()
        .region(Region::new("eu-west-1"))
        .region(Some(Region::from_static("eu-west-2")))
        .endpoint_url("https://example.com")
        .use_fips(false)
        .use_dual_stack(false)
        .credentials_provider(credentials.clone())
        .http_client(http.clone())
        .retry_config(retry.clone())
        .retry_partition(RetryPartition::new("mine"))
        .retry_classifier(Never)
        .timeout_config(timeout.clone())
        .sleep_impl(sleep.clone())
        .time_source(time.clone())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .identity_cache(IdentityCache::no_cache())
        .interceptor(Stamp::default())
        .app_name(AppName::new("app").expect("a valid name"))
        .framework_metadata(framework())
        .disable_clock_skew_correction(true)
        .invocation_id_generator(FixedId)
        .idempotency_token_provider("token")
        .auth_scheme_preference([aws_smithy_runtime_api::client::auth::AuthSchemeId::from(
            "sigv4",
        )])
        .build();
    describe(&built, &mut account);
    let client = sdk::Client::from_conf(built);
    account.push(format!(
        "{:?}",
        client.create_run_cache().send().await.map_err(drop)
    ));

    let mut builder = client.config().to_builder();
    builder
        .set_behavior_version(Some(BehaviorVersion::latest()))
        .set_region(Some(Region::new("eu-west-3")))
        .set_endpoint_url(None)
        .set_use_fips(Some(true))
        .set_use_dual_stack(None)
        .set_credentials_provider(Some(SharedCredentialsProvider::new(credentials)))
        .set_http_client(Some(SharedHttpClient::new(http.clone())))
        .set_retry_config(Some(retry))
        .set_retry_partition(Some(RetryPartition::new("other")))
        .set_retry_classifiers([])
        .set_timeout_config(Some(timeout))
        .set_sleep_impl(Some(sleep))
        .set_time_source(Some(time))
        .set_stalled_stream_protection(Some(StalledStreamProtectionConfig::enabled().build()))
        .set_identity_cache(SharedIdentityCache::new(IdentityCache::no_cache()))
        .set_interceptors([])
        .push_interceptor(SharedInterceptor::new(Stamp::default()))
        .set_app_name(None)
        .push_framework_metadata(framework())
        .set_disable_clock_skew_correction(None)
        .set_invocation_id_generator(None)
        .set_idempotency_token_provider(Some("other".into()))
        .set_auth_scheme_preference(None)
        .push_retry_classifier(
            aws_smithy_runtime_api::client::retries::classifiers::SharedRetryClassifier::new(Never),
        );
    let changed = builder.build();
    describe(&changed, &mut account);
    let client = sdk::Client::from_conf(changed.clone());
    account.push(format!(
        "{:?}",
        client.create_run_cache().send().await.map_err(drop)
    ));
    account.extend(sent(&http));

    let shared = aws_types::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("ap-south-1"))
        .endpoint_url("https://example.com/shared")
        .build();
    describe(&Config::new(&shared), &mut account);
    describe(&Config::from(&shared), &mut account);
    describe(&sdk::config::Builder::from(&shared).build(), &mut account);
    account.push(format!("{:?}", sdk::Client::new(&shared).config().region()));
    let _default = sdk::config::Builder::default();
    let _new = sdk::config::Builder::new().allow_no_auth();
    account
}

/// `behavior_version_latest` needs a feature of the official crate.
trait BehaviorVersionLatestOrExplicit {
    fn behavior_version_latest_or_explicit(self) -> Self;
}

impl BehaviorVersionLatestOrExplicit for sdk::config::Builder {
    fn behavior_version_latest_or_explicit(self) -> Self {
        self.behavior_version(sdk::config::BehaviorVersion::latest())
    }
}

fn describe(config: &sdk::Config, account: &mut Account) {
    account.push(format!("{:?} {}", config.region(), config.signing_name()));
    account.push(format!(
        "{:?} {:?}",
        config.retry_config(),
        config.timeout_config()
    ));
    account.push(format!("{:?}", config.retry_partition()));
    account.push(format!("{}", config.retry_classifiers().count()));
    account.push(format!("{}", config.interceptors().count()));
    account.push(format!("{}", config.auth_schemes().count()));
    account.push(format!("{}", config.auth_scheme_resolver().is_some()));
    account.push(format!("{:?}", config.auth_scheme_preference()));
    account.push(format!(
        "{:?} {:?}",
        config.app_name(),
        config.framework_metadata()
    ));
    account.push(format!("{:?}", config.disable_clock_skew_correction()));
    account.push(format!("{}", config.invocation_id_generator().is_some()));
    account.push(format!("{}", config.http_client().is_some()));
    account.push(format!("{}", config.sleep_impl().is_some()));
    account.push(format!("{}", config.time_source().is_some()));
    account.push(format!("{}", config.identity_cache().is_some()));
    account.push(format!("{:?}", config.stalled_stream_protection()));
}

/// A classifier with no opinion.
#[derive(Debug)]
struct Never;

impl sdk::config::retry::ClassifyRetry for Never {
    fn classify_retry(
        &self,
        _context: &sdk::config::interceptors::InterceptorContext,
    ) -> sdk::config::retry::RetryAction {
        sdk::config::retry::RetryAction::NoActionIndicated
    }

    fn name(&self) -> &'static str {
        "Never"
    }
}

#[derive(Debug)]
struct FixedId;

impl aws_runtime::invocation_id::InvocationIdGenerator for FixedId {
    fn generate(
        &self,
    ) -> Result<Option<aws_runtime::invocation_id::InvocationId>, sdk::error::BoxError> {
        Ok(None)
    }
}

/// A resolver of one host, by region.
#[derive(Debug)]
struct Elsewhere;

impl sdk::config::endpoint::ResolveEndpoint for Elsewhere {
    fn resolve_endpoint<'a>(
        &'a self,
        params: &'a sdk::config::endpoint::Params,
    ) -> sdk::config::endpoint::EndpointFuture<'a> {
        let url = format!(
            "https://{}.example.com",
            params.region().unwrap_or("nowhere")
        );
        let endpoint = sdk::config::endpoint::Endpoint::builder().url(url).build();
        sdk::config::endpoint::EndpointFuture::ready(Ok(endpoint))
    }
}

pub(super) async fn endpoints() -> Account {
    use sdk::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};

    let mut account = Account::new();
    let params = Params::builder()
        .region("us-west-2")
        .set_region(Some("eu-central-1".to_owned()))
        .use_fips(true)
        .set_use_fips(Some(false))
        .use_dual_stack(true)
        .set_use_dual_stack(None)
        .endpoint("https://example.com")
        .set_endpoint(None)
        .build()
        .expect("valid");
    account.push(format!("{:?} {:?}", params.region(), params.endpoint()));
    account.push(format!(
        "{:?} {:?}",
        params.use_fips(),
        params.use_dual_stack()
    ));
    let resolved = DefaultResolver::new().resolve_endpoint(&params).await;
    account.push(resolved.map_or_else(|error| error.to_string(), |found| found.url().to_owned()));
    let nowhere = Params::builder().build().expect("valid");
    let rules: DefaultResolver = Default::default();
    let refused = rules.resolve_endpoint(&nowhere).await;
    account.push(format!(
        "{:?}",
        refused.map(|found| found.url().to_owned()).map_err(drop)
    ));

    let http = answers(&[(200, &[], "{}"), (200, &[], "{}")]);
    let elsewhere = config(&http).endpoint_resolver(Elsewhere).build();
    let _resolver: sdk::config::endpoint::SharedEndpointResolver = elsewhere.endpoint_resolver();
    let client = sdk::Client::from_conf(elsewhere);
    account.push(format!(
        "{:?}",
        client.list_run_caches().send().await.map_err(drop)
    ));
    let mut builder = config(&http);
    builder.set_endpoint_resolver(Some(Elsewhere.into_shared_resolver()));
    let client = sdk::Client::from_conf(builder.build());
    account.push(format!(
        "{:?}",
        client.list_run_caches().send().await.map_err(drop)
    ));
    account.extend(sent(&http));
    account
}

/// Chooses the scheme that does not sign.
#[derive(Debug)]
struct Unsigned;

impl sdk::config::auth::ResolveAuthScheme for Unsigned {
    fn resolve_auth_scheme<'a>(
        &'a self,
        params: &'a sdk::config::auth::Params,
        _bag: &'a sdk::config::ConfigBag,
        _components: &'a sdk::config::RuntimeComponents,
    ) -> aws_smithy_runtime_api::client::auth::AuthSchemeOptionsFuture<'a> {
        use aws_smithy_runtime_api::client::auth::{AuthSchemeOption, AuthSchemeOptionsFuture};
        assert_eq!(params.operation_name(), "ListRunCaches");
        let scheme = aws_smithy_runtime_api::client::auth::AuthSchemeId::from("no_auth");
        let option = AuthSchemeOption::builder().scheme_id(scheme).build();
        AuthSchemeOptionsFuture::ready(Ok(vec![option.expect("complete")]))
    }
}

pub(super) async fn auth_schemes() -> Account {
    use sdk::config::auth::{DefaultAuthSchemeResolver, Params};

    let mut account = Account::new();
    let params = Params::builder()
        .operation_name("ListRunCaches")
        .build()
        .expect("complete");
    account.push(params.operation_name().to_owned());
    account.push(Params::builder().build().is_err().to_string());
    let http = answers(&[(200, &[], "{}"), (200, &[], "{}")]);
    let default: DefaultAuthSchemeResolver = Default::default();
    for builder in [
        config(&http).allow_no_auth().auth_scheme_resolver(Unsigned),
        config(&http).auth_scheme_resolver(default),
    ] {
        let client = sdk::Client::from_conf(builder.build());
        let listed = client.list_run_caches().send().await;
        account.push(format!("{:?}", listed.map_err(drop)));
    }
    account.extend(sent(&http));
    account
}
