//! `--query`: JMESPath as jmespath.py 1.0.1, the AWS CLI's implementation, has it.
//!
//! The `jmespath` crate speaks the same language but keeps objects in a `BTreeMap`, so that
//! neither the answer's order nor that of a `{b: …, a: …}` survives, reads integers beyond 64
//! bits as floats, and words and positions its errors in its own way. Scripts depend on all
//! three; hence this evaluator, which works on [`Value`] directly.
//!
//! It departs from jmespath.py where that one stumbles: booleans and numbers differ inside
//! containers too (there `contains([true], 1)` holds), `merge()` checks the type of every
//! argument, NaN sorts last, half a surrogate pair is no character, and an expression reference
//! that is no function's argument is an error at once, not only if it becomes the result.

mod ast;
mod call;
mod dumps;
mod error;
mod functions;
mod interpret;
mod lexer;
mod number;
mod parser;
#[cfg(test)]
mod tests;

pub use error::{Arity, CompileError, SearchError};

use crate::python::{self, MapType};
use crate::value::Value;

/// An expression, read once and evaluated as often as needed.
#[derive(Debug, Clone)]
pub struct Expression {
    root: ast::Ast,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    ///
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
        interpret::evaluate(&self.root, data).map(std::borrow::Cow::into_owned)
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
