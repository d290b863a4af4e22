//! Quoted scalars. They may go on in lines that are not indented.

use super::chars::{ends_word, is_break};
use super::scan::folded;
use super::tokens::{Made, Token, Tokens};

impl Tokens {
    pub(super) fn scan_single_quoted(&mut self) -> Made<Token> {
        self.scan_quoted('\'')
    }

    pub(super) fn scan_double_quoted(&mut self) -> Made<Token> {
        self.scan_quoted('"')
    }

    fn scan_quoted(&mut self, quote: char) -> Made<Token> {
        self.chars.skip();
        let mut units = Units::default();
        loop {
            self.scan_word(quote, &mut units)?;
            if self.chars.peek() == quote {
                break;
            }
            let spaces = self.scan_quoted_spaces()?;
            units.extend(&spaces);
        }
        self.chars.skip();
        match units.text() {
            Some(text) => Ok(Token::Scalar {
                text,
                is_plain: false,
            }),
            None => self.error("half of a surrogate pair is no character"),
        }
    }

    /// Up to the next blank or the quote.
    fn scan_word(&mut self, quote: char, units: &mut Units) -> Made<()> {
        let is_double = quote == '"';
        loop {
            let c = self.chars.peek();
            match c {
                '\'' if !is_double && self.chars.ahead(1) == '\'' => {
                    self.chars.skip();
                    units.push(c);
                }
                '\\' if is_double => {
                    self.chars.skip();
                    self.scan_escape(units)?;
                    continue;
                }
                _ if c == quote || ends_word(c) => return Ok(()),
                _ => units.push(c),
            }
            self.chars.skip();
        }
    }

    /// What stands behind a backslash.
    fn scan_escape(&mut self, units: &mut Units) -> Made<()> {
        let c = self.chars.peek();
        let digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ if is_break(c) => {
                self.chars.line_break();
                let breaks = self.scan_quoted_breaks()?;
                units.extend(&breaks);
                return Ok(());
            }
            _ => {
                let Some(replacement) = replacement(c) else {
                    return self.error(format!("{c:?} cannot be escaped"));
                };
                self.chars.skip();
                units.push(replacement);
                return Ok(());
            }
        };
        self.chars.skip();
        let text = self.chars.take(digits);
        let is_hex = text.chars().all(|c| c.is_ascii_hexdigit());
        let code = u32::from_str_radix(&text, 16).ok().filter(|_| is_hex);
        match code.map(|code| units.push_code(code)) {
            Some(true) => Ok(()),
            Some(false) => self.error("there is no such character"),
            None => self.error(format!("{digits} hexadecimal digits belong here")),
        }
    }

    /// Blanks, with lines folded.
    fn scan_quoted_spaces(&mut self) -> Made<String> {
        let blanks = self.chars.take_while(|c| matches!(c, ' ' | '\t'));
        match self.chars.peek() {
            '\0' => self.error("the closing quote is missing"),
            c if is_break(c) => {
                let first = self.chars.line_break();
                Ok(folded(first, self.scan_quoted_breaks()?))
            }
            _ => Ok(blanks),
        }
    }

    fn scan_quoted_breaks(&mut self) -> Made<String> {
        let mut breaks = String::new();
        loop {
            if self.chars.at_document_mark() {
                return self.error("the closing quote is missing before the end of the document");
            }
            self.chars.skip_while(|c| matches!(c, ' ' | '\t'));
            match self.chars.line_break() {
                "" => return Ok(breaks),
                line_break => breaks += line_break,
            }
        }
    }
}

/// What a character stands for behind a backslash.
fn replacement(c: char) -> Option<char> {
    Some(match c {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        ' ' | '"' | '/' | '\\' => c,
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        _ => return None,
    })
}

/// Text, of which escapes may give a character in two halves.
#[derive(Default)]
struct Units {
    text: String,
    /// The first half of a pair, whose second must come next.
    high: Option<u32>,
    is_broken: bool,
}

impl Units {
    fn push(&mut self, c: char) {
        self.is_broken |= self.high.is_some();
        self.text.push(c);
    }

    fn extend(&mut self, text: &str) {
        text.chars().for_each(|c| self.push(c));
    }

    /// Whether there is such a character.
    fn push_code(&mut self, code: u32) -> bool {
        match (self.high.take(), code) {
            (None, 0xd800..0xdc00) => self.high = Some(code),
            (None, 0xdc00..0xe000) | (Some(_), 0xd800..0xdc00) => self.is_broken = true,
            (Some(high), 0xdc00..0xe000) => {
                let pair = 0x1_0000 + ((high - 0xd800) << 10) + (code - 0xdc00);
                self.text.extend(char::from_u32(pair));
            }
            (high, _) => match char::from_u32(code) {
                Some(c) => {
                    self.is_broken |= high.is_some();
                    self.text.push(c);
                }
                None => return false,
            },
        }
        true
    }

    /// The text, unless half of a pair is missing.
    fn text(self) -> Option<String> {
        (self.high.is_none() && !self.is_broken).then_some(self.text)
    }
}
