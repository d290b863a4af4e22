//! The functions of the language.

use std::borrow::Cow;

use cli_formats::{Map, Value, json};

use super::ast::Comparator;
use super::call::{Arguments, Function, Outcome, Types};
use super::error::{Arity, SearchError};
use super::interpret::{equal, evaluate, holds, order, type_name};
use super::{number, python_class, python_text};

/// Every function, by name.
pub(super) const FUNCTIONS: &[Function] = &[
    exactly("abs", 1, abs),
    exactly("avg", 1, avg),
    exactly("ceil", 1, ceil),
    exactly("contains", 2, contains),
    exactly("ends_with", 2, ends_with),
    exactly("floor", 1, floor),
    exactly("join", 2, join),
    exactly("keys", 1, keys),
    exactly("length", 1, length),
    exactly("map", 2, map),
    exactly("max", 1, max),
    exactly("max_by", 2, max_by),
    at_least("merge", 1, merge),
    exactly("min", 1, min),
    exactly("min_by", 2, min_by),
    at_least("not_null", 1, not_null),
    exactly("reverse", 1, reverse),
    exactly("sort", 1, sort),
    exactly("sort_by", 2, sort_by),
    exactly("starts_with", 2, starts_with),
    exactly("sum", 1, sum),
    exactly("to_array", 1, to_array),
    exactly("to_number", 1, to_number),
    exactly("to_string", 1, to_string),
    exactly("type", 1, type_of),
    exactly("values", 1, values),
];

