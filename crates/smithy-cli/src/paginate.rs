//! Pagination: whether to follow pages, and which requests that takes.
//!
//! Nothing here sends anything. The caller asks a [`Pager`] for the next request, sends it and
//! hands the answer back, until there is no next request.

mod bookmark;
mod pager;
mod path;

use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value, pytext};
use smithy_catalog::Operation;
use smithy_catalog::cli::Pages;

use crate::args::{Given, RawOptions};
use crate::error::CliError;
use crate::options;
use crate::paramfile::ParamFiles;
use crate::params;
use bookmark::Bookmark;
pub(crate) use pager::Pager;

/// The member of a document, beside those of the operation, that says how to paginate.
const CONFIG: &str = "PaginationConfig";
const MAX_ITEMS: &str = "MaxItems";
const PAGE_SIZE: &str = "PageSize";
const STARTING_TOKEN: &str = "StartingToken";
/// What the place where a listing was cut off is called in the output.
const NEXT_TOKEN: &str = "NextToken";

/// The options about pages, in the order of messages, and what a document calls the same.
const OPTIONS: [(&str, &str); 3] = [
    (options::STARTING_TOKEN, STARTING_TOKEN),
    (options::PAGE_SIZE, PAGE_SIZE),
    (options::MAX_ITEMS, MAX_ITEMS),
];

/// What the options say of pagination. What a document says is added by [`PageOptions::pager`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PageOptions {
    /// The paginated members, if pages are to be followed.
    follow: Option<Pages>,
    /// The limit of a page is text to the service.
    limit_is_text: bool,
    /// `PaginationConfig`, as far as options make it up.
    config: Map,
}

impl PageOptions {
    /// Pages are not followed, and there are no options about them.
    fn none() -> Self {
        Self {
            follow: None,
            limit_is_text: false,
            config: Map::new(),
        }
    }

    /// Reads the options of an operation.
    ///
    /// To give an option that pages by hand, such as `--max-results`, is to ask for one page. Where
    /// `--starting-token` is such an option, it takes a token of the service. The `NextToken` of a
    /// listing that `--max-items` cut off is none; beside `--max-items` or `--page-size` it resumes
    /// the listing.
    ///
    /// # Errors
    /// If one page is asked for and options for several are given as well, or a number is none.
    pub(crate) fn read(
        operation: &'static Operation,
        options: &RawOptions,
        no_paginate: bool,
    ) -> Result<Self, CliError> {
        let Some(pages) = operation.pages() else {
            return Ok(Self::none());
        };
        let own = OwnOptions::of(operation, &pages);
        let bookmark = own.bookmark(options, &pages);
        let by_hand = own.names.iter().any(|name| {
            // The AWS CLI has the option of this name for its own as long as pages are followed.
            let shadowed = name == options::MAX_ITEMS
                || (name == options::STARTING_TOKEN && bookmark.is_some());
            !shadowed && options.contains(name)
        });
        let one_page = no_paginate || by_hand;
        if one_page {
            own.refuse_paging(options)?;
        }
        let mut config = Map::new();
        for (option, key) in OPTIONS {
            if one_page && own.has(option) {
                continue;
            }
            if let Some(given) = options.get(option) {
                config.insert(key.to_owned(), setting(key, given)?);
            }
        }
        let limit = pages
            .limit_key
            .and_then(|member| operation.input.member(member));
        Ok(Self {
            follow: Some(pages).filter(|_| !one_page),
            limit_is_text: limit.is_some_and(|member| !member.target.kind.is_integer()),
            config,
        })
    }

    /// Puts what is in files in the place of the `file://` that names them.
    ///
    /// # Errors
    /// If one cannot be read.
    pub(crate) fn load(&mut self, files: &ParamFiles<'_>) -> Result<(), CliError> {
        for (option, key) in OPTIONS {
            if let Some(Value::String(text)) = self.config.get(key) {
                let loaded = params::load(option, text, files)?;
                self.config.insert(key.to_owned(), loaded);
            }
        }
        Ok(())
    }

