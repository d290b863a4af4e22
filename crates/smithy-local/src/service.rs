//! From request to answer.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use serde_json::Value;
use smithy_catalog::constraint::{Rule, service_message, validate};
use smithy_catalog::{Operation, Service};

use crate::access::{Access, Identity};
use crate::backend::{Backend, Call};
use crate::binding;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::records::Records;
use crate::route::{self, Route};
use crate::source::{Source, SystemSource, uuid};
use crate::store::{Changes, Store, View};

/// A service: give it requests, it gives answers.
///
/// Its state lives in memory or in one file, which any number of services and processes may share.
pub struct LocalService {
    catalog: &'static Service,
    shared: Arc<Shared>,
    store: Store,
    access: Access,
}

/// What a transaction takes along, on whichever thread it runs.
struct Shared {
    namespace: &'static str,
    backend: Box<dyn Backend>,
    source: Box<dyn Source>,
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

impl LocalService {
    /// The service of a catalog with its state in this file, which is made when something is first
    /// kept, along with its directory. It knows [`Caller::test`] and takes no request without a
    /// signature.
    pub fn new(
        catalog: &'static Service,
        backend: impl Backend,
        state: impl Into<PathBuf>,
    ) -> Self {
        Self::with_store(catalog, backend, Store::file(state.into()))
    }

    /// The service of a catalog with its state in memory, gone when the value goes.
    pub fn in_memory(catalog: &'static Service, backend: impl Backend) -> Self {
        Self::with_store(catalog, backend, Store::memory())
    }

    fn with_store(catalog: &'static Service, backend: impl Backend, store: Store) -> Self {
        Self {
            catalog,
            shared: Arc::new(Shared {
                namespace: catalog.arn_namespace,
                backend: Box::new(backend),
                source: Box::new(SystemSource),
            }),
            store,
            access: Access {
                callers: vec![Caller::test()],
                allow_unsigned: false,
                any_date: false,
            },
        }
    }

    /// Takes time and chance from elsewhere than this machine.
    ///
    /// # Panics
    /// If the service has answered requests already.
    pub fn with_source(mut self, source: impl Source + 'static) -> Self {
        let shared = Arc::get_mut(&mut self.shared).expect("a service is set up before it answers");
        shared.source = Box::new(source);
        self
    }

    /// Knows these callers instead of [`Caller::test`]. Requests without a signature, where they are
    /// allowed, come from the first.
    pub fn with_callers(mut self, callers: Vec<Caller>) -> Self {
        self.access.callers = callers;
        self
    }

    /// Answers requests that carry no signature too.
    pub fn allow_unsigned(mut self) -> Self {
        self.access.allow_unsigned = true;
        self
    }

    /// Takes signatures of any date, for recorded requests and clocks that stand still. Otherwise
    /// the date may lie 15 minutes from the clock.
    pub fn allow_any_date(mut self) -> Self {
        self.access.any_date = true;
        self
    }

    /// Opens the state once, so that a file that cannot be used is found before anyone asks.
    ///
    /// # Errors
    /// If the file cannot be made, read or written.
    pub fn check_state(&self) -> io::Result<()> {
        self.store.open().map_err(io::Error::other)
    }

    /// Answers one request. Blocks while it reads and writes the state.
    pub fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let uri = request.uri();
        let query = uri.query().unwrap_or("");
        let route = route::find(self.catalog, request.method().as_str(), uri.path(), query);
        let operation = route.as_ref().map(|route| route.operation);
        let outcome = isolated(|| match route {
            Some(route) => self.answer(&route, request),
            None => Err(unknown_operation(request)),
        });
        self.finish(outcome.unwrap_or_else(|failure| failure.response(operation)))
    }

    /// The environment variable that tells SDKs the endpoint of this service alone, as
    /// `AWS_ENDPOINT_URL_S3`.
    pub fn endpoint_variable(&self) -> String {
        let id = self.catalog.sdk_id.replace([' ', '-'], "_");
        format!("AWS_ENDPOINT_URL_{}", id.to_uppercase())
    }

    /// The answer to a request that no service gets to see.
    #[cfg(feature = "server")]
    pub(crate) fn refuse(&self, failure: &Failure) -> Response<Bytes> {
        self.finish(failure.response(None))
    }

    fn answer(&self, route: &Route, request: &Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        let operation = route.operation;
        let now = self.shared.source.now();
        let identity =
            self.access
                .check(request, operation.auth, self.catalog.signing_name, now)?;
        let input = binding::read(operation.input, &route.labels, request)?;
        check(operation, &input)?;
        let output = self.act(operation, identity, input)?;
        binding::write(operation.output, operation.http.code, &output)
    }

    /// What the backend answers, in a transaction.
    fn act(
        &self,
        operation: &'static Operation,
        identity: Identity,
        input: Value,
    ) -> Result<Value, Failure> {
        let shared = Arc::clone(&self.shared);
        let step = move |view: &dyn View| {
            let answer = isolated(|| shared.answer(operation, &identity, &input, view));
            match answer {
                Ok((output, changes)) => (changes, Ok(output)),
                Err(failure) => (Changes::new(), Err(failure)),
            }
        };
        if !operation.readonly {
            return self.store.write(step)?;
        }
        let (changes, answer) = self.store.read(step)?;
        if changes.is_empty() {
            return answer;
        }
        let name = operation.name;
        Err(Failure::internal(format!(
            "The model marks {name} readonly, but its backend writes."
        )))
    }

    /// Gives an answer the id of its request.
    fn finish(&self, mut response: Response<Bytes>) -> Response<Bytes> {
        let id = HeaderValue::try_from(uuid(&*self.shared.source).to_string())
            .expect("a UUID is made of hexadecimal digits and dashes");
        response.headers_mut().insert("x-amzn-requestid", id);
        response
    }
}

impl Shared {
    fn answer(
        &self,
        operation: &'static Operation,
        identity: &Identity,
        input: &Value,
        view: &dyn View,
    ) -> Result<(Value, Changes), Failure> {
        let call = Call {
            operation,
            namespace: self.namespace,
            account: &identity.account,
            region: &identity.region,
            input,
            source: &*self.source,
        };
        let mut records = Records::new(&identity.account, &identity.region, view);
        let output = self.backend.answer(&call, &mut records)?;
        Ok((output, records.into_changes()))
    }
}

/// Runs what must not take the service along when it panics.
fn isolated<T>(step: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // What a step shares is behind locks whose poison is ignored, and transactions, which are
    // forgotten unless they end well.
    catch_unwind(AssertUnwindSafe(step)).unwrap_or_else(|_| {
        Err(Failure::internal(
            "The local service failed on this request, and goes on.",
        ))
    })
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
    let (method, path) = (request.method(), request.uri().path());
    let message = format!("No operation answers {method} {path}.");
    Failure::new("UnknownOperationException", message)
}
