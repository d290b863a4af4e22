//! One pass over a list of arguments, as Python's `argparse` makes one: what is known is taken
//! out, the rest is left for the next pass.
//!
//! Every argument is classified first. Then the list is walked from option to option; words
//! between them fill the one positional the pass may have, and otherwise are left over.

use cli_formats::Value;
use cli_formats::pytext::{self, decimal_digit};

use super::Given;
use super::error::ParseErrorKind;
use super::spec::{OptionKind, OptionSpec, Origin};
use super::suggest::close_matches;

/// The word a pass takes besides options.
#[derive(Clone, Copy)]
pub(super) enum Positional<'a> {
    /// None.
    None,
    /// One of the choices; without it the line is incomplete.
    Required {
        name: &'a str,
        choices: &'a [&'a str],
    },
    /// Any word, or none.
    Optional,
    /// The name of a file, and behind it any word, or none.
    Outfile,
}

/// What a pass looks for.
pub(super) struct Stage<'a> {
    pub(super) options: Vec<&'a OptionSpec>,
    pub(super) positional: Positional<'a>,
    /// Whether options marked as required must be there.
    pub(super) enforce_required: bool,
}

/// What a pass found.
#[derive(Default)]
pub(super) struct Found {
    /// `--version` was met. The pass ended there, so that the rest says nothing.
    pub(super) version: bool,
    /// The options that were given, by their place in the stage's table, in the order of the line.
    pub(super) given: Vec<(usize, Given)>,
    pub(super) word: Option<String>,
    /// The word of [`Positional::Outfile`].
    pub(super) outfile: Option<String>,
    pub(super) rest: Vec<String>,
}

/// What an argument is to a pass.
enum Class<'a> {
    /// A free word, or the value of the option before it.
    Word,
    /// The first bare `--`. Behind it everything is a word.
    Separator,
    /// A known option, by its place in the table, and the value behind its `=`.
    Known(usize, Option<&'a str>),
    /// An option this pass does not know.
    Unknown,
}

impl Class<'_> {
    fn is_option(&self) -> bool {
        matches!(self, Class::Known(..) | Class::Unknown)
    }
}

impl Stage<'_> {
    /// Makes the pass.
    pub(super) fn run(&self, tokens: &[String]) -> Result<Found, ParseErrorKind> {
        let classes = self.classify(tokens)?;
        let last_option = classes.iter().rposition(Class::is_option);
        let mut walk = Walk {
            options: &self.options,
            tokens,
            classes,
            positional: self.positional,
            found: Found::default(),
        };
        let mut at = 0;
        while last_option.is_some_and(|last| at <= last) {
            if !walk.classes[at].is_option() {
                let behind = walk.positional(at)?;
                if behind > at {
                    at = behind;
                    continue;
                }
            }
            while !walk.classes[at].is_option() {
                walk.leave(at);
                at += 1;
            }
            at = walk.option(at)?;
            if walk.found.version {
                return Ok(walk.found);
            }
        }
        for at in walk.positional(at)?..tokens.len() {
            walk.leave(at);
        }
        self.check_missing(&walk)?;
        Ok(walk.found)
    }

    fn classify<'t>(&self, tokens: &'t [String]) -> Result<Vec<Class<'t>>, ParseErrorKind> {
        let mut classes = Vec::with_capacity(tokens.len());
        let mut behind_separator = false;
        for token in tokens {
            classes.push(match token.as_str() {
                _ if behind_separator => Class::Word,
                "--" => {
                    behind_separator = true;
                    Class::Separator
                }
                _ => self.class_of(token)?,
            });
        }
        Ok(classes)
    }

    fn class_of<'t>(&self, token: &'t str) -> Result<Class<'t>, ParseErrorKind> {
        if !token.starts_with('-') || token == "-" {
            return Ok(Class::Word);
        }
        let (name, value) = match token.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (token, None),
        };
        if let Some(prefix) = name.strip_prefix("--") {
            let named = |option: &&OptionSpec| option.name == prefix;
            if let Some(at) = self.options.iter().position(named) {
                return Ok(Class::Known(at, value));
            }
            let begins = |option: &OptionSpec| {
                option.origin == Origin::Aws && option.name.starts_with(prefix)
            };
            let all = self.options.iter().enumerate();
            let candidates: Vec<_> = all.filter(|(_, option)| begins(option)).collect();
            match candidates.as_slice() {
                [] => {}
                [(at, _)] => return Ok(Class::Known(*at, value)),
                several => {
                    return Err(ParseErrorKind::Ambiguous {
                        token: token.to_owned(),
                        candidates: several.iter().map(|(_, option)| option.flag()).collect(),
                    });
                }
            }
        }
        if is_negative_number(token) || token.contains(' ') {
            return Ok(Class::Word);
        }
        Ok(Class::Unknown)
    }

    fn check_missing(&self, walk: &Walk<'_>) -> Result<(), ParseErrorKind> {
        let is_given = |at| walk.found.given.iter().any(|(given, _)| *given == at);
        let required = self
            .options
            .iter()
            .enumerate()
            .filter(|(at, option)| self.enforce_required && option.required && !is_given(*at));
        let mut names: Vec<_> = required.map(|(_, option)| option.flag()).collect();
        match walk.positional {
            Positional::Required { name, .. } => names.push(name.to_owned()),
            Positional::Outfile => names.push("outfile".to_owned()),
            Positional::None | Positional::Optional => {}
        }
        if names.is_empty() {
            return Ok(());
        }
        Err(ParseErrorKind::Missing { names })
    }
}

/// The state of a pass.
struct Walk<'a> {
    options: &'a [&'a OptionSpec],
    tokens: &'a [String],
    classes: Vec<Class<'a>>,
    /// What is still to be filled.
    positional: Positional<'a>,
    found: Found,
}

