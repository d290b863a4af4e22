//! How functions are called: which there are is checked, then how many arguments they were given,
//! then of which types those are.

use std::borrow::Cow;

use cli_formats::{Map, Value};

use super::ast::Ast;
use super::error::{Arity, SearchError};
use super::functions::FUNCTIONS;
use super::interpret::{evaluate, type_name};
use super::{python_class, python_text};

pub(super) type Outcome = Result<Value, SearchError>;
pub(super) type Types = &'static [&'static str];

/// A function of the language.
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) arity: Arity,
    pub(super) body: fn(&Arguments<'_>) -> Outcome,
}

/// Whether every call names a function with a fitting number of arguments, and every expression
/// reference is an argument.
pub(super) fn check(ast: &Ast) -> Result<(), SearchError> {
    match ast {
        Ast::Current | Ast::Literal(_) | Ast::Field(_) | Ast::Index(_) | Ast::Slice(_) => Ok(()),
        Ast::Chain(left, right)
        | Ast::Or(left, right)
        | Ast::And(left, right)
        | Ast::Comparison(_, left, right)
        | Ast::Projection {
            source: left,
            each: right,
        }
        | Ast::ValueProjection {
            source: left,
            each: right,
        } => {
            check(left)?;
            check(right)
        }
        Ast::Filter {
            source,
            condition,
            each,
        } => {
            check(source)?;
            check(condition)?;
            check(each)
        }
        Ast::Flatten(operand) | Ast::Not(operand) => check(operand),
        Ast::List(items) => items.iter().try_for_each(check),
        Ast::Hash(entries) => entries.iter().try_for_each(|(_, value)| check(value)),
        Ast::Call { name, arguments } => {
            arguments.iter().try_for_each(|argument| match argument {
                Ast::Reference(expression) => check(expression),
                value => check(value),
            })?;
            find(name, arguments.len()).map(|_| ())
        }
        Ast::Reference(_) => Err(SearchError::ExpressionReference),
    }
}

/// Calls a function with arguments evaluated against `input`.
pub(super) fn call(name: &str, arguments: &[Ast], input: &Value) -> Outcome {
    let evaluated = arguments.iter().map(|argument| match argument {
        Ast::Reference(expression) => Ok(Argument::Reference(expression)),
        value => evaluate(value, input).map(Argument::Value),
    });
    let values = evaluated.collect::<Result<_, _>>()?;
    let function = find(name, arguments.len())?;
    (function.body)(&Arguments {
        function: function.name,
        values,
    })
}

fn find(name: &str, received: usize) -> Result<&'static Function, SearchError> {
    let function = FUNCTIONS
        .iter()
        .find(|function| function.name == name)
        .ok_or_else(|| SearchError::UnknownFunction(name.to_owned()))?;
    let fits = match function.arity {
        Arity::Exactly(count) => received == count,
        Arity::AtLeast(count) => received >= count,
    };
    if fits {
        return Ok(function);
    }
    Err(SearchError::Arity {
        function: function.name,
        arity: function.arity,
        received,
    })
}

enum Argument<'v> {
    Value(Cow<'v, Value>),
    Reference(&'v Ast),
}

/// What a function was called with. The accessors check the type of the argument they return.
pub(super) struct Arguments<'v> {
    function: &'static str,
    values: Vec<Argument<'v>>,
}

impl Arguments<'_> {
    pub(super) fn count(&self) -> usize {
        self.values.len()
    }

    pub(super) fn any(&self, index: usize) -> Result<&Value, SearchError> {
        match &self.values[index] {
            Argument::Value(value) => Ok(value),
            Argument::Reference(_) => Err(SearchError::ExpressionReference),
        }
    }

    pub(super) fn expression(&self, index: usize) -> Result<&Ast, SearchError> {
        match &self.values[index] {
            Argument::Reference(expression) => Ok(expression),
            Argument::Value(_) => Err(self.mismatch(index, &["expref"])),
        }
    }

    pub(super) fn number(&self, index: usize) -> Result<&Value, SearchError> {
        match &self.values[index] {
            Argument::Value(value) if type_name(value) == "number" => Ok(value),
            _ => Err(self.mismatch(index, &["number"])),
        }
    }

    pub(super) fn string(&self, index: usize) -> Result<&str, SearchError> {
        match self.value(index) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(self.mismatch(index, &["string"])),
        }
    }

    pub(super) fn array(&self, index: usize) -> Result<&[Value], SearchError> {
        match self.value(index) {
            Some(Value::List(list)) => Ok(list),
            _ => Err(self.mismatch(index, &["array"])),
        }
    }

    pub(super) fn object(&self, index: usize) -> Result<&Map, SearchError> {
        match self.value(index) {
            Some(Value::Map(map)) => Ok(map),
            _ => Err(self.mismatch(index, &["object"])),
        }
    }

    /// A list whose elements are all of one of the `expected` types, such as `array-number`.
    pub(super) fn elements(&self, index: usize, expected: Types) -> Result<&[Value], SearchError> {
        let Some(Value::List(list)) = self.value(index) else {
            return Err(self.mismatch(index, expected));
        };
        let allowed = list.first().map(type_name).filter(|first| {
            expected
                .iter()
                .any(|name| name.strip_prefix("array-") == Some(first))
        });
        match list
            .iter()
            .find(|element| Some(type_name(element)) != allowed)
        {
            Some(odd) => Err(self.wrong(python_text(odd), expected, python_class(odd))),
            None => Ok(list),
        }
    }

    pub(super) fn value(&self, index: usize) -> Option<&Value> {
        match &self.values[index] {
            Argument::Value(value) => Some(value),
            Argument::Reference(_) => None,
        }
    }

    pub(super) fn mismatch(&self, index: usize, expected: Types) -> SearchError {
        match self.value(index) {
            Some(value) => self.wrong(python_text(value), expected, type_name(value)),
            None => self.wrong("an expression reference".to_owned(), expected, "expref"),
        }
    }

    pub(super) fn wrong(
        &self,
        value: String,
        expected: Types,
        received: &'static str,
    ) -> SearchError {
        SearchError::Type {
            function: self.function,
            value,
            expected,
            received,
        }
    }

    /// What the expression reference yields for an element, if it is of an `allowed` type.
    pub(super) fn key<'v>(
        &self,
        expression: &'v Ast,
        element: &'v Value,
        allowed: Types,
    ) -> Result<Cow<'v, Value>, SearchError> {
        let key = evaluate(expression, element)?;
        let received = type_name(&key);
        if allowed.contains(&received) {
            return Ok(key);
        }
        Err(self.wrong(python_text(&key), allowed, received))
    }
}
