//! One call of the command line, pages and all.

use std::cell::RefCell;
use std::io::IsTerminal;
use std::pin::pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use aws_settings::{TimestampFormat, Validation};
use cli_formats::{Format, Map, Value};
use smithy_catalog::{Operation, Service};

use super::send::interrupted;
use crate::advice::{Clue, Scope, Unanswered};
use crate::args::DryRun;
use crate::caller::{self, Caller, Outcome};
use crate::console::print_foreign;
use crate::console::status::Status;
use crate::custom::Texts;
use crate::error::CliError;
use crate::paginate::Pager;
use crate::params::{self, Parameters};
use crate::present::Printer;
use crate::record::Recorder;
use crate::response::{self, Answer};
use crate::wire::Message;
use crate::{custom, dry_run, outfile, validate};

/// A call of an operation.
pub(super) struct Call {
    pub(super) catalog: &'static Service,
    pub(super) operation: &'static Operation,
    pub(super) caller: Caller,
    pub(super) request: caller::Call,
    pub(super) timestamps: TimestampFormat,
    pub(super) has_query: bool,
    /// How much of requests is checked.
    pub(super) validation: Validation,
    /// How requests are shown instead of being sent, if they are.
    pub(super) dry_run: Option<DryRun>,
    /// Where requests go, and as whose.
    pub(super) scope: Scope,
    /// The request that has no answer yet, for whoever is interrupted.
    pub(super) under_way: Rc<RefCell<Option<Unanswered>>>,
    /// Where waiting is told.
    pub(super) status: Status,
    /// Keeps what was exchanged, where that is recorded.
    pub(super) recorder: Option<Recorder>,
    pub(super) outfile: Option<String>,
    pub(super) texts: Texts,
}

/// How long a listing may take before anything is said of it.
const UNNOTICED: Duration = Duration::from_millis(300);

impl Call {
    /// A call that is not paginated. An answer without a member shows nothing at all.
    pub(super) async fn once(&mut self, printer: &mut Printer) -> Result<(), CliError> {
        let Some(answer) = self.send(Map::new()).await? else {
            return Ok(());
        };
        let value = self.shape(answer)?;
        self.texts.write(&value)?;
        printer
            .show(self.operation.name, &value)
            .map_err(|error| self.saved(error, &value))
    }

    /// Asks for page after page. Text and YAML streams show each as it comes, the other formats all
    /// of them merged. Where the user interrupts that, what has come is shown, with what continues
    /// it.
    pub(super) async fn pages(
        &mut self,
        mut pager: Pager,
        printer: &mut Printer,
    ) -> Result<(), CliError> {
        let title = self.operation.name;
        let mut whole = Map::new();
        let tells = printer.is_silent_meanwhile();
        let begin = Instant::now();
        let mut stop = pin!(interrupted());
        let mut is_interrupted = false;
        while let Some(additions) = pager.next_request()? {
            self.check(&additions)?;
            let answer = tokio::select! {
                biased;
                () = &mut stop => None,
                answer = self.send(additions) => Some(answer?),
            };
            let Some(answer) = answer else {
                is_interrupted = true;
                self.status.clear();
                pager.interrupt();
                break;
            };
            let Some(answer) = answer else {
                return Ok(());
            };
            let page = pager.accept(self.shape(answer)?);
            match printer.format() {
                Format::Text => printer.show(title, &pager.results(page))?,
                Format::YamlStream => printer.show_stream_page(&page)?,
                _ => pager.merge(&mut whole, page),
            }
            if tells && pager.goes_on() && begin.elapsed() > UNNOTICED {
                self.status.show(&pager.progress(begin.elapsed()));
            }
        }
        self.status.clear();
        let (format, has_begun) = (printer.format(), pager.has_begun());
        let shown = match format {
            Format::Text => match pager.next_token_line() {
                Some(token) => printer.show(title, &token),
                None => Ok(()),
            },
            Format::YamlStream => Ok(()),
            _ if is_interrupted && !has_begun => Ok(()),
            _ => printer.show(title, &pager.finish(whole)),
        };
        match is_interrupted {
            true => shown.and(Err(CliError::interrupted())),
            false => shown,
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
        let request = caller::Call {
            document,
            body: self.request.body.clone(),
            to_file: self.request.to_file,
            adjust: self.request.adjust.clone(),
        };
        if self.dry_run.is_none() {
            self.under_way
                .replace(Unanswered::of(self.operation, &request.document));
        }
        let outcome = self.caller.call(self.operation, &request).await;
        self.under_way.take();
        let exchanges = self.caller.tap().take();
        if let Some(recorder) = &mut self.recorder {
            let input = params::to_json(&request.document);
            recorder.add(self.catalog.protocol, self.operation, &input, &exchanges);
        }
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
        let (region, service) = (&self.scope.region.value, self.scope.service);
        print_foreign(&match self.dry_run {
            Some(DryRun::Curl) => dry_run::as_curl(request, (region, service)),
            Some(DryRun::Http) | None => request.to_string(),
        })
    }

    /// The failure with what is known of the call.
    pub(super) fn located(&self, error: CliError) -> CliError {
        error.with_clues([Clue::Call(self.scope.clone())])
    }

    /// Sends the request once more; the status of the answer, and what it says.
    pub(super) async fn poll(&mut self) -> Result<Option<(u16, Value)>, CliError> {
        match self.send(Map::new()).await? {
            Some(answer) => Ok(Some((answer.status, self.shape(answer)?))),
            None => Ok(None),
        }
    }

    /// What the answer says. Its bytes are not needed any more.
    fn shape(&self, answer: Answer) -> Result<Value, CliError> {
        let protocol = self.catalog.protocol;
        let value = response::success(protocol, self.operation, &answer, self.timestamps);
        drop(answer);
        let value = value.map_err(|error| {
            let advice = "Another program than the service may have answered, as a proxy or the \
                          login page of a network: --debug shows the whole answer.";
            let unanswered = Unanswered::of(self.operation, &self.request.document);
            error
                .advised([advice.to_owned()])
                .with_clues(unanswered.map(Clue::Unanswered))
        })?;
        Ok(custom::decode(self.catalog, self.operation, value))
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
