//! What can be wrong with an expression, worded as jmespath.py words it.

use thiserror::Error;

/// An expression that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CompileError {
    /// There is no expression.
    #[error("Invalid JMESPath expression: cannot be empty.")]
    Empty,
    /// Some characters form no token.
    #[error("Bad jmespath expression: {reason}:\n{expression}\n{:>1$}", "^", .position + 1)]
    Token {
        /// What is wrong with them.
        reason: String,
        /// Where they start, counted in characters.
        position: usize,
        /// The whole expression.
        expression: String,
    },
    /// A token stands where it may not.
    #[error(
        "{reason}: Parse error at column {position}, token \"{token}\" ({kind}), \
         for expression:\n\"{expression}\"\n{:>1$}", "^", .position + 2
    )]
    Grammar {
        /// What is wrong with it.
        reason: String,
        /// Where it starts, counted in characters.
        position: usize,
        /// The token.
        token: String,
        /// The name of the token's kind, in capitals.
        kind: String,
        /// The whole expression.
        expression: String,
    },
    /// The expression stops in the middle.
    #[error(
        "Invalid jmespath expression: Incomplete expression:\n\"{expression}\"\n{:>1$}",
        "^", .expression.chars().count() + 2
    )]
    Incomplete {
        /// The whole expression.
        expression: String,
    },
    /// The expression is nested deeper than any sensible one.
    #[error("Invalid jmespath expression: nested more than {limit} levels deep")]
    TooDeep {
        /// How many levels are allowed.
        limit: usize,
    },
}

/// An expression that can be read but not evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SearchError {
    /// A function that does not exist.
    #[error("Unknown function: {0}()")]
    UnknownFunction(String),
    /// A function called with too few or too many arguments.
    #[error("Expected {arity} for function {function}(), received {received}")]
    Arity {
        /// The function.
        function: &'static str,
        /// How many arguments it takes.
        arity: Arity,
        /// How many it was given.
        received: usize,
    },
    /// A function called with an argument, or an element of an argument, of a wrong type.
    #[error(
        "In function {function}(), invalid type for value: {value}, \
         expected one of: [{}], received: \"{received}\"",
        quoted(expected)
    )]
    Type {
        /// The function.
        function: &'static str,
        /// The value, as Python writes it.
        value: String,
        /// The types it may have.
        expected: &'static [&'static str],
        /// The type it has.
        received: &'static str,
    },
    /// Two values that have no order.
    #[error("'{operator}' not supported between instances of '{left}' and '{right}'")]
    Incomparable {
        /// The operator that asks for their order.
        operator: &'static str,
        /// The Python type of the left value.
        left: &'static str,
        /// The Python type of the right value.
        right: &'static str,
    },
    /// `contains()` asked whether a string contains something that is not a string.
    #[error("'in <string>' requires string as left operand, not {0}")]
    NotASubstring(&'static str),
    /// A slice that would never advance.
    #[error("slice step cannot be zero")]
    ZeroStep,
    /// An infinity or NaN cannot be rounded to an integer.
    #[error("cannot convert float {0} to integer")]
    NotAnInteger(&'static str),
    /// An integer beyond 128 bits cannot be added up.
    #[error("integer too large to add: {0}")]
    IntegerTooLarge(String),
    /// An expression reference stands where a value is needed, most likely as the result.
    #[error("Encountered unrecognized type in JSON encoder.")]
    ExpressionReference,
}

/// How many arguments a function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// This many.
    Exactly(usize),
    /// This many or more.
    AtLeast(usize),
}

impl std::fmt::Display for Arity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (qualifier, count) = match *self {
            Self::Exactly(count) => ("", count),
            Self::AtLeast(count) => ("at least ", count),
        };
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{qualifier}{count} argument{plural}")
    }
}

fn quoted(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
    quoted.join(", ")
}
