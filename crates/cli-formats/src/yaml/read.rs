//! YAML documents as the AWS CLI reads them: by the core schema of YAML 1.2, or that of 1.1 where a
//! directive says so, with merge keys, dates and binary values. What its parser takes although the
//! specification does not is taken here, too, so the parser is our own: no crate is as lenient.

mod chars;
mod collection;
mod quoted;
mod scalar;
mod scan;
mod tokens;

use std::collections::HashMap;
use std::fmt;

use self::chars::Mark;
use self::collection::Collection;
use self::tokens::{Directive, Made, Token, Tokens};
use crate::value::Value;

/// How deep sequences and mappings may nest.
const MAX_DEPTH: usize = 128;

/// How many values aliases may stand for, all together: a short text must not become a huge
/// document.
const MAX_ALIASED: usize = 100_000;

/// Why a text is not YAML, or not YAML that can be parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// What is wrong.
    pub reason: String,
    /// The line, counted from one.
    pub line: usize,
    /// The column, counted from one.
    pub column: usize,
}

impl YamlError {
    fn at(mark: Mark, reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            line: mark.line + 1,
            column: mark.column + 1,
        }
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            reason,
            line,
            column,
        } = self;
        write!(f, "{reason}: line {line} column {column}")
    }
}

impl std::error::Error for YamlError {}

/// Reads a text of one document; one without any is null.
///
/// # Errors
/// If the text is not YAML, has several documents, repeats a key, has a key that is not a string
/// where a name belongs, or uses tags beyond those of YAML itself.
pub fn read(text: &str) -> Result<Value, YamlError> {
    check_characters(text)?;
    let mut loader = Loader {
        tokens: Tokens::new(text),
        handles: HashMap::new(),
        anchors: HashMap::new(),
        depth: 0,
        aliased: 0,
    };
    loader.document()
}

/// Refuses characters that YAML does not allow anywhere.
fn check_characters(text: &str) -> Result<(), YamlError> {
    let allowed = |c: char| {
        matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}')
            || c >= '\u{10000}'
    };
    let Some(at) = text.find(|c| !allowed(c)) else {
        return Ok(());
    };
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let mark = Mark {
        line: text[..at].matches('\n').count(),
        column: text[line_start..at].chars().count(),
    };
    Err(YamlError::at(mark, "control characters are not allowed"))
}

struct Loader {
    tokens: Tokens,
    /// What handles of tags stand for.
    handles: HashMap<String, String>,
    /// The values of anchors; none while the value is being read.
    anchors: HashMap<String, Option<Value>>,
    depth: usize,
    /// How many values aliases have stood for so far.
    aliased: usize,
}

/// Where a value stands, which decides on what it may be.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In brackets.
    Flow,
    /// In a block.
    Block,
    /// Beside a key of a block, where a list need not be indented.
    BesideKey,
}

impl Loader {
    fn error<T>(&self, mark: Mark, reason: impl Into<String>) -> Made<T> {
        Err(YamlError::at(mark, reason))
    }

    /// Takes the next token if it is this one.
    fn takes(&mut self, token: &Token) -> Made<bool> {
        let is_next = self.tokens.peek()? == token;
        if is_next {
            self.tokens.next()?;
        }
        Ok(is_next)
    }

    fn document(&mut self) -> Made<Value> {
        let first = self.tokens.peek()?;
        let value = match first {
            Token::StreamEnd => return Ok(Value::Null),
            Token::Directive(_) | Token::DocumentStart => {
                self.directives()?;
                let mark = self.tokens.mark();
                if !self.takes(&Token::DocumentStart)? {
                    return self.error(mark, "a document begins with --- behind directives");
                }
                match self.tokens.peek()? {
                    Token::Directive(_)
                    | Token::DocumentStart
                    | Token::DocumentEnd
                    | Token::StreamEnd => Value::Null,
                    _ => self.node(Place::Block)?,
                }
            }
            _ => {
                self.default_handles();
                self.node(Place::Block)?
            }
        };
        while self.takes(&Token::DocumentEnd)? {
            if self.tokens.version != (1, 1) {
                break;
            }
        }
        match self.tokens.next()? {
            (Token::StreamEnd, _) => Ok(value),
            (_, mark) => self.error(mark, "there must be one document only"),
        }
    }

