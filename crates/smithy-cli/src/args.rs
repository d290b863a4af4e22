//! The command line, read as the AWS CLI reads its own, and not yet interpreted.
//!
//! Reading goes in steps, each over what the one before left: [`Parser::prescan`] looks for the
//! profile, [`Parser::globals`] takes the global options from anywhere on the line, and the word
//! for a service where the program has several, [`Parser::word`] the operation's name,
//! [`Parser::operation`] the operation's options. They are separate because the AWS CLI does other
//! work between them, which decides the error that a line with several mistakes gets.
//!
//! A program with one service has no word for it: its name stands where the AWS CLI has `aws` and
//! the service.

mod error;
mod globals;
mod spec;
mod stage;
mod suggest;
#[cfg(test)]
mod tests;

use std::ffi::OsString;

pub(crate) use error::{ParseError, ParseErrorKind};
pub(crate) use globals::{DryRun, FORCE, Global, Globals, PROMPT, TokenSource};
pub use spec::{OptionKind, OptionSpec, Origin, Source};
pub(crate) use suggest::nearest;

use cli_formats::Value;
use globals::{EARLY, GLOBALS, When};
use stage::{Found, Positional, Stage};

/// What the line gave for an option.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given {
    /// The option takes no value.
    Flag,
    /// The text, as it was typed.
    Text(String),
    /// The value of an [`OptionKind::Integer`], of any size, or of an [`OptionKind::Float`].
    Number(Value),
    /// The words of an [`OptionKind::Words`].
    Words(Vec<String>),
}

/// The options of an operation that were given, in the order of the line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawOptions {
    given: Vec<(String, Given)>,
    outfile: Option<String>,
}

impl RawOptions {
    /// Whether the option of that name was given.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// What was given for the option of that name; the last counts.
    pub(crate) fn get(&self, name: &str) -> Option<&Given> {
        let mut latest = self.given.iter().rev();
        latest
            .find(|(given, _)| given == name)
            .map(|(_, value)| value)
    }

    /// The text given for the option of that name; the last counts.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Given::Text(text) => Some(text),
            Given::Flag | Given::Number(_) | Given::Words(_) => None,
        }
    }

    /// All texts given for the option of that name, in their order.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        let given = self.given.iter().filter(move |(given, _)| given == name);
        given.filter_map(|(_, value)| match value {
            Given::Text(text) => Some(text.as_str()),
            Given::Flag | Given::Number(_) | Given::Words(_) => None,
        })
    }

    /// The file that the body of the answer goes to, where the operation takes one.
    pub(crate) fn outfile(&self) -> Option<&str> {
        self.outfile.as_deref()
    }

    /// Every option given, without its dashes, with repetitions.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.given
            .iter()
            .map(|(name, given)| (name.as_str(), given))
    }
}

/// What the first words of a line come to.
#[derive(Debug)]
pub(crate) enum Head {
    /// The version is asked for, and nothing else matters.
    Version,
    /// The global options, and what stands beside them.
    Options {
        /// The options.
        globals: Box<Globals>,
        /// The word for a service, or for a command of the program, where the program has several
        /// services.
        word: Option<String>,
        /// What is left.
        rest: Vec<String>,
    },
}

/// What the options of an operation come to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operation {
    /// The word `help` stands among them: show help instead.
    Help,
    /// The options.
    Options(RawOptions),
}

/// The arguments as text.
///
/// # Errors
/// If one is not valid UTF-8.
pub(crate) fn decode(args: impl IntoIterator<Item = OsString>) -> Result<Vec<String>, ParseError> {
    let decode_one = |(index, arg): (usize, OsString)| {
        arg.into_string().map_err(|arg| {
            let kind = ParseErrorKind::NotUnicode {
                position: index + 1,
                shown: format!("{arg:?}"),
            };
            kind.into()
        })
    };
    args.into_iter().enumerate().map(decode_one).collect()
}

/// Whether `--help` or `-h` stands anywhere before a bare `--`. Neither can be the value of an
/// option there, so help wins over whatever else is wrong with the line.
pub(crate) fn wants_help(args: &[String]) -> bool {
    let mut options = args.iter().take_while(|arg| *arg != "--");
    options.any(|arg| arg == "--help" || arg == "-h")
}

/// Refuses a line that asks both for the prompt and for no prompt. Only the full spellings count.
///
/// # Errors
/// [`ParseErrorKind::PromptConflict`].
pub(crate) fn check_prompt_options(args: &[String]) -> Result<(), ParseError> {
    let has = |option: &Global| args.contains(&option.spec.flag());
    match PROMPT.iter().all(has) {
        true => Err(ParseErrorKind::PromptConflict.into()),
        false => Ok(()),
    }
}

/// Reads the command lines of a program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parser<'p> {
    /// What the program is called.
    pub(crate) name: &'p str,
    /// Whether a line names a service before the operation.
    pub(crate) names_service: bool,
    /// Whether the program has a local service.
    pub(crate) has_local: bool,
}

