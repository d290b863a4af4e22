//! Calls: a document out, the service's own answer back, and every failure in words.

mod credentials;
mod failure;
mod patience;

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use aws_credential_types::Credentials;
use aws_settings::{ClientSettings, Proxies};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::byte_stream::error::Error as ByteStreamError;
use aws_types::region::Region;
use aws_types::sdk_ua_metadata::FrameworkMetadata;
use cli_formats::Map;
use smithy_catalog::{Operation, Service};
use smithy_client::attempts::Attempts;
use smithy_client::config::{BehaviorVersion, Builder, Config};
use smithy_client::dynamic::{self, RawResponse, StreamingResponse};
use smithy_client::error::BoxError;
use smithy_client::primitives::ByteStream;
use smithy_client::retry::ByShownCode;
use smithy_client::{Handle, ServiceSpec};

use crate::advice::{Clue, Unanswered};
use crate::console::status::Status;
use crate::custom::Adjust;
use crate::error::{CliError, ServiceFailure};
use crate::input::Input;
use crate::response::{self, Answer};
use crate::wire::Tap;
pub(crate) use credentials::failure as credential_failure;
use failure::CallError;
use patience::Patience;

/// The outcome of a call.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The service did as asked. A body that goes to a file is yet to be read.
    Answered(Answer, Option<ByteStream>),
    /// Nothing was sent: a dry run.
    NotSent,
}

/// A client of some service, made for calls from its catalog.
pub(crate) trait Invoke: fmt::Debug {
    fn invoke<'a>(
        &'a self,
        operation: &'static Operation,
        call: &'a Call,
    ) -> Pin<Box<dyn Future<Output = Result<StreamingResponse, Failed>> + 'a>>;
}

/// Why a call has no answer.
pub(crate) enum Failed {
    /// The call failed.
    Call(Box<CallError>),
    /// The body could not be read from its file.
    Body(String),
}

impl Failed {
    fn of(error: CallError) -> Self {
        Self::Call(Box::new(error))
    }
}

/// A request to be sent.
#[derive(Debug)]
pub(crate) struct Call {
    /// The members.
    pub(crate) document: Map,
    /// The file that is the body.
    pub(crate) body: Option<PathBuf>,
    /// The body of the answer goes to a file.
    pub(crate) to_file: bool,
    /// Changes before it is signed.
    pub(crate) adjust: Adjust,
}

impl<S: ServiceSpec> Invoke for Handle<S> {
    fn invoke<'a>(
        &'a self,
        operation: &'static Operation,
        call: &'a Call,
    ) -> Pin<Box<dyn Future<Output = Result<StreamingResponse, Failed>> + 'a>> {
        Box::pin(async move {
            let (document, streams) = (call.document.clone(), call.body.is_some());
            let input = Input::new(operation.input, document, S::SERVICE.protocol, streams);
            let overrides = Some(Config::<S>::builder().interceptor(call.adjust.clone()));
            let body = match &call.body {
                Some(path) => match file(path).await {
                    Ok(body) => Some(body),
                    Err(error) => return Err(Failed::Body(error.to_string())),
                },
                None => None,
            };
            if streams || call.to_file {
                let called = dynamic::call_streaming(self, operation, input, body, overrides);
                return called.await.map_err(Failed::of);
            }
            let called = dynamic::call(self, operation, input, overrides).await;
            let whole = |mut head: RawResponse| {
                let body = std::mem::take(&mut head.body);
                StreamingResponse {
                    head,
                    body: ByteStream::from(body),
                }
            };
            called.map(whole).map_err(Failed::of)
        })
    }
}

/// A file as a body, read while it is sent.
async fn file(path: &Path) -> Result<ByteStream, ByteStreamError> {
    /// Each read costs a switch of threads, so that small ones would be slow.
    const PART: usize = 256 << 10;
    let file = ByteStream::read_from().path(path);
    file.buffer_size(PART).build().await
}

/// Makes the client of a service.
pub(crate) type Connect = fn(&Configuration<'_>) -> Result<Box<dyn Invoke>, BoxError>;

/// What a client is made of, whatever its service.
#[derive(Debug)]
pub(crate) struct Configuration<'a> {
    settings: &'a ClientSettings,
    credentials: Option<Credentials>,
    attempts: &'a Attempts,
    tap: &'a Tap,
    program: &'a FrameworkMetadata,
    patience: Patience,
}

/// The client of the service that `S` stands for. This alone is compiled once for each service.
pub(crate) fn connect<S: ServiceSpec>(
    configuration: &Configuration<'_>,
) -> Result<Box<dyn Invoke>, BoxError> {
    let handle = Handle::<S>::new(configuration.builder().build())?;
    Ok(Box::new(handle))
}

