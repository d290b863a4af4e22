//! From request to answer.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use serde_json::Value;
use smithy_catalog::{Operation, Service};

use crate::access::{Access, Identity};
use crate::answers::Answers;
use crate::backend::{Answer, Backend, Call};
use crate::binding;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::faults::{Act, Fate, Faults, Travel};
use crate::records::Records;
use crate::route::{self, Route};
use crate::seed::Seed;
use crate::snapshot;
use crate::source::{Source, SystemSource, uuid};
use crate::store::{Changes, Store, StoreError, View};
use crate::trace::Trace;

/// A service: give it requests, it gives answers.
///
/// Its state lives in memory or in one file, which any number of services and processes may share.
pub struct LocalService {
    catalog: &'static Service,
    shared: Arc<Shared>,
    store: Store,
    answers: Answers,
    access: Access,
    faults: Faults,
    seed: Option<Seed>,
    name: String,
}

/// An answer, and how much of it is to arrive.
#[derive(Debug)]
pub struct Exchange {
    /// The answer.
    pub response: Response<Bytes>,
    /// How much of it the caller is to see.
    pub travel: Travel,
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
            answers: Answers::default(),
            access: Access {
                callers: vec![Caller::test()],
                allow_unsigned: false,
                any_date: false,
            },
            faults: Faults::default(),
            seed: None,
            name: catalog.arn_namespace.to_owned(),
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

    /// Starts with this seed, and comes back to it with every reset.
    ///
    /// # Errors
    /// What is wrong with the seed, a line each.
    pub fn with_seed(mut self, seed: Seed) -> Result<Self, String> {
        self.sow(&seed)?;
        self.seed = Some(seed);
        Ok(self)
    }

