//! Presigned requests: signed now, to be sent by someone else, who needs no credentials for it.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

use aws_runtime::auth::{HttpSignatureType, PayloadSigningOverride, SigV4OperationSigningConfig};
use aws_smithy_async::time::StaticTimeSource;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{
    Intercept, SharedInterceptor, dyn_dispatch_hint,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer, Layer, Storable, StoreReplace};

use crate::OperationSpec;
use crate::error::{BoxError, SdkError};
use crate::fluent::Fluent;

/// The longest time that services accept.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// From when on, and for how long, a presigned request is valid.
#[derive(Clone, Debug)]
pub struct PresigningConfig {
    start_time: SystemTime,
    expires_in: Duration,
}

impl PresigningConfig {
    /// Valid from now on, for this long.
    ///
    /// # Errors
    ///
    /// If it is longer than a week.
    pub fn expires_in(expires_in: Duration) -> Result<Self, PresigningConfigError> {
        Self::builder().expires_in(expires_in).build()
    }

    /// A builder. The time until it expires is required.
    pub fn builder() -> PresigningConfigBuilder {
        PresigningConfigBuilder::default()
    }

    /// How long the request is valid.
    pub fn expires(&self) -> Duration {
        self.expires_in
    }

    /// From when on the request is valid.
    pub fn start_time(&self) -> SystemTime {
        self.start_time
    }
}

/// Builder of [`PresigningConfig`].
#[derive(Clone, Debug, Default)]
pub struct PresigningConfigBuilder {
    start_time: Option<SystemTime>,
    expires_in: Option<Duration>,
}

impl PresigningConfigBuilder {
    /// Sets from when on the request is valid; from now on by default.
    pub fn start_time(mut self, start_time: SystemTime) -> Self {
        self.set_start_time(Some(start_time));
        self
    }

    /// Sets or clears from when on the request is valid.
    pub fn set_start_time(&mut self, start_time: Option<SystemTime>) {
        self.start_time = start_time;
    }

    /// Sets how long the request is valid.
    pub fn expires_in(mut self, expires_in: Duration) -> Self {
        self.set_expires_in(Some(expires_in));
        self
    }

    /// Sets or clears how long the request is valid.
    pub fn set_expires_in(&mut self, expires_in: Option<Duration>) {
        self.expires_in = expires_in;
    }

    /// The configuration.
    ///
    /// # Errors
    ///
    /// If no time was set, or one longer than a week.
    pub fn build(self) -> Result<PresigningConfig, PresigningConfigError> {
        let problem = match self.expires_in {
            None => Problem::Missing,
            Some(expires_in) if expires_in > LONGEST => Problem::TooLong(expires_in),
            Some(expires_in) => {
                return Ok(PresigningConfig {
                    start_time: self.start_time.unwrap_or_else(SystemTime::now),
                    expires_in,
                });
            }
        };
        Err(PresigningConfigError(problem))
    }
}

/// What is wrong with a [`PresigningConfig`].
#[derive(Clone, Debug)]
pub struct PresigningConfigError(Problem);

#[derive(Clone, Copy, Debug)]
enum Problem {
    Missing,
    TooLong(Duration),
}

impl fmt::Display for PresigningConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Problem::Missing => f.write_str("`expires_in` is required"),
            Problem::TooLong(given) => write!(
                f,
                "`expires_in` is {} seconds, and must be no longer than one week ({} seconds)",
                given.as_secs(),
                LONGEST.as_secs()
            ),
        }
    }
}

impl std::error::Error for PresigningConfigError {}

/// A request that is signed but not sent. Its address carries the signature: treat it as a secret
/// for as long as it is valid.
pub struct PresignedRequest {
    request: HttpRequest,
}

impl PresignedRequest {
    /// Method, as `GET`.
    pub fn method(&self) -> &str {
        self.request.method()
    }

    /// The address to send it to.
    pub fn uri(&self) -> &str {
        self.request.uri()
    }

