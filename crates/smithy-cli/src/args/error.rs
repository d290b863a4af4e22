//! What can be wrong with a command line, and the text that says so.

use std::fmt;

use cli_formats::pytext::repr;

/// A command line that cannot be understood.
///
/// `Display` is the bare text; [`ParseError::message`] adds the usage block where one belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParseError {
    /// What is wrong.
    pub(crate) kind: ParseErrorKind,
    /// How the program is called, of which the text of the error reminds; empty where there is
    /// nothing to be reminded of.
    pub(crate) usage: String,
}

/// The ways a command line can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ParseErrorKind {
    /// An abbreviation of several options.
    Ambiguous {
        /// The argument as it was given.
        token: String,
        /// The options it may stand for, with dashes, in table order.
        candidates: Vec<String>,
    },
    /// A value for an option that takes none.
    UnexpectedValue {
        /// The option's name, with dashes.
        option: String,
        /// The value.
        value: String,
    },
    /// No value for an option that takes one.
    ExpectedValue {
        /// The option's name, with dashes.
        option: String,
    },
    /// Something else than an integer for an option that takes one.
    InvalidInt {
        /// The option's name, with dashes.
        option: String,
        /// The value.
        value: String,
    },
    /// Something else than a number for an option that takes one.
    InvalidFloat {
        /// The option's name, with dashes.
        option: String,
        /// The value.
        value: String,
    },
    /// A value or a word that is none of the choices.
    InvalidChoice {
        /// The option's name with dashes, or the name of the word (`operation`).
        argument: String,
        /// The value.
        value: String,
        /// Choices spelled nearly like the value, best first.
        suggestions: Vec<String>,
    },
    /// Options or words that must be there and are not.
    Missing {
        /// Options with dashes, in table order, then the word.
        names: Vec<String>,
    },
    /// What was left over when everything known had been taken.
    UnknownOptions {
        /// The leftovers.
        tokens: Vec<String>,
    },
    /// Both `--cli-auto-prompt` and `--no-cli-auto-prompt`.
    PromptConflict,
    /// An argument that is not text.
    NotUnicode {
        /// Which argument, counted from one after the program's name.
        position: usize,
        /// The argument, with what is not UTF-8 escaped.
        shown: String,
    },
}

impl ParseError {
    pub(super) fn with_usage(kind: ParseErrorKind, usage: String) -> Self {
        Self { kind, usage }
    }

    /// The whole message: the text, and the usage block where one belongs.
    ///
    /// [`ParseErrorKind::UnknownOptions`] is apart: there the usage goes to standard error first
    /// and the bare text follows, whatever the error format.
    pub(crate) fn message(&self) -> String {
        match self.usage.is_empty() || self.is_unknown_options() {
            true => self.to_string(),
            false => format!("{self}\n\n{}", self.usage),
        }
    }

    /// Whether only something that must be there is missing.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.kind, ParseErrorKind::Missing { .. })
    }

    /// Whether this is the error whose usage block comes before the text.
    pub(crate) fn is_unknown_options(&self) -> bool {
        matches!(self.kind, ParseErrorKind::UnknownOptions { .. })
    }
}

impl From<ParseErrorKind> for ParseError {
    fn from(kind: ParseErrorKind) -> Self {
        Self::with_usage(kind, String::new())
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ParseErrorKind::Ambiguous { token, candidates } => {
                let candidates = candidates.join(", ");
                write!(f, "ambiguous option: {token} could match {candidates}")
            }
            ParseErrorKind::UnexpectedValue { option, value } => {
                let value = repr(value);
                write!(f, "argument {option}: ignored explicit argument {value}")
            }
            ParseErrorKind::ExpectedValue { option } => {
                write!(f, "argument {option}: expected one argument")
            }
            ParseErrorKind::InvalidInt { option, value } => {
                write!(f, "argument {option}: invalid int value: {}", repr(value))
            }
            ParseErrorKind::InvalidFloat { option, value } => {
                let value = repr(value);
                write!(f, "argument {option}: invalid float value: {value}")
            }
            ParseErrorKind::InvalidChoice {
                argument,
                value,
                suggestions,
            } => {
                writeln!(f, "argument {argument}: Found invalid choice '{value}'")?;
                if !suggestions.is_empty() {
                    let list = suggestions.join("\n  * ");
                    write!(f, "\nMaybe you meant:\n\n  * {list}")?;
                }
                Ok(())
            }
            ParseErrorKind::Missing { names } => {
                let names = names.join(", ");
                write!(f, "the following arguments are required: {names}")
            }
            ParseErrorKind::UnknownOptions { tokens } => {
                write!(f, "Unknown options: {}", tokens.join(", "))
            }
            ParseErrorKind::PromptConflict => f.write_str(
                "Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.",
            ),
            ParseErrorKind::NotUnicode { position, shown } => {
                write!(f, "argument {position} is not valid UTF-8: {shown}")
            }
        }
    }
}

impl std::error::Error for ParseError {}
