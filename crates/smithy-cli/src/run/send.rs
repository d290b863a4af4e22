//! From a request document to an answer on the screen.

use std::future::Future;
use std::rc::Rc;

use aws_settings::{ClientSettings, Connection, CredentialSource, Origin, Validation};
use smithy_catalog::Operation;

use super::Line;
use super::call::Call;
use crate::advice::{Clue, Scope};
use crate::args::TokenSource;
use crate::caller::Caller;
use crate::console::{events, tell};
use crate::custom::{Adjust, Texts};
use crate::error::CliError;
use crate::explain::{self, Row};
use crate::paginate::{PageOptions, Pager};
use crate::params::Parameters;
use crate::record::{Recorder, Recording};
use crate::service::Service;
use crate::wire::{Limit, Tap};
use crate::{caller, custom, local, skeleton, token, validate};

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
    block_on(send_all(request, line), line)
}

/// Finds what is wrong with the request before anything is done about it.
pub(super) fn rehearse(mut request: Request<'_>, line: &Line<'_>) -> Result<(), CliError> {
    request.fill_token("", TokenSource::Random);
    request.ready(line)?;
    line.printer().map(drop)
}

/// Whether the runtime can have what it begins with: poll, waker and the pipe of signals. It panics where
/// it gets some of these and no more.
fn has_descriptors() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let pairs = (0..4).map(|_| std::os::unix::net::UnixStream::pair());
        pairs.collect::<std::io::Result<Vec<_>>>()?;
    }
    Ok(())
}

/// Runs to the end, or to the user's interruption. What sees that by itself comes first.
pub(super) fn block_on(
    work: impl Future<Output = Result<(), CliError>>,
    line: &Line<'_>,
) -> Result<(), CliError> {
    let runtime = has_descriptors().and_then(|()| {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
    });
    let runtime =
        runtime.map_err(|error| CliError::general(format!("no thread to send on: {error}")))?;
    runtime.block_on(async {
        tokio::select! {
            biased;
            done = work => done,
            () = interrupted() => {
                line.status.clear();
                let under_way = line.under_way.borrow_mut().take();
                Err(CliError::interrupted().with_clues(under_way.map(Clue::Unanswered)))
            }
        }
    })
}

/// Waits for Ctrl-C; for ever, where whoever started the command wanted that ignored, as `nohup` and
/// shells do for what runs in the background.
pub(super) async fn interrupted() {
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
    let pager = request.ready(line)?;
    let mut printer = line.printer()?;
    let force = line.globals.force;
    let recording = line.globals.record.as_deref();
    let recording = recording.map(|file| Recording::open(file, force));
    let recording = recording.transpose()?;
    let mut recorder = recorder(line);
    let called = call(request, client, line).await;
    recorder.add_credentials(&line.credential_exchanges.take());
    let shown = match called {
        Ok(mut call) => {
            let shown = match pager {
                Some(pager) => call.pages(pager, &mut printer).await,
                None => call.once(&mut printer).await,
            };
            let shown = shown.map_err(|error| call.located(error));
            recorder.append(call.recorder);
            // What is shown comes before what is recorded, if both go to standard output.
            shown.and_then(|()| printer.finish())
        }
        Err(error) => Err(error),
    };
    let recorded = match recording {
        Some(recording) => recording.finish(&recorder),
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
    printer.show(operation.name, &stub)?;
    printer.finish()
}

fn recorder(line: &Line<'_>) -> Recorder {
    Recorder::new((line.program.own_name(), line.program.version))
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
    let local = line.program.backend().filter(|_| line.globals.local);
    Ok(Call {
        catalog: service.catalog,
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
        scope: Scope {
            region: client.region,
            service: service.signing_name(),
            credentials: client.credentials.description(),
            variables: local.map_or(&[], |backend| backend.help().variables),
        },
        under_way: Rc::clone(&line.under_way),
        status: line.status.clone(),
        recorder: line.globals.record.is_some().then(|| recorder(line)),
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

    /// Makes all that is sent first, valid, and what asks for pages.
    fn ready(&mut self, line: &Line<'_>) -> Result<Option<Pager>, CliError> {
        let document = &mut self.parameters.document;
        let pager = self.pages.clone().pager(document)?;
        self.decode(line)?;
        validate_first(self.operation, &self.parameters, pager.as_ref(), line)?;
        Ok(pager)
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
            let (debug, limit) = (flags.debug, limit(line)?);
            let connect = |connection: &Connection| {
                let inner = (line.program.connection)(connection);
                let seen = line.credential_exchanges.clone();
                Tap::for_credentials(inner, limit.clone(), debug, seen).client()
            };
            let client = line.settings.client(service.identity(), flags, &connect);
            Ok(client.await?)
        }
    }
}

/// How large an answer may be.
pub(super) fn limit(line: &Line<'_>) -> Result<Limit, CliError> {
    let variable = line.program.variable("MAX_ANSWER_MB");
    let megabytes = line.settings.max_answer(&variable)?.value;
    Ok(Limit {
        megabytes,
        variable,
    })
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

/// How much is checked.
pub(super) fn validation(line: &Line<'_>) -> Result<Validation, CliError> {
    let variable = line.program.variable("VALIDATION");
    let level = line.settings.validation(&line.globals.flags, &variable)?;
    match level.origin {
        Origin::Default => Ok(line.program.default_validation()),
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
        tell_settings(client, line)?;
        events::show();
    }
    let inner = match line.program.backend().filter(|_| line.globals.local) {
        Some(backend) => backend.connector(service.catalog, line.settings.env())?,
        None => (line.program.connection)(&client.connection),
    };
    let tap = adapt(match line.globals.dry_run {
        Some(_) => Tap::dry(inner, limit(line)?),
        None => Tap::new(inner, limit(line)?, debug),
    });
    let credentials = match (&client.credentials, line.globals.dry_run) {
        // Nobody is asked for credentials that nothing is sent with.
        (CredentialSource::Remote(_) | CredentialSource::Missing, Some(_)) => None,
        (source, _) => source.resolve().await?,
    };
    Caller::new(
        (service.catalog, service.connect),
        (line.program.own_name(), line.program.version),
        client,
        credentials,
        tap,
        line.status.clone(),
    )
}

/// Tells every setting with its origin.
fn tell_settings(client: &ClientSettings, line: &Line<'_>) -> Result<(), CliError> {
    let mut rows = line.explained()?;
    rows.extend(explain::requests(
        client,
        &line.settings,
        &line.globals.flags,
    ));
    for Row {
        name,
        value,
        origin,
    } in rows
    {
        match origin.is_empty() {
            true => tell!("DEBUG setting {name} = {value}"),
            false => tell!("DEBUG setting {name} = {value} ({origin})"),
        }
    }
    Ok(())
}