impl Parser<'_> {
    /// The global options that the program has.
    pub(crate) fn table(self) -> impl Iterator<Item = &'static Global> {
        let has = move |option: &&Global| option.when == When::Always || self.has_local;
        GLOBALS.iter().filter(has)
    }

    /// The first look at the whole line: `--profile` and `--debug`, which are needed to read the
    /// configuration files. Everything else is ignored.
    ///
    /// # Errors
    /// If one of the two is misused.
    pub(crate) fn prescan(self, args: &[String]) -> Result<Globals, ParseError> {
        let table: Vec<_> = EARLY.iter().collect();
        let usage = format!("usage: {} [--profile PROFILE] [--debug]\n", self.name);
        let found = pass(&table, Positional::None, args);
        let found = found.map_err(|kind| ParseError::with_usage(kind, usage))?;
        Ok(update(&table, found.given))
    }

    /// Takes the global options but for those `given_up`, which are named without dashes, out of the
    /// whole line, and the first word if that names a service; it must be one of `words` then.
    ///
    /// # Errors
    /// If an option is misused, or a word that must be there is missing or another one.
    pub(crate) fn globals(
        self,
        args: &[String],
        words: &[&str],
        given_up: &[&str],
    ) -> Result<Head, ParseError> {
        let positional = match self.names_service {
            true => Positional::Required {
                name: "command",
                choices: words,
            },
            false => Positional::None,
        };
        let stays = |option: &&Global| !given_up.contains(&&*option.spec.name);
        let table: Vec<_> = self.table().filter(stays).collect();
        // Where the AWS CLI has taken its service word by now, it has taken a separator behind that
        // with it; behind a separator there are no options.
        if !self.names_service
            && let Some(separator) = args.iter().position(|word| word == "--")
            && let Ok(found) = pass(&table, Positional::None, &args[..separator])
            && found.rest.is_empty()
            && !found.version
        {
            return Ok(Head::Options {
                globals: Box::new(update(&table, found.given)),
                word: None,
                rest: args[separator + 1..].to_vec(),
            });
        }
        let found = pass(&table, positional, args).map_err(|kind| self.error(kind))?;
        if found.version {
            return Ok(Head::Version);
        }
        Ok(Head::Options {
            globals: Box::new(update(&table, found.given)),
            word: found.word,
            rest: found.rest,
        })
    }

    /// Takes the first word, which must be one of `choices`, out of what is left; `name` is what
    /// messages call it. Returns the word and what is left then.
    ///
    /// # Errors
    /// If there is no word, or another one.
    pub(crate) fn word(
        self,
        args: &[String],
        name: &str,
        choices: &[&str],
    ) -> Result<(String, Vec<String>), ParseError> {
        let stage = Stage {
            options: Vec::new(),
            positional: Positional::Required { name, choices },
            enforce_required: false,
        };
        let found = stage.run(args).map_err(|kind| self.error(kind))?;
        let word = found
            .word
            .expect("a pass without its required word is an error");
        Ok((word, found.rest))
    }

    /// Takes an operation's options, and the name of a file where it takes one, out of what is left,
    /// which must leave nothing.
    ///
    /// # Errors
    /// If an option is misused, a required one is missing or something is left over.
    pub(crate) fn operation(
        self,
        args: &[String],
        options: &[OptionSpec],
        outfile: bool,
    ) -> Result<Operation, ParseError> {
        if args == ["help"] {
            return Ok(Operation::Help);
        }
        let positional = match outfile {
            true => Positional::Outfile,
            false => Positional::Optional,
        };
        let stage = Stage {
            options: options.iter().collect(),
            positional,
            enforce_required: outfile || !relaxes_required(args),
        };
        let mut found = stage.run(args).map_err(|kind| self.error(kind))?;
        match found.word.as_deref() {
            Some("help") => return Ok(Operation::Help),
            Some("") | None => {}
            Some(word) => found.rest.push(word.to_owned()),
        }
        if !found.rest.is_empty() {
            let tokens = found.rest;
            return Err(self.error(ParseErrorKind::UnknownOptions { tokens }));
        }
        let named = |(at, given): (usize, Given)| {
            let option = &options[at];
            let name = option.alias_of.as_ref().unwrap_or(&option.name);
            (name.clone().into_owned(), given)
        };
        let given = found.given.into_iter().map(named).collect();
        Ok(Operation::Options(RawOptions {
            given,
            outfile: found.outfile,
        }))
    }

    fn error(self, kind: ParseErrorKind) -> ParseError {
        ParseError::with_usage(kind, self.usage())
    }

    /// How the program is called.
    pub(crate) fn usage(self) -> String {
        let name = self.name;
        match self.names_service {
            true => format!(
                "usage: {name} [options] <command> <subcommand> [<subcommand> ...] [parameters]\n\
                 To see help text, you can run:\n\n  \
                 {name} help\n  {name} <command> help\n  {name} <command> <subcommand> help\n"
            ),
            false => format!(
                "usage: {name} [options] <operation> [parameters]\nFor help:\n\n  \
                 {name} --help\n  {name} <operation> --help\n"
            ),
        }
    }
}

/// One pass that looks for global options.
fn pass(
    table: &[&'static Global],
    positional: Positional<'_>,
    args: &[String],
) -> Result<Found, ParseErrorKind> {
    let stage = Stage {
        options: table.iter().map(|option| &option.spec).collect(),
        positional,
        enforce_required: false,
    };
    stage.run(args)
}

/// What the options that were given come to.
fn update(table: &[&Global], given: Vec<(usize, Given)>) -> Globals {
    let mut globals = Globals::default();
    for (at, given) in given {
        table[at].update(&mut globals, given);
    }
    globals
}

/// Whether what is required may also come from a document, or is not needed for a skeleton. The
/// AWS CLI looks for the very words: abbreviations and `--option=value` do not count.
fn relaxes_required(args: &[String]) -> bool {
    let position = |name: &str| args.iter().position(|arg| arg == name);
    if position("--cli-input-json").is_some() || position("--cli-input-yaml").is_some() {
        return true;
    }
    position("--generate-cli-skeleton")
        .is_some_and(|at| args.get(at + 1).is_none_or(|next| next != "output"))
}
