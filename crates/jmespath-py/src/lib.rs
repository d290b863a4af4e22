//! JMESPath as jmespath.py 1.0.1, the implementation in the AWS CLI, has it.
//!
//! The `jmespath` crate speaks the same language but keeps objects in a `BTreeMap`, so that
//! neither the order of the data nor that of a `{b: …, a: …}` survives, reads integers beyond 64
//! bits as floats, and words and positions its errors in its own way. Scripts written for the
//! AWS CLI's `--query` depend on all three. This evaluator works on [`cli_formats::Value`], which
//! keeps order and integers of any size, and says what jmespath.py says where something is wrong:
//!
//! ```
//! use cli_formats::json;
//! use jmespath_py::Expression;
//!
//! let data = json::read(r#"{"Jobs": [{"Name": "b", "Size": 2}, {"Name": "a", "Size": 9}]}"#)?;
//!
//! let query = Expression::compile("Jobs[?Size > `1`].{z: Name, a: Size} | sort_by(@, &z)")?;
//! query.check()?; // What would fail whatever the data, before any data is there.
//! assert_eq!(
//!     json::write_compact(&query.search(&data)?),
//!     r#"[{"z":"a","a":9},{"z":"b","a":2}]"#
//! );
//!
//! let error = Expression::compile("Jobs[*.Name").expect_err("a bracket is missing");
//! assert_eq!(
//!     error.to_string(),
//!     "Expecting: rbracket, got: dot: Parse error at column 6, \
//!      token \".\" (DOT), for expression:\n\"Jobs[*.Name\"\n       ^"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It departs from jmespath.py where that one stumbles: booleans and numbers differ inside
//! containers too (there `contains([true], 1)` holds), `merge()` checks the type of every
//! argument, NaN sorts last, half a surrogate pair is no character, and an expression reference
//! that is no function's argument is an error at once, not only if it becomes the result.
//!
//! Expressions are bounded in depth, and neither an expression nor data makes it panic.

mod ast;
mod call;
mod error;
mod functions;
mod interpret;
mod lexer;
mod number;
mod parser;
#[cfg(test)]
mod tests;

pub use error::{Arity, CompileError, SearchError};

use std::borrow::Cow;

use cli_formats::Value;
use cli_formats::python::{self, MapType};

/// The names of all functions, sorted.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    functions::FUNCTIONS.iter().map(|function| function.name)
}

/// An expression, read once and evaluated as often as needed.
#[derive(Debug, Clone)]
pub struct Expression {
    root: ast::Ast,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// If it is not JMESPath, or nested too deeply.
    pub fn compile(expression: &str) -> Result<Self, CompileError> {
        let root = parser::parse(expression)?;
        Ok(Self { root })
    }

    /// Finds what would fail whatever the data: unknown functions, wrong numbers of arguments and
    /// misplaced expression references. [`search`](Self::search) reports the same errors, but
    /// only for those parts that it comes to evaluate.
    ///
    /// # Errors
    ///
    /// The first of those failures.
    pub fn check(&self) -> Result<(), SearchError> {
        call::check(&self.root)
    }

    /// Evaluates the expression for some data.
    ///
    /// # Errors
    ///
    /// If a function is called in a way it does not allow, or values without order are compared.
    pub fn search(&self, data: &Value) -> Result<Value, SearchError> {
        self.find(data).map(Cow::into_owned)
    }

    /// As [`search`](Self::search). A part of the data, as `items[0].tags` names one, is not copied.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn find<'v>(&'v self, data: &'v Value) -> Result<Cow<'v, Value>, SearchError> {
        interpret::evaluate(&self.root, data)
    }
}

/// A value as error messages show it.
fn python_text(value: &Value) -> String {
    python::text(value, MapType::Dict).into_owned()
}

/// The type of a value as error messages name it.
fn python_class(value: &Value) -> &'static str {
    python::class_name(value, MapType::Dict)
}
