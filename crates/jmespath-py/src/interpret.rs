//! What an expression yields for a value.

use std::borrow::Cow;
use std::cmp::Ordering;

use cli_formats::{Map, Value};

use super::ast::{Ast, Comparator, Slice};
use super::error::SearchError;
use super::{call, number, python_class};

type Evaluated<'v> = Result<Cow<'v, Value>, SearchError>;

/// Evaluates an expression. Parts of the input and literals are lent, not copied.
///
/// What a node takes to evaluate stays in a function of its own: this one recurses, and should
/// need little stack.
pub(super) fn evaluate<'v>(ast: &'v Ast, input: &'v Value) -> Evaluated<'v> {
    match ast {
        Ast::Current => Ok(Cow::Borrowed(input)),
        Ast::Literal(value) => Ok(Cow::Borrowed(value)),
        Ast::Field(name) => Ok(lend(as_map(input).and_then(|map| map.get(name)))),
        Ast::Index(index) => Ok(lend(as_list(input).and_then(|list| at(list, *index)))),
        Ast::Slice(slice) => sliced(input, *slice),
        Ast::Chain(left, right) => chain(left, right, input),
        Ast::Or(left, right) => choose(left, right, true, input),
        Ast::And(left, right) => choose(left, right, false, input),
        Ast::Not(operand) => negated(operand, input),
        Ast::Comparison(operator, left, right) => comparison(*operator, left, right, input),
        Ast::Flatten(source) => flatten(source, input),
        Ast::Projection { source, each } => from_list(source, input, |list| project(list, each)),
        Ast::ValueProjection { source, each } => project_values(source, each, input),
        Ast::Filter {
            source,
            condition,
            each,
        } => from_list(source, input, |list| {
            project(filtered(list, condition)?, each)
        }),
        Ast::List(_) | Ast::Hash(_) if *input == Value::Null => Ok(Cow::Owned(Value::Null)),
        Ast::List(items) => list(items, input),
        Ast::Hash(entries) => hash(entries, input),
        Ast::Call { name, arguments } => call::call(name, arguments, input).map(Cow::Owned),
        Ast::Reference(_) => Err(SearchError::ExpressionReference),
    }
}

fn chain<'v>(left: &'v Ast, right: &'v Ast, input: &'v Value) -> Evaluated<'v> {
    match evaluate(left, input)? {
        Cow::Borrowed(value) => evaluate(right, value),
        Cow::Owned(value) => owned(right, &value).map(Cow::Owned),
    }
}

/// A list that holds none is flat already.
fn flatten<'v>(source: &'v Ast, input: &'v Value) -> Evaluated<'v> {
    let found = evaluate(source, input)?;
    Ok(match as_list(&found) {
        Some(list) if list.iter().any(|item| as_list(item).is_some()) => {
            Cow::Owned(Value::List(flattened(list)))
        }
        Some(_) => found,
        None => Cow::Owned(Value::Null),
    })
}

/// The left operand if its truth is `decisive`, otherwise the right one.
fn choose<'v>(left: &'v Ast, right: &'v Ast, decisive: bool, input: &'v Value) -> Evaluated<'v> {
    let left = evaluate(left, input)?;
    if is_true(&left) == decisive {
        return Ok(left);
    }
    evaluate(right, input)
}

fn negated<'v>(operand: &Ast, input: &Value) -> Evaluated<'v> {
    let truth = is_true(&*evaluate(operand, input)?);
    Ok(Cow::Owned(Value::Bool(!truth)))
}

/// What `derive` makes of a list; null of anything else.
fn from_list<'v>(
    source: &Ast,
    input: &Value,
    derive: impl FnOnce(&[Value]) -> Result<Vec<Value>, SearchError>,
) -> Evaluated<'v> {
    Ok(Cow::Owned(match as_list(&*evaluate(source, input)?) {
        Some(list) => Value::List(derive(list)?),
        None => Value::Null,
    }))
}

fn project_values<'v>(source: &Ast, each: &Ast, input: &Value) -> Evaluated<'v> {
    Ok(Cow::Owned(match as_map(&*evaluate(source, input)?) {
        Some(map) => Value::List(project(map.values(), each)?),
        None => Value::Null,
    }))
}

fn list<'v>(items: &[Ast], input: &Value) -> Evaluated<'v> {
    let items = items.iter().map(|item| owned(item, input));
    Ok(Cow::Owned(Value::List(items.collect::<Result<_, _>>()?)))
}

fn hash<'v>(entries: &[(String, Ast)], input: &Value) -> Evaluated<'v> {
    let mut map = Map::with_capacity(entries.len());
    for (key, value) in entries {
        map.insert(key.clone(), owned(value, input)?);
    }
    Ok(Cow::Owned(Value::Map(map)))
}

