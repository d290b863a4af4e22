//! From characters to tokens. Positions count characters, as the error messages do.

use std::fmt;

use cli_formats::Value;
use cli_formats::{json, pytext};

use super::ast::Comparator;
use super::error::CompileError;
use super::python_text;

/// A token and where it starts.
#[derive(Debug, Clone)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) start: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Literal(Value),
    Identifier(String),
    QuotedIdentifier(String),
    /// An index or a part of a slice. No list is long enough for saturation to matter.
    Number(i64),
    Comparator(Comparator),
    Dot,
    Star,
    Comma,
    Colon,
    Current,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Flatten,
    Filter,
    Or,
    Pipe,
    And,
    Reference,
    Not,
    End,
}

impl Token {
    /// The name of the token's kind in error messages.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Literal(_) => "literal",
            Self::Identifier(_) => "unquoted_identifier",
            Self::QuotedIdentifier(_) => "quoted_identifier",
            Self::Number(_) => "number",
            Self::Comparator(Comparator::Equal) => "eq",
            Self::Comparator(Comparator::NotEqual) => "ne",
            Self::Comparator(Comparator::Less) => "lt",
            Self::Comparator(Comparator::LessOrEqual) => "lte",
            Self::Comparator(Comparator::Greater) => "gt",
            Self::Comparator(Comparator::GreaterOrEqual) => "gte",
            Self::Dot => "dot",
            Self::Star => "star",
            Self::Comma => "comma",
            Self::Colon => "colon",
            Self::Current => "current",
            Self::LeftParen => "lparen",
            Self::RightParen => "rparen",
            Self::LeftBrace => "lbrace",
            Self::RightBrace => "rbrace",
            Self::LeftBracket => "lbracket",
            Self::RightBracket => "rbracket",
            Self::Flatten => "flatten",
            Self::Filter => "filter",
            Self::Or => "or",
            Self::Pipe => "pipe",
            Self::And => "and",
            Self::Reference => "expref",
            Self::Not => "not",
            Self::End => "eof",
        }
    }
}

/// A token's value as error messages show it: a literal the way Python prints it.
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Literal(value) => return f.write_str(&python_text(value)),
            Self::Identifier(name) | Self::QuotedIdentifier(name) => name,
            Self::Number(number) => return write!(f, "{number}"),
            Self::Comparator(comparator) => comparator.symbol(),
            Self::Dot => ".",
            Self::Star => "*",
            Self::Comma => ",",
            Self::Colon => ":",
            Self::Current => "@",
            Self::LeftParen => "(",
            Self::RightParen => ")",
            Self::LeftBrace => "{",
            Self::RightBrace => "}",
            Self::LeftBracket => "[",
            Self::RightBracket => "]",
            Self::Flatten => "[]",
            Self::Filter => "[?",
            Self::Or => "||",
            Self::Pipe => "|",
            Self::And => "&&",
            Self::Reference => "&",
            Self::Not => "!",
            Self::End => "",
        })
    }
}

/// The tokens of an expression, always closed by [`Token::End`].
pub(super) fn tokenize(expression: &str) -> Result<Vec<Lexeme>, CompileError> {
    if expression.is_empty() {
        return Err(CompileError::Empty);
    }
    let mut lexer = Lexer {
        expression,
        chars: expression.chars().collect(),
        position: 0,
    };
    let mut lexemes = Vec::new();
    loop {
        lexer.take_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
        let start = lexer.position;
        let token = match lexer.peek(0) {
            Some(first) => lexer.token(first)?,
            None => Token::End,
        };
        let last = token == Token::End;
        lexemes.push(Lexeme { token, start });
        if last {
            return Ok(lexemes);
        }
    }
}

struct Lexer<'e> {
    expression: &'e str,
    chars: Vec<char>,
    position: usize,
}

