//! Pagination: whether to follow pages, and which requests that takes.
//!
//! Nothing here sends anything. The caller asks a [`Pager`] for the next request, sends it and
//! hands the answer back, until there is no next request.

mod bookmark;

use cli_formats::pytext;
use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value};
use smithy_catalog::{Operation, Pagination};

use crate::args::RawOptions;
use crate::error::CliError;
use crate::options::{self, kebab};
use bookmark::Bookmark;

/// The member of a document, beside those of the operation, that says how to paginate.
const CONFIG: &str = "PaginationConfig";
const MAX_ITEMS: &str = "MaxItems";
const PAGE_SIZE: &str = "PageSize";
const STARTING_TOKEN: &str = "StartingToken";
/// What the place where a listing was cut off is called in the output.
const NEXT_TOKEN: &str = "NextToken";

/// What the options say of pagination. What a document says is added by [`PageOptions::pager`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PageOptions {
    /// The paginated members, if pages are to be followed.
    follow: Option<Pages>,
    /// `PaginationConfig`, as far as options make it up.
    config: Map,
}

/// The members of an operation that make it a paginated one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pages {
    input_token: &'static str,
    output_token: &'static str,
    page_size: Option<&'static str>,
    items: &'static str,
}

impl Pages {
    /// None where the results are the whole page, of which nothing can be merged.
    fn of(pagination: &Pagination) -> Option<Self> {
        let &Pagination {
            input_token,
            output_token,
            page_size,
            items,
        } = pagination;
        items.map(|items| Self {
            input_token,
            output_token,
            page_size,
            items,
        })
    }

    /// The members of the input that page by hand.
    fn by_hand(&self) -> impl Iterator<Item = &'static str> + use<> {
        [Some(self.input_token), self.page_size]
            .into_iter()
            .flatten()
    }
}

impl PageOptions {
    /// Reads the options of an operation.
    ///
    /// To give an option that pages by hand, such as `--max-results`, is to ask for one page. Where
    /// `--starting-token` is such an option, it takes a token of the service. The `NextToken` of a
    /// listing that `--max-items` cut off is none; beside `--max-items` or `--page-size` it resumes
    /// the listing.
    ///
    /// # Errors
    /// If one page is asked for and options for several are given as well.
    pub(crate) fn read(
        operation: &Operation,
        options: &RawOptions,
        no_paginate: bool,
    ) -> Result<Self, CliError> {
        let mut config = Map::new();
        let Some(pages) = operation.pagination.as_ref().and_then(Pages::of) else {
            return Ok(Self {
                follow: None,
                config,
            });
        };
        let given = |member: &str| options.contains(&kebab(member));
        let token = options.text(&kebab(pages.input_token));
        // The AWS CLI sends a bookmark to the service as it is, and refuses it beside these options,
        // so only there is resuming free to be given a meaning.
        let paged = [options::PAGE_SIZE, options::MAX_ITEMS]
            .iter()
            .any(|option| options.contains(option));
        let bookmark =
            token.filter(|token| paged && Bookmark::decode(token, pages.input_token).is_some());
        let sized_by_hand = pages.page_size.is_some_and(given);
        let started_by_hand = given(pages.input_token) && bookmark.is_none();
        let one_page = no_paginate || sized_by_hand || started_by_hand;
        if one_page {
            refuse_paging(options)?;
        } else if let Some(bookmark) = bookmark {
            config.insert(STARTING_TOKEN.to_owned(), bookmark.into());
        }
        for (option, key) in [
            (options::PAGE_SIZE, PAGE_SIZE),
            (options::MAX_ITEMS, MAX_ITEMS),
        ] {
            if let Some(number) = options.integer(option) {
                config.insert(key.to_owned(), number.clone());
            }
        }
        Ok(Self {
            follow: Some(pages).filter(|_| !one_page),
            config,
        })
    }

