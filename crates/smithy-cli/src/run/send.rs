//! From a request document to an answer on the screen.

use std::future::Future;
use std::io::IsTerminal;

use aws_settings::{
    ClientSettings, Connection, CredentialSource, Origin, TimestampFormat, Validation,
};
use cli_formats::{Format, Map, Value};
use smithy_catalog::Operation;

use super::Line;
use crate::args::{DryRun, TokenSource};
use crate::caller::{Caller, Outcome};
use crate::console::{print, tell};
use crate::custom::{Adjust, Texts};
use crate::error::CliError;
use crate::paginate::{PageOptions, Pager};
use crate::params::{self, Parameters};
use crate::present::Printer;
use crate::record::{Recorder, Recording};
use crate::response::{self, Answer};
use crate::service::Service;
use crate::wire::{Message, Tap};
use crate::{caller, custom, dry_run, local, outfile, skeleton, token, validate};

/// What is to be sent.
pub(super) struct Request<'p> {
    pub(super) service: &'p Service,
    pub(super) operation: &'static Operation,
    pub(super) parameters: Parameters,
    pub(super) pages: PageOptions,
    /// Show a stub of the answer instead of sending anything.
    pub(super) stub: bool,
    /// The file that the body of the answer goes to.
    pub(super) outfile: Option<String>,
    /// Texts of the answer that go to files.
    pub(super) texts: Texts,
}

/// Sends the request and shows the answer, all pages of it.
pub(super) fn send(request: Request<'_>, line: &Line<'_>) -> Result<(), CliError> {
    block_on(send_all(request, line))
}

/// Runs to the end, or to the user's interruption.
pub(super) fn block_on(work: impl Future<Output = Result<(), CliError>>) -> Result<(), CliError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::general(format!("no thread to send on: {error}")))?;
    runtime.block_on(async {
        tokio::select! {
            done = work => done,
            () = interrupted() => Err(CliError::interrupted()),
        }
    })
}

/// Waits for Ctrl-C; for ever, where whoever started the command wanted that ignored, as `nohup` and
/// shells do for what runs in the background.
async fn interrupted() {
    if is_interrupt_ignored() {
        return std::future::pending().await;
    }
    match tokio::signal::ctrl_c().await {
        Ok(()) => {}
        // Without a handler the system ends the command.
        Err(_) => std::future::pending().await,
    }
}

/// Whether SIGINT was ignored when the command began. Only Linux tells that without unsafe code.
fn is_interrupt_ignored() -> bool {
    const SIGINT: u64 = 1 << 1;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & SIGINT != 0)
}

async fn send_all(mut request: Request<'_>, line: &Line<'_>) -> Result<(), CliError> {
    let client = client(request.service, line).await?;
    request.fill_token(&client.region.value, line.globals.token);
    if let Some(warning) = request.pages.warning() {
        tell!("{}", warning.trim_end());
    }
    if request.stub {
        return show_stub(request, line);
    }
    let pager = request
        .pages
        .clone()
        .pager(&mut request.parameters.document)?;
    request.decode(line)?;
    validate_first(request.operation, &request.parameters, pager.as_ref(), line)?;
    let mut printer = line.printer()?;
    let recording = line.globals.record.as_deref().map(Recording::open);
    let recording = recording.transpose()?;
    let mut call = match call(request, client, line).await {
        Ok(call) => call,
        Err(error) => {
            recording.into_iter().for_each(Recording::discard);
            return Err(error);
        }
    };
    let shown = match pager {
        Some(pager) => call.pages(pager, &mut printer).await,
        None => call.once(&mut printer).await,
    };
    // What is shown comes before what is recorded, if both go to standard output.
    let shown = shown.and_then(|()| printer.finish());
    let recorded = match recording {
        Some(recording) => recording.finish(&call.recorder),
        None => Ok(()),
    };
    // Why the call failed is worth more than why it cannot be recorded.
    shown.and(recorded)
}

/// Shows a made-up answer, if that and the parameters are valid. Pages are not followed.
fn show_stub(mut request: Request<'_>, line: &Line<'_>) -> Result<(), CliError> {
    let operation = request.operation;
    request
        .pages
        .leave_to_validation(&mut request.parameters.document);
    request.decode(line)?;
    let stub = skeleton::output(operation);
    validate::stub(operation, &stub)?;
    validate::validate(operation, &request.parameters, validation(line)?)?;
    let mut printer = line.printer()?;
    printer.show(operation.name, stub)?;
    printer.finish()
}

