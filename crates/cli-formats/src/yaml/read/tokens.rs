//! A text as tokens, in the way of the parser that the AWS CLI has: by the rules of YAML 1.2, or of
//! 1.1 where a directive says so, and more lenient than either. Blocks are known by indentation, and
//! a key by the colon behind it, which may come after any number of tokens of its line.

use std::collections::{BTreeMap, VecDeque};

use super::YamlError;
use super::chars::{Chars, Mark, ends_line, ends_word};

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    StreamEnd,
    Directive(Directive),
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowMappingStart,
    FlowSequenceEnd,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(String),
    Anchor(String),
    /// With a handle, or without one if the tag is given whole.
    Tag(Option<String>, String),
    Scalar {
        text: String,
        is_plain: bool,
    },
}

/// What a line says that begins with a percent sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Directive {
    /// The version.
    Yaml(u32, u32),
    /// A handle of tags, and what it stands for.
    Tag(String, String),
    /// Anything else says nothing.
    Other,
}

/// A token that may turn out to begin a key.
struct SimpleKey {
    number: usize,
    is_required: bool,
    index: usize,
    mark: Mark,
}

/// What a key may be long, in characters.
const LONGEST_KEY: usize = 1024;

/// Makes tokens, as few as are needed to know the next.
pub(super) struct Tokens {
    pub(super) chars: Chars,
    queue: VecDeque<(Token, Mark)>,
    /// How many were taken.
    taken: usize,
    is_done: bool,
    /// The brackets and braces that are open.
    pub(super) flow: Vec<char>,
    /// Columns that open blocks are indented to; -1 outside of any.
    pub(super) indent: isize,
    indents: Vec<isize>,
    pub(super) may_begin_key: bool,
    /// By the number of open brackets.
    possible_keys: BTreeMap<usize, SimpleKey>,
    pub(super) version: (u32, u32),
}

pub(super) type Made<T> = Result<T, YamlError>;

impl Tokens {
    pub(super) fn new(text: &str) -> Self {
        Self {
            chars: Chars::new(text),
            queue: VecDeque::new(),
            taken: 0,
            is_done: false,
            flow: Vec::new(),
            indent: -1,
            indents: Vec::new(),
            may_begin_key: true,
            possible_keys: BTreeMap::new(),
            version: (1, 2),
        }
    }

