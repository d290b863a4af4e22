//! Authentication schemes: what each sends, and what is refused.

use aws_smithy_http_client::test_util::{CaptureRequestReceiver, capture_request};
use smithy_catalog::{ApiKey, Auth, AuthScheme, Http, Operation, Protocol, Service, UNIT};
use smithy_client::config::{Builder, Credentials, Region, Token};
use smithy_client::endpoint::{Context, Endpoint, EndpointAuthScheme, ResolveEndpointError};
use smithy_client::error::{BoxError, DisplayErrorContext};
use smithy_client::{Handle, ServiceSpec, dynamic};

use crate::things::{CREATE_THING, CreateThingInput};

/// A service with an operation for every scheme.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Locks;

pub(crate) const fn locked(name: &'static str, auth_schemes: &'static [AuthScheme]) -> Operation {
    Operation {
        name,
        schema: CREATE_THING.schema,
        documentation: "",
        deprecated: None,
        http: Http {
            method: "POST",
            uri: "/owner/{owner}/thing",
            code: 201,
        },
        input: &UNIT,
        output: &UNIT,
        errors: &[],
        host_prefix: None,
        idempotency_token: None,
        pagination: None,
        auth: Auth::None,
        auth_schemes,
        readonly: false,
        idempotent: false,
        checksum_required: false,
        checksum: None,
        unsigned_payload: false,
        compression: false,
        stalls_fail: true,
        cli: smithy_catalog::cli::OperationFacts::NONE,
    }
}

const fn key(name: &'static str, in_query: bool, scheme: Option<&'static str>) -> AuthScheme {
    AuthScheme::ApiKey(ApiKey {
        name,
        in_query,
        scheme,
    })
}

static BEARER: Operation = locked("Bearer", &[AuthScheme::Bearer, AuthScheme::SigV4]);
static HEADER: Operation = locked("Header", &[key("X-Api-Key", false, None)]);
static NO_AUTH: Operation = locked("NoAuth", &[AuthScheme::NoAuth]);
static CUSTOM: Operation = locked("Custom", &[AuthScheme::Custom("a.b#wax")]);
static ANY: Operation = locked("Any", &[AuthScheme::SigV4]);

static LOCKS: Service = Service {
    operations: smithy_catalog::Operations::listed(&[&BEARER, &HEADER, &NO_AUTH, &CUSTOM, &ANY]),
    ..THINGS
};
const THINGS: Service = Service {
    id: "test#Locks",
    sdk_id: "Locks",
    arn_namespace: "locks",
    endpoint_prefix: "locks",
    signing_name: Some("locks"),
    version: "2024-01-01",
    title: "Locks",
    documentation: "",
    protocol: Protocol::RestJson1,
    query_compatible: false,
    xml_namespace: None,
    customizations: &[],
    operations: smithy_catalog::Operations::listed(&[]),
    cli: smithy_catalog::cli::ServiceFacts::NONE,
};

impl ServiceSpec for Locks {
    const SERVICE: &'static Service = &LOCKS;
    const CRATE_NAME: &'static str = "locks-client";
    const PACKAGE_VERSION: &'static str = "1.2.3";
    const ENDPOINT_AUTH_SCHEMES: bool = true;
    type EndpointParams = Option<String>;

    fn endpoint_params(context: &Context<'_>) -> Result<Option<String>, BoxError> {
        let place = context.endpoint_url().or(context.region());
        Ok(place.map(str::to_owned))
    }

    /// In one region it is the endpoint that says how requests are signed.
    fn resolve_endpoint(place: &Option<String>) -> Result<Endpoint, ResolveEndpointError> {
        let endpoint = Endpoint::builder().url("https://locks.example");
        Ok(match place.as_deref() {
            Some(url) if url.starts_with("http:") => endpoint.url(url.to_owned()).build(),
            Some("many") => endpoint
                .auth_scheme(
                    EndpointAuthScheme::with_capacity("sigv4a", 2)
                        .put("signingName", "many-locks")
                        .put("signingRegionSet", vec!["*".to_owned().into()]),
                )
                .build(),
            _ => endpoint.build(),
        })
    }
}

fn builder(region: &'static str) -> (Builder<Locks>, CaptureRequestReceiver) {
    let response = http::Response::builder().status(201).body("{}".into());
    let (http, sent) = capture_request(Some(response.expect("a response")));
    let builder = Builder::<Locks>::default()
        .with_test_defaults()
        .region(Region::new(region))
        .http_client(http);
    (builder, sent)
}