impl Walk<'_> {
    /// Leaves the argument for the next pass.
    fn leave(&mut self, at: usize) {
        self.found.rest.push(self.tokens[at].clone());
    }

    /// Fills the positional with the word at `at`, if there is one, and swallows a separator
    /// before or behind it. Returns the index behind what it took.
    fn positional(&mut self, at: usize) -> Result<usize, ParseErrorKind> {
        let word_at = at + self.separator_at(at);
        let has_word = matches!(self.classes.get(word_at), Some(Class::Word));
        match self.positional {
            Positional::None => return Ok(at),
            Positional::Required { .. } | Positional::Outfile if !has_word => return Ok(at),
            Positional::Required { name, choices } => {
                check_choice(name, &self.tokens[word_at], choices)?;
            }
            Positional::Outfile => {
                self.found.outfile = Some(self.tokens[word_at].clone());
                // The word behind it must follow at once, or is not looked for again.
                self.positional = Positional::Optional;
                return self.positional(word_at + 1 + self.separator_at(word_at + 1));
            }
            Positional::Optional => {}
        }
        self.positional = Positional::None;
        if !has_word {
            return Ok(word_at);
        }
        self.found.word = Some(self.tokens[word_at].clone());
        Ok(word_at + 1 + self.separator_at(word_at + 1))
    }

    /// How many separators stand at `at`.
    fn separator_at(&self, at: usize) -> usize {
        usize::from(matches!(self.classes.get(at), Some(Class::Separator)))
    }

    /// Takes the option at `at`, and the value that follows if it needs one. Returns the index
    /// behind what it took.
    fn option(&mut self, at: usize) -> Result<usize, ParseErrorKind> {
        let Class::Known(known, explicit) = self.classes[at] else {
            self.leave(at);
            return Ok(at + 1);
        };
        let option = self.options[known];
        let next = match self.classes.get(at + 1) {
            Some(Class::Word) => Some(self.tokens[at + 1].as_str()),
            _ => None,
        };
        let next = next.filter(|word| is_value_of(option, word));
        let (given, behind) = match (option.kind, explicit, next) {
            (OptionKind::Flag | OptionKind::Version, Some(value), _) => {
                return Err(ParseErrorKind::UnexpectedValue {
                    option: option.flag(),
                    value: value.to_owned(),
                });
            }
            (OptionKind::Flag, None, _) => (Given::Flag, at + 1),
            (OptionKind::Version, None, _) => {
                self.found.version = true;
                return Ok(at + 1);
            }
            (OptionKind::Words, Some(text), _) => (Given::Words(vec![text.to_owned()]), at + 1),
            (OptionKind::Words, None, _) => {
                let behind = self.words_behind(at + 1);
                (Given::Words(self.tokens[at + 1..behind].to_vec()), behind)
            }
            (_, Some(text), _) => (given(option, text)?, at + 1),
            (_, None, Some(text)) => (given(option, text)?, at + 2),
            (OptionKind::OptionalValue { missing }, None, None) => {
                (Given::Text(missing.to_owned()), at + 1)
            }
            (OptionKind::Value | OptionKind::Integer | OptionKind::Float, None, None) => {
                let option = option.flag();
                return Err(ParseErrorKind::ExpectedValue { option });
            }
        };
        self.found.given.push((known, given));
        Ok(behind)
    }

    /// Where the words end that begin at `at`.
    fn words_behind(&self, at: usize) -> usize {
        let words = self.classes[at..].iter();
        at + words
            .take_while(|class| matches!(class, Class::Word))
            .count()
    }
}

/// Whether a word behind an option is its value. Of a value that may be left out and is not the AWS
/// CLI's to define, only the choices are.
fn is_value_of(option: &OptionSpec, word: &str) -> bool {
    let may_be_left_out = matches!(option.kind, OptionKind::OptionalValue { .. });
    !(may_be_left_out && option.origin == Origin::Extension) || option.choices.contains(&word)
}

/// Converts and checks what can be at once.
fn given(option: &OptionSpec, text: &str) -> Result<Given, ParseErrorKind> {
    let (flag, value) = (|| option.flag(), || text.to_owned());
    match option.kind {
        OptionKind::Integer => match pytext::parse_int(text) {
            Some(number) => Ok(Given::Number(number)),
            None => Err(ParseErrorKind::InvalidInt {
                option: flag(),
                value: value(),
            }),
        },
        OptionKind::Float => match pytext::parse_float(text) {
            Some(number) => Ok(Given::Number(Value::Float(number))),
            None => Err(ParseErrorKind::InvalidFloat {
                option: flag(),
                value: value(),
            }),
        },
        _ => {
            if !option.choices.is_empty() {
                check_choice(&flag(), text, option.choices)?;
            }
            Ok(Given::Text(value()))
        }
    }
}

fn check_choice(argument: &str, value: &str, choices: &[&str]) -> Result<(), ParseErrorKind> {
    if choices.contains(&value) {
        return Ok(());
    }
    Err(ParseErrorKind::InvalidChoice {
        argument: argument.to_owned(),
        value: value.to_owned(),
        suggestions: close_matches(value, choices.iter().copied()),
    })
}

/// `-1`, `-1.5` and `-.5` are words, not options.
fn is_negative_number(token: &str) -> bool {
    let all_digits = |text: &str| text.chars().all(|c| decimal_digit(c).is_some());
    let Some(number) = token.strip_prefix('-') else {
        return false;
    };
    match number.split_once('.') {
        Some((whole, fraction)) => {
            all_digits(whole) && !fraction.is_empty() && all_digits(fraction)
        }
        None => !number.is_empty() && all_digits(number),
    }
}
