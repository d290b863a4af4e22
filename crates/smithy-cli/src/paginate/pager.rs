//! The requests of a listing, one after the other, and what becomes of their answers.

use std::time::Duration;

use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value, pytext};
use smithy_catalog::cli::Pages;

use super::bookmark::Bookmark;
use super::path;
use super::{Config, NEXT_TOKEN};
use crate::error::CliError;

/// The requests of a listing, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pager {
    pages: Pages,
    max_items: Option<i64>,
    page_size: Option<Value>,
    /// The tokens of the page that is next, or of the last one.
    tokens: Map,
    /// Where the first page was named: how many of its items are not to be shown.
    start: Option<i64>,
    /// How many pages there have been.
    seen: usize,
    /// Items so far.
    taken: i64,
    /// What is shown of the first page beside results.
    kept: Map,
    state: State,
    bookmark: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    First,
    More,
    /// The service sends the same token again and again.
    Repeated,
    Done,
}

impl Pager {
    /// The pager of a listing.
    ///
    /// # Errors
    /// If the listing has no pages of a size that can be chosen, or cannot begin where it should.
    pub(super) fn new(pages: Pages, config: Config) -> Result<Self, CliError> {
        if config.page_size.is_some() && pages.limit_key.is_none() {
            return Err(CliError::general(
                "Error during pagination: PageSize parameter is not supported for the pagination interface for this \
                 operation.",
            ));
        }
        let start = match &config.starting_token {
            None => None,
            Some(text) => {
                Some(Bookmark::parse(text, pages.input_tokens).map_err(CliError::general)?)
            }
        };
        let skip = start.as_ref().map(|start| start.skip.unwrap_or_default());
        let first = start.unwrap_or_else(|| Bookmark::start(pages.input_tokens));
        Ok(Self {
            pages,
            max_items: config.max_items,
            page_size: config.page_size,
            tokens: first.tokens,
            start: skip,
            seen: 0,
            taken: 0,
            kept: Map::new(),
            state: State::First,
            bookmark: None,
        })
    }

    /// The members to add to the document for the next request; `None` after the last page.
    ///
    /// # Errors
    /// If the service sent the same token twice: to go on would be to go on for ever.
    pub(crate) fn next_request(&self) -> Result<Option<Map>, CliError> {
        match self.state {
            State::First | State::More => Ok(Some(self.overrides())),
            State::Done => Ok(None),
            State::Repeated => {
                let tokens = python::repr(&Value::Map(self.tokens.clone()), MapType::Dict);
                Err(CliError::general(format!(
                    "Error during pagination: The same next token was received twice: {tokens}"
                )))
            }
        }
    }

    fn overrides(&self) -> Map {
        let mut members = Map::new();
        if let Some((member, size)) = self.pages.limit_key.zip(self.page_size.as_ref()) {
            members.insert(member.to_owned(), size.clone());
        }
        for (member, token) in &self.tokens {
            // A token that says it is none is none.
            if *token != Value::Null && *token != Value::from("None") {
                members.insert(member.clone(), token.clone());
            }
        }
        members
    }

    /// Takes the answer to the last request; returns what of it is to be shown.
    pub(crate) fn accept(&mut self, page: Value) -> Value {
        let Value::Map(mut page) = page else {
            self.state = State::Done;
            return page;
        };
        let repeatable = self.state == State::More;
        let mut skipped = 0;
        if self.state == State::First {
            if let Some(skip) = self.start {
                skipped = skip;
                self.begin_at(&mut page, skip);
            }
            self.keep(&page);
        }
        self.seen += 1;
        let count = path::get_mut(&mut page, self.items()).map_or(0, |items| length(items));
        let left = self.max_items.map(|max| max.saturating_sub(self.taken));
        if let Some(left) = left.filter(|left| count > *left) {
            match path::get_mut(&mut page, self.items()) {
                Some(items) => slice(items, 0, slice_end(left, count)),
                // Of nothing, nothing is left, which is shown as a list.
                None => path::set(&mut page, self.items(), Value::list([])),
            }
            self.stop_at(self.tokens.clone(), Some(left.saturating_add(skipped)));
            return Value::Map(page);
        }
        self.taken += count;
        let page = Value::Map(page);
        match self.next_tokens(&page) {
            None => self.state = State::Done,
            Some(tokens) if left == Some(count) => self.stop_at(tokens, None),
            Some(tokens) if repeatable && tokens == self.tokens => self.state = State::Repeated,
            Some(tokens) => {
                self.tokens = tokens;
                self.state = State::More;
            }
        }
        page
    }

