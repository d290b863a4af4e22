//! JSON as Python's `json` module reads it, with its error messages.
//!
//! Beyond the standard it accepts `NaN`, `Infinity` and `-Infinity`, integers of any size, and
//! repeated keys, of which the last value counts.

use std::fmt;

use crate::pytext;
use crate::value::{Map, Value};

/// How deep arrays and objects may nest.
const MAX_DEPTH: usize = 512;

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub reason: &'static str,
    /// The line, counted from one.
    pub line: usize,
    /// The column in characters, counted from one.
    pub column: usize,
    /// The position in characters, counted from zero.
    pub position: usize,
}

impl JsonError {
    fn new(text: &str, at: usize, reason: &'static str) -> Self {
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            reason,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            position: before.chars().count(),
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            reason,
            line,
            column,
            position,
        } = self;
        write!(f, "{reason}: line {line} column {column} (char {position})")
    }
}

impl std::error::Error for JsonError {}

/// Reads a parameter or document that the user wrote.
///
/// # Errors
/// If the text is not JSON, or escapes half of a surrogate pair, which is no character.
pub fn read(text: &str) -> Result<Value, JsonError> {
    let (value, lone_surrogate) = Parser::document(text)?;
    match lone_surrogate {
        Some(at) => Err(JsonError::new(text, at, "Unpaired surrogate escape")),
        None => Ok(value),
    }
}

/// Reads the answer of a service, of which as much as possible should be shown: half a surrogate
/// pair becomes U+FFFD.
///
/// # Errors
/// If the text is not JSON.
pub fn read_lossy(text: &str) -> Result<Value, JsonError> {
    Ok(Parser::document(text)?.0)
}

struct Parser<'a> {
    text: &'a str,
    /// The byte that is next; always at the start of a character.
    at: usize,
    depth: usize,
    /// Where the first escaped surrogate without its other half is.
    lone_surrogate: Option<usize>,
}

impl<'a> Parser<'a> {
    /// Reads the whole text. Also returns where the first lone surrogate is.
    fn document(text: &'a str) -> Result<(Value, Option<usize>), JsonError> {
        let mut parser = Self {
            text,
            at: 0,
            depth: 0,
            lone_surrogate: None,
        };
        if text.starts_with('\u{feff}') {
            return Err(parser.error("Unexpected UTF-8 BOM (decode using utf-8-sig)"));
        }
        parser.skip_space();
        let value = parser.value()?;
        parser.skip_space();
        if parser.at < text.len() {
            return Err(parser.error("Extra data"));
        }
        Ok((value, parser.lone_surrogate))
    }

    fn error(&self, reason: &'static str) -> JsonError {
        self.error_at(self.at, reason)
    }

