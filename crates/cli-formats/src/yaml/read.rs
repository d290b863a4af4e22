//! YAML documents, read by the core schema of YAML 1.2 with merge keys, dates and binary values.

mod quotes;
mod scalar;

use std::collections::HashMap;
use std::fmt;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use crate::json;
use crate::value::{Map, Value};

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

impl From<ScanError> for YamlError {
    fn from(error: ScanError) -> Self {
        Self {
            reason: error.info().to_owned(),
            line: error.marker().line(),
            column: error.marker().col() + 1,
        }
    }
}

/// Reads a text of one document; one without any is null.
///
/// # Errors
/// If the text is not YAML, has several documents, repeats a key, has a key that is not a string,
/// or uses tags beyond the core schema.
pub fn read(text: &str) -> Result<Value, YamlError> {
    check_characters(text)?;
    strictly(text).or_else(|error| {
        // The AWS CLI's parser does not ask how far a quoted value is indented, and takes the pairs
        // of surrogates that JSON has.
        let indented = quotes::indented(text).and_then(|text| strictly(&text).ok());
        indented.or_else(|| json::read(text).ok()).ok_or(error)
    })
}

fn strictly(text: &str) -> Result<Value, YamlError> {
    let mut loader = Loader {
        text,
        events: Parser::new_from_str(text),
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
    Err(YamlError {
        reason: "control characters are not allowed".to_owned(),
        line: text[..at].matches('\n').count() + 1,
        column: text[line_start..at].chars().count() + 1,
    })
}

fn error(span: Span, reason: impl Into<String>) -> YamlError {
    YamlError {
        reason: reason.into(),
        line: span.start.line(),
        column: span.start.col() + 1,
    }
}

struct Loader<'a> {
    text: &'a str,
    events: Parser<'a, StrInput<'a>>,
    /// The values of the anchors that are complete, by the parser's numbers; zero is no anchor.
    anchors: HashMap<usize, Value>,
    depth: usize,
    /// How many values aliases have stood for so far.
    aliased: usize,
}

impl<'a> Loader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), YamlError> {
        let event = self.events.next_event();
        Ok(event.expect("the end of the stream is the last event that is asked for")?)
    }

    fn document(&mut self) -> Result<Value, YamlError> {
        let mut value = None;
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(value.unwrap_or(Value::Null)),
                (Event::DocumentStart(_), span) if value.is_some() => {
                    return Err(error(span, "there must be one document only"));
                }
                (Event::DocumentStart(_), _) => {
                    let (event, span) = self.next()?;
                    value = Some(self.node(event, span)?);
                }
                // The start of the stream and the end of the document say nothing.
                _ => {}
            }
        }
    }

    /// Reads the value that begins with the event.
    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Value, YamlError> {
        let (value, anchor) = match event {
            Event::Alias(anchor) => return self.alias(anchor, span),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.map(|tag| full_name(&tag));
                let value = scalar::resolve(self.trim_block(&text, style, span), style, tag);
                (value.map_err(|reason| error(span, reason))?, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                check_tag(tag.as_deref(), "seq", span)?;
                (self.nested(span, Self::sequence)?, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                check_tag(tag.as_deref(), "map", span)?;
                (self.nested(span, Self::mapping)?, anchor)
            }
            _ => return Err(error(span, "a value is missing")),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    /// The parser ends a block scalar with a line feed even where the text ends without one, as
    /// it does in a shell's `"$(cat file)"`.
    fn trim_block<'t>(&self, scalar: &'t str, style: ScalarStyle, span: Span) -> &'t str {
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let is_cut = is_block
            && !self.text.ends_with(['\n', '\r'])
            && span.end.index() == self.text.chars().count();
        scalar
            .strip_suffix('\n')
            .filter(|_| is_cut)
            .unwrap_or(scalar)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<Value, YamlError> {
        let Some(value) = self.anchors.get(&anchor) else {
            return Err(error(span, "a value cannot contain itself"));
        };
        self.aliased += size(value);
        if self.aliased > MAX_ALIASED {
            return Err(error(span, "aliases stand for too many values"));
        }
        Ok(value.clone())
    }

    fn nested(
        &mut self,
        span: Span,
        read: impl FnOnce(&mut Self) -> Result<Value, YamlError>,
    ) -> Result<Value, YamlError> {
        if self.depth == MAX_DEPTH {
            return Err(error(span, "nested too deeply"));
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn sequence(&mut self) -> Result<Value, YamlError> {
        let mut list = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::List(list)),
                (event, span) => list.push(self.node(event, span)?),
            }
        }
    }

    fn mapping(&mut self) -> Result<Value, YamlError> {
        let mut map = Map::new();
        let mut merged = None;
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            if is_merge_key(&event) {
                let (event, value_span) = self.next()?;
                let value = self.node(event, value_span)?;
                if merged.replace(merge(value, value_span)?).is_some() {
                    return Err(error(span, "the merge key occurs twice"));
                }
                continue;
            }
            let key = self.key(event, span)?;
            let (event, value_span) = self.next()?;
            let value = self.node(event, value_span)?;
            if map.contains_key(&key) {
                return Err(error(span, format!("the key {key:?} occurs twice")));
            }
            map.insert(key, value);
        }
        let Some(mut all) = merged else {
            return Ok(Value::Map(map));
        };
        all.extend(map);
        Ok(Value::Map(all))
    }

    fn key(&mut self, event: Event<'a>, span: Span) -> Result<String, YamlError> {
        // An equals sign is no value, but it may be a key.
        if matches!(&event, Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "=") {
            return Ok("=".to_owned());
        }
        match self.node(event, span)? {
            Value::String(key) => Ok(key),
            _ => Err(error(span, "keys must be strings; quote this one")),
        }
    }
}

fn is_merge_key(event: &Event<'_>) -> bool {
    match event {
        Event::Scalar(text, ScalarStyle::Plain, _, None) => text == "<<",
        Event::Scalar(_, _, _, Some(tag)) => full_name(tag) == "tag:yaml.org,2002:merge",
        _ => false,
    }
}

/// The entries that a merge key stands for. Of several mappings the earlier count, but the later
/// come first.
fn merge(value: Value, span: Span) -> Result<Map, YamlError> {
    let maps = match value {
        Value::List(items) => items,
        single => vec![single],
    };
    let mut merged = Map::new();
    for map in maps.into_iter().rev() {
        let Value::Map(map) = map else {
            return Err(error(span, "only mappings can be merged"));
        };
        merged.extend(map);
    }
    Ok(merged)
}

/// How many values a value consists of.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::List(list) => list.iter().map(size).sum(),
        Value::Map(map) => map.values().map(size).sum(),
        _ => 0,
    }
}

/// The tag with its handle resolved.
fn full_name(tag: &Tag) -> String {
    format!("{}{}", tag.handle, tag.suffix)
}

/// Accepts no tag, the non-specific tag and the one named.
fn check_tag(tag: Option<&Tag>, name: &str, span: Span) -> Result<(), YamlError> {
    match tag.map(full_name) {
        None => Ok(()),
        Some(tag) if tag == "!" || tag.strip_prefix(scalar::CORE) == Some(name) => Ok(()),
        Some(tag) => Err(error(span, format!("the tag {tag} is not supported here"))),
    }
}

#[cfg(test)]
mod tests;