/// The call that the request stands for.
pub(super) async fn call(
    request: Request<'_>,
    client: ClientSettings,
    line: &Line<'_>,
) -> Result<Call, CliError> {
    let (service, operation) = (request.service, request.operation);
    let adjust = Adjust::of(service.catalog, operation, &request.parameters);
    let adjust = adjust.map_err(|error| CliError::general(error.to_string()))?;
    let Parameters { document, body, .. } = request.parameters;
    let tap = |tap: Tap| tap.streaming(body.clone(), request.outfile.is_some());
    let caller = caller(service, &client, line, tap).await?;
    Ok(Call {
        operation,
        timestamps: line.settings.timestamp_format()?.value,
        caller,
        request: caller::Call {
            document,
            body,
            to_file: request.outfile.is_some(),
            adjust,
        },
        has_query: line.query.is_some(),
        validation: validation(line)?,
        dry_run: line.globals.dry_run,
        scope: (client.region.value, service.signing_name()),
        recorder: Recorder::default(),
        outfile: request.outfile,
        texts: request.texts,
    })
}

impl Request<'_> {
    /// Makes bytes of texts that stand for bytes, and fills in what the service takes for granted.
    pub(super) fn decode(&mut self, line: &Line<'_>) -> Result<(), CliError> {
        custom::fill_defaults(
            self.service.catalog,
            self.operation,
            &mut self.parameters.document,
        );
        let format = line.settings.binary_format(&line.globals.flags)?.value;
        self.parameters.decode_blobs(self.operation, format)
    }

    /// Fills in the idempotency token if it was left out.
    pub(super) fn fill_token(&mut self, region: &str, source: TokenSource) {
        let (service, operation) = (self.service.catalog, self.operation);
        self.parameters
            .fill_token(operation, |document| match source {
                TokenSource::Content => token::of_content(service, operation, region, document),
                TokenSource::Random => token::random(),
            });
    }
}

/// The settings of the client, of the local service if that is to be called.
pub(super) async fn client(service: &Service, line: &Line<'_>) -> Result<ClientSettings, CliError> {
    let (flags, connect) = (&line.globals.flags, &line.program.connection);
    match line.program.backend().filter(|_| line.globals.local) {
        Some(backend) => local::client(service, backend, &line.settings, flags, connect).await,
        None => {
            let debug = flags.debug;
            let connect = |connection: &Connection| {
                Tap::for_credentials((line.program.connection)(connection), debug).client()
            };
            let client = line.settings.client(service.identity(), flags, &connect);
            Ok(client.await?)
        }
    }
}

/// Checks what the first request sends; later pages differ in a token the service gave.
fn validate_first(
    operation: &'static Operation,
    parameters: &Parameters,
    pager: Option<&Pager>,
    line: &Line<'_>,
) -> Result<(), CliError> {
    let mut first = parameters.clone();
    if let Some(additions) = pager.map(Pager::next_request).transpose()?.flatten() {
        first.document.extend(additions);
    }
    validate::validate(operation, &first, validation(line)?)
}

/// How much is checked. A program whose lines are the AWS CLI's takes what that takes, unless more is
/// asked for.
pub(super) fn validation(line: &Line<'_>) -> Result<Validation, CliError> {
    let variable = line.program.validation_variable();
    let level = line.settings.validation(&line.globals.flags, &variable)?;
    match level.origin {
        Origin::Default if line.program.names_service() => Ok(Validation::Basic),
        _ => Ok(level.value),
    }
}

/// The caller of the service, over a tap as the line asks for.
async fn caller(
    service: &Service,
    client: &ClientSettings,
    line: &Line<'_>,
    adapt: impl FnOnce(Tap) -> Tap,
) -> Result<Caller, CliError> {
    let debug = line.globals.flags.debug;
    if debug {
        explain(client, line);
    }
    let inner = match line.program.backend().filter(|_| line.globals.local) {
        Some(backend) => backend.connector(service.catalog, line.settings.env())?,
        None => (line.program.connection)(&client.connection),
    };
    let tap = adapt(match line.globals.dry_run {
        Some(_) => Tap::dry(inner),
        None => Tap::new(inner, debug),
    });
    let credentials = match (&client.credentials, line.globals.dry_run) {
        // Nobody is asked for credentials that nothing is sent with.
        (CredentialSource::Remote(_) | CredentialSource::Missing, Some(_)) => None,
        (source, _) => source.resolve().await?,
    };
    Caller::new((service.catalog, service.connect), client, credentials, tap)
}

/// Tells every setting with its origin.
fn explain(client: &ClientSettings, line: &Line<'_>) {
    let profile = line.settings.profile_name();
    tell!(
        "DEBUG setting profile = {} ({})",
        profile.value,
        profile.origin
    );
    for (name, value, origin) in client.explain() {
        tell!("DEBUG setting {name} = {value} ({origin})");
    }
    tell!(
        "DEBUG setting credentials = {}",
        client.credentials.description()
    );
}

