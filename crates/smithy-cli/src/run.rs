//! One run of the command, in the order that decides which of several mistakes is reported.
//!
//! Nothing is decided after the request that could have been decided before it: the output format,
//! the query and the pager are looked at first.

mod call;
pub(crate) mod config;
mod line;
mod prompted;
mod send;
mod wait;

use std::ffi::OsString;
use std::io::Write;

use aws_settings::{AutoPrompt, Color, Environment, ErrorFormat, Settings, Sourced};
use cli_formats::TableStyle;
use smithy_catalog::Operation;
use smithy_catalog::cli::{AbsentCommand, Waiter};

use crate::advice::{self, Situation};
use crate::args::{self, FORCE, Head, OptionSpec, Origin, ParseError};
use crate::console::print;
use crate::custom::{self, Texts};
use crate::error::{CliError, Kind};
use crate::exit;
use crate::help::{self, Topic, documents};
use crate::paginate::PageOptions;
use crate::paramfile::ParamFiles;
use crate::program::{COMPLETION, CONFIG, HELP, LOCAL, Program, WAIT};
use crate::prompt::Prompt;
use crate::service::Service;
use crate::{complete, options, params, report, skeleton};
use line::Line;

/// Runs a program with the arguments of its process, of which the first is its own path. Returns
/// the exit code, one of [`exit`](crate::exit).
///
/// What there is to say is written to standard output and standard error. A program that the path
/// calls `aws` takes lines as the AWS CLI does, with a service before the operation.
pub fn run(program: Program, args: impl IntoIterator<Item = OsString>) -> u8 {
    let mut args = args.into_iter();
    let program = program.called(args.next().as_deref());
    let env = Environment::of_process();
    let mut run = Run {
        program: &program,
        error_format: ErrorFormat::Enhanced,
        color: Color::Auto,
        args: Vec::new(),
        settings: None,
        rehearses: false,
    };
    match run.execute(args, env.clone()) {
        Ok(()) => exit::SUCCESS,
        Err(error) => run.report(&error, &env),
    }
}

/// A run, and what is known so far of how to report an error.
struct Run<'p> {
    program: &'p Program,
    error_format: ErrorFormat,
    color: Color,
    /// The line.
    args: Vec<String>,
    /// The settings, once they are read.
    settings: Option<Settings>,
    /// Whether nothing is to be sent or shown: the line is only looked at.
    rehearses: bool,
}