fn owned(ast: &Ast, input: &Value) -> Result<Value, SearchError> {
    Ok(evaluate(ast, input)?.into_owned())
}

fn lend(value: Option<&Value>) -> Cow<'_, Value> {
    value.map_or(Cow::Owned(Value::Null), Cow::Borrowed)
}

fn as_list(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(list) => Some(list),
        _ => None,
    }
}

fn as_map(value: &Value) -> Option<&Map> {
    match value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

/// Whether a value counts as true. Zero does.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::List(list) => !list.is_empty(),
        Value::Map(map) => !map.is_empty(),
        _ => true,
    }
}

/// The element of a list at an index, counted from the end if it is negative.
fn at(list: &[Value], index: i64) -> Option<&Value> {
    let index = if index < 0 {
        index.checked_add(list.len() as i64)?
    } else {
        index
    };
    list.get(usize::try_from(index).ok()?)
}

fn sliced<'v>(input: &Value, slice: Slice) -> Evaluated<'v> {
    let Some(list) = as_list(input) else {
        return Ok(Cow::Owned(Value::Null));
    };
    let length = list.len() as i64;
    let step = slice.step.unwrap_or(1);
    if step == 0 {
        return Err(SearchError::ZeroStep);
    }
    let forward = step.is_positive();
    let (lowest, highest) = match forward {
        true => (0, length),
        false => (-1, length - 1),
    };
    let bound = |part: Option<i64>, default: i64| match part {
        Some(index) if index < 0 => index.saturating_add(length).max(lowest),
        Some(index) => index.min(highest),
        None => default,
    };
    let (first, last) = match forward {
        true => (lowest, highest),
        false => (highest, lowest),
    };
    let stop = bound(slice.stop, last);
    let mut index = bound(slice.start, first);
    let mut items = Vec::new();
    while if forward { index < stop } else { index > stop } {
        items.extend(at(list, index).cloned());
        index = index.saturating_add(step);
    }
    Ok(Cow::Owned(Value::List(items)))
}

fn flattened(list: &[Value]) -> Vec<Value> {
    let mut flat = Vec::with_capacity(list.len());
    for element in list {
        match element {
            Value::List(inner) => flat.extend_from_slice(inner),
            other => flat.push(other.clone()),
        }
    }
    flat
}

fn filtered<'v>(list: &'v [Value], condition: &Ast) -> Result<Vec<&'v Value>, SearchError> {
    let mut kept = Vec::new();
    for element in list {
        if is_true(&*evaluate(condition, element)?) {
            kept.push(element);
        }
    }
    Ok(kept)
}

/// What `each` yields for the elements, without the nulls.
fn project<'v>(
    elements: impl IntoIterator<Item = &'v Value>,
    each: &Ast,
) -> Result<Vec<Value>, SearchError> {
    let mut results = Vec::new();
    for element in elements {
        match owned(each, element)? {
            Value::Null => {}
            result => results.push(result),
        }
    }
    Ok(results)
}

fn comparison<'v>(operator: Comparator, left: &Ast, right: &Ast, input: &Value) -> Evaluated<'v> {
    let (left, right) = (evaluate(left, input)?, evaluate(right, input)?);
    let has_order = |value| matches!(type_name(value), "number" | "string");
    Ok(Cow::Owned(match operator {
        Comparator::Equal => Value::Bool(equal(&left, &right)),
        Comparator::NotEqual => Value::Bool(!equal(&left, &right)),
        _ if has_order(&left) && has_order(&right) => Value::Bool(holds(operator, &left, &right)?),
        _ => Value::Null,
    }))
}

/// Whether two values are equal: numbers by what they amount to, maps in any order.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| equal(l, r))
        }
        (Value::Map(left), Value::Map(right)) => {
            let in_right = |(key, l)| right.get(key).is_some_and(|r| equal(l, r));
            left.len() == right.len() && left.iter().all(in_right)
        }
        _ => number::compare(left, right).map_or(left == right, Ordering::is_eq),
    }
}

/// Whether an ordering operator holds for two numbers or two strings.
pub(super) fn holds(
    operator: Comparator,
    left: &Value,
    right: &Value,
) -> Result<bool, SearchError> {
    if type_name(left) != type_name(right) {
        return Err(SearchError::Incomparable {
            operator: operator.symbol(),
            left: python_class(left),
            right: python_class(right),
        });
    }
    Ok(order(left, right).is_some_and(|ordering| operator.accepts(ordering)))
}

/// How two numbers or two strings compare; nothing if one is NaN.
pub(super) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => number::compare(left, right),
    }
}

/// The JMESPath name of a value's type.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::BigInt(_) | Value::Float(_) => "number",
        Value::String(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
        Value::Bytes(_) | Value::Date(_) | Value::Foreign(_) => "unknown",
    }
}