/// One call of the command line, pages and all.
pub(super) struct Call {
    operation: &'static Operation,
    caller: Caller,
    request: caller::Call,
    timestamps: TimestampFormat,
    has_query: bool,
    /// How much of requests is checked.
    validation: Validation,
    /// How requests are shown instead of being sent, if they are.
    dry_run: Option<DryRun>,
    /// The region and the service that requests are signed for.
    scope: (String, &'static str),
    recorder: Recorder,
    outfile: Option<String>,
    texts: Texts,
}

impl Call {
    /// A call that is not paginated. An answer without a member shows nothing at all.
    async fn once(&mut self, printer: &mut Printer) -> Result<(), CliError> {
        let Some(answer) = self.send(Map::new()).await? else {
            return Ok(());
        };
        let value = self.shape(&answer)?;
        self.texts.write(&value)?;
        printer
            .show(self.operation.name, value.clone())
            .map_err(|error| self.saved(error, &value))
    }

    /// Asks for page after page. Text and YAML streams show each as it comes, the other formats all
    /// of them merged.
    async fn pages(&mut self, mut pager: Pager, printer: &mut Printer) -> Result<(), CliError> {
        let title = self.operation.name;
        let mut whole = Map::new();
        while let Some(additions) = pager.next_request()? {
            self.check(&additions)?;
            let Some(answer) = self.send(additions).await? else {
                return Ok(());
            };
            let page = pager.accept(self.shape(&answer)?);
            match printer.format() {
                Format::Text => printer.show(title, pager.results(&page))?,
                Format::YamlStream => printer.show_stream_page(page)?,
                _ => pager.merge(&mut whole, &page),
            }
        }
        match printer.format() {
            Format::Text => match pager.next_token_line() {
                Some(token) => printer.show(title, token),
                None => Ok(()),
            },
            Format::YamlStream => Ok(()),
            _ => printer.show(title, pager.finish(whole)),
        }
    }

    /// Checks what a request sends that the service gave the token for.
    fn check(&self, additions: &Map) -> Result<(), CliError> {
        let mut document = self.request.document.clone();
        document.extend(additions.clone());
        let parameters = Parameters {
            document,
            ..Parameters::default()
        };
        validate::validate(self.operation, &parameters, self.validation)
    }

    /// Sends one request, with these members added; shows it instead where nothing is to be sent.
    async fn send(&mut self, additions: Map) -> Result<Option<Answer>, CliError> {
        let mut document = self.request.document.clone();
        document.extend(additions);
        let input = params::to_json(&document);
        let request = caller::Call {
            document,
            body: self.request.body.clone(),
            to_file: self.request.to_file,
            adjust: self.request.adjust.clone(),
        };
        let outcome = self.caller.call(self.operation, &request).await;
        let exchanges = self.caller.tap().take();
        self.recorder.add(self.operation, &input, &exchanges);
        match outcome? {
            Outcome::Answered(answer, body) => {
                if let (Some(path), Some(body)) = (&self.outfile, body) {
                    outfile::write(path, body).await?;
                }
                Ok(Some(answer))
            }
            Outcome::NotSent => {
                exchanges
                    .iter()
                    .try_for_each(|exchange| self.show_request(&exchange.request))?;
                Ok(None)
            }
        }
    }

    /// Shows a request that was not sent.
    fn show_request(&self, request: &Message) -> Result<(), CliError> {
        let (region, service) = &self.scope;
        print(&match self.dry_run {
            Some(DryRun::Curl) => dry_run::as_curl(request, (region, service)),
            Some(DryRun::Http) | None => request.to_string(),
        })
    }

    /// Sends the request once more; the status of the answer, and what it says.
    pub(super) async fn poll(&mut self) -> Result<Option<(u16, Value)>, CliError> {
        match self.send(Map::new()).await? {
            Some(answer) => Ok(Some((answer.status, self.shape(&answer)?))),
            None => Ok(None),
        }
    }

    fn shape(&self, answer: &Answer) -> Result<Value, CliError> {
        response::success(self.operation, answer, self.timestamps)
    }

    /// The error of an answer that cannot be shown, with the answer: what an operation has done must
    /// not be lost because of how it was to be shown. Of a failed query scripts get the AWS CLI's text
    /// alone, which they may compare.
    fn saved(&self, error: CliError, answer: &Value) -> CliError {
        if self.operation.readonly || (self.has_query && !std::io::stderr().is_terminal()) {
            return error;
        }
        let message = format!(
            "{}\n\n{} succeeded all the same. The service answered:\n{:#}",
            error.message,
            self.operation.name,
            params::value_to_json(answer)
        );
        CliError { message, ..error }
    }
}
