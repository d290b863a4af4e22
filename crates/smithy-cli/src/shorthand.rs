//! The shorthand for maps, `key=value,key=value`, as the AWS CLI's own parser reads it.
//!
//! The grammar is ambiguous where a comma may part two values of one key or two pairs:
//! `a=b,c` is a list, `a=b,c=d` two pairs. It is read as a list first, and where that fails the
//! parser goes back to the last comma.
//!
//! The module is public for the sake of the fuzz targets.

use std::fmt;

use cli_formats::json::{self, JsonError};
use cli_formats::pytext::is_space;
use cli_formats::{Map, Value};

pub use crate::paramfile::{LoadError, ParamFiles};

/// How deep lists and maps may nest.
const MAX_DEPTH: usize = 512;

/// Why the value of a map option cannot be used.
#[derive(Debug)]
pub enum MapError {
    /// It begins like a JSON object and is none.
    Json {
        /// The parser's reason.
        error: JsonError,
        /// The value.
        text: String,
    },
    /// It begins like a JSON list.
    List {
        /// The value.
        text: String,
    },
    /// It is not shorthand either.
    Shorthand(ShorthandError),
    /// A file it names behind `@=` cannot be loaded. The AWS CLI does not say for which option,
    /// nor treats it as a wrong parameter.
    Load(LoadError),
}

/// Why a text is not shorthand, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShorthandError {
    /// Something else should be there.
    Syntax {
        /// What should be there.
        expected: &'static str,
        /// What is there instead.
        received: String,
        /// The text, with a caret below the place.
        location: String,
    },
    /// A key occurs twice.
    DuplicateKey {
        /// The key.
        key: String,
        /// The text, with a caret below the second pair.
        location: String,
    },
    /// Lists and maps nest too deeply.
    TooDeep,
}

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json { error, text } => {
                write!(f, "Invalid JSON: {error}\nJSON received: {text}")
            }
            Self::List { text } => write!(f, "Invalid JSON:\n{text}"),
            Self::Shorthand(error) => error.fmt(f),
            Self::Load(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for MapError {}

impl fmt::Display for ShorthandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax {
                expected,
                received,
                location,
            } => write!(
                f,
                "Expected: '{expected}', received: '{received}' for input:\n {location}"
            ),
            Self::DuplicateKey { key, location } => write!(
                f,
                "Second instance of key \"{key}\" encountered for input:\n{location}\n\
                 This is often because there is a preceding \",\" instead of a space."
            ),
            Self::TooDeep => write!(f, "Lists and maps nest deeper than {MAX_DEPTH} levels"),
        }
    }
}

impl std::error::Error for ShorthandError {}

/// Reads the value of a map option: JSON if it begins with a bracket, otherwise shorthand.
///
/// # Errors
/// If it is neither, or a file it names cannot be loaded.
pub fn parse_map(text: &str, files: &ParamFiles<'_>) -> Result<Value, MapError> {
    let text_owned = || text.to_owned();
    match text.trim_start_matches(is_space).chars().next() {
        Some('{') => json::read(text).map_err(|error| MapError::Json {
            error,
            text: text_owned(),
        }),
        Some('[') => Err(MapError::List { text: text_owned() }),
        _ => parse(text, files).map(Value::Map),
    }
}

/// Reads shorthand. The values are strings, lists and maps, and bytes from files.
///
/// # Errors
/// [`MapError::Shorthand`] or [`MapError::Load`].
pub fn parse(text: &str, files: &ParamFiles<'_>) -> Result<Map, MapError> {
    let mut parser = Parser {
        text: text.chars().collect(),
        at: 0,
        depth: 0,
        load: false,
        files,
    };
    let mut map = Map::new();
    let mut behind_last_pair = 0;
    loop {
        let (key, value) = parser.pair(Parser::value)?;
        if map.contains_key(&key) {
            let location = parser.location(behind_last_pair + 1);
            return Err(MapError::Shorthand(ShorthandError::DuplicateKey {
                key,
                location,
            }));
        }
        map.insert(key, value);
        behind_last_pair = parser.at;
        if parser.at == parser.text.len() {
            return Ok(map);
        }
        parser.expect_spaced(',', ",")?;
    }
}