    /// Headers that must be sent along.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.request.headers().iter()
    }

    /// The request with a body, for a client that takes those of the `http` crate.
    pub fn make_http_1x_request<B>(&self, body: B) -> http::Request<B> {
        let mut request = http::Request::new(body);
        *request.method_mut() = self.method().parse().expect("it was a method before");
        *request.uri_mut() = self.uri().parse().expect("it was an address before");
        for (name, value) in self.headers() {
            let name: http::HeaderName = name.parse().expect("it was a name before");
            let value = http::HeaderValue::from_bytes(value.as_bytes());
            let value = value.expect("it was a value before");
            request.headers_mut().append(name, value);
        }
        request
    }

    /// As [`make_http_1x_request`](Self::make_http_1x_request), of a request needed no more.
    pub fn into_http_1x_request<B>(self, body: B) -> http::Request<B> {
        self.make_http_1x_request(body)
    }
}

impl Clone for PresignedRequest {
    fn clone(&self) -> Self {
        Self {
            request: self
                .request
                .try_clone()
                .expect("its body was left out, so nothing keeps it from being cloned"),
        }
    }
}

impl fmt::Debug for PresignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, _) = self.uri().split_once('?').unwrap_or((self.uri(), ""));
        f.debug_struct("PresignedRequest")
            .field("method", &self.method())
            .field("address", &address)
            .finish_non_exhaustive()
    }
}

impl<O: OperationSpec> Fluent<O> {
    /// Signs the request and returns it instead of sending it.
    ///
    /// # Errors
    ///
    /// What keeps a request from being sent: an incomplete input, no credentials, no endpoint.
    pub async fn presigned(
        self,
        config: PresigningConfig,
    ) -> Result<PresignedRequest, SdkError<O::Error>> {
        let (handle, overrides) = (self.handle, self.overrides);
        let input = O::build_input(self.input).map_err(SdkError::construction_failure)?;
        let request = crate::typed::presign::<O>(&handle, input, config, overrides).await?;
        Ok(PresignedRequest { request })
    }
}

/// The request is not sent from here: nothing is known of its body.
#[derive(Debug)]
pub(crate) struct Presigned;

impl Storable for Presigned {
    type Storer = StoreReplace<Self>;
}

/// Makes a call presign its request.
#[derive(Debug)]
pub(crate) struct Presigning {
    components: RuntimeComponentsBuilder,
}

impl Presigning {
    /// `kept`: headers of the body that the caller set.
    pub(crate) fn new(config: &PresigningConfig, kept: Vec<&'static str>) -> Self {
        let signer = SharedInterceptor::permanent(QuerySigning {
            expires_in: config.expires_in,
            kept,
        });
        let clock = StaticTimeSource::new(config.start_time);
        Self {
            components: RuntimeComponentsBuilder::new("presigning")
                .with_interceptor(signer)
                .with_time_source(Some(clock)),
        }
    }
}

impl RuntimePlugin for Presigning {
    fn config(&self) -> Option<FrozenLayer> {
        let mut layer = Layer::new("presigning");
        layer.store_put(Presigned);
        Some(layer.freeze())
    }

    fn runtime_components(
        &self,
        _: &RuntimeComponentsBuilder,
    ) -> Cow<'_, RuntimeComponentsBuilder> {
        Cow::Borrowed(&self.components)
    }
}

#[derive(Debug)]
struct QuerySigning {
    expires_in: Duration,
    kept: Vec<&'static str>,
}

/// What the client says of itself, which whoever sends the request cannot know.
const OWN: [&str; 4] = [
    "user-agent",
    "x-amz-user-agent",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
];

/// What a client says of a body: of one that it does not know, only what its caller says.
pub(crate) const OF_BODY: [&str; 2] = ["content-length", "content-type"];

#[dyn_dispatch_hint]
impl Intercept for QuerySigning {
    fn name(&self) -> &'static str {
        "QuerySigning"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let headers = context.request_mut().headers_mut();
        let unkept = OF_BODY.iter().filter(|name| !self.kept.contains(name));
        for name in OWN.iter().chain(unkept) {
            headers.remove(*name);
        }
        let config = cfg.load::<SigV4OperationSigningConfig>();
        let mut config = config.cloned().unwrap_or_default();
        let options = &mut config.signing_options;
        options.expires_in = Some(self.expires_in);
        options.signature_type = HttpSignatureType::HttpRequestQueryParams;
        if options.content_sha256_header {
            // The service reads the hash of the body from a header that addresses do not have.
            let unsigned = PayloadSigningOverride::unsigned_payload();
            options.payload_override = Some(unsigned.to_signable_body());
        }
        cfg.interceptor_state().store_put(config);
        Ok(())
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let headers = context.request_mut().headers_mut();
        for name in OWN {
            headers.remove(name);
        }
        Ok(())
    }
}