    /// Whether the option of that name is about pages, and not the operation's parameter of that name.
    pub(crate) fn shadows(&self, option: &str) -> bool {
        self.follow.is_some() && OPTIONS.iter().any(|(name, _)| *name == option)
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
        self.leave_to_validation(document);
        let Some(pages) = self.follow else {
            return Ok(None);
        };
        let mut by_hand = pages.input_tokens.iter().chain(&pages.limit_key);
        if by_hand.any(|member| document.contains_key(*member)) {
            return Ok(None);
        }
        let config = match document.shift_remove(CONFIG) {
            None => Map::new(),
            Some(Value::Map(config)) => config,
            Some(other) => return Err(invalid(CONFIG, "an object", &other)),
        };
        Pager::new(pages, Config::read(&config, self.limit_is_text)?).map(Some)
    }

    /// Puts what options say of pages into the document, where [`PageOptions::pager`] looks for it.
    /// What is left of it when the parameters are checked is one that the operation does not have.
    pub(crate) fn leave_to_validation(&self, document: &mut Map) {
        if !self.config.is_empty() {
            document.insert(CONFIG.to_owned(), Value::Map(self.config.clone()));
        }
    }
}

/// The options of an operation that page by hand.
struct OwnOptions {
    names: Vec<String>,
}

impl OwnOptions {
    fn of(operation: &Operation, pages: &Pages) -> Self {
        let members = pages.input_tokens.iter().chain(&pages.limit_key);
        Self {
            names: members
                .map(|member| options::name(operation, member))
                .collect(),
        }
    }

    fn has(&self, option: &str) -> bool {
        self.names.iter().any(|name| name == option)
    }

    /// The bookmark that `--starting-token` gives where that is an option of the service.
    ///
    /// The AWS CLI sends a bookmark to the service as it is, and refuses it beside options about pages, so
    /// only there is resuming free to be given a meaning.
    fn bookmark(&self, options: &RawOptions, pages: &Pages) -> Option<Bookmark> {
        let paged = [options::PAGE_SIZE, options::MAX_ITEMS];
        let paged = paged.iter().any(|option| options.contains(option));
        if !paged || !self.has(options::STARTING_TOKEN) {
            return None;
        }
        Bookmark::decode(options.text(options::STARTING_TOKEN)?, pages.input_tokens)
    }

    /// Refuses options for several pages where one is asked for. What is empty or zero is as if not given.
    fn refuse_paging(&self, options: &RawOptions) -> Result<(), CliError> {
        let is_given = |option: &str| match options.get(option) {
            Some(Given::Number(number)) => number.is_truthy(),
            Some(Given::Text(text)) => !text.is_empty(),
            _ => false,
        };
        let given: Vec<_> = OPTIONS
            .iter()
            .filter(|(option, _)| !self.has(option) && is_given(option))
            .map(|(option, _)| format!("--{option}"))
            .collect();
        if given.is_empty() {
            return Ok(());
        }
        let given = given.join(", ");
        Err(CliError::param_validation(format!(
            "Cannot specify --no-paginate along with pagination arguments: {given}"
        )))
    }
}

/// The value of an option about pages. The limit of all pages is a number whatever that of one is.
fn setting(key: &str, given: &Given) -> Result<Value, CliError> {
    match given {
        Given::Number(number) => Ok(number.clone()),
        Given::Text(text) if key == MAX_ITEMS => {
            pytext::parse_int(text).ok_or_else(|| CliError::general(pytext::invalid_int(text)))
        }
        Given::Text(text) => Ok(text.as_str().into()),
        Given::Flag | Given::Words(_) => Ok(Value::Null),
    }
}

/// `PaginationConfig`, read.
struct Config {
    max_items: Option<i64>,
    page_size: Option<Value>,
    starting_token: Option<String>,
}

impl Config {
    fn read(config: &Map, limit_is_text: bool) -> Result<Self, CliError> {
        let starting_token = match config.get(STARTING_TOKEN) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => {
                return Err(invalid("PaginationConfig.StartingToken", "a string", other));
            }
        };
        Ok(Self {
            max_items: integer(config, MAX_ITEMS)?.as_ref().map(saturated),
            page_size: match config.get(PAGE_SIZE) {
                None | Some(Value::Null) => None,
                Some(size) if limit_is_text => Some(Value::String(
                    python::text(size, MapType::Dict).into_owned(),
                )),
                Some(_) => integer(config, PAGE_SIZE)?,
            },
            starting_token,
        })
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

#[cfg(test)]
mod tests;