struct Parser<'a> {
    text: Vec<char>,
    at: usize,
    depth: usize,
    /// Whether the last key was followed by `@`: values that name files stand for their contents.
    load: bool,
    files: &'a ParamFiles<'a>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(
            self.peek(),
            Some(' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
        ) {
            self.at += 1;
        }
    }

    fn syntax_error(&self, expected: &'static str, received: String) -> MapError {
        MapError::Shorthand(ShorthandError::Syntax {
            expected,
            received,
            location: self.location(self.at),
        })
    }

    /// The text up to the end of the line of `at`, a caret below, and the other lines.
    fn location(&self, at: usize) -> String {
        let (before, behind) = self.text.split_at(at);
        let column = before.iter().rev().take_while(|&&c| c != '\n').count();
        let line_end = behind.iter().position(|&c| c == '\n');
        let (shown, rest) = self.text.split_at(at + line_end.unwrap_or(behind.len()));
        let text = |characters: &[char]| characters.iter().collect::<String>();
        format!("{}\n{}^{}", text(shown), " ".repeat(column), text(rest))
    }

    /// Takes `c`, which messages call `name`.
    fn expect(&mut self, c: char, name: &'static str) -> Result<(), MapError> {
        match self.peek() {
            Some(next) if next == c => {
                self.at += 1;
                Ok(())
            }
            Some(next) => Err(self.syntax_error(name, next.to_string())),
            None => Err(self.syntax_error(name, "EOF".to_owned())),
        }
    }

    /// Takes `c` and white space around it.
    fn expect_spaced(&mut self, c: char, name: &'static str) -> Result<(), MapError> {
        self.skip_space();
        self.expect(c, name)?;
        self.skip_space();
        Ok(())
    }

    fn pair(
        &mut self,
        value: fn(&mut Self) -> Result<Value, MapError>,
    ) -> Result<(String, Value), MapError> {
        let start = self.at;
        let in_key = |c: char| c.is_ascii_alphanumeric() || "-_.#/:".contains(c);
        while self.peek().is_some_and(in_key) {
            self.at += 1;
        }
        let key = self.text[start..self.at].iter().collect();
        self.skip_space();
        self.load = self.peek() == Some('@');
        self.at += usize::from(self.load);
        self.expect_spaced('=', "=")?;
        Ok((key, value(self)?))
    }

    fn value(&mut self) -> Result<Value, MapError> {
        match self.peek() {
            None => Ok(Value::String(String::new())),
            Some('[' | '{') => self.element(),
            Some(_) => self.values(),
        }
    }

    /// One value, or several with commas between.
    fn values(&mut self) -> Result<Value, MapError> {
        let first = self.first()?;
        self.skip_space();
        if self.peek() != Some(',') {
            return Ok(first);
        }
        self.expect_spaced(',', ",")?;
        let mut list = vec![first];
        loop {
            match self.other() {
                Ok((value, is_last)) => {
                    list.push(value);
                    if is_last {
                        break;
                    }
                }
                // What is behind the last comma is a pair, not a value.
                Err(MapError::Shorthand(_)) if self.at < self.text.len() => {
                    while self.text[self.at] != ',' {
                        self.at -= 1;
                    }
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        if list.len() == 1 {
            return Ok(list.remove(0));
        }
        Ok(Value::List(list))
    }

    /// Another value, and the comma behind it. Also whether there is none because the text ends.
    fn other(&mut self) -> Result<(Value, bool), MapError> {
        let value = match self.peek() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote)?,
            _ => {
                let word = self.word(in_other_word);
                word.ok_or_else(|| self.syntax_error("<second>", "<none>".to_owned()))?
            }
        };
        let value = self.load(value)?;
        self.skip_space();
        if self.peek().is_none() {
            return Ok((value, true));
        }
        self.expect_spaced(',', ",")?;
        Ok((value, false))
    }

    /// A quoted string or a word, which may be empty.
    fn first(&mut self) -> Result<Value, MapError> {
        let value = match self.peek() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote)?,
            _ => self.word(in_first_word).unwrap_or_default(),
        };
        self.load(value)
    }

    /// What a nested list or map consists of.
    fn element(&mut self) -> Result<Value, MapError> {
        match self.peek() {
            Some('[') => self.nested(Self::list),
            Some('{') => self.nested(Self::map),
            _ => self.first(),
        }
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<Value, MapError>,
    ) -> Result<Value, MapError> {
        if self.depth >= MAX_DEPTH {
            return Err(MapError::Shorthand(ShorthandError::TooDeep));
        }
        self.depth += 1;
        self.at += 1;
        self.skip_space();
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Result<Value, MapError> {
        let mut list = Vec::new();
        while self.peek() != Some(']') {
            list.push(self.element()?);
            self.comma_unless(']')?;
        }
        self.at += 1;
        Ok(Value::List(list))
    }

    fn map(&mut self) -> Result<Value, MapError> {
        let mut map = Map::new();
        while self.peek() != Some('}') {
            let (key, value) = self.pair(Self::element)?;
            self.comma_unless('}')?;
            map.insert(key, value);
        }
        self.at += 1;
        Ok(Value::Map(map))
    }

    fn comma_unless(&mut self, close: char) -> Result<(), MapError> {
        self.skip_space();
        if self.peek() != Some(close) {
            self.expect_spaced(',', ",")?;
        }
        Ok(())
    }

    /// Takes a quoted string. It ends at the next quote without a backslash before it, or if
    /// there is none at the last quote.
    fn quoted(&mut self, quote: char) -> Result<String, MapError> {
        let inside = &self.text[self.at + 1..];
        let is_end = |&at: &usize| inside[at] == quote && (at == 0 || inside[at - 1] != '\\');
        let end = (0..inside.len()).find(is_end);
        let Some(end) = end.or_else(|| inside.iter().rposition(|&c| c == quote)) else {
            let name = match quote {
                '"' => "<double quoted>",
                _ => "<singled quoted>",
            };
            return Err(self.syntax_error(name, "<none>".to_owned()));
        };
        let text: String = inside[..end].iter().collect();
        self.at += end + 2;
        Ok(text
            .replace(&format!("\\{quote}"), &quote.to_string())
            .replace("\\\\", "\\"))
    }

    /// Takes the longest word; `follows` says what may stand behind its first character.
    fn word(&mut self, follows: fn(char) -> bool) -> Option<String> {
        let start = self.at;
        let mut allowed: fn(char) -> bool = starts_word;
        loop {
            match self.text[self.at..] {
                ['\\', ',', ..] => self.at += 2,
                [c, ..] if allowed(c) => self.at += 1,
                _ => break,
            }
            allowed = follows;
        }
        if self.at == start {
            return None;
        }
        let word: String = self.text[start..self.at].iter().collect();
        Some(
            word.replace("\\,", ",")
                .trim_end_matches(is_space)
                .to_owned(),
        )
    }

    /// The value itself, or what is in the file it names if the key asks for that.
    fn load(&self, value: String) -> Result<Value, MapError> {
        let file = match self.load {
            true => self.files.load(&value).map_err(MapError::Load)?,
            false => None,
        };
        Ok(file.unwrap_or(Value::String(value)))
    }
}

// The sets end with U+FFFF because they are the AWS CLI's: characters behind need quotes.

fn starts_word(c: char) -> bool {
    matches!(c, '!' | '#'..='&' | '('..='+' | '-'..='<' | '>'..='Z' | '\\'..='z' | '|'..='\u{ffff}')
}

fn in_first_word(c: char) -> bool {
    is_space(c)
        || matches!(c, '!' | '#'..='&' | '('..='+' | '-'..='\\' | '^'..='|' | '~'..='\u{ffff}')
}

fn in_other_word(c: char) -> bool {
    is_space(c) || matches!(c, '!' | '#'..='&' | '('..='+' | '-'..='<' | '>'..='\u{ffff}')
}

#[cfg(test)]
mod tests;