    /// A warning to print about the options, if one is due.
    pub(crate) fn warning(&self) -> Option<&'static str> {
        let max_items = self.config.get(MAX_ITEMS)?;
        (saturated(max_items) <= 0).then_some(
            "warning: Non-positive values for --max-items may result in undefined behavior.\n",
        )
    }

    /// The pager of a listing, if pages are to be followed. Takes out of the document what is not
    /// to be sent. Without a pager, a `PaginationConfig` stays in it for validation to refuse.
    ///
    /// # Errors
    /// If `PaginationConfig` in the document is malformed.
    pub(crate) fn pager(self, document: &mut Map) -> Result<Option<Pager>, CliError> {
        let resumes = self.config.contains_key(STARTING_TOKEN);
        if !self.config.is_empty() {
            document.insert(CONFIG.to_owned(), Value::Map(self.config));
        }
        let Some(pages) = self.follow else {
            return Ok(None);
        };
        if resumes {
            document.shift_remove(pages.input_token);
        }
        if pages.by_hand().any(|member| document.contains_key(member)) {
            return Ok(None);
        }
        let config = match document.shift_remove(CONFIG) {
            None => Map::new(),
            Some(Value::Map(config)) => config,
            Some(other) => return Err(invalid(CONFIG, "an object", &other)),
        };
        Pager::new(pages, &config).map(Some)
    }
}

/// Refuses options for several pages where one is asked for. A zero is as if not given.
fn refuse_paging(options: &RawOptions) -> Result<(), CliError> {
    let given: Vec<_> = [options::PAGE_SIZE, options::MAX_ITEMS]
        .into_iter()
        .filter(|option| options.integer(option).is_some_and(Value::is_truthy))
        .map(|option| format!("--{option}"))
        .collect();
    if given.is_empty() {
        return Ok(());
    }
    let given = given.join(", ");
    Err(CliError::param_validation(format!(
        "Cannot specify --no-paginate along with pagination arguments: {given}"
    )))
}

/// The requests of a listing, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pager {
    pages: Pages,
    max_items: Option<i64>,
    page_size: Option<Value>,
    /// The token of the page that is next, or of the last one; null for the first.
    token: Value,
    /// How many items of the page that is next are not to be shown.
    skip: i64,
    /// Items so far.
    taken: i64,
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
    fn new(pages: Pages, config: &Map) -> Result<Self, CliError> {
        let page_size = integer(config, PAGE_SIZE)?;
        if page_size.is_some() && pages.page_size.is_none() {
            return Err(CliError::general(
                "Error during pagination: PageSize parameter is not supported for the pagination interface for this \
                 operation.",
            ));
        }
        let start = match config.get(STARTING_TOKEN) {
            None | Some(Value::Null) => Bookmark {
                token: Value::Null,
                skip: None,
            },
            Some(Value::String(text)) => {
                Bookmark::decode(text, pages.input_token).unwrap_or_else(|| Bookmark {
                    token: text.as_str().into(),
                    skip: None,
                })
            }
            Some(other) => {
                return Err(invalid("PaginationConfig.StartingToken", "a string", other));
            }
        };
        Ok(Self {
            pages,
            max_items: integer(config, MAX_ITEMS)?.as_ref().map(saturated),
            page_size,
            token: start.token,
            skip: start.skip.unwrap_or_default(),
            taken: 0,
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
                let token = Value::map([(self.pages.input_token, self.token.clone())]);
                let token = python::repr(&token, MapType::Dict);
                Err(CliError::general(format!(
                    "Error during pagination: The same next token was received twice: {token}"
                )))
            }
        }
    }

    fn overrides(&self) -> Map {
        let mut members = Map::new();
        if let Some((member, size)) = self.pages.page_size.zip(self.page_size.as_ref()) {
            members.insert(member.to_owned(), size.clone());
        }
        if self.token != Value::Null {
            members.insert(self.pages.input_token.to_owned(), self.token.clone());
        }
        members
    }

    /// Takes the answer to the last request; returns what of it is to be shown.
    pub(crate) fn accept(&mut self, mut page: Value) -> Value {
        let repeatable = self.state == State::More;
        let skipped = std::mem::take(&mut self.skip);
        let mut none = Vec::new();
        let items = match get_mut(&mut page, self.pages.items) {
            Some(Value::List(items)) => items,
            _ => &mut none,
        };
        items.drain(..slice_end(skipped, items.len()));
        let left = self.max_items.map(|max| max.saturating_sub(self.taken));
        let count = i64::try_from(items.len()).expect("no list is that long");
        if let Some(left) = left.filter(|left| count > *left) {
            items.truncate(slice_end(left, items.len()));
            let token = self.token.clone();
            self.stop_at(Bookmark {
                token,
                skip: Some(left.saturating_add(skipped)),
            });
            return page;
        }
        self.taken += count;
        match get(&page, self.pages.output_token)
            .filter(|token| token.is_truthy())
            .cloned()
        {
            None => self.state = State::Done,
            Some(token) if left == Some(count) => self.stop_at(Bookmark { token, skip: None }),
            Some(token) if repeatable && token == self.token => self.state = State::Repeated,
            Some(token) => {
                self.token = token;
                self.state = State::More;
            }
        }
        page
    }

    fn stop_at(&mut self, bookmark: Bookmark) {
        self.bookmark = Some(bookmark.encode(self.pages.input_token));
        self.state = State::Done;
    }

    /// Adds the results of a page to those of the pages before it.
    pub(crate) fn merge(&self, whole: &mut Map, mut page: Value) {
        let Some(results) = get_mut(&mut page, self.pages.items) else {
            return;
        };
        let results = std::mem::replace(results, Value::Null);
        match (get_in_mut(whole, self.pages.items), results) {
            (_, Value::Null) => {}
            (Some(Value::List(before)), Value::List(items)) => before.extend(items),
            (Some(Value::Map(before)), Value::Map(entries)) => before.extend(entries),
            (_, results) => set(whole, self.pages.items, results),
        }
    }

    /// The merged answer, with a `NextToken` if the listing was cut off.
    pub(crate) fn finish(self, mut whole: Map) -> Value {
        if let Some(bookmark) = self.bookmark {
            whole.insert(NEXT_TOKEN.to_owned(), Value::String(bookmark));
        }
        Value::Map(whole)
    }

    /// A page reduced to its results, as text output shows it; they are null where it has none.
    pub(crate) fn results(&self, page: &Value) -> Value {
        let mut results = Map::new();
        let items = get(page, self.pages.items).cloned().unwrap_or(Value::Null);
        set(&mut results, self.pages.items, items);
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

fn integer(config: &Map, key: &str) -> Result<Option<Value>, CliError> {
    let number = match config.get(key) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => pytext::parse_int(text),
        Some(number @ (Value::Int(_) | Value::BigInt(_))) => Some(number.clone()),
        Some(_) => None,
    };
    match number {
        Some(number) => Ok(Some(number)),
        None => Err(invalid(
            &format!("{CONFIG}.{key}"),
            "an integer",
            &config[key],
        )),
    }
}

