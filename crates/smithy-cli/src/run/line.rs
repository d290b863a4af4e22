//! A command line whose global options are understood.

use std::cell::RefCell;
use std::rc::Rc;

use aws_settings::{Color, Environment, Settings, check_endpoint_flag};
use cli_formats::{Format, pytext};
use jmespath_py::Expression;

use crate::advice::{self, Clue, Unanswered};
use crate::args::Globals;
use crate::console;
use crate::console::status::Status;
use crate::error::CliError;
use crate::explain::{self, Row};
use crate::paramfile::is_encoding;
use crate::present::{Presentation, Printer, check_pager};
use crate::program::{HELP, Program};
use crate::wire::Seen;

/// The line.
pub(super) struct Line<'p> {
    pub(super) program: &'p Program,
    pub(super) settings: Settings,
    pub(super) globals: Globals,
    pub(super) query: Option<Expression>,
    /// Exchanges with services that have credentials.
    pub(super) credential_exchanges: Seen,
    /// The first word, if it had to be looked for together with the options.
    pub(super) word: Option<String>,
    pub(super) rest: Vec<String>,
    /// The request that has no answer yet.
    pub(super) under_way: Rc<RefCell<Option<Unanswered>>>,
    /// Where waiting is told.
    pub(super) status: Status,
}

impl<'p> Line<'p> {
    /// The line, if what its options say can be.
    pub(super) fn new(
        program: &'p Program,
        settings: Settings,
        mut globals: Globals,
        word: Option<String>,
        rest: Vec<String>,
    ) -> Result<Self, CliError> {
        let query = globals.query.as_deref().map(compile).transpose()?;
        if let Some(url) = &globals.flags.endpoint_url {
            check_endpoint_flag(url)?;
        }
        globals.flags.read_timeout =
            seconds("--cli-read-timeout", globals.read_timeout.as_deref())?;
        globals.flags.connect_timeout =
            seconds("--cli-connect-timeout", globals.connect_timeout.as_deref())?;
        check_output_encoding(settings.env())?;
        settings.timestamp_format()?;
        let status = match globals.no_progress || globals.flags.debug {
            true => Status::default(),
            false => Status::of_stderr(settings.env()),
        };
        Ok(Self {
            program,
            settings,
            globals,
            query,
            credential_exchanges: Seen::default(),
            word,
            rest,
            under_way: Rc::default(),
            status,
        })
    }

    /// The settings about files and the conversation with the user.
    pub(super) fn explained(&self) -> Result<Vec<Row>, CliError> {
        let own = |name| self.program.variable(name);
        let (validation, max_answer) = (own("VALIDATION"), own("MAX_ANSWER_MB"));
        let flags = &self.globals.flags;
        explain::conversation(&self.settings, flags, (&validation, &max_answer))
    }

    /// How the answer is shown; found before anything is sent.
    pub(super) fn printer(&self) -> Result<Printer, CliError> {
        let flags = &self.globals.flags;
        let format: Format = self.settings.output_format(flags)?.value;
        self.settings.binary_format(flags)?;
        let pager = self.settings.pager(flags)?.map(|pager| pager.value);
        let help = format!("{} {HELP}", self.program.name());
        if let Some(pager) = pager.as_ref().filter(|_| format != Format::Off) {
            check_pager(pager, self.settings.env().get("PATH"), &help)?;
        }
        Ok(Printer::new(Presentation {
            format,
            query: self.query.clone(),
            color: flags.color.unwrap_or(Color::Auto),
            has_color: console::has_color(self.settings.env()),
            pager,
            help,
        }))
    }
}

/// The query, compiled and checked as far as it can be without an answer.
fn compile(text: &str) -> Result<Expression, CliError> {
    let bad = |reason: String| {
        CliError::param_validation(format!("Bad value for --query {text}: {reason}"))
    };
    let query = Expression::compile(text)
        .map_err(|error| bad(error.to_string()).advised(advice::unreadable(&error)))?;
    query
        .check()
        .map_err(|error| CliError::general(error.to_string()).advised(advice::of_query(&error)))?;
    Ok(query)
}

/// Timeouts take what Python's `int` takes.
fn seconds(option: &str, text: Option<&str>) -> Result<Option<i64>, CliError> {
    use cli_formats::Value;
    let Some(text) = text else { return Ok(None) };
    match pytext::parse_int(text) {
        Some(Value::Int(seconds)) => Ok(Some(seconds)),
        Some(_) => Ok(Some(i64::MAX)),
        None => Err(CliError::general(pytext::invalid_int(text))
            .with_clues([Clue::NoNumber(option.to_owned())])),
    }
}

/// Output is UTF-8 whatever the variable says; what it says must be an encoding all the same.
fn check_output_encoding(env: &Environment) -> Result<(), CliError> {
    const VARIABLE: &str = "AWS_CLI_OUTPUT_ENCODING";
    match env.get(VARIABLE).filter(|name| !is_encoding(name)) {
        Some(name) => Err(CliError::general(format!(
            "Unknown codec `{name}` specified for {VARIABLE}."
        ))),
        None => Ok(()),
    }
}
