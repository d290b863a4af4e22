//! Queries that cannot be read, or evaluated whatever the answer.

use cli_formats::Value;
use jmespath_py::{CompileError, SearchError};

use super::did_you_mean;

/// What is wrong with an expression, and how the shell is kept out of it.
pub(crate) fn unreadable(error: &CompileError) -> Vec<String> {
    let reason = match error {
        CompileError::Empty => return vec!["Leave --query out to see all of it.".to_owned()],
        CompileError::Incomplete { expression } => missing_bracket(expression),
        CompileError::Token { reason, .. } if reason.ends_with("'='") => {
            Some("Equal is == in an expression.".to_owned())
        }
        CompileError::Token { expression, .. } if expression.trim_start().starts_with('$') => Some(
            "All of the answer is @, and names in it stand alone: items, not $.items".to_owned(),
        ),
        CompileError::Token { reason, .. } if reason.starts_with("Unknown token") => {
            Some(STRANGE_NAME.to_owned())
        }
        CompileError::Grammar { kind, .. } if kind == "DOT" => {
            Some("A dot stands between two names, not before the first.".to_owned())
        }
        CompileError::Grammar { kind, .. } if kind == "NUMBER" => Some(STRANGE_NAME.to_owned()),
        _ => None,
    };
    let quoting = "For the shell the whole expression stands in double quotes, and texts in it in \
                   single ones: --query \"items[?name=='x'].id\"";
    reason.into_iter().chain([quoting.to_owned()]).collect()
}

const STRANGE_NAME: &str = "A name of other characters than letters, digits and _ stands in double \
                            quotes, as one that begins with a digit does: '\"my-name\".id'";

/// The brackets that are still open where an expression ends.
fn missing_bracket(expression: &str) -> Option<String> {
    let mut open = String::new();
    let mut quote = None;
    for c in expression.chars() {
        match (quote, c) {
            (Some(mark), c) if c == mark => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '[') => open.insert(0, ']'),
            (None, '{') => open.insert(0, '}'),
            (None, '(') => open.insert(0, ')'),
            (None, ']' | '}' | ')') => drop(open.drain(..open.len().min(1))),
            _ => {}
        }
    }
    (!open.is_empty()).then(|| format!("Something is missing at its end, perhaps {open}"))
}

/// Expressions that can be read and not evaluated.
pub(crate) fn of_query(error: &SearchError) -> Vec<String> {
    let SearchError::UnknownFunction(name) = error else {
        return Vec::new();
    };
    let mut lines: Vec<_> = did_you_mean(name, jmespath_py::function_names())
        .into_iter()
        .collect();
    let all: Vec<_> = jmespath_py::function_names().collect();
    lines.push(format!("Functions: {}", all.join(", ")));
    lines
}

/// A query that fails on this answer.
pub(crate) fn of_search(error: &SearchError, answer: &Value) -> Vec<String> {
    let (SearchError::Type { received, .. }, Value::Map(members)) = (error, answer) else {
        return Vec::new();
    };
    let names: Vec<_> = members.keys().map(String::as_str).collect();
    let names = names.join(", ");
    match *received {
        "null" => vec![format!(
            "null stands for what is not in the answer, as under a mistyped name. At its top it has: \
             {names}"
        )],
        _ => vec![format!("At its top the answer has: {names}")],
    }
}

#[cfg(test)]
mod tests {
    use jmespath_py::Expression;

    use super::*;

    #[test]
    fn broken_expressions_are_explained() {
        for (expression, part) in [
            ("", "Leave --query out"),
            ("items[?name==x", "perhaps ]"),
            ("items[?a.{b: `]`", "perhaps }]"),
            ("items[?name='x']", "Equal is =="),
            ("my-name", "A name of other characters"),
            ("0", "A name of other characters"),
            ("$.items", "All of the answer is @"),
            (".items", "A dot stands between"),
            ("a b", "For the shell"),
        ] {
            let error = Expression::compile(expression).expect_err("it is broken");
            let advice = unreadable(&error);
            assert!(advice[0].contains(part), "{expression}: {advice:?}");
        }
    }
}