async fn call(config: Builder<Locks>, operation: &'static Operation) -> Result<(), String> {
    let handle = Handle::new(config.build()).expect("a client");
    let input = CreateThingInput {
        owner: Some("me".to_owned()),
        ..CreateThingInput::default()
    };
    let answer = dynamic::call(&handle, operation, input, None).await;
    answer
        .map(drop)
        .map_err(|error| DisplayErrorContext(error).to_string())
}

#[tokio::test]
async fn tokens_are_sent_as_bearers() {
    let (config, sent) = builder("one");
    let config = config.bearer_token(Token::new("t0ken", None));
    call(config, &BEARER).await.expect("it is sent");
    let request = sent.expect_request();
    assert_eq!(request.headers().get("authorization"), Some("Bearer t0ken"));

    let (config, sent) = builder("one");
    let config = config.token_provider(Token::new("other", None));
    call(config, &BEARER).await.expect("it is sent");
    let request = sent.expect_request();
    assert_eq!(request.headers().get("authorization"), Some("Bearer other"));
}

#[tokio::test]
async fn without_a_token_the_next_scheme_counts_and_preferences_reorder() {
    let preferring: [Option<&[&'static str]>; 2] = [None, Some(&["sigv4"])];
    for (preference, token) in preferring.into_iter().zip([None, Some("t0ken")]) {
        let (mut config, sent) = builder("one");
        if let Some(token) = token {
            config = config.bearer_token(Token::new(token, None));
        }
        if let Some(ids) = preference {
            let ids: Vec<_> = ids.iter().map(|id| (*id).into()).collect();
            config = config.auth_scheme_preference(ids);
        }
        call(config, &BEARER).await.expect("it is sent");
        let request = sent.expect_request();
        let header = request.headers().get("authorization").unwrap_or_default();
        assert!(header.starts_with("AWS4-HMAC-SHA256 "), "{header}");
    }
}

#[tokio::test]
async fn keys_are_sent_where_the_model_says() {
    let (config, sent) = builder("one");
    let config = config.api_key(Token::new("k&y", None));
    call(config, &HEADER).await.expect("it is sent");
    let request = sent.expect_request();
    assert_eq!(request.headers().get("x-api-key"), Some("k&y"));
    assert_eq!(request.headers().get("authorization"), None);
}

#[tokio::test]
async fn what_takes_no_scheme_is_sent_as_it_is() {
    let (config, sent) = builder("one");
    call(config, &NO_AUTH).await.expect("it is sent");
    assert_eq!(sent.expect_request().headers().get("authorization"), None);
}

#[tokio::test]
async fn what_nothing_can_sign_is_refused() {
    let (config, sent) = builder("one");
    let error = call(config, &CUSTOM).await.expect_err("nothing signs it");
    assert!(
        error.contains("\"a.b#wax\" wasn't a valid option because no auth scheme was registered"),
        "{error}"
    );
    sent.expect_no_request();

    // Unless its user takes it upon them.
    let (config, sent) = builder("one");
    call(config.allow_no_auth(), &CUSTOM)
        .await
        .expect("it is sent");
    assert_eq!(sent.expect_request().headers().get("authorization"), None);

    let (config, sent) = builder("one");
    let error = call(config, &HEADER).await.expect_err("there is no key");
    assert!(
        error.contains("there was no identity resolver for it"),
        "{error}"
    );
    sent.expect_no_request();
}

#[cfg(feature = "sigv4a")]
#[tokio::test]
async fn endpoints_of_several_regions_are_signed_for_all() {
    let (config, sent) = builder("many");
    call(config, &ANY).await.expect("it is sent");
    let request = sent.expect_request();
    let header = |name| request.headers().get(name).unwrap_or_default();
    assert_eq!(header("x-amz-region-set"), "*");
    let authorization = header("authorization");
    assert!(
        authorization.starts_with(
            "AWS4-ECDSA-P256-SHA256 Credential=ANOTREAL/20090213/many-locks/aws4_request, "
        ),
        "{authorization}"
    );
    assert!(
        authorization.contains(";x-amz-region-set"),
        "{authorization}"
    );
}

#[cfg(not(feature = "sigv4a"))]
#[tokio::test]
async fn endpoints_that_take_another_scheme_are_not_sent_to() {
    let (config, sent) = builder("many");
    call(config, &ANY)
        .await
        .expect_err("the endpoint takes `sigv4a`");
    sent.expect_no_request();
}

#[tokio::test]
async fn secrets_of_every_scheme_stay_out_of_sight() {
    let (config, _) = builder("one");
    let config = config
        .credentials_provider(Credentials::new("AKID", "s3cret", None, None, "test"))
        .bearer_token(Token::new("s3cret", None))
        .api_key(Token::new("s3cret", None))
        .build();
    let text = format!("{config:?} {:?}", Handle::new(config.clone()));
    assert!(!text.contains("s3cret"), "{text}");
}