fn invalid(name: &str, expected: &str, value: &Value) -> CliError {
    let value = python::repr(value, MapType::Dict);
    CliError::param_validation(format!(
        "Invalid value for {name}: {value}. It must be {expected}."
    ))
}

/// An integer, or the nearest that fits.
fn saturated(number: &Value) -> i64 {
    match number {
        Value::Int(number) => *number,
        Value::BigInt(digits) if digits.starts_with('-') => i64::MIN,
        _ => i64::MAX,
    }
}

/// Where a slice of a list ends; negative positions count from the end of the list.
fn slice_end(position: i64, len: usize) -> usize {
    let distance = usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX);
    if position < 0 {
        len.saturating_sub(distance)
    } else {
        distance.min(len)
    }
}

/// The value at a dotted path.
fn get<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, key| match value {
        Value::Map(entries) => entries.get(key),
        _ => None,
    })
}

fn get_mut<'a>(value: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    match value {
        Value::Map(entries) => get_in_mut(entries, path),
        _ => None,
    }
}

fn get_in_mut<'a>(entries: &'a mut Map, path: &str) -> Option<&'a mut Value> {
    match path.split_once('.') {
        None => entries.get_mut(path),
        Some((key, rest)) => get_mut(entries.get_mut(key)?, rest),
    }
}

/// Puts a value at a dotted path, and a map where there is none on the way.
fn set(entries: &mut Map, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            entries.insert(path.to_owned(), value);
        }
        Some((key, rest)) => {
            let mut inner = match entries.shift_remove(key) {
                Some(Value::Map(inner)) => inner,
                _ => Map::new(),
            };
            set(&mut inner, rest, value);
            entries.insert(key.to_owned(), Value::Map(inner));
        }
    }
}

#[cfg(test)]
mod tests;