    /// The next token, which stays the next.
    pub(super) fn peek(&mut self) -> Made<&Token> {
        while self.needs_more()? {
            self.fetch()?;
        }
        Ok(self
            .queue
            .front()
            .map_or(&Token::StreamEnd, |(token, _)| token))
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Made<(Token, Mark)> {
        self.peek()?;
        self.taken += 1;
        let end = || (Token::StreamEnd, self.chars.mark());
        Ok(self.queue.pop_front().unwrap_or_else(end))
    }

    /// Where the next token begins.
    pub(super) fn mark(&self) -> Mark {
        let next = self.queue.front();
        next.map_or_else(|| self.chars.mark(), |(_, mark)| *mark)
    }

    /// An error at the place that is being read.
    pub(super) fn error<T>(&self, reason: impl Into<String>) -> Made<T> {
        Err(YamlError::at(self.chars.mark(), reason))
    }

    pub(super) fn in_flow(&self) -> bool {
        !self.flow.is_empty()
    }

    fn needs_more(&mut self) -> Made<bool> {
        if self.is_done {
            return Ok(false);
        }
        if self.queue.is_empty() {
            return Ok(true);
        }
        self.drop_stale_keys()?;
        // What comes next may be a key.
        let first = self.possible_keys.values().map(|key| key.number).min();
        Ok(first == Some(self.taken))
    }

    fn push(&mut self, token: Token, mark: Mark) {
        self.queue.push_back((token, mark));
    }

    /// Adds a token that is so many characters long.
    fn push_sign(&mut self, token: Token, length: usize) {
        let mark = self.chars.mark();
        (0..length).for_each(|_| self.chars.skip());
        self.push(token, mark);
    }

    fn fetch(&mut self) -> Made<()> {
        self.skip_to_next();
        self.drop_stale_keys()?;
        self.unwind(self.column());
        let c = self.chars.peek();
        let starts_line = self.chars.column == 0;
        let ends = ends_word(self.chars.ahead(1));
        match c {
            '\0' => self.fetch_stream_end(),
            '%' if starts_line => self.fetch_directive(),
            '-' if starts_line && self.chars.at_document_mark() => {
                self.fetch_document_mark(Token::DocumentStart)
            }
            '.' if starts_line && self.chars.at_document_mark() => {
                self.fetch_document_mark(Token::DocumentEnd)
            }
            '[' => self.fetch_flow_start(Token::FlowSequenceStart),
            '{' => self.fetch_flow_start(Token::FlowMappingStart),
            ']' => self.fetch_flow_end(Token::FlowSequenceEnd),
            '}' => self.fetch_flow_end(Token::FlowMappingEnd),
            ',' => self.fetch_flow_entry(),
            '-' if ends => self.fetch_block_entry(),
            '?' if ends || self.in_flow() => self.fetch_key(),
            ':' if self.is_value() => self.fetch_value(),
            '*' => self.fetch_part_of_key(Self::scan_alias),
            '&' => self.fetch_part_of_key(Self::scan_anchor),
            '!' => self.fetch_part_of_key(Self::scan_tag),
            '|' | '>' if !self.in_flow() => self.fetch_block_scalar(c == '>'),
            '\'' => self.fetch_part_of_key(Self::scan_single_quoted),
            '"' => self.fetch_part_of_key(Self::scan_double_quoted),
            _ if self.is_plain(c) => self.fetch_part_of_key(Self::scan_plain),
            _ => self.error(format!("{c:?} cannot begin a value")),
        }
    }

    fn column(&self) -> isize {
        isize::try_from(self.chars.column).unwrap_or(isize::MAX)
    }

    /// Steps over blanks, comments and ends of lines.
    pub(super) fn skip_to_next(&mut self) {
        if self.chars.index == 0 && self.chars.peek() == '\u{feff}' {
            self.chars.skip();
        }
        loop {
            self.chars.skip_while(|c| c == ' ');
            if self.chars.peek() == '#' {
                self.chars.skip_while(|c| !ends_line(c));
            }
            if self.chars.line_break().is_empty() {
                return;
            }
            if !self.in_flow() {
                self.may_begin_key = true;
            }
        }
    }

    /// A key ends on its line.
    fn drop_stale_keys(&mut self) -> Made<()> {
        let (line, index) = (self.chars.line, self.chars.index);
        let is_stale = |key: &SimpleKey| key.mark.line != line || index - key.index > LONGEST_KEY;
        let missing = |key: &SimpleKey| key.is_required && is_stale(key);
        if self.possible_keys.values().any(missing) {
            return self.error("the colon of a key is missing");
        }
        self.possible_keys.retain(|_, key| !is_stale(key));
        Ok(())
    }

    /// What begins here may be a key.
    fn note_possible_key(&mut self) -> Made<()> {
        if !self.may_begin_key {
            return Ok(());
        }
        self.forget_possible_key()?;
        let key = SimpleKey {
            number: self.taken + self.queue.len(),
            is_required: !self.in_flow() && self.indent == self.column(),
            index: self.chars.index,
            mark: self.chars.mark(),
        };
        self.possible_keys.insert(self.flow.len(), key);
        Ok(())
    }

    fn forget_possible_key(&mut self) -> Made<()> {
        match self.possible_keys.remove(&self.flow.len()) {
            Some(key) if key.is_required => self.error("the colon of a key is missing"),
            _ => Ok(()),
        }
    }

    /// Ends the blocks that are indented further.
    fn unwind(&mut self, column: isize) {
        if self.in_flow() {
            return;
        }
        while self.indent > column {
            self.indent = self.indents.pop().unwrap_or(-1);
            self.push(Token::BlockEnd, self.chars.mark());
        }
    }

    /// Whether a block begins here.
    fn indents_to(&mut self, column: isize) -> bool {
        let begins = self.indent < column;
        if begins {
            self.indents.push(self.indent);
            self.indent = column;
        }
        begins
    }

    fn fetch_stream_end(&mut self) -> Made<()> {
        self.unwind(-1);
        self.forget_possible_key()?;
        self.possible_keys.clear();
        self.push(Token::StreamEnd, self.chars.mark());
        self.is_done = true;
        Ok(())
    }

    fn fetch_directive(&mut self) -> Made<()> {
        self.unwind(-1);
        self.forget_possible_key()?;
        self.may_begin_key = false;
        let mark = self.chars.mark();
        let directive = self.scan_directive()?;
        if let Directive::Yaml(major, minor) = directive {
            self.version = (major, minor);
        }
        self.push(Token::Directive(directive), mark);
        Ok(())
    }

    fn fetch_document_mark(&mut self, token: Token) -> Made<()> {
        self.unwind(-1);
        self.forget_possible_key()?;
        self.may_begin_key = false;
        self.push_sign(token, 3);
        Ok(())
    }

    fn fetch_flow_start(&mut self, token: Token) -> Made<()> {
        self.note_possible_key()?;
        self.flow.push(self.chars.peek());
        self.may_begin_key = true;
        self.push_sign(token, 1);
        Ok(())
    }

    fn fetch_flow_end(&mut self, token: Token) -> Made<()> {
        self.forget_possible_key()?;
        self.flow.pop();
        self.may_begin_key = false;
        self.push_sign(token, 1);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Made<()> {
        self.may_begin_key = true;
        self.forget_possible_key()?;
        self.push_sign(Token::FlowEntry, 1);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Made<()> {
        self.open_block(Token::BlockSequenceStart, "an entry of a list")?;
        self.may_begin_key = true;
        self.forget_possible_key()?;
        self.push_sign(Token::BlockEntry, 1);
        Ok(())
    }

    fn fetch_key(&mut self) -> Made<()> {
        self.open_block(Token::BlockMappingStart, "a key")?;
        self.may_begin_key = !self.in_flow();
        self.forget_possible_key()?;
        self.push_sign(Token::Key, 1);
        Ok(())
    }

    /// The start of a block, if one begins at this column; `what` may have to be refused here.
    fn open_block(&mut self, start: Token, what: &str) -> Made<()> {
        if self.in_flow() {
            return Ok(());
        }
        if !self.may_begin_key {
            return self.error(format!("{what} is not allowed here"));
        }
        if self.indents_to(self.column()) {
            self.push(start, self.chars.mark());
        }
        Ok(())
    }

    fn fetch_value(&mut self) -> Made<()> {
        match self.possible_keys.remove(&self.flow.len()) {
            Some(key) => {
                let at = key.number - self.taken;
                self.queue.insert(at, (Token::Key, key.mark));
                let column = isize::try_from(key.mark.column).unwrap_or(isize::MAX);
                if !self.in_flow() && self.indents_to(column) {
                    self.queue.insert(at, (Token::BlockMappingStart, key.mark));
                }
                self.may_begin_key = false;
            }
            None => {
                self.open_block(Token::BlockMappingStart, "a value")?;
                self.may_begin_key = !self.in_flow();
                self.forget_possible_key()?;
            }
        }
        self.push_sign(Token::Value, 1);
        Ok(())
    }

    /// What may be a key, or belong to one.
    fn fetch_part_of_key(&mut self, scan: fn(&mut Self) -> Made<Token>) -> Made<()> {
        self.note_possible_key()?;
        self.may_begin_key = false;
        let mark = self.chars.mark();
        let token = scan(self)?;
        self.push(token, mark);
        Ok(())
    }

    fn fetch_block_scalar(&mut self, is_folded: bool) -> Made<()> {
        self.may_begin_key = true;
        self.forget_possible_key()?;
        let mark = self.chars.mark();
        let text = self.scan_block_scalar(is_folded)?;
        let is_plain = false;
        self.push(Token::Scalar { text, is_plain }, mark);
        Ok(())
    }

    /// Whether the colon here stands between a key and its value.
    fn is_value(&self) -> bool {
        let ends = ends_word(self.chars.ahead(1));
        match self.flow.last() {
            None => ends,
            Some(_) if self.version == (1, 1) => true,
            Some('[') => ends,
            Some(_) => ends || !matches!(self.queue.back(), Some((Token::Value, _))),
        }
    }

    /// Whether a plain scalar may begin so.
    fn is_plain(&self, c: char) -> bool {
        const SIGNS: &str = "-?:,[]{}#&*!|>'\"%@`";
        let next = self.chars.ahead(1);
        if !ends_word(c) && !SIGNS.contains(c) {
            return true;
        }
        let colon_in_flow = self.version != (1, 1) && c == ':' && self.in_flow();
        if colon_in_flow && !matches!(next, ' ' | '\t') {
            return true;
        }
        !ends_word(next) && (c == '-' || (!self.in_flow() && matches!(c, '?' | ':')))
    }
}