impl Configuration<'_> {
    fn builder<S: ServiceSpec>(&self) -> Builder<S> {
        let settings = self.settings;
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(settings.region.value.clone()))
            .use_fips(settings.use_fips.value)
            .use_dual_stack(settings.use_dual_stack.value)
            .disable_host_prefix(settings.disable_host_prefix.value)
            .account_id_endpoint_mode(settings.request.account_id_endpoint_mode.value.clone())
            .request_checksum_calculation(settings.request.checksum_calculation.value)
            .response_checksum_validation(settings.request.checksum_validation.value)
            .disable_request_compression(settings.request.disable_compression.value)
            .request_min_compression_size_bytes(settings.request.min_compression_size.value)
            .retry_config(settings.retry.config())
            .timeout_config(settings.connection.timeouts())
            .http_client(self.tap.client())
            // Scripts see the errors AWS CLI shows them, a wrong clock's too.
            .disable_clock_skew_correction(true)
            .retry_classifier(ByShownCode::new(S::SERVICE, move |response| {
                response::shown_code(S::SERVICE.protocol, response)
            }))
            .interceptor(self.attempts.clone())
            .sleep_impl(self.patience.clone())
            .framework_metadata(self.program.clone());
        config.set_app_name(settings.app_name());
        config = match &self.credentials {
            Some(credentials) => config.credentials_provider(credentials.clone()),
            None => config.allow_no_auth(),
        };
        match &settings.endpoint_url {
            // FIPS and dual stack say nothing about an endpoint that is given.
            Some(endpoint) => config
                .endpoint_url(&endpoint.value)
                .use_fips(false)
                .use_dual_stack(false),
            None => config,
        }
    }
}

/// Calls operations with one configuration.
#[derive(Debug)]
pub(crate) struct Caller {
    service: &'static Service,
    client: Box<dyn Invoke>,
    attempts: Attempts,
    max_attempts: u32,
    proxies: Proxies,
    tap: Tap,
    status: Status,
}

impl Caller {
    /// A caller of the service that `connect` makes clients of, with these settings, over `tap`,
    /// for the program of that name and version. Without credentials requests are not signed.
    /// Waiting for another attempt is told in the `status`.
    pub(crate) fn new(
        (service, connect): (&'static Service, Connect),
        (name, version): (&'static str, &'static str),
        settings: &ClientSettings,
        credentials: Option<Credentials>,
        tap: Tap,
        status: Status,
    ) -> Result<Self, CliError> {
        let attempts = Attempts::default();
        let program = FrameworkMetadata::new(name, Some(Cow::Borrowed(version)))
            .map_err(|error| CliError::general(error.to_string()))?;
        let configuration = Configuration {
            settings,
            credentials,
            attempts: &attempts,
            tap: &tap,
            program: &program,
            patience: Patience {
                attempts: attempts.clone(),
                max_attempts: settings.retry.max_attempts.value,
                tap: tap.clone(),
                status: status.clone(),
            },
        };
        let client =
            connect(&configuration).map_err(|error| CliError::general(error.to_string()))?;
        Ok(Self {
            service,
            client,
            attempts,
            max_attempts: settings.retry.max_attempts.value,
            proxies: settings.connection.proxies.clone(),
            tap,
            status,
        })
    }

    /// Calls an operation.
    pub(crate) async fn call(
        &self,
        operation: &'static Operation,
        call: &Call,
    ) -> Result<Outcome, CliError> {
        let uri = || self.tap.last_uri().unwrap_or_default();
        let called = self.client.invoke(operation, call).await;
        self.status.clear();
        match called {
            Ok(answer) => self.answered(answer, call.to_file).await,
            Err(Failed::Body(message)) => Err(CliError::general(message)),
            Err(Failed::Call(error)) => match *error {
                SdkError::ServiceError(error) => Err(self.service_error(operation, error.raw())?),
                error if failure::is_dry_run(&error) => Ok(Outcome::NotSent),
                error => {
                    let unanswered = match failure::may_be_done(&error) {
                        true => Unanswered::of(operation, &call.document),
                        false => None,
                    };
                    let told = failure::describe(&error, &uri(), &self.proxies);
                    Err(told.with_clues(unanswered.map(Clue::Unanswered)))
                }
            },
        }
    }

    async fn answered(
        &self,
        answer: StreamingResponse,
        to_file: bool,
    ) -> Result<Outcome, CliError> {
        let StreamingResponse { head, body } = answer;
        let mut answer = Answer {
            status: head.status,
            headers: pairs(&head.headers),
            body: Vec::new(),
        };
        if to_file {
            return Ok(Outcome::Answered(answer, Some(body)));
        }
        let read = body.collect().await.map_err(|_| {
            let uri = self.tap.last_uri().unwrap_or_default();
            CliError::general(failure::closed(&uri))
        });
        answer.body = read?.to_vec();
        Ok(Outcome::Answered(answer, None))
    }

    /// What was seen on the wire.
    pub(crate) fn tap(&self) -> &Tap {
        &self.tap
    }

    fn service_error(
        &self,
        operation: &'static Operation,
        answer: &HttpResponse,
    ) -> Result<CliError, CliError> {
        let error = response::service_error(self.service, operation, &self::answer(answer))?;
        let exhausted = self.attempts.get() >= self.max_attempts;
        Ok(CliError::service(ServiceFailure {
            operation: operation.name,
            error,
            retries_exhausted: exhausted.then(|| self.max_attempts - 1),
        }))
    }
}

/// An answer whose body is here.
fn answer(raw: &HttpResponse) -> Answer {
    Answer {
        status: raw.status().as_u16(),
        headers: pairs(raw.headers()),
        body: raw.body().bytes().unwrap_or_default().to_vec(),
    }
}

fn pairs(headers: &aws_smithy_runtime_api::http::Headers) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
