//! From a request document to an answer on the screen.

use std::io::IsTerminal;

use aws_settings::{ClientSettings, TimestampFormat, transport};
use cli_formats::Format;
use cli_formats::{Map, Value};
use omics_model::SERVICE;
use smithy_catalog::Operation;

use super::{Line, identity, local, print};
use crate::caller::{Answer, Caller, Outcome};
use crate::error::CliError;
use crate::paginate::{PageOptions, Pager};
use crate::params::{self, Parameters};
use crate::present::Printer;
use crate::record::Recorder;
use crate::wire::{Message, Tap};
use crate::{dry_run, response, skeleton, token, validate};

/// What is to be sent.
pub(super) struct Request {
    pub(super) operation: &'static Operation,
    pub(super) parameters: Parameters,
    pub(super) pages: PageOptions,
    /// Show a stub of the answer instead of sending anything.
    pub(super) stub: bool,
}

/// Sends the request and shows the answer, all pages of it.
pub(super) fn send(request: Request, line: &Line) -> Result<(), CliError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::general(format!("no thread to send on: {error}")))?;
    runtime.block_on(async {
        tokio::select! {
            done = send_all(request, line) => done,
            _ = tokio::signal::ctrl_c() => Err(CliError::interrupted()),
        }
    })
}

async fn send_all(request: Request, line: &Line) -> Result<(), CliError> {
    let Request {
        operation,
        mut parameters,
        pages,
        stub,
    } = request;
    let local = line.globals.contains("local");
    let client = match local {
        true => local::client(line).await?,
        false => {
            line.settings
                .client(identity(), &line.flags, &transport::client)
                .await?
        }
    };
    parameters.fill_token(operation, |document| {
        match line.globals.text("idempotency-token") {
            Some("content") => token::of_content(operation, &client.region.value, document),
            _ => token::random(),
        }
    });
    if let Some(warning) = pages.warning() {
        crate::tell!("{}", warning.trim_end());
    }
    let pager = pages.pager(&mut parameters.document)?;
    validate_first(operation, &parameters, pager.as_ref(), line)?;
    let mut printer = line.printer()?;
    if stub {
        printer.show(operation.name, skeleton::output(operation))?;
        return printer.finish();
    }
    let timestamps = line.settings.timestamp_format()?.value;
    let caller = caller(&client, local, line).await?;
    let document = parameters.document;
    let dry_run = DryRun {
        form: line.globals.text("dry-run"),
        region: &client.region.value,
    };
    let has_query = line.query.is_some();
    let recorder = Recorder::default();
    let mut call = Call {
        operation,
        caller,
        document,
        timestamps,
        has_query,
        dry_run,
        recorder,
    };
    let shown = match pager {
        Some(pager) => call.pages(pager, &mut printer).await,
        None => call.once(&mut printer).await,
    };
    if let Some(file) = line.globals.text("record") {
        let recorded = call.recorder.write(file);
        // Why the call failed is worth more than why it cannot be recorded.
        shown.and(recorded)?;
    } else {
        shown?;
    }
    printer.finish()
}

/// Checks what the first request sends; later pages differ in a token the service gave.
fn validate_first(
    operation: &'static Operation,
    parameters: &Parameters,
    pager: Option<&Pager>,
    line: &Line,
) -> Result<(), CliError> {
    let level = line
        .settings
        .validation(&line.flags, "OMICS_VALIDATION")?
        .value;
    let mut first = parameters.clone();
    if let Some(additions) = pager.map(Pager::next_request).transpose()?.flatten() {
        first.document.extend(additions);
    }
    validate::validate(operation, &first, level)
}

async fn caller(client: &ClientSettings, local: bool, line: &Line) -> Result<Caller, CliError> {
    let debug = line.flags.debug;
    if debug {
        let profile = line.settings.profile_name();
        crate::tell!(
            "DEBUG setting profile = {} ({})",
            profile.value,
            profile.origin
        );
        for (name, value, origin) in client.explain() {
            crate::tell!("DEBUG setting {name} = {value} ({origin})");
        }
        crate::tell!(
            "DEBUG setting credentials = {}",
            client.credentials.description()
        );
    }
    let inner = match local {
        true => local::connector(line)?,
        false => transport::client(&client.connection),
    };
    let tap = match line.globals.contains("dry-run") {
        true => Tap::dry(inner),
        false => Tap::new(inner, debug),
    };
    let credentials = client.credentials.resolve().await?;
    Caller::new(client, credentials, tap)
}

/// How a request is shown that is not sent.
struct DryRun<'a> {
    /// What `--dry-run` says; `None` if requests are sent.
    form: Option<&'a str>,
    region: &'a str,
}

impl DryRun<'_> {
    fn show(&self, request: &Message) -> Result<(), CliError> {
        let service = SERVICE.signing_name.unwrap_or(SERVICE.endpoint_prefix);
        print(&match self.form {
            Some("curl") => dry_run::as_curl(request, (self.region, service)),
            _ => request.to_string(),
        })
    }
}

/// One call of the command line, pages and all.
struct Call<'a> {
    operation: &'static Operation,
    caller: Caller,
    document: Map,
    timestamps: TimestampFormat,
    has_query: bool,
    dry_run: DryRun<'a>,
    recorder: Recorder,
}

impl Call<'_> {
    /// A call that is not paginated. An answer without a member shows nothing at all.
    async fn once(&mut self, printer: &mut Printer) -> Result<(), CliError> {
        let document = self.document.clone();
        let Some(answer) = self.send(&document).await? else {
            return Ok(());
        };
        let value = self.shape(&answer)?;
        match value.is_empty_map() {
            true => Ok(()),
            false => printer
                .show(self.operation.name, value.clone())
                .map_err(|error| self.saved(error, &value)),
        }
    }

    /// Asks for page after page. Text and YAML streams show each as it comes, the other formats all
    /// of them merged.
    async fn pages(&mut self, mut pager: Pager, printer: &mut Printer) -> Result<(), CliError> {
        let title = self.operation.name;
        let mut whole = Map::new();
        while let Some(additions) = pager.next_request()? {
            let mut document = self.document.clone();
            document.extend(additions);
            let Some(answer) = self.send(&document).await? else {
                return Ok(());
            };
            let page = pager.accept(self.shape(&answer)?);
            match printer.format() {
                Format::Text => printer.show(title, pager.results(&page))?,
                Format::YamlStream => printer.show_stream_page(page)?,
                _ => pager.merge(&mut whole, page),
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

    /// Sends one request; shows it instead where nothing is to be sent.
    async fn send(&mut self, document: &Map) -> Result<Option<Answer>, CliError> {
        let document = params::to_json(document);
        let outcome = self.caller.call(self.operation, document.clone()).await;
        let exchanges = self.caller.tap().take();
        self.recorder.add(self.operation, &document, &exchanges);
        match outcome? {
            Outcome::Answered(answer) => Ok(Some(answer)),
            Outcome::NotSent => {
                exchanges
                    .iter()
                    .try_for_each(|exchange| self.dry_run.show(&exchange.request))?;
                Ok(None)
            }
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