    fn error_at(&self, at: usize, reason: &'static str) -> JsonError {
        JsonError::new(self.text, at, reason)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn skip_space(&mut self) {
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        self.at = self.text.len() - self.rest().trim_start_matches(is_space).len();
    }

    fn value(&mut self) -> Result<Value, JsonError> {
        match self.peek() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            _ => self.scalar(),
        }
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Value, JsonError>,
    ) -> Result<Value, JsonError> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error("Nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        self.skip_space();
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Value, JsonError> {
        let mut map = Map::new();
        if self.eat("}") {
            return Ok(Value::Map(map));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.error("Expecting property name enclosed in double quotes"));
            }
            let key = self.string()?;
            self.skip_space();
            if !self.eat(":") {
                return Err(self.error("Expecting ':' delimiter"));
            }
            self.skip_space();
            map.insert(key, self.value()?);
            if self.ends_with("}")? {
                return Ok(Value::Map(map));
            }
        }
    }

    fn array(&mut self) -> Result<Value, JsonError> {
        let mut list = Vec::new();
        if self.eat("]") {
            return Ok(Value::List(list));
        }
        loop {
            list.push(self.value()?);
            if self.ends_with("]")? {
                return Ok(Value::List(list));
            }
        }
    }

    /// Reads on behind an element: whether `close` is there, otherwise a comma must be.
    fn ends_with(&mut self, close: &str) -> Result<bool, JsonError> {
        self.skip_space();
        if self.eat(close) {
            return Ok(true);
        }
        if !self.eat(",") {
            return Err(self.error("Expecting ',' delimiter"));
        }
        self.skip_space();
        Ok(false)
    }

    fn scalar(&mut self) -> Result<Value, JsonError> {
        let words = [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Float(f64::NAN)),
            ("Infinity", Value::Float(f64::INFINITY)),
            ("-Infinity", Value::Float(f64::NEG_INFINITY)),
        ];
        for (word, value) in words {
            if self.eat(word) {
                return Ok(value);
            }
        }
        self.number()
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let rest = self.rest();
        let digits = |from: usize| {
            let digits = rest[from..].bytes().take_while(u8::is_ascii_digit);
            from + digits.count()
        };
        let byte = |at: usize| rest.as_bytes().get(at).copied();

        let sign = usize::from(byte(0) == Some(b'-'));
        let whole = match byte(sign) {
            Some(b'0') => sign + 1,
            Some(b'1'..=b'9') => digits(sign),
            _ => return Err(self.error("Expecting value")),
        };
        let mut end = whole;
        if byte(end) == Some(b'.') && digits(end + 1) > end + 1 {
            end = digits(end + 1);
        }
        if matches!(byte(end), Some(b'e' | b'E')) {
            let exponent = end + 1 + usize::from(matches!(byte(end + 1), Some(b'+' | b'-')));
            if digits(exponent) > exponent {
                end = digits(exponent);
            }
        }
        self.at += end;
        if end == whole {
            let number = pytext::integer(sign == 1, &rest[sign..end], 10);
            return Ok(number.expect("only digits were taken"));
        }
        let number = rest[..end]
            .parse()
            .expect("what was taken is the form of a float");
        Ok(Value::Float(number))
    }

    /// Reads a string; the opening quote is next.
    fn string(&mut self) -> Result<String, JsonError> {
        let start = self.at;
        let unterminated = "Unterminated string starting at";
        self.at += 1;
        let mut out = String::new();
        loop {
            let plain = self
                .rest()
                .find(|c| matches!(c, '"' | '\\' | '\0'..='\x1f'));
            let Some(plain) = plain else {
                return Err(self.error_at(start, unterminated));
            };
            out.push_str(&self.rest()[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => match self.rest()[1..].chars().next() {
                    Some('u') => out.push(self.unicode_escape()?),
                    Some(c) => {
                        out.push(escaped(c).ok_or_else(|| self.error("Invalid \\escape"))?);
                        self.at += 2;
                    }
                    None => return Err(self.error_at(start, unterminated)),
                },
                _ => return Err(self.error("Invalid control character at")),
            }
        }
    }

    /// Reads `\uXXXX`, twice if the first is the first half of a surrogate pair.
    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        let first = self.code_unit()?;
        if let Some(c) = char::from_u32(first) {
            return Ok(c);
        }
        let between = self.at;
        // Python, too, takes a second escape only where something follows it.
        if first < 0xdc00 && self.rest().len() > 6 && self.rest().starts_with("\\u") {
            let second = self.code_unit()?;
            if (0xdc00..0xe000).contains(&second) {
                let joined = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(joined).expect("two halves are a character"));
            }
            self.at = between;
        }
        self.lone_surrogate.get_or_insert(start);
        Ok(char::REPLACEMENT_CHARACTER)
    }

    /// Reads one `\uXXXX`, behind which the string must go on.
    fn code_unit(&mut self) -> Result<u32, JsonError> {
        let rest = self.rest();
        let digits = rest
            .get(2..6)
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        match digits.map(|digits| u32::from_str_radix(digits, 16)) {
            Some(Ok(unit)) if rest.len() > 6 => {
                self.at += 6;
                Ok(unit)
            }
            _ => Err(self.error_at(self.at + 1, "Invalid \\uXXXX escape")),
        }
    }
}

/// The character that a backslash and `c` stand for.
fn escaped(c: char) -> Option<char> {
    Some(match c {
        '"' | '\\' | '/' => c,
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
