//! Patterns: compiled once, searched.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regress::{Flags, Regex};

/// A pattern that is no ECMA-262 expression under the `u` flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPattern {
    pattern: String,
    reason: String,
}

impl fmt::Display for InvalidPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pattern, reason } = self;
        write!(
            f,
            "pattern `{pattern}` is not valid under the u flag: {reason}"
        )
    }
}

impl std::error::Error for InvalidPattern {}

/// Compiles a pattern as [`validate`](super::validate) does: ECMA-262 with the `u` flag.
///
/// `validate` lets any text pass under a pattern that does not compile, so whatever writes a
/// catalog refuses such a pattern with this function first.
pub fn compile(pattern: &str) -> Result<Regex, InvalidPattern> {
    let invalid = |reason: String| InvalidPattern {
        pattern: pattern.to_owned(),
        reason,
    };
    if pattern.matches('|').count() > MAX_BARS {
        return Err(invalid(format!(
            "there are more than {MAX_BARS} alternatives"
        )));
    }
    if nesting(pattern) > MAX_NESTING {
        let reason = format!("groups are nested deeper than {MAX_NESTING} levels");
        return Err(invalid(reason));
    }
    let flags = Flags {
        unicode: true,
        ..Flags::default()
    };
    Regex::with_flags(pattern, flags).map_err(|error| invalid(error.to_string()))
}

/// Groups within groups. The engine goes down a level of its stack with each, as with each alternative, and the
/// stack has an end. Parentheses and bars that are escaped or in a class count as well: no pattern comes near.
const MAX_NESTING: usize = 100;

/// Bars between alternatives.
const MAX_BARS: usize = 1_000;

/// How deep groups are nested at most.
fn nesting(pattern: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for character in pattern.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Every pattern met so far; `None` for those that do not compile.
type Compiled = RwLock<HashMap<&'static str, Option<Arc<Regex>>>>;

static COMPILED: LazyLock<Compiled> = LazyLock::new(Compiled::default);

/// Whether the pattern is found anywhere in the text.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_none_or(|regex| regex.find(text).is_some())
}

fn compiled(pattern: &'static str) -> Option<Arc<Regex>> {
    let known = COMPILED
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(pattern)
        .cloned();
    known.unwrap_or_else(|| {
        let regex = compile(pattern).ok().map(Arc::new);
        let mut all = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(pattern, regex.clone());
        regex
    })
}
