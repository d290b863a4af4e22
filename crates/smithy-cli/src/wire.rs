//! A tap on the wire: sees every request and answer, for `--debug`, `--dry-run` and `--record`.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use smithy_client::connection::masked;

/// Headers whose values are never shown or stored.
const SECRET_HEADERS: [&str; 9] = [
    "authorization",
    "cookie",
    "dpop",
    "proxy-authorization",
    "set-cookie",
    "x-amz-security-token",
    "x-amz-sso_bearer_token",
    "x-aws-ec2-metadata-token",
    "x-api-key",
];

/// What is shown in the place of a secret.
pub(crate) const REDACTED: &str = "*** redacted ***";

/// How much of an answer is held in memory.
#[derive(Debug, Clone)]
pub(crate) struct Limit {
    /// In megabytes.
    pub megabytes: u64,
    /// The variable that says so.
    pub variable: String,
}

impl Limit {
    /// The whole body, unless it is larger.
    async fn collect(&self, mut body: ByteStream) -> Result<Vec<u8>, ConnectorError> {
        let most = self.megabytes.saturating_mul(1_000_000);
        let mut whole = Vec::new();
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|error| ConnectorError::io(error.into()))?;
            if (whole.len() + chunk.len()) as u64 > most {
                let Self {
                    megabytes,
                    variable,
                } = self;
                // Another attempt would be answered alike: this is no failure of the network.
                return Err(ConnectorError::user(
                    format!(
                        "The answer is larger than {megabytes} MB, which is the most that is read. \
                         If it is what you asked for, set {variable} to a larger number."
                    )
                    .into(),
                ));
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole)
    }
}

/// One request or answer as it crossed the wire, secrets redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Method and address of a request; status of an answer.
    pub start: Start,
    /// Headers in the order sent.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Message {
    /// The body as text; what is not UTF-8 is replaced.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

/// The first line of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Start {
    /// A request.
    Request {
        /// Method, as `POST`.
        method: String,
        /// Absolute address.
        uri: String,
    },
    /// An answer.
    Answer {
        /// HTTP status.
        status: u16,
    },
}

/// A request and, where one came, its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exchange {
    /// What was sent.
    pub request: Message,
    /// What came back.
    pub answer: Option<Message>,
}

/// What taps have seen that share this.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<Exchange>>>);

impl Seen {
    /// Every exchange since this was last asked, attempts that failed included.
    pub(crate) fn take(&self) -> Vec<Exchange> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A tap. Clones share what was seen.
#[derive(Debug, Clone)]
pub(crate) struct Tap {
    inner: SharedHttpClient,
    limit: Limit,
    send: bool,
    log: bool,
    /// Bodies are secrets.
    hides_bodies: bool,
    /// The file that the body of requests is read from while they are sent.
    body_file: Option<PathBuf>,
    /// Bodies of answers are passed on as they arrive, unless they tell of an error.
    streams: bool,
    seen: Seen,
    /// Why the last request failed, if it did.
    failure: Arc<Mutex<Option<String>>>,
}

impl Tap {
    /// Passes requests on to `inner` and remembers them; with `log`, writes them to standard error.
    pub(crate) fn new(inner: SharedHttpClient, limit: Limit, log: bool) -> Self {
        Self {
            inner,
            limit,
            send: true,
            log,
            hides_bodies: false,
            body_file: None,
            streams: false,
            seen: Seen::default(),
            failure: Arc::default(),
        }
    }

    /// As [`Tap::new`], for requests whose bodies and answers are secrets: those for credentials.
    pub(crate) fn for_credentials(
        inner: SharedHttpClient,
        limit: Limit,
        log: bool,
        seen: Seen,
    ) -> Self {
        Self {
            hides_bodies: true,
            seen,
            ..Self::new(inner, limit, log)
        }
    }

    /// Remembers requests and sends nothing: every call fails with [`NotSent`].
    pub(crate) fn dry(inner: SharedHttpClient, limit: Limit) -> Self {
        Self {
            send: false,
            ..Self::new(inner, limit, false)
        }
    }

    /// The tap for requests whose body is this file, and for answers that go to one.
    pub(crate) fn streaming(self, body_file: Option<PathBuf>, streams: bool) -> Self {
        Self {
            body_file,
            streams,
            ..self
        }
    }

    /// The tap as an HTTP client.
    pub(crate) fn client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// Every exchange since this was last asked, attempts that failed included.
    pub(crate) fn take(&self) -> Vec<Exchange> {
        self.seen.take()
    }

    /// The address of the last request.
    pub(crate) fn last_uri(&self) -> Option<String> {
        match &self.seen.lock().last()?.request.start {
            Start::Request { uri, .. } => Some(uri.clone()),
            Start::Answer { .. } => None,
        }
    }