impl Lexer<'_> {
    fn token(&mut self, first: char) -> Result<Token, CompileError> {
        let (length, token) = match (first, self.peek(1)) {
            ('.', _) => (1, Token::Dot),
            ('*', _) => (1, Token::Star),
            (',', _) => (1, Token::Comma),
            (':', _) => (1, Token::Colon),
            ('@', _) => (1, Token::Current),
            ('(', _) => (1, Token::LeftParen),
            (')', _) => (1, Token::RightParen),
            ('{', _) => (1, Token::LeftBrace),
            ('}', _) => (1, Token::RightBrace),
            (']', _) => (1, Token::RightBracket),
            ('[', Some(']')) => (2, Token::Flatten),
            ('[', Some('?')) => (2, Token::Filter),
            ('[', _) => (1, Token::LeftBracket),
            ('|', Some('|')) => (2, Token::Or),
            ('|', _) => (1, Token::Pipe),
            ('&', Some('&')) => (2, Token::And),
            ('&', _) => (1, Token::Reference),
            ('=', Some('=')) => (2, Token::Comparator(Comparator::Equal)),
            ('!', Some('=')) => (2, Token::Comparator(Comparator::NotEqual)),
            ('!', _) => (1, Token::Not),
            ('<', Some('=')) => (2, Token::Comparator(Comparator::LessOrEqual)),
            ('<', _) => (1, Token::Comparator(Comparator::Less)),
            ('>', Some('=')) => (2, Token::Comparator(Comparator::GreaterOrEqual)),
            ('>', _) => (1, Token::Comparator(Comparator::Greater)),
            ('a'..='z' | 'A'..='Z' | '_', _) => {
                let name = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
                return Ok(Token::Identifier(name));
            }
            ('0'..='9', _) | ('-', Some('0'..='9')) => return Ok(self.number()),
            ('"', _) => return self.quoted_identifier(),
            ('\'', _) => return self.raw_string(),
            ('`', _) => return self.literal(),
            ('-' | '=', _) => return Err(self.bad_token(format!("Unknown token '{first}'"))),
            _ => return Err(self.bad_token(format!("Unknown token {first}"))),
        };
        self.position += length;
        Ok(token)
    }

    fn number(&mut self) -> Token {
        let negative = self.peek(0) == Some('-');
        self.position += usize::from(negative);
        let digits = self.take_while(|c| c.is_ascii_digit());
        let magnitude = digits.parse().unwrap_or(i64::MAX);
        Token::Number(if negative { -magnitude } else { magnitude })
    }

    fn quoted_identifier(&mut self) -> Result<Token, CompileError> {
        let start = self.position;
        let lexeme = self.delimited('"')?;
        match json::read(&format!("\"{lexeme}\"")) {
            Ok(name) => Ok(Token::QuotedIdentifier(python_text(&name))),
            Err(error) => Err(self.bad_token_at(start, error.reason)),
        }
    }

    fn raw_string(&mut self) -> Result<Token, CompileError> {
        let lexeme = self.delimited('\'')?;
        Ok(Token::Literal(Value::String(lexeme.replace("\\'", "'"))))
    }

    /// JSON between backticks. What is not JSON is read as the inside of a JSON string, a
    /// shorthand the language once had and its users still write.
    fn literal(&mut self) -> Result<Token, CompileError> {
        let start = self.position;
        let lexeme = self.delimited('`')?.replace("\\`", "`");
        json::read(&lexeme)
            .or_else(|_| {
                let text = lexeme.trim_start_matches(pytext::is_space);
                json::read(&format!("\"{text}\""))
            })
            .map(Token::Literal)
            .map_err(|_| self.bad_token_at(start, format!("Bad token {lexeme}")))
    }

    /// Consumes text up to the next delimiter that no backslash precedes. Backslashes stay.
    fn delimited(&mut self, delimiter: char) -> Result<String, CompileError> {
        let mut text = String::new();
        let mut end = self.position + 1;
        loop {
            match self.chars.get(end) {
                Some(c) if *c == delimiter => break,
                Some('\\') if end + 1 < self.chars.len() => {
                    text.extend(&self.chars[end..end + 2]);
                    end += 2;
                }
                Some(c) => {
                    text.push(*c);
                    end += 1;
                }
                None => return Err(self.bad_token(format!("Unclosed {delimiter} delimiter"))),
            }
        }
        self.position = end + 1;
        Ok(text)
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let taken: String = self.chars[self.position..]
            .iter()
            .take_while(|c| belongs(**c))
            .collect();
        self.position += taken.chars().count();
        taken
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.position + ahead).copied()
    }

    fn bad_token(&self, reason: String) -> CompileError {
        self.bad_token_at(self.position, reason)
    }

    fn bad_token_at(&self, position: usize, reason: impl Into<String>) -> CompileError {
        CompileError::Token {
            reason: reason.into(),
            position,
            expression: self.expression.to_owned(),
        }
    }
}