    fn directives(&mut self) -> Made<()> {
        let mut has_version = false;
        while let Token::Directive(directive) = self.tokens.peek()?.clone() {
            let (_, mark) = self.tokens.next()?;
            match directive {
                Directive::Yaml(1, 1 | 2) if !has_version => has_version = true,
                Directive::Yaml(..) if has_version => {
                    return self.error(mark, "the version is told twice");
                }
                Directive::Yaml(..) => return self.error(mark, "YAML is 1.1 or 1.2"),
                Directive::Tag(handle, _) if self.handles.contains_key(&handle) => {
                    return self.error(mark, format!("the handle {handle} is told twice"));
                }
                Directive::Tag(handle, prefix) => {
                    self.handles.insert(handle, prefix);
                }
                Directive::Other => {}
            }
        }
        self.default_handles();
        Ok(())
    }

    fn default_handles(&mut self) {
        for (handle, prefix) in [("!", "!"), ("!!", scalar::CORE)] {
            let known = self.handles.entry(handle.to_owned());
            known.or_insert_with(|| prefix.to_owned());
        }
    }

    /// Reads a value.
    fn node(&mut self, place: Place) -> Made<Value> {
        if let Token::Alias(name) = self.tokens.peek()? {
            let name = name.clone();
            let (_, mark) = self.tokens.next()?;
            return self.alias(&name, mark);
        }
        let mark = self.tokens.mark();
        let (anchor, tag) = self.properties()?;
        if let Some(anchor) = &anchor {
            self.anchors.insert(anchor.clone(), None);
        }
        let has_properties = anchor.is_some() || tag.is_some();
        let is_block = place != Place::Flow;
        let next = self.tokens.peek()?.clone();
        let value = match next {
            Token::Scalar { text, is_plain } => {
                self.tokens.next()?;
                self.scalar(&text, is_plain, tag, mark)?
            }
            Token::BlockEntry if place == Place::BesideKey => {
                self.collection(tag, mark, Self::loose_sequence)?
            }
            Token::FlowSequenceStart => self.collection(tag, mark, Self::flow_sequence)?,
            Token::FlowMappingStart => self.collection(tag, mark, Self::flow_mapping)?,
            Token::BlockSequenceStart if is_block => {
                self.collection(tag, mark, Self::block_sequence)?
            }
            Token::BlockMappingStart if is_block => {
                self.collection(tag, mark, Self::block_mapping)?
            }
            _ if has_properties => self.scalar("", true, tag, mark)?,
            _ => return self.error(mark, "a value is missing"),
        };
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, Some(value.clone()));
        }
        Ok(value)
    }

    /// An anchor and a tag, in either order.
    fn properties(&mut self) -> Made<(Option<String>, Option<String>)> {
        let (mut anchor, mut tag) = (None, None);
        for _ in 0..2 {
            match self.tokens.peek()?.clone() {
                Token::Anchor(name) if anchor.is_none() => anchor = Some(name),
                Token::Tag(handle, suffix) if tag.is_none() => {
                    tag = Some(self.full_name(handle, &suffix)?);
                }
                _ => break,
            }
            self.tokens.next()?;
        }
        Ok((anchor, tag))
    }

    /// The tag with its handle resolved.
    fn full_name(&self, handle: Option<String>, suffix: &str) -> Made<String> {
        let Some(handle) = handle else {
            return Ok(suffix.to_owned());
        };
        match self.handles.get(&handle) {
            Some(prefix) => Ok(format!("{prefix}{suffix}")),
            None => {
                let reason = format!("the handle {handle} is not known");
                self.error(self.tokens.mark(), reason)
            }
        }
    }

    fn scalar(&self, text: &str, is_plain: bool, tag: Option<String>, mark: Mark) -> Made<Value> {
        let value = scalar::resolve(text, is_plain, tag.as_deref(), self.tokens.version);
        value.or_else(|reason| self.error(mark, reason))
    }

    fn alias(&mut self, name: &str, mark: Mark) -> Made<Value> {
        let value = match self.anchors.get(name) {
            Some(Some(value)) => value.clone(),
            Some(None) => return self.error(mark, "a value cannot contain itself"),
            None => return self.error(mark, format!("there is no anchor {name}")),
        };
        self.aliased += size(&value);
        if self.aliased > MAX_ALIASED {
            return self.error(mark, "aliases stand for too many values");
        }
        Ok(value)
    }

    fn collection(
        &mut self,
        tag: Option<String>,
        mark: Mark,
        read: fn(&mut Self) -> Made<Collection>,
    ) -> Made<Value> {
        if self.depth >= MAX_DEPTH {
            return self.error(mark, "nested too deeply");
        }
        self.depth += 1;
        let collection = read(self);
        self.depth -= 1;
        let value = collection?.value(tag.as_deref());
        value.or_else(|reason| self.error(mark, reason))
    }
}

/// How many values a value consists of.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::List(list) => list.iter().map(size).sum(),
        Value::Map(map) => map.values().map(size).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
