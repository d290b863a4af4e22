//! From a request document to an answer on the screen.

use smithy_catalog::Operation;

use super::{Line, local, print};
use crate::caller::{Answer, Caller, Outcome};
use crate::error::CliError;
use crate::output::Format;
use crate::paginate::{PageOptions, Pager};
use crate::params::{self, Parameters};
use crate::present::Printer;
use crate::settings::{ClientSettings, TimestampFormat};
use crate::value::{Map, Value};
use crate::wire::Tap;
use crate::{record, response, skeleton, transport, validate};

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
    let Request { operation, mut parameters, pages, stub } = request;
    let local = line.globals.contains("local");
    let client = match local {
        true => local::client(line).await?,
        false => line.settings.client(&line.flags, &transport::client).await?,
    };
    if let Some(warning) = pages.warning() {
        eprint!("{warning}");
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
    let call = Call { operation, caller, document: parameters.document, timestamps };
    let shown = match pager {
        Some(pager) => call.pages(pager, &mut printer).await,
        None => call.once(&mut printer).await,
    };
    if let Some(file) = line.globals.text("record") {
        record::write(file, operation, &call.caller.tap().exchanges())?;
    }
    shown?;
    printer.finish()
}

/// Checks what the first request sends; later pages differ in a token the service gave.
fn validate_first(
    operation: &'static Operation,
    parameters: &Parameters,
    pager: Option<&Pager>,
    line: &Line,
) -> Result<(), CliError> {
    let level = line.settings.validation(&line.flags)?.value;
    let mut first = parameters.clone();
    if let Some(additions) = pager.map(Pager::next_request).transpose()?.flatten() {
        first.document.extend(additions);
    }
    validate::validate(operation, &first, level)
}

async fn caller(client: &ClientSettings, local: bool, line: &Line) -> Result<Caller, CliError> {
    let debug = line.flags.debug;
    if debug {
        for (name, value, origin) in client.explain() {
            eprintln!("DEBUG setting {name} = {value} ({origin})");
        }
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

/// One call of the command line, pages and all.
struct Call {
    operation: &'static Operation,
    caller: Caller,
    document: Map,
    timestamps: TimestampFormat,
}

impl Call {
    /// A call that is not paginated. An answer without a member shows nothing at all.
    async fn once(&self, printer: &mut Printer) -> Result<(), CliError> {
        let Some(answer) = self.send(&self.document).await? else { return self.show_dry_run() };
        let value = self.shape(&answer)?;
        match value.is_empty_map() {
            true => Ok(()),
            false => printer.show(self.operation.name, value),
        }
    }

    /// Asks for page after page. Text and YAML streams show each as it comes, the other formats all
    /// of them merged.
    async fn pages(&self, mut pager: Pager, printer: &mut Printer) -> Result<(), CliError> {
        let title = self.operation.name;
        let mut whole = Map::new();
        while let Some(additions) = pager.next_request()? {
            let mut document = self.document.clone();
            document.extend(additions);
            let Some(answer) = self.send(&document).await? else { return self.show_dry_run() };
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

    /// Sends one request; none where nothing is to be sent.
    async fn send(&self, document: &Map) -> Result<Option<Answer>, CliError> {
        match self.caller.call(self.operation, params::to_json(document)).await? {
            Outcome::Answered(answer) => Ok(Some(answer)),
            Outcome::NotSent => Ok(None),
        }
    }

    fn shape(&self, answer: &Answer) -> Result<Value, CliError> {
        response::success(self.operation, answer, self.timestamps)
    }

    fn show_dry_run(&self) -> Result<(), CliError> {
        let exchanges = self.caller.tap().exchanges();
        exchanges.iter().try_for_each(|exchange| print(&exchange.request.to_string()))
    }
}