    /// What the service is called: in the path of its endpoints for people, `/_NAME/`, and in its
    /// metrics.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The faults that were asked for.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Answers one request. Blocks while it reads and writes the state. The answer carries a
    /// [`Trace`] as an extension. Faults play no part here.
    pub fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let route = self.route(request);
        let operation = route.as_ref().map(|route| route.operation);
        let mut trace = Trace::default();
        let outcome = isolated(|| match route {
            Some(route) => self.answer(&route, request, &mut trace),
            None => Err(unknown_operation(request)),
        });
        self.finish(outcome, operation, trace)
    }

    /// What the faults that were asked for have in store for a request. Asking counts: a transport
    /// asks once a request, waits as long as the fate says, and has it [fulfilled](Self::fulfil).
    pub fn fate(&self, request: &Request<Bytes>) -> Fate {
        let operation = self.route(request).map(|route| route.operation.name);
        self.faults.decide(operation)
    }

    /// Answers one request as its fate has it. The delay is the caller's to keep.
    pub fn fulfil(&self, request: &Request<Bytes>, fate: &Fate) -> Exchange {
        let act = fate.act.as_ref();
        let mut response = match act {
            Some(act) if act.comes_instead() => {
                let operation = self.route(request).map(|route| route.operation);
                let failure = act.failure();
                let mut response = self.finish(Err(failure), operation, Trace::default());
                act.adorn(&mut response);
                response
            }
            _ => self.handle(request),
        };
        if let Some(trace) = response.extensions_mut().get_mut::<Trace>() {
            trace.fault = fate.name();
        }
        let travel = act.map_or(Travel::Whole, Act::travel);
        Exchange { response, travel }
    }

    fn route(&self, request: &Request<Bytes>) -> Option<Route> {
        let uri = request.uri();
        let query = uri.query().unwrap_or("");
        route::find(self.catalog, request.method().as_str(), uri.path(), query)
    }

    /// Makes a call without a request: the input is checked, nobody signs.
    ///
    /// # Errors
    /// What a caller would be answered.
    pub fn call(
        &self,
        account: &str,
        region: &str,
        operation: &str,
        input: Value,
    ) -> Result<Value, Failure> {
        let operation = self.catalog.operation(operation).ok_or_else(|| {
            let message = format!("There is no operation {operation}.");
            Failure::new("UnknownOperationException", message)
        })?;
        binding::check(operation, &input)?;
        let identity = Identity {
            key_id: None,
            account: account.to_owned(),
            region: region.to_owned(),
        };
        let answer = isolated(|| self.act(operation, identity, input))?;
        Ok(answer.into_document()?)
    }

    /// The whole state as a document for [`restore`](Self::restore).
    ///
    /// # Errors
    /// If the state cannot be read.
    pub fn snapshot(&self) -> Result<Value, StoreError> {
        snapshot::take(&self.store)
    }

    /// Puts the state of a snapshot in the place of what there is.
    ///
    /// # Errors
    /// What is wrong with the document, or with the store.
    pub fn restore(&self, document: &Value) -> Result<(), String> {
        snapshot::restore(&self.store, document)
    }

    /// Back to the start: no records, no faults, then the seed, if there is one.
    ///
    /// # Errors
    /// If the state cannot be written.
    pub fn reset(&self) -> Result<(), String> {
        snapshot::clear(&self.store).map_err(|error| error.to_string())?;
        self.faults.clear();
        self.seed.as_ref().map_or(Ok(()), |seed| self.sow(seed))
    }

    /// How many records there are: a list of `account`, `region`, `kind` and `count`.
    ///
    /// # Errors
    /// If the state cannot be read.
    pub fn counts(&self) -> Result<Value, StoreError> {
        snapshot::count(&self.store)
    }

    /// The newest records, newest first in each kind, region and account: `account`, `region`,
    /// `kind`, `id` and `record`.
    ///
    /// # Errors
    /// If the state cannot be read.
    pub fn list(&self, limit: usize) -> Result<Value, StoreError> {
        snapshot::list(&self.store, limit)
    }

    /// Where the state is, for people: a path, or `memory`.
    pub fn place(&self) -> String {
        self.store.place()
    }

    fn sow(&self, seed: &Seed) -> Result<(), String> {
        self.shared.backend.configure(&seed.backend)?;
        self.answers.clear();
        match &seed.faults {
            Value::Null => self.faults.clear(),
            faults => self.faults.set(faults)?,
        }
        let mut problems = Vec::new();
        for (number, call) in seed.calls.iter().enumerate() {
            let mut input = call.input.clone();
            let operation = self.catalog.operation(&call.operation);
            if let Some(name) = operation.and_then(|operation| operation.idempotency_token)
                && input.get(name).is_none_or(Value::is_null)
                && input.is_object()
            {
                input[name] = Value::from(call.token.clone());
            }
            if let Err(failure) = self.call(&call.account, &call.region, &call.operation, input) {
                problems.push(format!("calls[{number}]: {failure}"));
            }
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(problems.join("\n")),
        }
    }

    /// The environment variable that tells SDKs the endpoint of this service alone, as
    /// `AWS_ENDPOINT_URL_S3`.
    pub fn endpoint_variable(&self) -> String {
        let id = self.catalog.sdk_id.replace([' ', '-'], "_");
        format!("AWS_ENDPOINT_URL_{}", id.to_uppercase())
    }

    /// What clients put before the host.
    #[cfg(feature = "server")]
    pub(crate) fn host_prefixes(&self) -> Vec<&'static str> {
        let operations = self.catalog.operations.iter();
        let prefixes = operations.filter_map(|operation| operation.host_prefix);
        // Those with labels have no fixed form.
        let mut prefixes: Vec<_> = prefixes.filter(|prefix| !prefix.contains('{')).collect();
        prefixes.sort_unstable();
        prefixes.dedup();
        prefixes
    }

    /// The time as the service has it.
    #[cfg(feature = "server")]
    pub(crate) fn now(&self) -> std::time::SystemTime {
        self.shared.source.now()
    }

    /// Whether a request will be answered without a word to the disk, and hence soon.
    #[cfg(feature = "server")]
    pub(crate) fn is_quick(&self, request: &Request<Bytes>) -> bool {
        self.route(request)
            .is_none_or(|route| route.operation.readonly)
    }

    /// Whom the service knows.
    #[cfg(feature = "server")]
    pub(crate) fn callers(&self) -> &[Caller] {
        &self.access.callers
    }

    /// Whether requests without a signature are answered.
    #[cfg(feature = "server")]
    pub(crate) fn allows_unsigned(&self) -> bool {
        self.access.allow_unsigned
    }

    /// The catalog of the service.
    pub fn catalog(&self) -> &'static Service {
        self.catalog
    }

    /// The answer to a request that the service does not get to see.
    #[cfg(feature = "server")]
    pub(crate) fn refuse(&self, failure: Failure) -> Response<Bytes> {
        self.finish(Err(failure), None, Trace::default())
    }

    fn answer(
        &self,
        route: &Route,
        request: &Request<Bytes>,
        trace: &mut Trace,
    ) -> Result<Response<Bytes>, Failure> {
        let operation = route.operation;
        let now = self.shared.source.now();
        let signing_name = self.catalog.signing_name;
        let identity = self
            .access
            .check(request, operation.auth, signing_name, now)?;
        trace.key_id.clone_from(&identity.key_id);
        trace.account = Some(identity.account.clone());
        trace.region = Some(identity.region.clone());
        let input = binding::read(operation.input, &route.labels, request)?;
        binding::check(operation, &input)?;
        if !operation.readonly {
            return self.act_and_write(operation, identity, input);
        }
        let version = self.store.version()?;
        let Identity {
            account, region, ..
        } = &identity;
        let question = format!("{}/{account}/{region}/{input}", operation.name);
        if let Some(answer) = self.answers.get(version, &question) {
            return Ok(answer);
        }
        let answer = self.act_and_write(operation, identity, input)?;
        self.answers.keep(version, question, &answer);
        Ok(answer)
    }

    fn act_and_write(
        &self,
        operation: &'static Operation,
        identity: Identity,
        input: Value,
    ) -> Result<Response<Bytes>, Failure> {
        let answer = self.act(operation, identity, input)?;
        binding::write(operation.output, operation.http.code, &answer)
    }

    /// What the backend answers, in a transaction.
    fn act(
        &self,
        operation: &'static Operation,
        identity: Identity,
        input: Value,
    ) -> Result<Answer, Failure> {
        let shared = Arc::clone(&self.shared);
        let step = move |view: View<'_>| {
            let answer = isolated(|| shared.answer(operation, &identity, &input, view));
            match answer {
                Ok((answer, changes)) => (changes, Ok(answer)),
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

    /// Makes an answer of what came out, and gives it the id of its request.
    fn finish(
        &self,
        outcome: Result<Response<Bytes>, Failure>,
        operation: Option<&'static Operation>,
        mut trace: Trace,
    ) -> Response<Bytes> {
        trace.id = uuid(&*self.shared.source).to_string();
        trace.operation = operation.map(|operation| operation.name);
        let mut response = outcome.unwrap_or_else(|failure| {
            trace.code = Some(failure.code().to_owned());
            trace.message = Some(failure.message().to_owned());
            failure.response(operation)
        });
        let id = HeaderValue::try_from(&trace.id)
            .expect("a UUID is made of hexadecimal digits and dashes");
        response.headers_mut().insert("x-amzn-requestid", id);
        response.extensions_mut().insert(trace);
        response
    }
}

impl Shared {
    fn answer(
        &self,
        operation: &'static Operation,
        identity: &Identity,
        input: &Value,
        view: View<'_>,
    ) -> Result<(Answer, Changes), Failure> {
        let call = Call {
            operation,
            namespace: self.namespace,
            account: &identity.account,
            region: &identity.region,
            input,
            source: &*self.source,
        };
        let mut records = Records::new(&identity.account, &identity.region, view);
        let answer = self.backend.answer(&call, &mut records)?;
        Ok((answer, records.into_changes()))
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

fn unknown_operation(request: &Request<Bytes>) -> Failure {
    let (method, path) = (request.method(), request.uri().path());
    let message = format!("No operation answers {method} {path}.");
    Failure::new("UnknownOperationException", message)
}
