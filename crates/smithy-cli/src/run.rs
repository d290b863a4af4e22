//! One run of the command, in the order that decides which of several mistakes is reported.
//!
//! Nothing is decided after the request that could have been decided before it: the output format,
//! the query and the pager are looked at first.

#[cfg(feature = "local")]
mod local;
#[cfg(not(feature = "local"))]
#[path = "run/no_local.rs"]
mod local;
mod send;

pub(crate) use local::serve_options;

use std::ffi::OsString;
use std::io::Write;

use aws_settings::{
    AutoPrompt, BinaryFormat, Color, Environment, ErrorFormat, GlobalFlags, ServiceIdentity,
    Settings, Sourced, Validation, check_endpoint_flag,
};
use cli_formats::pytext;
use cli_formats::{Format, TableStyle};
use jmespath_py::Expression;

use crate::args::{self, Globals, RawOptions};
use crate::error::{CliError, Kind};
use crate::exit;
use crate::paginate::PageOptions;
use crate::paramfile::{ParamFiles, is_encoding};
use crate::present::{Presentation, Printer, check_pager};
use crate::prompt::Prompt;
use crate::{errors, help, options, params, skeleton};

use omics_model::SERVICE;

/// The service, as far as settings are concerned.
fn identity() -> ServiceIdentity<'static> {
    ServiceIdentity {
        sdk_id: SERVICE.sdk_id,
        endpoint_prefix: SERVICE.endpoint_prefix,
    }
}

/// Runs the command and reports how it went. Returns the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let env = Environment::of_process();
    let mut run = Run {
        error_format: ErrorFormat::Enhanced,
        color: Color::Auto,
    };
    match run.execute(args, env) {
        Ok(()) => exit::SUCCESS,
        Err(error) => run.report(&error),
    }
}

/// What is known so far of how to report an error.
struct Run {
    error_format: ErrorFormat,
    color: Color,
}

/// A command line whose global options are understood.
struct Line {
    settings: Settings,
    flags: GlobalFlags,
    globals: RawOptions,
    query: Option<Expression>,
    rest: Vec<String>,
}

impl Run {
    fn execute(
        &mut self,
        args: impl IntoIterator<Item = OsString>,
        env: Environment,
    ) -> Result<(), CliError> {
        self.error_format = env
            .get("AWS_CLI_ERROR_FORMAT")
            .and_then(|name| ErrorFormat::from_name(&name.to_lowercase()))
            .unwrap_or(ErrorFormat::Enhanced);
        let args = args::decode(args)?;
        if args::wants_help(&args) || matches!(args.as_slice(), [only] if only == "help") {
            return help::show(&args, &env);
        }
        let settings = self.settings(&args, env)?;
        let Sourced {
            value: mode,
            origin,
        } = settings.auto_prompt(&args);
        match mode {
            AutoPrompt::Off => self.command(&args, settings),
            AutoPrompt::On => self.prompted(Prompt::open(settings, &origin)?, &args),
            AutoPrompt::OnPartial => match self.command(&args, settings.clone()) {
                Err(error) if error.exit_code() == exit::USAGE => {
                    match Prompt::open(settings, &origin) {
                        Ok(prompt) => self.prompted(prompt, &args),
                        // What is wrong with the line is worth more than why it cannot be asked for.
                        Err(_) => Err(error),
                    }
                }
                done => done,
            },
        }
    }

    /// Asks for the line, beginning with what was given of it, and runs that.
    fn prompted(&mut self, prompt: Prompt, args: &[String]) -> Result<(), CliError> {
        let env = prompt.env().clone();
        let args = prompt.ask(args)?;
        if args::wants_help(&args) {
            return help::show(&args, &env);
        }
        let settings = self.settings(&args, env)?;
        self.command(&args, settings)
    }

    /// The configuration, which the line may choose a part of.
    fn settings(&mut self, args: &[String], env: Environment) -> Result<Settings, CliError> {
        let prescan = args::prescan(args)?;
        let settings = Settings::load(env, prescan.text("profile"))?.for_program("omics");
        self.error_format = settings.error_format(None).value;
        args::check_prompt_options(args)?;
        Ok(settings)
    }

    fn command(&mut self, args: &[String], settings: Settings) -> Result<(), CliError> {
        let Some(line) = self.line(args, settings)? else {
            return print_version();
        };
        let commands = options::commands(&SERVICE);
        let mut choices: Vec<&str> = commands.iter().map(String::as_str).collect();
        choices.extend(["local", "completion", "help"]);
        let (command, rest) = args::command(&line.rest, "operation", &choices)?;
        match command.as_str() {
            "help" => help::show(&rest, line.settings.env()),
            "completion" => help::completion(&rest),
            "local" => local::serve(&rest, &line),
            name => self.operation(name, &rest, &line),
        }
    }

