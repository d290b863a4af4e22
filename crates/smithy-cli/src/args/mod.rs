//! The command line, read as the AWS CLI reads its own, and not yet interpreted.
//!
//! Reading goes in steps, each over what the one before left: [`prescan`] looks for the profile,
//! [`globals`] takes the global options from anywhere on the line, [`command`] the operation's
//! name, [`operation`] the operation's options. They are separate because the AWS CLI does other
//! work between them, which decides the error that a line with several mistakes gets.
//!
//! This program's name stands where the AWS CLI has `aws omics`: there is no service word.

mod error;
mod options;
mod stage;
mod suggest;
#[cfg(test)]
mod tests;

use std::ffi::OsString;

pub use error::{ParseError, ParseErrorKind, USAGE};
pub use options::{GLOBALS, OptionKind, OptionSpec, Origin};

use cli_formats::Value;
use stage::{Positional, Stage};

/// What the line gave for an option.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// The option takes no value.
    Flag,
    /// The text, as it was typed.
    Text(String),
    /// The value of an [`OptionKind::Integer`], of any size.
    Integer(Value),
}

/// The options that were given, in the order of the line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawOptions {
    given: Vec<(String, Given)>,
}

impl RawOptions {
    fn push(&mut self, option: &OptionSpec, given: Given) {
        self.given.push((option.name.clone().into_owned(), given));
    }

    /// Whether the option of that name was given.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// What was given for the option of that name; the last counts.
    pub fn get(&self, name: &str) -> Option<&Given> {
        let mut latest = self.given.iter().rev();
        latest
            .find(|(given, _)| given == name)
            .map(|(_, value)| value)
    }

    /// The text given for the option of that name; the last counts.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Given::Text(text) => Some(text),
            Given::Flag | Given::Integer(_) => None,
        }
    }

    /// The integer given for the option of that name; the last counts.
    pub fn integer(&self, name: &str) -> Option<&Value> {
        match self.get(name)? {
            Given::Integer(number) => Some(number),
            Given::Flag | Given::Text(_) => None,
        }
    }

    /// Every option given, without its dashes, with repetitions.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.given
            .iter()
            .map(|(name, given)| (name.as_str(), given))
    }
}

/// What the global options come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Globals {
    /// The version is asked for, and nothing else matters.
    Version,
    /// The options, and the arguments that are none of them.
    Options {
        /// The global options that were given.
        options: RawOptions,
        /// What is left.
        rest: Vec<String>,
    },
}

/// What the options of an operation come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// The word `help` stands among them: show help instead.
    Help,
    /// The options.
    Options(RawOptions),
}

/// The arguments as text.
///
/// # Errors
/// If one is not valid UTF-8.
pub fn decode(args: impl IntoIterator<Item = OsString>) -> Result<Vec<String>, ParseError> {
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
pub fn wants_help(args: &[String]) -> bool {
    let mut options = args.iter().take_while(|arg| *arg != "--");
    options.any(|arg| arg == "--help" || arg == "-h")
}

/// Refuses a line that asks both for the prompt and for no prompt. Only the full spellings count.
///
/// # Errors
/// [`ParseErrorKind::PromptConflict`].
pub fn check_prompt_options(args: &[String]) -> Result<(), ParseError> {
    let has = |name: &str| args.iter().any(|arg| arg == name);
    if has("--cli-auto-prompt") && has("--no-cli-auto-prompt") {
        return Err(ParseErrorKind::PromptConflict.into());
    }
    Ok(())
}

/// The first look at the whole line: `--profile` and `--debug`, which are needed to read the
/// configuration files. Everything else is ignored.
///
/// # Errors
/// If one of the two is misused.
pub fn prescan(args: &[String]) -> Result<RawOptions, ParseError> {
    let stage = Stage {
        options: ["profile", "debug"].map(options::global).to_vec(),
        positional: Positional::None,
        enforce_required: false,
    };
    match stage.run(args) {
        Ok(found) => Ok(found.options),
        Err(error) => Err(ParseError {
            prescan: true,
            ..error
        }),
    }
}

/// Takes the global options out of the whole line.
///
/// # Errors
/// If one is misused.
pub fn globals(args: &[String]) -> Result<Globals, ParseError> {
    // The AWS CLI has taken its service word by now, and a separator behind that with it; behind
    // a separator there are no options.
    if let Some((first, behind)) = args.split_first()
        && first == "--"
    {
        return Ok(Globals::Options {
            options: RawOptions::default(),
            rest: behind.to_vec(),
        });
    }
    let stage = Stage {
        options: GLOBALS.iter().collect(),
        positional: Positional::None,
        enforce_required: false,
    };
    let found = stage.run(args)?;
    if found.version {
        return Ok(Globals::Version);
    }
    Ok(Globals::Options {
        options: found.options,
        rest: found.rest,
    })
}

/// Takes the first word, which must be one of `choices`, out of what is left; `name` is what
/// messages call it. Returns the word and what is left then.
///
/// # Errors
/// If there is no word, or another one.
pub fn command(
    args: &[String],
    name: &str,
    choices: &[&str],
) -> Result<(String, Vec<String>), ParseError> {
    let stage = Stage {
        options: Vec::new(),
        positional: Positional::Required { name, choices },
        enforce_required: false,
    };
    let found = stage.run(args)?;
    let word = found
        .word
        .expect("a pass without its required word is an error");
    Ok((word, found.rest))
}

/// Takes an operation's options out of what is left, which must leave nothing.
///
/// # Errors
/// If an option is misused, a required one is missing or something is left over.
pub fn operation(args: &[String], options: &[OptionSpec]) -> Result<Operation, ParseError> {
    if args == ["help"] {
        return Ok(Operation::Help);
    }
    let stage = Stage {
        options: options.iter().collect(),
        positional: Positional::Optional,
        enforce_required: !relaxes_required(args),
    };
    let mut found = stage.run(args)?;
    match found.word.as_deref() {
        Some("help") => return Ok(Operation::Help),
        Some("") | None => {}
        Some(word) => found.rest.push(word.to_owned()),
    }
    if !found.rest.is_empty() {
        let tokens = found.rest;
        return Err(ParseErrorKind::UnknownOptions { tokens }.into());
    }
    Ok(Operation::Options(found.options))
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
