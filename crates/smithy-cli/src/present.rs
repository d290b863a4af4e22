//! Showing answers: the query, the format, the pager.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};

use aws_settings::{Color, Pager};
use cli_formats::Value;
use cli_formats::{Format, TableStyle, WriteError, yaml};
use jmespath_py::Expression;

use crate::advice;
use crate::console::{escape, format_safely, print};
use crate::error::CliError;

/// How answers are shown.
#[derive(Debug)]
pub(crate) struct Presentation {
    /// The format.
    pub format: Format,
    /// The part of the answer to show.
    pub query: Option<Expression>,
    /// When tables have colour.
    pub color: Color,
    /// Whether the terminal is to have any.
    pub has_color: bool,
    /// The pager for output on a terminal.
    pub pager: Option<Pager>,
    /// What tells more where the pager cannot be started, as `slim help`.
    pub help: String,
}

/// Writes answers to standard output, through the pager where there is one.
#[derive(Debug)]
pub(crate) struct Printer {
    presentation: Presentation,
    terminal: bool,
    paging: Option<Child>,
}

impl Printer {
    /// A printer to standard output. Nothing is written yet and no pager started.
    pub(crate) fn new(presentation: Presentation) -> Self {
        Self {
            presentation,
            terminal: io::stdout().is_terminal(),
            paging: None,
        }
    }

    /// The format.
    pub(crate) fn format(&self) -> Format {
        self.presentation.format
    }

    /// Whether nothing of a listing comes to the terminal before its end.
    pub(crate) fn is_silent_meanwhile(&self) -> bool {
        let goes_by_page = matches!(self.format(), Format::Text | Format::YamlStream);
        !(self.terminal && goes_by_page)
    }

    /// Shows an answer, or one page of it in the formats that go page by page.
    pub(crate) fn show(&mut self, title: &str, value: &Value) -> Result<(), CliError> {
        if self.presentation.format == Format::Off {
            return Ok(());
        }
        let text = self.formatted(title, &*self.select(value)?)?;
        self.write(&text)
    }

    /// Shows one page of a paginated answer as an element of a YAML stream.
    pub(crate) fn show_stream_page(&mut self, value: &Value) -> Result<(), CliError> {
        let text = yaml::write_page(&*self.select(value)?).map_err(unshowable)?;
        match self.terminal {
            true => self.write(&escape::text(&text)),
            false => self.write(&text),
        }
    }

    /// What the query finds, or all of it.
    fn select<'v>(&'v self, value: &'v Value) -> Result<Cow<'v, Value>, CliError> {
        match &self.presentation.query {
            Some(query) => query.find(value).map_err(|error| {
                let advice = advice::of_search(&error, value);
                CliError::general(error.to_string()).advised(advice)
            }),
            None => Ok(Cow::Borrowed(value)),
        }
    }

    fn formatted(&self, title: &str, value: &Value) -> Result<String, CliError> {
        if value.is_empty_map() {
            return Ok(String::new());
        }
        let (format, style) = (self.presentation.format, self.table_style());
        let text = match self.terminal {
            true => format_safely(format, title, value, &style),
            false => format.write(title, value, &style),
        };
        text.map_err(unshowable)
    }

    /// Tables fit the terminal; where there is none they are made for 80 columns.
    fn table_style(&self) -> TableStyle {
        let color = match self.presentation.color {
            Color::On => true,
            Color::Off => false,
            Color::Auto => self.terminal && self.presentation.has_color,
        };
        let columns = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0);
        TableStyle {
            width: columns.filter(|_| self.terminal).map_or(80, usize::from),
            color,
            resets: color && !self.pages(),
        }
    }

    fn pages(&self) -> bool {
        self.terminal && self.presentation.pager.is_some()
    }

    fn write(&mut self, text: &str) -> Result<(), CliError> {
        if text.is_empty() {
            return Ok(());
        }
        if self.pages() && self.paging.is_none() {
            self.paging = Some(self.start_pager()?);
        }
        let Some(pager) = self.paging.as_mut().and_then(|child| child.stdin.as_mut()) else {
            return print(text);
        };
        match pager.write_all(text.as_bytes()) {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(CliError::general(format!(
                "the pager cannot be written to: {error}"
            ))),
            Ok(()) => Ok(()),
        }
    }

    fn start_pager(&self) -> Result<Child, CliError> {
        let pager = self
            .presentation
            .pager
            .as_ref()
            .expect("pages() says there is one");
        let mut command = Command::new(&pager.program);
        command.args(&pager.arguments).stdin(Stdio::piped());
        if pager.set_less {
            command.env("LESS", Pager::LESS);
        }
        command
            .spawn()
            .map_err(|error| pager_error(&pager.program, &error, &self.presentation.help))
    }

    /// Waits until the user has left the pager.
    pub(crate) fn finish(self) -> Result<(), CliError> {
        let Some(mut child) = self.paging else {
            return Ok(());
        };
        drop(child.stdin.take());
        child
            .wait()
            .map(drop)
            .map_err(|error| CliError::general(format!("the pager cannot be waited for: {error}")))
    }
}

/// Checks before the call, not after it, that the pager can be started; `help` tells more.
pub(crate) fn check_pager(pager: &Pager, path: Option<&str>, help: &str) -> Result<(), CliError> {
    if !io::stdout().is_terminal() {
        return Ok(());
    }
    let program = std::path::Path::new(&pager.program);
    let found = match program.components().count() {
        1 => std::env::split_paths(path.unwrap_or_default())
            .any(|folder| folder.join(program).is_file()),
        _ => program.is_file(),
    };
    match found {
        true => Ok(()),
        false => Err(pager_error(
            &pager.program,
            &io::Error::from(io::ErrorKind::NotFound),
            help,
        )),
    }
}

fn pager_error(program: &str, error: &io::Error, help: &str) -> CliError {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => format!("[Errno 2] No such file or directory: '{program}'"),
        _ => error.to_string(),
    };
    let message = format!(
        "Unable to redirect output to pager. Received the following error when opening pager:\n{reason}\n\n\
         Learn more about configuring the output pager by running \"{help}\"."
    );
    CliError::configuration("Pager", message)
}

fn unshowable(error: WriteError) -> CliError {
    CliError::general(error.to_string())
}
