//! Words of an option as a value of its member.
//!
//! A word is JSON or shorthand by how it begins. The rules are the AWS CLI's, down to where they
//! surprise: the text of a file that is given for a whole list counts as that many characters.

use cli_formats::{Value, json, pytext};
use smithy_catalog::{Kind, Member, Shape};

use super::fit;
use crate::advice::{self, Clue};
use crate::error::CliError;
use crate::paramfile::{LoadError, ParamFiles};
use crate::shorthand::{self, MapError};

/// A value and how it was written.
pub(super) struct Unpacked {
    pub(super) value: Value,
    /// It was JSON, whose maps messages show in another way.
    pub(super) is_json: bool,
}

impl Unpacked {
    pub(super) fn plain(value: Value) -> Self {
        Self {
            value,
            is_json: false,
        }
    }

    fn json(value: Value) -> Self {
        Self {
            value,
            is_json: true,
        }
    }
}

/// The option a value is given for, and where files are looked for.
#[derive(Clone, Copy)]
pub(super) struct Unpacker<'a> {
    /// Its name, without dashes.
    pub(super) option: &'a str,
    pub(super) files: &'a ParamFiles<'a>,
}

impl Unpacker<'_> {
    /// The value of a member that takes one word.
    pub(super) fn word(self, member: &'static Member, word: &str) -> Result<Unpacked, CliError> {
        let shape = member.target;
        if is_streaming(member) {
            let path = match self.load(word)? {
                Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Value::String(path) => path,
                _ => word.to_owned(),
            };
            return self.path(&path).map(Unpacked::plain);
        }
        let text = match self.load(word)? {
            Value::String(text) => text,
            _ if shape.kind.is_aggregate() || is_json(member) => {
                return Err(CliError::general(format!(
                    "Error parsing parameter '--{}': expected text, received bytes; \
                     use file:// in place of fileb://",
                    self.option
                )));
            }
            bytes => return Ok(Unpacked::plain(bytes)),
        };
        if is_json(member) {
            return self.json(&text).map(Unpacked::json);
        }
        match shape.kind {
            Kind::Map { .. } | Kind::Structure(_) | Kind::Union(_) if !holds_documents(shape) => {
                let parsed = shorthand::parse_map(&text, self.files);
                let parsed = parsed.map_err(|error| self.map_error(error))?;
                match looks_like_json(&text) {
                    true => Ok(Unpacked::json(parsed)),
                    false => self.fit(shape, parsed).map(Unpacked::plain),
                }
            }
            kind if kind.is_aggregate() => self.aggregate(shape, &text).map(Unpacked::json),
            _ => self.scalar(shape, text).map(Unpacked::plain),
        }
    }

    /// The value of a member that is a list.
    pub(super) fn words(
        self,
        member: &'static Member,
        words: &[String],
    ) -> Result<Unpacked, CliError> {
        let shape = member.target;
        let Kind::List { member: of, .. } = shape.kind else {
            return Ok(Unpacked::plain(Value::list([])));
        };
        if let [word] = words
            && let Some(content) = self.content(word)?
        {
            return self.file(shape, of, content);
        }
        let first = words.first().map_or("", String::as_str);
        if of.target.kind.is_aggregate()
            && !words.is_empty()
            && !looks_like_json(first)
            && !holds_documents(shape)
        {
            let parsed = words
                .iter()
                .map(|word| shorthand::parse(word, self.files).map(Value::Map));
            let parsed: Result<Vec<_>, _> = parsed.collect();
            let parsed = parsed.map_err(|error| self.map_error(error))?;
            return self.fit(shape, Value::List(parsed)).map(Unpacked::plain);
        }
        if words.len() == 1 && first.trim_start_matches(pytext::is_space).starts_with('[') {
            return self.json(first).map(Unpacked::json);
        }
        self.each(of.target, words.iter().cloned(), first)
    }

    /// A whole list from the contents of a file.
    fn file(
        self,
        shape: &'static Shape,
        of: &'static Member,
        content: Value,
    ) -> Result<Unpacked, CliError> {
        let text = match content {
            Value::Bytes(bytes) if !of.target.kind.is_aggregate() => {
                let numbers = bytes.iter().map(|byte| Value::Int((*byte).into()));
                return Ok(Unpacked::plain(Value::list(numbers)));
            }
            Value::String(text) => text,
            _ => {
                return Err(CliError::general(
                    "startswith first arg must be bytes or a tuple of bytes, not str",
                ));
            }
        };
        let begin = text.trim_start_matches(pytext::is_space);
        if begin.starts_with('[') {
            return self.json(&text).map(Unpacked::json);
        }
        if of.target.kind.is_aggregate() && !begin.starts_with('{') && !holds_documents(shape) {
            let parsed =
                shorthand::parse(&text, self.files).map_err(|error| self.map_error(error))?;
            return Ok(Unpacked::plain(Value::Map(parsed)));
        }
        let Some(first) = text.chars().next() else {
            return Err(out_of_range());
        };
        let characters = text.chars().map(String::from);
        self.each(of.target, characters, &first.to_string())
    }

    /// Every word on its own. Of a number that is none the first word is shown.
    fn each(
        self,
        of: &'static Shape,
        words: impl Iterator<Item = String>,
        first: &str,
    ) -> Result<Unpacked, CliError> {
        let mut items = Vec::new();
        for word in words {
            items.push(match of.kind {
                kind if kind.is_aggregate() => self.aggregate(of, &word)?,
                Kind::Document => self.json(&word)?,
                kind if kind.is_integer() => {
                    pytext::parse_int(&word).ok_or_else(|| self.parsing(first))?
                }
                kind if kind.is_float() => {
                    let number = pytext::parse_float(&word);
                    Value::Float(number.ok_or_else(|| self.parsing(first))?)
                }
                Kind::Boolean => Value::Bool(!word.is_empty() && word.to_lowercase() != "false"),
                _ => Value::String(word),
            });
        }
        let value = Value::List(items);
        Ok(match of.kind.is_aggregate() {
            true => Unpacked::json(value),
            false => Unpacked::plain(value),
        })
    }

    /// A structure, map or list that is JSON.
    fn aggregate(self, shape: &'static Shape, text: &str) -> Result<Value, CliError> {
        let begin = text.trim_start_matches(pytext::is_space).chars().next();
        let bracket = match shape.kind {
            Kind::List { .. } => '[',
            _ => '{',
        };
        match (begin, shape.kind) {
            (None, _) => Err(out_of_range()),
            (Some(begin), _) if begin == bracket => self.json(text),
            // The AWS CLI goes on with its characters, of which the first fails.
            (Some(_), Kind::List { member, .. }) => {
                let characters = text.chars().map(String::from);
                let first = text.chars().next().map(String::from).unwrap_or_default();
                Ok(self.each(member.target, characters, &first)?.value)
            }
            _ => Err(self
                .parsing(&format!("Invalid JSON:\n{text}"))
                .advised(advice::file_in_place(self.option, text))),
        }
    }

    fn scalar(self, shape: &'static Shape, text: String) -> Result<Value, CliError> {
        match shape.kind {
            kind if kind.is_integer() => {
                pytext::parse_int(&text).ok_or_else(|| self.no_number(pytext::invalid_int(&text)))
            }
            kind if kind.is_float() => match pytext::parse_float(&text) {
                Some(number) => Ok(Value::Float(number)),
                None => Err(self.no_number(pytext::invalid_float(&text))),
            },
            _ => Ok(Value::String(text)),
        }
    }

    fn no_number(self, reason: String) -> CliError {
        let place = format!("--{}", self.option);
        CliError::general(reason).with_clues([Clue::NoNumber(place)])
    }

    /// The path of a file that is sent as a body: it stays a path.
    fn path(self, word: &str) -> Result<Value, CliError> {
        let path = self.files.expand(word);
        match std::path::Path::new(&path).is_file() {
            true => Ok(Value::String(path)),
            false => Err(self.parsing("Blob values must be a path to a file.")),
        }
    }

    fn json(self, text: &str) -> Result<Value, CliError> {
        json::read(text).map_err(|error| {
            self.map_error(MapError::Json {
                error,
                text: text.to_owned(),
            })
        })
    }

    /// Gives the strings of shorthand the types of the model.
    fn fit(self, shape: &'static Shape, value: Value) -> Result<Value, CliError> {
        fit::fit(shape, value).map_err(|error| match error {
            fit::Misfit::Number(message) => CliError::general(message),
            fit::Misfit::Document(member) => self.parsing(&format!(
                "Shorthand syntax does not support document types. Use JSON input for top-level \
                 argument to specify nested parameter: {member}"
            )),
        })
    }

    /// The word, or what is in the file it names.
    pub(super) fn load(self, word: &str) -> Result<Value, CliError> {
        Ok(self
            .content(word)?
            .unwrap_or_else(|| Value::String(word.to_owned())))
    }

    /// What is in the file that the word names, if it names one.
    fn content(self, word: &str) -> Result<Option<Value>, CliError> {
        let loaded = self
            .files
            .load(word)
            .map_err(|error| (error.to_string(), error));
        loaded.map_err(|(text, error)| match &error {
            LoadError::UnknownEncoding(_) => CliError::general(text),
            LoadError::Unreadable { path, .. } => {
                self.parsing(&text).advised(advice::unreadable_file(path))
            }
            LoadError::Undecodable { .. } => {
                self.parsing(&text).advised(advice::undecodable_file())
            }
        })
    }

    fn map_error(self, error: MapError) -> CliError {
        let reason = error.to_string();
        let advice = match &error {
            MapError::Load(_) => return CliError::general(reason),
            MapError::Json { error, text } => {
                advice::document(self.option, text, (error.line, error.column), error.reason)
            }
            MapError::List { .. } | MapError::Shorthand(_) => advice::pairs(self.option),
        };
        let reason = reason.trim_end_matches(pytext::is_space);
        self.parsing(reason).advised(advice)
    }

    fn parsing(self, reason: &str) -> CliError {
        super::parsing(&format!("--{}", self.option), reason)
    }
}

/// Python's error for the first character of an empty text.
fn out_of_range() -> CliError {
    CliError::general("string index out of range")
}

/// The value is the body of the request, which is read while it is sent.
pub(crate) fn is_streaming(member: &Member) -> bool {
    member.schema.streaming() && matches!(member.target.kind, Kind::Blob)
}

/// The value is any JSON: a document, or a header that holds JSON.
fn is_json(member: &Member) -> bool {
    matches!(member.target.kind, Kind::Document) || super::is_json_header(member)
}

/// A list or map of documents, which has no shorthand.
fn holds_documents(shape: &Shape) -> bool {
    match shape.kind {
        Kind::List { member, .. } => matches!(member.target.kind, Kind::Document),
        Kind::Map { value, .. } => matches!(value.target.kind, Kind::Document),
        _ => false,
    }
}

fn looks_like_json(text: &str) -> bool {
    text.trim_matches(pytext::is_space).starts_with(['{', '['])
}