impl<'p> Run<'p> {
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
        self.args.clone_from(&args);
        if let Some(shell) = env.non_empty(&self.program.variable(complete::VARIABLE)) {
            return complete::answer(self.program, shell, &args, &env);
        }
        if let Some(form) = env.non_empty(&self.program.variable(documents::VARIABLE)) {
            return documents::show(self.program, form);
        }
        if args::wants_help(&args) || matches!(args.as_slice(), [only] if only == HELP) {
            return self.help(&args, &env);
        }
        let settings = self.settings(&args, env)?;
        let Sourced {
            value: mode,
            origin,
        } = settings.auto_prompt(&args);
        match mode {
            AutoPrompt::Off => self.command(&args, settings),
            AutoPrompt::On => {
                let prompt = Prompt::open(self.program, settings, &origin)?;
                self.prompted(prompt, &args, None)
            }
            AutoPrompt::OnPartial => match self.command(&args, settings.clone()) {
                Err(error) if error.exit_code() == exit::USAGE => {
                    match Prompt::open(self.program, settings, &origin) {
                        Ok(prompt) => self.prompted(prompt, &args, Some(&error)),
                        // What is wrong with the line is worth more than why it cannot be asked for.
                        Err(_) => Err(error),
                    }
                }
                done => done,
            },
        }
    }

    fn situation(&self) -> Situation<'_> {
        Situation {
            program: self.program,
            settings: self.settings.as_ref(),
            args: &self.args,
        }
    }

    /// Shows help about what the words name.
    ///
    /// # Errors
    /// If the first word names nothing that there is.
    fn help(&self, words: &[String], env: &Environment) -> Result<(), CliError> {
        let topic = Topic::of(self.program, words);
        let is_unknown = |word: &String| !word.starts_with('-') && word != HELP;
        if matches!(topic, Topic::Program) && words.first().is_some_and(is_unknown) {
            let choices = self.program.words();
            let choices: Vec<_> = choices.iter().map(String::as_str).collect();
            self.program.parser().word(words, "operation", &choices)?;
        }
        help::show(self.program, topic, env)
    }

    /// The configuration, which the line may choose a part of.
    fn settings(&mut self, args: &[String], env: Environment) -> Result<Settings, CliError> {
        let chosen = std::mem::replace(&mut self.error_format, ErrorFormat::Enhanced);
        // A failure of the first look is told before the AWS CLI knows of any choice of format.
        let early = self.program.parser().prescan(args)?;
        self.error_format = chosen;
        let settings = Settings::load(env, early.flags.profile.as_deref())?;
        let settings = settings.for_program(self.program.own_name());
        self.error_format = settings.error_format(None).value;
        self.settings = Some(settings.clone());
        args::check_prompt_options(args)?;
        Ok(settings)
    }

    fn command(&mut self, args: &[String], settings: Settings) -> Result<(), CliError> {
        let words = self.program.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let Some(mut line) = self.line(args, &words, settings)? else {
            return self.unless_rehearsed(|| print_version(self.program));
        };
        let rest = std::mem::take(&mut line.rest);
        let (word, rest) = match line.word.take() {
            Some(word) => (word, rest),
            None => {
                let word = self.program.parser().word(&rest, "operation", &words);
                word.map_err(|error| match self.program.services.as_slice() {
                    [only] if !self.program.names_service() => self.or_absent(only, &rest, error),
                    _ => error.into(),
                })?
            }
        };
        if self.program.names_service() {
            if let Some(service) = self.program.find(&word) {
                return self.service(service, &rest, &line);
            }
        } else if let Some((service, operation)) = self.program.operation(&word) {
            return self.operation(service, operation, &rest, &line);
        }
        match word.as_str() {
            WAIT => {
                let mut services = self.program.services.iter();
                let service = services.find(|service| service.waits());
                let service = service.expect("the parser knows the word where a service waits");
                self.wait(service, &rest, &line)
            }
            _ if self.rehearses => Ok(()),
            COMPLETION => help::completion(self.program, &rest),
            LOCAL => self.local(&rest, &line),
            CONFIG => match (
                config::read(self.program.parser(), &rest)?,
                self.program.services.first(),
            ) {
                (Some(as_json), Some(service)) => config::explain(service, &line, as_json),
                _ => help::show(self.program, Topic::Config, line.settings.env()),
            },
            _ => self.help(&rest, line.settings.env()),
        }
    }

    /// What stands behind the word for a service.
    fn service(&self, service: &Service, rest: &[String], line: &Line<'_>) -> Result<(), CliError> {
        let commands = service.commands();
        let mut choices: Vec<&str> = commands.iter().map(String::as_str).collect();
        if service.waits() {
            choices.push(WAIT);
        }
        choices.push(HELP);
        let word = self.program.parser().word(rest, "operation", &choices);
        let (word, rest) = word.map_err(|error| self.or_absent(service, rest, error))?;
        match (service.operation(&word), word.as_str()) {
            (Some(operation), _) => self.operation(service, operation, &rest, line),
            (None, WAIT) => self.wait(service, &rest, line),
            (None, _) => self.unless_rehearsed(|| {
                let topic = Topic::in_service(service, &rest);
                help::show(self.program, topic, line.settings.env())
            }),
        }
    }

    /// Does what shows something, but not in a rehearsal.
    fn unless_rehearsed(
        &self,
        show: impl FnOnce() -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        match self.rehearses {
            true => Ok(()),
            false => show(),
        }
    }

    /// `wait NAME`.
    fn wait(&self, service: &Service, rest: &[String], line: &Line<'_>) -> Result<(), CliError> {
        let waiters = service.catalog.cli.waiters;
        let names: Vec<String> = waiters.iter().map(Waiter::command).collect();
        let mut choices: Vec<&str> = names.iter().map(String::as_str).collect();
        choices.push(HELP);
        let parser = self.program.parser();
        let (word, rest) = match parser.word(rest, "subcommand", &choices) {
            Err(error) if error.is_missing() => return Err(self.no_waiter(service, rest)),
            word => word?,
        };
        let Some(waiter) = service.catalog.waiter(&word) else {
            let topic = Topic::Wait(service);
            let show = || help::show(self.program, topic, line.settings.env());
            return self.unless_rehearsed(show);
        };
        let operation = service.catalog.operation(waiter.operation);
        let operation = operation.expect("a waiter calls an operation of its service");
        match self.prepare(service, operation, &rest, line)? {
            Some(request) if self.rehearses => send::rehearse(request, line),
            Some(request) => wait::wait(waiter, request, line),
            None => Ok(()),
        }
    }

    /// The error of a line that names no operation; of a command that only the AWS CLI has, where it is.
    fn or_absent(&self, service: &Service, rest: &[String], error: ParseError) -> CliError {
        let word = rest.iter().find(|word| !word.starts_with('-'));
        let mut absent = service.catalog.cli.absent.iter();
        match absent.find(|absent| Some(absent.command) == word.map(String::as_str)) {
            Some(AbsentCommand { command, reason }) => {
                let invocation = self.program.invocation(service);
                CliError::param_validation(format!(
                    "`{invocation} {command}` is not in this program: {reason}. Use AWS CLI v2: \
                     aws {} {command}",
                    service.catalog.command()
                ))
            }
            None => error.into(),
        }
    }

    /// `wait` without a name.
    fn no_waiter(&self, service: &Service, rest: &[String]) -> CliError {
        let name = self.program.name();
        CliError::param_validation(match rest {
            [] => format!(
                "usage: {name} [options] {} wait <subcommand> [parameters]\n\
                 {name}: [ERROR]: too few arguments",
                service.name()
            ),
            words => format!("Unknown options: {}", words.join(", ")),
        })
    }

    /// `NAME local`.
    fn local(&self, rest: &[String], line: &Line<'_>) -> Result<(), CliError> {
        let backend = self
            .program
            .backend()
            .expect("the parser knows the word only where there is a local service");
        let parser = self.program.parser();
        let commands = backend.commands();
        let mut words: Vec<_> = commands.iter().map(|command| command.name).collect();
        words.push(HELP);
        let (word, rest) = parser.word(rest, "command", &words)?;
        let env = line.settings.env();
        let Some(command) = commands.iter().find(|command| command.name == word) else {
            return help::show(self.program, Topic::Local, env);
        };
        match parser.operation(&rest, &command.options, false)? {
            args::Operation::Help => help::show(self.program, Topic::Local, env),
            args::Operation::Options(raw) => backend.run(command.name, &raw, env),
        }
    }

    /// The options of this program's own that the operation on the line has, too: there they are the
    /// operation's, as they are to the AWS CLI. `--force` alone is no option.
    fn given_up(&self, head: &Head) -> Vec<&'static str> {
        let Head::Options {
            globals,
            word,
            rest,
        } = head
        else {
            return Vec::new();
        };
        let lone_force = (globals.force && globals.record.is_none()).then_some(FORCE);
        let command = rest.iter().find(|word| !word.starts_with('-'));
        let service = word.as_deref().and_then(|word| self.program.find(word));
        let operation = command.and_then(|command| match service {
            Some(service) => service.operation(command),
            None => Some(self.program.operation(command)?.1),
        });
        let options = operation.map(options::of).unwrap_or_default();
        let table = self.program.parser().table();
        let own = table.filter(|global| global.spec.origin == Origin::Extension);
        let names = own.map(|global| &*global.spec.name);
        let is_meant = |name: &str, option: &OptionSpec| {
            option.name == name || (name == FORCE && option.name.starts_with(name))
        };
        names
            .filter(|name| options.iter().any(|option| is_meant(name, option)))
            .chain(lone_force)
            .collect()
    }

    /// The global options but for those given up. While they are misused, the AWS CLI does not know
    /// of `--profile` yet, and takes the error format from the environment and the profile chosen
    /// there.
    fn globals(
        &mut self,
        args: &[String],
        words: &[&str],
        given_up: &[&str],
        settings: &Settings,
    ) -> Result<Head, CliError> {
        let head = self.program.parser().globals(args, words, given_up);
        head.map_err(|error| {
            if let Ok(settings) = Settings::load(settings.env().clone(), None) {
                self.error_format = settings.error_format(None).value;
            }
            error.into()
        })
    }

    /// The global options; none where the version is asked for.
    fn line(
        &mut self,
        args: &[String],
        words: &[&str],
        settings: Settings,
    ) -> Result<Option<Line<'p>>, CliError> {
        let mut head = self.globals(args, words, &[], &settings)?;
        let given_up = self.given_up(&head);
        if !given_up.is_empty() {
            head = self.globals(args, words, &given_up, &settings)?;
        }
        let (globals, word, rest) = match head {
            Head::Version => return Ok(None),
            Head::Options {
                globals,
                word,
                rest,
            } => (globals, word, rest),
        };
        self.error_format = settings.error_format(globals.flags.error_format).value;
        self.color = globals.flags.color.unwrap_or(Color::Auto);
        Line::new(self.program, settings, *globals, word, rest).map(Some)
    }

    fn operation(
        &self,
        service: &Service,
        operation: &'static Operation,
        rest: &[String],
        line: &Line<'_>,
    ) -> Result<(), CliError> {
        match self.prepare(service, operation, rest, line)? {
            Some(request) if self.rehearses => send::rehearse(request, line),
            Some(request) => send::send(request, line),
            None => Ok(()),
        }
    }

    /// What the options of an operation ask to send; none where they ask for something else, which is
    /// shown here.
    fn prepare<'s>(
        &self,
        service: &'s Service,
        operation: &'static Operation,
        rest: &[String],
        line: &Line<'_>,
    ) -> Result<Option<send::Request<'s>>, CliError> {
        let parser = self.program.parser();
        let streams = options::takes_outfile(operation);
        let raw = match parser.operation(rest, &options::of(operation), streams)? {
            args::Operation::Help => {
                let topic = Topic::Operation(service, operation);
                let show = || help::show(self.program, topic, line.settings.env());
                self.unless_rehearsed(show)?;
                return Ok(None);
            }
            args::Operation::Options(raw) => raw,
        };
        let mut pages = PageOptions::read(operation, &raw, line.globals.flags.no_paginate)?;
        let files = ParamFiles::new(line.settings.env());
        let parameters = params::read(operation, &raw, &pages, &files)?;
        pages.load(&files)?;
        let outfile = params::outfile(&raw, &files)?;
        let texts = Texts::read(operation, &raw, &files)?;
        let endpoint = line.globals.flags.endpoint_url.as_deref();
        custom::check_endpoint(service.catalog, service.name(), endpoint)?;
        let skeleton = raw.text(options::SKELETON);
        let template = match skeleton {
            Some("input") => Some(skeleton::input(operation)),
            Some("yaml-input") => Some(skeleton::yaml_input(operation)),
            _ => None,
        };
        if let Some(template) = template {
            self.unless_rehearsed(|| print(&template))?;
            return Ok(None);
        }
        Ok(Some(send::Request {
            service,
            operation,
            parameters,
            pages,
            stub: skeleton.is_some(),
            outfile,
            texts,
        }))
    }

    /// Says what went wrong and what to do about it, on standard error, and gives the exit code.
    fn report(&self, error: &CliError, env: &Environment) -> u8 {
        if error.kind == Kind::Interrupted {
            // As AWS CLI does, so that the shell's prompt starts a line of its own.
            let _ = writeln!(std::io::stdout());
        }
        let style = TableStyle {
            width: 80,
            color: self.color == Color::On,
            resets: false,
        };
        let mut text = report::render(self.program.name(), error, self.error_format, &style);
        if advice::is_wanted(self.program, env, self.error_format) {
            text.push_str(&report::hints(&advice::of(error, &self.situation())));
        }
        // Where standard error is closed there is nobody to tell.
        let _ = std::io::stderr().write_all(text.as_bytes());
        error.exit_code()
    }
}

fn print_version(program: &Program) -> Result<(), CliError> {
    print(&format!(
        "{}/{} Rust {}/{}\n",
        program.own_name(),
        program.version,
        std::env::consts::OS,
        std::env::consts::ARCH
    ))
}
