//! What a line would show: an answer as the service gave it last, or one that is made up, through the
//! query and in the format of the line.

use cli_formats::{Format, TableStyle, Value};
use jmespath_py::Expression;
use smithy_catalog::Operation;

use crate::complete::Candidate;
use crate::console::{escape, format_safely};
use crate::skeleton;

/// An answer to show.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// The operation.
    pub(super) operation: &'static str,
    value: Value,
    /// Whether the service gave it.
    pub(super) is_real: bool,
}

impl Answer {
    /// One that is made up: strings are the names of their members, lists have one element.
    pub(super) fn sample(operation: &'static Operation) -> Self {
        Self {
            operation: operation.name,
            value: skeleton::output(operation),
            is_real: false,
        }
    }

    /// What the service has answered, in JSON; none where it is no such thing.
    pub(super) fn read(operation: &'static str, json: &[u8]) -> Option<Self> {
        Some(Self {
            operation,
            value: cli_formats::json::read(std::str::from_utf8(json).ok()?).ok()?,
            is_real: true,
        })
    }

    /// What is shown of it. While a query is being typed, that is what its beginning finds, and after it
    /// why the whole finds nothing.
    pub(super) fn shown(&self, query: Option<&str>, format: Format) -> String {
        let (selected, problem) = match query.filter(|text| !text.is_empty()) {
            None => (Some(self.value.clone()), None),
            Some(text) => self.select(text),
        };
        let format = match format {
            Format::Off => Format::Json,
            format => format,
        };
        let shown = selected.map(|value| {
            match format_safely(format, self.operation, &value, &TableStyle::PLAIN) {
                Ok(text) if text.is_empty() => "(nothing)\n".to_owned(),
                Ok(text) => text,
                Err(error) => format!("{error}\n"),
            }
        });
        let problem = problem.map(|text| format!("\n{}\n", escape::text(&text)));
        [shown, problem].into_iter().flatten().collect()
    }

    fn select(&self, text: &str) -> (Option<Value>, Option<String>) {
        let search = |text: &str| {
            let expression = Expression::compile(text).map_err(|error| error.to_string())?;
            let found = expression.search(&self.value);
            found.map_err(|error| error.to_string())
        };
        let text = match self.is_real {
            true => text.to_owned(),
            // The lists of a sample have one element.
            false => with_first(text),
        };
        match search(&text) {
            Ok(found) => (Some(found), None),
            Err(problem) => {
                let ends = text.char_indices().rev().map(|(at, _)| at);
                let beginning = ends
                    .filter(|&at| at > 0)
                    .find_map(|at| search(&text[..at]).ok());
                (beginning, Some(problem))
            }
        }
    }

    /// The names that may come next in a query.
    pub(super) fn fields(&self, query: &str) -> Vec<Candidate> {
        let head = &query[..query.trim_end_matches(is_name).len()];
        let path = context(head);
        let found = match path.is_empty() {
            true => Some(self.value.clone()),
            false => Expression::compile(&path)
                .ok()
                .and_then(|expression| expression.search(&self.value).ok()),
        };
        let Some(Value::Map(fields)) = found.and_then(first) else {
            return Vec::new();
        };
        let candidates = fields.iter().map(|(name, value)| Candidate {
            title: name.clone(),
            note: kind(value).to_owned(),
            goes_on: true,
            ..Candidate::bare(format!("{head}{name}"))
        });
        candidates.collect()
    }
}

/// Whether a name may have the character.
fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What a value is, in a word.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Map(_) => "structure",
        Value::List(_) => "list",
        Value::Bool(_) => "true or false",
        Value::Date(_) => "time",
        Value::String(_) => "text",
        Value::Null => "",
        _ => "number",
    }
}

/// The value, or the first element of a list of lists.
fn first(value: Value) -> Option<Value> {
    match value {
        Value::List(items) => first(items.into_iter().next()?),
        value => Some(value),
    }
}

