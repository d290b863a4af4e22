//! The characters of a text, with the place that is being read.

/// Ends a line, in the eyes of the AWS CLI's parser. It ends the text as well.
pub(super) fn ends_line(c: char) -> bool {
    matches!(c, '\0' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A blank, or the end of a line or of the text.
pub(super) fn ends_word(c: char) -> bool {
    matches!(c, ' ' | '\t') || ends_line(c)
}

/// A line break.
pub(super) fn is_break(c: char) -> bool {
    c != '\0' && ends_line(c)
}

/// A place in the text, counted from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Reads a text. Behind its end there are NULs, which a text has none of.
pub(super) struct Chars {
    chars: Vec<char>,
    pub(super) index: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Chars {
    pub(super) fn new(text: &str) -> Self {
        Self {
            chars: text.chars().collect(),
            index: 0,
            line: 0,
            column: 0,
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            line: self.line,
            column: self.column,
        }
    }

    /// The character that far ahead.
    pub(super) fn ahead(&self, distance: usize) -> char {
        let at = self.index + distance;
        self.chars.get(at).copied().unwrap_or('\0')
    }

    /// The next character.
    pub(super) fn peek(&self) -> char {
        self.ahead(0)
    }

    /// Whether the text goes on like this.
    pub(super) fn starts_with(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(distance, c)| self.ahead(distance) == c)
    }

    /// Steps over the next character.
    pub(super) fn skip(&mut self) {
        let c = self.peek();
        self.index += 1;
        if c == '\n' || (c == '\r' && self.peek() != '\n') {
            self.line += 1;
            self.column = 0;
        } else if c != '\u{feff}' {
            self.column += 1;
        }
    }

    /// Steps over what this is true of.
    pub(super) fn skip_while(&mut self, is_wanted: impl Fn(char) -> bool) {
        while is_wanted(self.peek()) {
            self.skip();
        }
    }

    /// Takes that many characters.
    pub(super) fn take(&mut self, count: usize) -> String {
        let mut taken = String::with_capacity(count);
        for _ in 0..count {
            taken.push(self.peek());
            self.skip();
        }
        taken
    }

    /// Takes what this is true of.
    pub(super) fn take_while(&mut self, is_wanted: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while is_wanted(self.peek()) {
            taken.push(self.peek());
            self.skip();
        }
        taken
    }

    /// Takes a line break, as it stands in a value; none is empty.
    pub(super) fn line_break(&mut self) -> &'static str {
        let taken = match self.peek() {
            '\r' | '\n' | '\u{85}' => "\n",
            '\u{2028}' => "\u{2028}",
            '\u{2029}' => "\u{2029}",
            _ => return "",
        };
        if self.starts_with("\r\n") {
            self.skip();
        }
        self.skip();
        taken
    }

    /// Whether a line begins here with a mark between documents.
    pub(super) fn at_document_mark(&self) -> bool {
        (self.starts_with("---") || self.starts_with("...")) && ends_word(self.ahead(3))
    }
}