    /// The results that items are counted of.
    fn items(&self) -> &'static str {
        self.pages.result_keys.first().copied().unwrap_or_default()
    }

    /// Takes out of the first page what was shown when the listing was cut off: the items that were, and
    /// all other results.
    fn begin_at(&self, page: &mut Map, skip: i64) {
        for (at, key) in self.pages.result_keys.iter().enumerate() {
            let rest = match path::get_mut(page, key) {
                Some(Value::Int(_) | Value::Float(_) | Value::BigInt(_)) if at > 0 => continue,
                Some(items @ (Value::List(_) | Value::String(_))) => {
                    let count = length(items);
                    let start = if at == 0 {
                        slice_end(skip, count)
                    } else {
                        count
                    };
                    slice(items, start, count);
                    continue;
                }
                _ => Value::Null,
            };
            path::set(page, key, rest);
        }
    }

    /// Remembers what is shown of the first page beside results.
    fn keep(&mut self, page: &Map) {
        if self.pages.non_aggregate_keys.is_empty() {
            return;
        }
        let page = Value::Map(page.clone());
        for key in self.pages.non_aggregate_keys {
            let value = path::search(&page, key).unwrap_or(Value::Null);
            path::set(&mut self.kept, key, value);
        }
    }

    /// The tokens of the page behind this one, if there is one.
    fn next_tokens(&self, page: &Value) -> Option<Map> {
        if let Some(more) = self.pages.more_results
            && !path::search(page, more).is_some_and(|more| more.is_truthy())
        {
            return None;
        }
        let names = self.pages.input_tokens.iter();
        let tokens: Map = names
            .zip(self.pages.output_tokens)
            .map(|(input, output)| {
                let token = path::search(page, output).filter(Value::is_truthy);
                ((*input).to_owned(), token.unwrap_or(Value::Null))
            })
            .collect();
        let any = tokens.values().any(|token| *token != Value::Null);
        any.then_some(tokens)
    }

    fn stop_at(&mut self, tokens: Map, skip: Option<i64>) {
        self.bookmark = Some(Bookmark { tokens, skip }.encode());
        self.state = State::Done;
    }

    /// Ends the listing before the page that was to be next, where it can go on another time.
    pub(crate) fn interrupt(&mut self) {
        if self.has_begun() && self.state == State::More {
            self.stop_at(self.tokens.clone(), None);
        }
    }

    /// Whether there is another page behind those that have come.
    pub(crate) fn goes_on(&self) -> bool {
        self.state == State::More
    }

    /// Whether there has been a page.
    pub(crate) fn has_begun(&self) -> bool {
        self.seen > 0
    }

    /// How far the listing has come in this time, for whoever waits.
    pub(crate) fn progress(&self, elapsed: Duration) -> String {
        let (pages, items) = (self.seen, self.taken);
        let rate = items as f64 / elapsed.as_secs_f64().max(0.001);
        format!("{pages} pages, {items} items, {rate:.0} items/s, Ctrl-C keeps what has come")
    }

    /// Adds the results of a page to those of the pages before it.
    pub(crate) fn merge(&self, whole: &mut Map, mut page: Value) {
        for key in self.pages.result_keys {
            let Some(results) = path::take(&mut page, key) else {
                continue;
            };
            match path::get_mut(whole, key) {
                Some(before) => add(before, results),
                None => path::set(whole, key, results),
            }
        }
    }

    /// The merged answer, with a `NextToken` if the listing was cut off.
    pub(crate) fn finish(self, mut whole: Map) -> Value {
        path::merge(&mut whole, self.kept);
        if let Some(bookmark) = self.bookmark {
            whole.insert(NEXT_TOKEN.to_owned(), Value::String(bookmark));
        }
        Value::Map(whole)
    }

    /// A page reduced to its results, as text output shows it; they are null where it has none.
    pub(crate) fn results(&self, mut page: Value) -> Value {
        let mut results = match self.seen {
            1 => self.kept.clone(),
            _ => Map::new(),
        };
        for key in self.pages.result_keys {
            let found = path::take(&mut page, key).unwrap_or(Value::Null);
            path::set(&mut results, key, found);
        }
        Value::Map(results)
    }

    /// What text output shows last if the listing was cut off.
    pub(crate) fn next_token_line(&self) -> Option<Value> {
        let bookmark = self.bookmark.as_deref()?;
        Some(Value::map([(
            NEXT_TOKEN,
            Value::map([(NEXT_TOKEN, bookmark.into())]),
        )]))
    }
}

/// Python's `len`.
fn length(items: &Value) -> i64 {
    let length = match items {
        Value::List(items) => items.len(),
        Value::Map(entries) => entries.len(),
        Value::String(text) => text.chars().count(),
        _ => 0,
    };
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Leaves the items from `start` up to `end`.
fn slice(items: &mut Value, start: i64, end: i64) {
    let place = |at: i64| usize::try_from(at).unwrap_or_default();
    let (start, count) = (place(start), place(end.saturating_sub(start)));
    match items {
        Value::List(items) => {
            *items = items.drain(..).skip(start).take(count).collect();
        }
        Value::String(text) => *text = text.chars().skip(start).take(count).collect(),
        _ => {}
    }
}

/// Where a slice of so many items ends; negative positions count from the end.
fn slice_end(position: i64, count: i64) -> i64 {
    match position < 0 {
        true => count.saturating_add(position).max(0),
        false => position.min(count),
    }
}

/// Puts results behind those before: lists and texts are joined, numbers added.
fn add(before: &mut Value, results: Value) {
    match (before, results) {
        (Value::List(before), Value::List(results)) => before.extend(results),
        (Value::Map(before), Value::Map(results)) => before.extend(results),
        (Value::String(before), Value::String(results)) => before.push_str(&results),
        (before @ (Value::Int(_) | Value::Float(_)), results) => {
            *before = sum(before, &results);
        }
        _ => {}
    }
}

fn sum(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => match left.checked_add(*right) {
            Some(sum) => Value::Int(sum),
            None => {
                let sum = i128::from(*left) + i128::from(*right);
                pytext::integer(sum < 0, &sum.unsigned_abs().to_string(), 10)
                    .expect("a sum has digits")
            }
        },
        (Value::Int(left), Value::Float(right)) => Value::Float(*left as f64 + right),
        (Value::Float(left), Value::Int(right)) => Value::Float(left + *right as f64),
        (Value::Float(left), Value::Float(right)) => Value::Float(left + right),
        _ => left.clone(),
    }
}