type Body = fn(&Arguments<'_>) -> Outcome;

const fn exactly(name: &'static str, count: usize, body: Body) -> Function {
    let arity = Arity::Exactly(count);
    Function { name, arity, body }
}

const fn at_least(name: &'static str, count: usize, body: Body) -> Function {
    let arity = Arity::AtLeast(count);
    Function { name, arity, body }
}

fn abs(args: &Arguments<'_>) -> Outcome {
    args.number(0).map(number::abs)
}

fn ceil(args: &Arguments<'_>) -> Outcome {
    number::round(args.number(0)?, f64::ceil)
}

fn floor(args: &Arguments<'_>) -> Outcome {
    number::round(args.number(0)?, f64::floor)
}

fn sum(args: &Arguments<'_>) -> Outcome {
    number::sum(args.elements(0, &["array-number"])?)
}

fn avg(args: &Arguments<'_>) -> Outcome {
    let numbers = args.elements(0, &["array-number"])?;
    if numbers.is_empty() {
        return Ok(Value::Null);
    }
    let sum = number::to_float(&number::sum(numbers)?);
    Ok(Value::Float(sum / numbers.len() as f64))
}

fn contains(args: &Arguments<'_>) -> Outcome {
    let found = match args.value(0) {
        Some(Value::List(list)) => {
            let sought = args.any(1)?;
            list.iter().any(|element| equal(element, sought))
        }
        Some(Value::String(text)) => match args.any(1)? {
            Value::String(part) => text.contains(part.as_str()),
            other => return Err(SearchError::NotASubstring(python_class(other))),
        },
        _ => return Err(args.mismatch(0, &["array", "string"])),
    };
    Ok(Value::Bool(found))
}

fn ends_with(args: &Arguments<'_>) -> Outcome {
    Ok(Value::Bool(args.string(0)?.ends_with(args.string(1)?)))
}

fn starts_with(args: &Arguments<'_>) -> Outcome {
    Ok(Value::Bool(args.string(0)?.starts_with(args.string(1)?)))
}

fn join(args: &Arguments<'_>) -> Outcome {
    let separator = args.string(0)?;
    let parts = args.elements(1, &["array-string"])?.iter().map(python_text);
    Ok(Value::String(parts.collect::<Vec<_>>().join(separator)))
}

fn keys(args: &Arguments<'_>) -> Outcome {
    let keys = args.object(0)?.keys().cloned();
    Ok(Value::List(keys.map(Value::String).collect()))
}

fn values(args: &Arguments<'_>) -> Outcome {
    Ok(Value::List(args.object(0)?.values().cloned().collect()))
}

fn length(args: &Arguments<'_>) -> Outcome {
    let length = match args.value(0) {
        Some(Value::String(text)) => text.chars().count(),
        Some(Value::List(list)) => list.len(),
        Some(Value::Map(map)) => map.len(),
        _ => return Err(args.mismatch(0, &["string", "array", "object"])),
    };
    Ok(Value::Int(length as i64))
}

fn map(args: &Arguments<'_>) -> Outcome {
    let expression = args.expression(0)?;
    let results = args
        .array(1)?
        .iter()
        .map(|element| Ok(evaluate(expression, element)?.into_owned()));
    results.collect::<Result<_, _>>().map(Value::List)
}

fn merge(args: &Arguments<'_>) -> Outcome {
    let mut merged = Map::new();
    for index in 0..args.count() {
        merged.extend(args.object(index)?.clone());
    }
    Ok(Value::Map(merged))
}

fn not_null(args: &Arguments<'_>) -> Outcome {
    for index in 0..args.count() {
        match args.any(index)? {
            Value::Null => {}
            value => return Ok(value.clone()),
        }
    }
    Ok(Value::Null)
}

fn reverse(args: &Arguments<'_>) -> Outcome {
    match args.value(0) {
        Some(Value::String(text)) => Ok(Value::String(text.chars().rev().collect())),
        Some(Value::List(list)) => Ok(Value::List(list.iter().rev().cloned().collect())),
        _ => Err(args.mismatch(0, &["array", "string"])),
    }
}

fn sort(args: &Arguments<'_>) -> Outcome {
    let mut sorted = args
        .elements(0, &["array-string", "array-number"])?
        .to_vec();
    sorted.sort_by(total_order);
    Ok(Value::List(sorted))
}

fn sort_by(args: &Arguments<'_>) -> Outcome {
    let (array, expression) = (args.array(0)?, args.expression(1)?);
    let Some(first) = array.first() else {
        return Ok(Value::List(Vec::new()));
    };
    let allowed: Types = match type_name(&*evaluate(expression, first)?) {
        "number" => &["number"],
        "string" => &["string"],
        other => return Err(args.wrong(python_text(first), &["string", "number"], other)),
    };
    let keyed = array
        .iter()
        .map(|element| Ok((args.key(expression, element, allowed)?, element)));
    let mut keyed = keyed.collect::<Result<Vec<_>, SearchError>>()?;
    keyed.sort_by(|(left, _), (right, _)| total_order(left, right));
    Ok(Value::List(
        keyed
            .into_iter()
            .map(|(_, element)| element.clone())
            .collect(),
    ))
}

/// The order of numbers or strings, with NaN, which has none, at the end.
fn total_order(left: &Value, right: &Value) -> std::cmp::Ordering {
    let is_nan = |value: &Value| matches!(value, Value::Float(float) if float.is_nan());
    order(left, right).unwrap_or_else(|| is_nan(left).cmp(&is_nan(right)))
}

fn max(args: &Arguments<'_>) -> Outcome {
    extreme(args, Comparator::Greater)
}

fn max_by(args: &Arguments<'_>) -> Outcome {
    extreme_by(args, Comparator::Greater)
}

fn min(args: &Arguments<'_>) -> Outcome {
    extreme(args, Comparator::Less)
}

fn min_by(args: &Arguments<'_>) -> Outcome {
    extreme_by(args, Comparator::Less)
}

fn extreme(args: &Arguments<'_>, operator: Comparator) -> Outcome {
    let elements = args.elements(0, &["array-number", "array-string"])?;
    first_extreme(
        elements
            .iter()
            .map(|element| Ok((Cow::Borrowed(element), element))),
        operator,
    )
}

fn extreme_by(args: &Arguments<'_>, operator: Comparator) -> Outcome {
    let (array, expression) = (args.array(0)?, args.expression(1)?);
    let allowed = &["number", "string"];
    let keyed = array
        .iter()
        .map(|element| Ok((args.key(expression, element, allowed)?, element)));
    first_extreme(keyed, operator)
}

/// The first element whose key no later key surpasses.
fn first_extreme<'v>(
    keyed: impl Iterator<Item = Result<(Cow<'v, Value>, &'v Value), SearchError>>,
    operator: Comparator,
) -> Outcome {
    let mut best: Option<(Cow<'_, Value>, &Value)> = None;
    for candidate in keyed {
        let candidate = candidate?;
        let surpasses = match &best {
            Some((key, _)) => holds(operator, &candidate.0, key)?,
            None => true,
        };
        if surpasses {
            best = Some(candidate);
        }
    }
    Ok(best.map_or(Value::Null, |(_, element)| element.clone()))
}

fn to_array(args: &Arguments<'_>) -> Outcome {
    Ok(match args.any(0)? {
        list @ Value::List(_) => list.clone(),
        other => Value::List(vec![other.clone()]),
    })
}

fn to_number(args: &Arguments<'_>) -> Outcome {
    Ok(match args.any(0)? {
        Value::String(text) => number::parse(text).unwrap_or(Value::Null),
        value if type_name(value) == "number" => value.clone(),
        _ => Value::Null,
    })
}

fn to_string(args: &Arguments<'_>) -> Outcome {
    Ok(Value::String(match args.value(0) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => json::write_compact(other),
        // Python adds the address in its memory, which says nothing.
        None => r#""<jmespath.visitor._Expression object>""#.to_owned(),
    }))
}

fn type_of(args: &Arguments<'_>) -> Outcome {
    Ok(match type_name(args.any(0)?) {
        "unknown" => Value::Null,
        name => Value::String(name.to_owned()),
    })
}