    /// Why the last request failed, in a few words, if it did.
    pub(crate) fn last_failure(&self) -> Option<String> {
        let failure = self.failure.lock();
        failure.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_failure(&self, failure: Option<String>) {
        let mut last = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        *last = failure;
    }

    /// Whether what passes is written to standard error.
    pub(crate) fn logs(&self) -> bool {
        self.log
    }

    /// The message without what is secret in its body.
    fn shown(&self, message: Message) -> Message {
        match self.hides_bodies && !message.body.is_empty() {
            true => Message {
                body: REDACTED.into(),
                ..message
            },
            false => message,
        }
    }

    fn remember(&self, request: Message) -> usize {
        let request = self.shown(request);
        if self.log {
            crate::console::tell!("DEBUG request {request}");
        }
        let mut seen = self.seen.lock();
        seen.push(Exchange {
            request,
            answer: None,
        });
        seen.len() - 1
    }
}

impl Tap {
    fn note_failure(&self, error: &ConnectorError) {
        let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| {
            error.source()
        });
        let causes: Vec<_> = causes.map(ToString::to_string).collect();
        self.set_failure(causes.last().cloned());
        if self.log {
            crate::console::tell!("DEBUG no answer: {}", causes.join(": "));
        }
    }
}

impl HttpClient for Tap {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector {
            tap: self.clone(),
            inner,
        })
    }
}

#[derive(Debug)]
struct Connector {
    tap: Tap,
    inner: SharedHttpConnector,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let index = self.tap.remember(self.tap.of_request(&request));
        self.tap.set_failure(None);
        if !self.tap.send {
            return HttpConnectorFuture::ready(Err(ConnectorError::user(NotSent.into())));
        }
        let begun = Instant::now();
        let answer = self.inner.call(request);
        let tap = self.tap.clone();
        HttpConnectorFuture::new(async move {
            let answer = answer.await;
            let head_after = begun.elapsed();
            let answered = match answer {
                Ok(answer) if tap.streams && answer.status().is_success() => {
                    let message = of_head(&answer);
                    Ok((answer, message))
                }
                Ok(answer) => of_answer(answer, &tap.limit).await,
                Err(error) => Err(error),
            };
            let (answer, message) = answered.inspect_err(|error| tap.note_failure(error))?;
            tap.set_failure(failure_of(&message));
            let message = tap.shown(message);
            if tap.log {
                let body_after = begun.elapsed();
                crate::console::tell!("DEBUG answer {message}");
                crate::console::tell!(
                    "DEBUG timing: first byte after {head_after:.1?}, whole answer after {body_after:.1?}"
                );
            }
            if let Some(exchange) = tap.seen.lock().get_mut(index) {
                exchange.answer = Some(message);
            }
            Ok(answer)
        })
    }
}

impl Tap {
    fn of_request(&self, request: &HttpRequest) -> Message {
        let body = match (request.body().bytes(), &self.body_file) {
            // As `curl` takes it.
            (None, Some(file)) => format!("@{}", file.display()).into_bytes(),
            (bytes, _) => bytes.unwrap_or_default().to_vec(),
        };
        Message {
            start: Start::Request {
                method: request.method().to_owned(),
                uri: masked(request.uri()),
            },
            headers: headers(request.headers().iter()),
            body,
        }
    }
}

/// What an answer that is an error says in its head.
fn failure_of(answer: &Message) -> Option<String> {
    let Start::Answer {
        status: status @ 400..,
    } = answer.start
    else {
        return None;
    };
    let is_code = |name: &str| name.eq_ignore_ascii_case("x-amzn-errortype");
    let code = answer.headers.iter().find(|(name, _)| is_code(name));
    let code = code.and_then(|(_, value)| value.split(':').next());
    Some(code.map_or_else(|| format!("HTTP status {status}"), str::to_owned))
}

/// An answer whose body is not read here.
fn of_head(answer: &HttpResponse) -> Message {
    Message {
        start: Start::Answer {
            status: answer.status().as_u16(),
        },
        headers: headers(answer.headers().iter()),
        body: Vec::new(),
    }
}

/// Reads the answer whole, so that it can be seen, and passes on an equal one.
async fn of_answer(
    answer: HttpResponse,
    limit: &Limit,
) -> Result<(HttpResponse, Message), ConnectorError> {
    let answer = answer
        .try_into_http1x()
        .map_err(|error| ConnectorError::other(error.into(), None))?;
    let (parts, body) = answer.into_parts();
    let body = limit.collect(ByteStream::new(body)).await?;
    let message = Message {
        start: Start::Answer {
            status: parts.status.as_u16(),
        },
        headers: headers(
            parts
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.to_str().unwrap_or("(not text)"))),
        ),
        body: body.to_vec(),
    };
    let answer = http::Response::from_parts(parts, SdkBody::from(body));
    let answer = HttpResponse::try_from(answer)
        .map_err(|error| ConnectorError::other(error.into(), None))?;
    Ok((answer, message))
}

fn headers<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    pairs
        .map(|(name, value)| {
            let secret = SECRET_HEADERS.contains(&name.to_ascii_lowercase().as_str());
            (
                name.to_owned(),
                if secret { REDACTED } else { value }.to_owned(),
            )
        })
        .collect()
}

/// Shows the message as HTTP has it, a request with its whole address.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.start {
            Start::Request { method, uri } => writeln!(f, "{method} {uri} HTTP/1.1")?,
            Start::Answer { status } => writeln!(f, "HTTP/1.1 {status}")?,
        }
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {value}")?;
        }
        if self.body.is_empty() {
            Ok(())
        } else {
            writeln!(f, "\n{}", self.text())
        }
    }
}

/// The request was not sent, because that is what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotSent;

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("dry run: the request was not sent")
    }
}

impl std::error::Error for NotSent {}
