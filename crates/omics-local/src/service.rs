//! From request to answer.

use std::fmt;
use std::path::PathBuf;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use serde_json::Value;
use smithy_catalog::constraint::{Rule, service_message, validate};
use smithy_catalog::{Operation, Service};

use crate::access::Access;
use crate::failure::Failure;
use crate::route::{self, Route};
use crate::source::{Source, SystemSource, uuid};
use crate::store::{Store, StoreError};
use crate::{TEST_KEY, binding, run_cache};

/// The service: give it requests, it gives answers.
///
/// Its state lives in one file, which any number of services and processes may share.
pub struct LocalService {
    catalog: &'static Service,
    store: Store,
    source: Box<dyn Source>,
    access: Access,
}

impl fmt::Debug for LocalService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalService")
            .field("catalog", &self.catalog.id)
            .field("store", &self.store)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

/// A call as the operations see it: who means what, and what with.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) region: &'a str,
    pub(crate) input: Value,
    pub(crate) store: &'a Store,
    pub(crate) source: &'a dyn Source,
}

impl Call<'_> {
    /// An input member that is text; empty where it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.input.get(name).and_then(Value::as_str).unwrap_or("")
    }
}

impl LocalService {
    /// The service with its state in this file, which is made when first needed, along with its
    /// directory. It knows the credentials `test` / `test` and takes no request without a signature.
    pub fn new(state: impl Into<PathBuf>) -> Self {
        Self {
            catalog: &omics_model::SERVICE,
            store: Store::new(state.into()),
            source: Box::new(SystemSource),
            access: Access {
                credentials: vec![Credentials::new(TEST_KEY, TEST_KEY, None, None, "local")],
                allow_unsigned: false,
            },
        }
    }

    /// Takes time and chance from elsewhere than this machine.
    pub fn with_source(mut self, source: impl Source + 'static) -> Self {
        self.source = Box::new(source);
        self
    }

    /// Knows these credentials instead of `test` / `test`.
    pub fn with_credentials(mut self, credentials: Vec<Credentials>) -> Self {
        self.access.credentials = credentials;
        self
    }

    /// Answers requests that carry no signature too.
    pub fn allow_unsigned(mut self) -> Self {
        self.access.allow_unsigned = true;
        self
    }

    /// Opens the state once, so that a file that cannot be used is found before anyone asks.
    ///
    /// # Errors
    /// If the file cannot be made, read or written, or another process holds it for long.
    pub fn check_state(&self) -> std::io::Result<()> {
        let opened: Result<(), StoreError> = self.store.read(|_| Ok(()));
        opened.map_err(std::io::Error::other)
    }

    /// Answers one request. Blocks while it reads and writes the state.
    pub fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let uri = request.uri();
        let query = uri.query().unwrap_or("");
        let route = route::find(self.catalog, request.method().as_str(), uri.path(), query);
        let operation = route.as_ref().map(|route| route.operation);
        let outcome = match route {
            Some(route) => self.answer(&route, request),
            None => Err(unknown_operation(request)),
        };
        self.finish(outcome.unwrap_or_else(|failure| failure.response(operation)))
    }

    /// The answer to a request whose body is larger than a transport takes.
    #[cfg(feature = "server")]
    pub(crate) fn too_large(&self, limit: usize) -> Response<Bytes> {
        let message = format!("The body must have at most {limit} bytes.");
        self.finish(Failure::new("RequestEntityTooLargeException", message).response(None))
    }

    fn answer(&self, route: &Route, request: &Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        let operation = route.operation;
        let region = self
            .access
            .check(request, operation.auth, self.catalog.signing_name)?;
        let input = binding::read(operation.input, &route.labels, request)?;
        check(operation, &input)?;
        let output = run_cache::answer(&Call {
            operation,
            region: &region,
            input,
            store: &self.store,
            source: &*self.source,
        })?;
        binding::write(operation.output, operation.http.code, &output)
    }

    /// Gives an answer the id of its request.
    fn finish(&self, mut response: Response<Bytes>) -> Response<Bytes> {
        let id = HeaderValue::try_from(uuid(&*self.source).to_string())
            .expect("a UUID is made of hexadecimal digits and dashes");
        response.headers_mut().insert("x-amzn-requestid", id);
        response
    }
}

/// Values of the wrong type are a fault of the message, all others of its content.
fn check(operation: &Operation, input: &Value) -> Result<(), Failure> {
    let violations = validate(operation.input, input);
    let misread = |rule: &Rule| matches!(rule, Rule::WrongType { .. });
    if let Some(violation) = violations.iter().find(|violation| misread(&violation.rule)) {
        return Err(Failure::serialization(violation.to_string()));
    }
    if violations.is_empty() {
        Ok(())
    } else {
        Err(Failure::validation(service_message(&violations)))
    }
}

fn unknown_operation(request: &Request<Bytes>) -> Failure {
    let message = format!(
        "No operation answers {} {}.",
        request.method(),
        request.uri().path()
    );
    Failure::new("UnknownOperationException", message)
}