/// The query with every index 0.
fn with_first(query: &str) -> String {
    let mut text = String::new();
    for part in query.split_inclusive('[') {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        match text.ends_with('[') && digits > 0 && part[digits..].starts_with(']') {
            true => text.extend(["0", &part[digits..]]),
            false => text.push_str(part),
        }
    }
    text
}

/// The path, in a query that goes on behind this, of what the next name is a name in.
///
/// Filters are left out of it: they might find nothing in what is known.
fn context(head: &str) -> String {
    let mut path = String::new();
    // The paths outside of what is open, and whether that is a filter.
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut quote = None;
    let mut rest = head.chars().peekable();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (Some(mark), c) => quote = (c != mark).then_some(mark),
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '[') => {
                let filters = rest.next_if_eq(&'?').is_some();
                open.push((path.clone(), filters));
                path = match filters {
                    true => format!("{path}[]"),
                    false => path,
                };
            }
            (None, '{') => open.push((path.clone(), false)),
            (None, '(') => {
                // The name before it is that of a function.
                path.truncate(path.trim_end_matches(is_name).len());
                open.push((path.clone(), false));
            }
            (None, ']') => {
                let (outside, _) = open.pop().unwrap_or_default();
                path = format!("{outside}[]");
            }
            (None, '}' | ')') => path = open.pop().map(|(outside, _)| outside).unwrap_or_default(),
            // Something else begins, in the same surroundings.
            (None, ',' | ':' | '=' | '<' | '>' | '!' | '&' | '|') => {
                path = match open.last() {
                    Some((outside, true)) => format!("{outside}[]"),
                    Some((outside, false)) => outside.clone(),
                    None if c == '|' => path,
                    None => String::new(),
                };
            }
            (None, c) if c.is_whitespace() => {}
            (None, c) => path.push(c),
        }
    }
    path.trim_end_matches(['.', '@']).to_owned()
}

#[cfg(test)]
mod tests {
    use omics_model::SERVICE;

    use super::*;

    fn sample() -> Answer {
        Answer::sample(SERVICE.operation("ListRunCaches").expect("an operation"))
    }

    fn names(query: &str) -> Vec<String> {
        let fields = sample().fields(query).into_iter();
        fields.map(|candidate| candidate.text).collect()
    }

    #[test]
    fn a_query_shows_what_it_finds_so_far() {
        let shown = |query: &str| sample().shown(Some(query), Format::Json);
        assert_eq!(shown("items[0].id"), "\"id\"\n");
        assert_eq!(shown("items[7].id"), "\"id\"\n");
        assert!(shown("").starts_with("{\n    \"items\""));
        let open = shown("items[].{Id: id, ");
        assert!(
            open.contains("\"arn\"") && open.contains("Invalid jmespath"),
            "{open}"
        );
        assert_eq!(shown("nothing.here"), "null\n");
        assert_eq!(sample().shown(Some("items[].id"), Format::Text), "id\n");
    }

    #[test]
    fn what_the_service_answered_is_shown_as_it_is() {
        let json = br#"{"items": [{"id": "1"}, {"id": "2\u001b[2J"}]}"#;
        let answer = Answer::read("ListRunCaches", json).expect("an answer");
        assert_eq!(
            answer.shown(Some("items[1].id"), Format::Text),
            "2\\u001b[2J\n"
        );
        assert_eq!(Answer::read("ListRunCaches", b"no JSON"), None);
    }

    #[test]
    fn names_are_those_of_the_place_in_the_query() {
        assert_eq!(names(""), ["items", "nextToken"]);
        assert_eq!(names("items[].na")[0], "items[].arn");
        for head in [
            "items[0].",
            "items[?status=='ACTIVE'].",
            "items[?",
            "items[?id=='1' && ",
            "items[].{Id: id, Name: ",
            "items[*].[id, ",
            "items[] | [0].",
        ] {
            let found = names(head);
            assert!(
                found.contains(&format!("{head}creationTime")),
                "{head}: {found:?}"
            );
        }
        assert!(names("items[].id.").is_empty());
        assert_eq!(names("length(")[0], "length(items");
    }
}
