//! Calls of the services that have credentials.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::region::Region;
use serde_json::{Map, Value};
use smithy_catalog::document::DocumentStruct;
use smithy_catalog::{Operation, Service};
use smithy_client::attempts::Attempts;
use smithy_client::config::Builder;
use smithy_client::connection::Proxies;
use smithy_client::dynamic::{self, DynamicError, Value as Answer};
use smithy_client::{Handle, ServiceSpec};

use crate::error::SettingsError;
use crate::retry::RetrySettings;
use crate::{Connection, ServiceIdentity, Settings, endpoint};

/// What is needed to ask for credentials.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) settings: Settings,
    pub(super) connection: Connection,
    /// Sends as the connection says.
    pub(super) http: SharedHttpClient,
    /// Sends as the connection says, but never through a proxy.
    pub(super) direct: SharedHttpClient,
    /// The region of the service that the credentials are for.
    pub(super) region: Option<String>,
}

/// What is special to a call.
#[derive(Default)]
pub(super) struct Special {
    /// The region of the service, where it is not that of the context.
    pub(super) region: Option<String>,
    /// Who signs; nobody does where there are none.
    pub(super) credentials: Option<Credentials>,
    /// Makes a proof of possession for the address, which goes into the header `DPoP`.
    pub(super) proof: Option<Proof>,
}

/// Makes a proof for an address.
pub(super) type Proof = Box<dyn Fn(&str) -> Result<String, SettingsError> + Send + Sync>;

impl Context {
    /// Calls an operation and returns the members of the answer.
    ///
    /// # Errors
    /// If settings are wrong, no answer comes, or the answer is an error.
    pub(super) async fn call<S: ServiceSpec>(
        &self,
        operation: &'static Operation,
        document: Value,
        special: Special,
    ) -> Result<Value, SettingsError> {
        let retry = RetrySettings::resolve(&self.settings)?;
        let identity = ServiceIdentity {
            sdk_id: S::SERVICE.sdk_id,
            endpoint_prefix: S::SERVICE.endpoint_prefix,
        };
        let url = endpoint::configured(&self.settings, identity)?;
        if let Some(url) = &url {
            endpoint::check(&url.value)?;
        }
        let has_variants = url.is_none();
        let region = special.region.or_else(|| self.region.clone());
        let region = region.ok_or(SettingsError::NoRegion)?;
        let attempts = Attempts::default();
        let watch = Watch {
            uri: Arc::default(),
            proof: special.proof.map(Arc::new),
        };
        let mut config = Builder::<S>::new()
            .region(Region::new(region))
            .use_fips(has_variants && self.settings.use_fips().value)
            .use_dual_stack(has_variants && self.settings.use_dual_stack().value)
            .retry_config(retry.config())
            .timeout_config(self.connection.timeouts())
            .http_client(self.http.clone())
            .disable_clock_skew_correction(true)
            .interceptor(attempts.clone())
            .interceptor(watch.clone());
        config.set_endpoint_url(url.map(|url| url.value));
        config = match special.credentials {
            Some(credentials) => config.credentials_provider(credentials),
            None => config.allow_no_auth(),
        };
        let handle = Handle::new(config.build())
            .map_err(|error| SettingsError::CredentialConfig(error.to_string()))?;
        let members = match document {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        let input = DocumentStruct::new(operation.input, members);
        let failure = match dynamic::call(&handle, operation, input, None).await {
            Ok(answer) => {
                return answer.output::<S>(operation).map(json).map_err(|_| {
                    let name = operation.name;
                    SettingsError::CredentialConfig(format!("The answer of {name} cannot be read."))
                });
            }
            Err(failure) => failure,
        };
        let max_attempts = retry.max_attempts.value;
        let is_exhausted = attempts.get() >= max_attempts;
        Err(SettingsError::Call(Box::new(CredentialCall {
            service: S::SERVICE,
            operation,
            proxies: self.connection.proxies.clone(),
            uri: watch.uri(),
            failure,
            retries_exhausted: is_exhausted.then(|| max_attempts - 1),
        })))
    }
}

/// The answer as JSON, with times in ISO 8601.
fn json(answer: Answer) -> Value {
    match answer {
        Answer::Boolean(flag) => flag.into(),
        Answer::Integer(number) => number.into(),
        Answer::String(text) => text.into(),
        Answer::Timestamp(time) => time.fmt(Format::DateTime).unwrap_or_default().into(),
        Answer::List(items) => items.into_iter().map(json).collect(),
        Answer::Map(entries) => {
            let entries = entries.into_iter().map(|(name, value)| (name, json(value)));
            Value::Object(entries.collect())
        }
        // No operation here answers with one.
        _ => Value::Null,
    }
}

/// A call for credentials that failed.
pub struct CredentialCall {
    /// Whose operation was called.
    pub service: &'static Service,
    /// What was called.
    pub operation: &'static Operation,
    /// Where the last request went; empty if none was made.
    pub uri: String,
    /// Why it failed.
    pub failure: SdkError<DynamicError, HttpResponse>,
    /// The proxies that were there.
    pub proxies: Proxies,
    /// Retries made, if the last allowed attempt failed.
    pub retries_exhausted: Option<u32>,
}

impl CredentialCall {
    /// The code of an error that the service answered with.
    pub fn code(&self) -> Option<&str> {
        match &self.failure {
            SdkError::ServiceError(error) => error.err().code(),
            _ => None,
        }
    }

    /// Whether the service answered, with an error.
    pub(crate) fn is_answered(&self) -> bool {
        matches!(self.failure, SdkError::ServiceError(_))
    }

    /// The body of an error that the service answered with.
    pub fn body(&self) -> &[u8] {
        match &self.failure {
            SdkError::ServiceError(error) => error.raw().body().bytes().unwrap_or_default(),
            _ => &[],
        }
    }
}

/// Says what went wrong with what, and nothing that was sent or that came back.
impl fmt::Display for CredentialCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.operation.name;
        match &self.failure {
            SdkError::ServiceError(error) => write!(
                f,
                "An error occurred ({}) when calling the {name} operation: {}",
                error.err().code().unwrap_or("Unknown"),
                error.err().message().unwrap_or_default()
            ),
            other => write!(f, "{name} was not answered: {other}"),
        }
    }
}

impl fmt::Debug for CredentialCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialCall({self})")
    }
}

/// Sees where requests go, and adds the proof that the address asks for.
#[derive(Clone)]
struct Watch {
    uri: Arc<Mutex<String>>,
    proof: Option<Arc<Proof>>,
}

impl Watch {
    fn uri(&self) -> String {
        let uri = self.uri.lock().unwrap_or_else(PoisonError::into_inner);
        uri.clone()
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

#[dyn_dispatch_hint]
impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "Watch"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _runtime_components: &RuntimeComponents,
        _cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let uri = request.uri().to_owned();
        if let Some(proof) = &self.proof {
            let proof = proof(&uri)?;
            request.headers_mut().try_insert("DPoP", proof)?;
        }
        *self.uri.lock().unwrap_or_else(PoisonError::into_inner) = uri;
        Ok(())
    }
}