    /// The global options; none where the version is asked for.
    fn line(&mut self, args: &[String], settings: Settings) -> Result<Option<Line>, CliError> {
        let (globals, rest) = match args::globals(args)? {
            Globals::Version => return Ok(None),
            Globals::Options { options, rest } => (options, rest),
        };
        let mut flags = flags(&globals);
        self.error_format = settings.error_format(flags.error_format).value;
        self.color = flags.color.unwrap_or(Color::Auto);
        let query = globals.text("query").map(compile).transpose()?;
        if let Some(url) = &flags.endpoint_url {
            check_endpoint_flag(url)?;
        }
        flags.read_timeout = seconds(globals.text("cli-read-timeout"))?;
        flags.connect_timeout = seconds(globals.text("cli-connect-timeout"))?;
        check_output_encoding(settings.env())?;
        settings.timestamp_format()?;
        Ok(Some(Line {
            settings,
            flags,
            globals,
            query,
            rest,
        }))
    }

    fn operation(&mut self, name: &str, rest: &[String], line: &Line) -> Result<(), CliError> {
        let operation =
            options::operation(&SERVICE, name).expect("the parser knows the operations only");
        let raw = match args::operation(rest, &options::of(operation))? {
            args::Operation::Help => return help::show(&[name.to_owned()], line.settings.env()),
            args::Operation::Options(raw) => raw,
        };
        let pages = PageOptions::read(operation, &raw, line.flags.no_paginate)?;
        let files = ParamFiles::new(line.settings.env());
        let parameters = params::read(operation, &raw, &files)?;
        let skeleton = raw.text("generate-cli-skeleton");
        let template = match skeleton {
            Some("input") => Some(skeleton::input(operation)),
            Some("yaml-input") => Some(skeleton::yaml_input(operation)),
            _ => None,
        };
        if let Some(template) = template {
            return print(&template);
        }
        let request = send::Request {
            operation,
            parameters,
            pages,
            stub: skeleton.is_some(),
        };
        send::send(request, line)
    }

    /// Says what went wrong, on standard error, and gives the exit code.
    fn report(&self, error: &CliError) -> u8 {
        if error.kind == Kind::Interrupted {
            // As AWS CLI does, so that the shell's prompt starts a line of its own.
            let _ = writeln!(std::io::stdout());
            return error.exit_code();
        }
        let style = TableStyle {
            width: 80,
            color: self.color == Color::On,
            resets: false,
        };
        // Where standard error is closed there is nobody to tell.
        let _ = std::io::stderr()
            .write_all(errors::render(error, self.error_format, &style).as_bytes());
        error.exit_code()
    }
}

impl Line {
    /// How the answer is shown; found before anything is sent.
    fn printer(&self) -> Result<Printer, CliError> {
        let format: Format = self.settings.output_format(&self.flags)?.value;
        self.settings.binary_format(&self.flags)?;
        let pager = self.settings.pager(&self.flags)?.map(|pager| pager.value);
        if let Some(pager) = pager.as_ref().filter(|_| format != Format::Off) {
            check_pager(pager, self.settings.env().get("PATH"))?;
        }
        Ok(Printer::new(Presentation {
            format,
            query: self.query.clone(),
            color: self.flags.color.unwrap_or(Color::Auto),
            pager,
        }))
    }
}

/// The query, compiled and checked as far as it can be without an answer.
fn compile(text: &str) -> Result<Expression, CliError> {
    let bad = |reason: String| {
        CliError::param_validation(format!("Bad value for --query {text}: {reason}"))
    };
    let query = Expression::compile(text).map_err(|error| bad(error.to_string()))?;
    query
        .check()
        .map_err(|error| CliError::general(error.to_string()))?;
    Ok(query)
}

/// Timeouts take what Python's `int` takes.
fn seconds(text: Option<&str>) -> Result<Option<i64>, CliError> {
    use cli_formats::Value;
    let Some(text) = text else { return Ok(None) };
    match pytext::parse_int(text) {
        Some(Value::Int(seconds)) => Ok(Some(seconds)),
        Some(_) => Ok(Some(i64::MAX)),
        None => Err(CliError::general(pytext::invalid_int(text))),
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

/// The global options as plain data. The parser has checked every choice.
fn flags(globals: &RawOptions) -> GlobalFlags {
    let owned = |name: &str| globals.text(name).map(str::to_owned);
    GlobalFlags {
        profile: owned("profile"),
        region: owned("region"),
        endpoint_url: owned("endpoint-url"),
        output: globals.text("output").and_then(Format::from_name),
        error_format: globals
            .text("cli-error-format")
            .and_then(ErrorFormat::from_name),
        binary_format: globals
            .text("cli-binary-format")
            .and_then(BinaryFormat::from_name),
        validation: globals
            .text("cli-validation")
            .and_then(Validation::from_name),
        color: globals.text("color").and_then(Color::from_name),
        ca_bundle: owned("ca-bundle"),
        read_timeout: None,
        connect_timeout: None,
        no_sign_request: globals.contains("no-sign-request"),
        no_verify_ssl: globals.contains("no-verify-ssl"),
        no_paginate: globals.contains("no-paginate"),
        no_cli_pager: globals.contains("no-cli-pager"),
        debug: globals.contains("debug"),
    }
}

fn print_version() -> Result<(), CliError> {
    print(&format!(
        "omics/{} Rust {}/{}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    ))
}

/// Writes to standard output; a closed pipe is no error.
pub(crate) fn print(text: &str) -> Result<(), CliError> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(CliError::general(
            format!("standard output cannot be written: {error}"),
        )),
        _ => Ok(()),
    }
}
