//! What of the model exchanges show: members, bindings and errors of every operation.

use std::collections::BTreeSet;
use std::fmt;

use omics_model::SERVICE;
use serde_json::{Map, Value};
use smithy_catalog::{Kind, Member, Operation, Shape};

use super::Exchange;

/// A kind of thing that exchanges can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// A member of the input, by its path.
    Input,
    /// Where a member of the input stands in the request.
    Binding,
    /// A member of the output, by its path.
    Output,
    /// A modelled error.
    Error,
}

const POINTS: [(Point, &str); 4] = [
    (Point::Input, "inputs"),
    (Point::Binding, "bindings"),
    (Point::Output, "outputs"),
    (Point::Error, "errors"),
];

/// What is shown and what is not, operation by operation in the order of the model.
#[derive(Clone, Debug)]
pub struct Coverage {
    exchanges: usize,
    rows: Vec<(&'static str, BTreeSet<Shown>)>,
}

/// One thing, and whether an exchange shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shown {
    point: Point,
    name: String,
    shown: bool,
}

impl Coverage {
    /// What these exchanges show.
    #[must_use]
    pub fn of<'a>(exchanges: impl IntoIterator<Item = &'a Exchange>) -> Self {
        let exchanges: Vec<_> = exchanges.into_iter().collect();
        let row = |operation: &'static Operation| {
            let of_it: Vec<_> = exchanges
                .iter()
                .copied()
                .filter(|exchange| exchange.operation == operation.name)
                .collect();
            (operation.name, row(operation, &of_it))
        };
        Self {
            exchanges: exchanges.len(),
            rows: SERVICE.operations.iter().map(row).collect(),
        }
    }

    /// What no exchange shows, as `CreateRunCache: errors ConflictException`.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let words = |point| {
            POINTS
                .iter()
                .find(|(of, _)| *of == point)
                .map_or("", |(_, word)| word)
        };
        let row = |(operation, things): &(&str, BTreeSet<Shown>)| {
            let hidden = things.iter().filter(|thing| !thing.shown);
            let told =
                hidden.map(|thing| format!("{operation}: {} {}", words(thing.point), thing.name));
            told.collect::<Vec<_>>()
        };
        self.rows.iter().flat_map(row).collect()
    }
}

fn row(operation: &Operation, exchanges: &[&Exchange]) -> BTreeSet<Shown> {
    let mut points = BTreeSet::new();
    let mut add = |point, name: &str, shown| {
        points.insert(Shown {
            point,
            name: name.to_owned(),
            shown,
        });
    };
    for path in paths(operation.input) {
        let shown = exchanges.iter().any(|exchange| has(&exchange.input, &path));
        add(Point::Input, &path.join("."), shown);
    }
    for member in operation.input.members() {
        let (place, shown) = binding(operation, member, exchanges);
        add(
            Point::Binding,
            &format!("{} in the {place}", member.name),
            shown,
        );
    }
    for path in paths(operation.output) {
        let outputs = || {
            exchanges
                .iter()
                .filter_map(|exchange| exchange.output.as_ref())
        };
        add(
            Point::Output,
            &path.join("."),
            outputs().any(|output| has(output, &path)),
        );
    }
    for error in operation.errors {
        let codes = || {
            exchanges
                .iter()
                .filter_map(|exchange| exchange.error.as_ref()?.code.as_deref())
        };
        add(
            Point::Error,
            error.code,
            codes().any(|code| error.has_code(code)),
        );
    }
    points
}

/// Where a member stands in a request, and whether an exchange has it there.
fn binding(
    operation: &Operation,
    member: &Member,
    exchanges: &[&Exchange],
) -> (&'static str, bool) {
    let given = || {
        exchanges
            .iter()
            .filter(|exchange| exchange.input.contains_key(member.name))
    };
    if member.schema.http_label().is_some() {
        // The path of the request is longer than what stands in the URI pattern before the label.
        let fixed = operation.http.uri.split('{').next().unwrap_or_default();
        return (
            "path",
            given().any(|exchange| exchange.request.path.len() > fixed.len()),
        );
    }
    if let Some(query) = member.schema.http_query() {
        return (
            "query",
            given().any(|exchange| exchange.request.query.contains_key(query.value())),
        );
    }
    let in_body = |exchange: &&Exchange| {
        let body = exchange.request.body.as_ref();
        body.and_then(|body| body.get(member.name)).is_some()
    };
    // A token that the client made is in the body, and not in the input.
    ("body", exchanges.iter().any(in_body))
}

/// The paths of all members of a shape; an element of a list or a map is `*`. A shape within itself is left out.
fn paths(shape: &'static Shape) -> Vec<Vec<&'static str>> {
    fn visit(
        shape: &'static Shape,
        path: &mut Vec<&'static str>,
        above: &mut Vec<&'static str>,
        all: &mut Vec<Vec<&'static str>>,
    ) {
        if above.contains(&shape.id) {
            return;
        }
        above.push(shape.id);
        let children: Vec<(&'static str, &'static Shape)> = match shape.kind {
            Kind::List { member, .. } => vec![("*", member.target)],
            Kind::Map { value, .. } => vec![("*", value.target)],
            _ => shape
                .members()
                .iter()
                .map(|member| (member.name, member.target))
                .collect(),
        };
        for (name, target) in children {
            path.push(name);
            all.push(path.clone());
            visit(target, path, above, all);
            path.pop();
        }
        above.pop();
    }
    let mut all = Vec::new();
    visit(shape, &mut Vec::new(), &mut Vec::new(), &mut all);
    all
}

fn has(document: &Map<String, Value>, path: &[&str]) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return true;
    };
    document
        .get(*first)
        .is_some_and(|value| reaches(value, rest))
}

fn reaches(value: &Value, path: &[&str]) -> bool {
    match (path.split_first(), value) {
        (None, value) => !value.is_null(),
        (Some((_, rest)), Value::Array(items)) => items.iter().any(|item| reaches(item, rest)),
        (Some((&"*", rest)), Value::Object(members)) => {
            members.values().any(|item| reaches(item, rest))
        }
        (Some(_), Value::Object(members)) => has(members, path),
        _ => false,
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<21}", format!("{} exchanges", self.exchanges))?;
        POINTS
            .iter()
            .try_for_each(|(_, word)| write!(f, " {word:>9}"))?;
        for (operation, things) in &self.rows {
            write!(f, "\n{operation:<21}")?;
            for (point, _) in POINTS {
                let of_it = || things.iter().filter(|thing| thing.point == point);
                let shown = of_it().filter(|thing| thing.shown).count();
                write!(f, " {:>9}", format!("{shown}/{}", of_it().count()))?;
            }
        }
        let missing = self.missing();
        missing
            .iter()
            .try_for_each(|missing| write!(f, "\nnot shown: {missing}"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_exchange_shows_what_is_in_it_and_no_more() {
        let exchange = json!({
            "name": "n", "operation": "UntagResource",
            "input": { "resourceArn": "arn:aws:omics", "tagKeys": ["k"] },
            "request": { "method": "DELETE", "path": "/tags/arn%3Aaws%3Aomics" },
            "response": { "status": 404 },
            "error": { "code": "ResourceNotFoundException" },
        });
        let exchange: Exchange = serde_json::from_value(exchange).expect("an exchange");
        let coverage = Coverage::of([&exchange]);
        let missing = coverage.missing();
        let of_it: Vec<_> = missing
            .iter()
            .filter(|name| name.starts_with("UntagResource"))
            .collect();
        assert!(
            of_it.contains(&&"UntagResource: bindings tagKeys in the query".to_owned()),
            "{of_it:#?}"
        );
        assert!(
            of_it.contains(&&"UntagResource: errors ConflictException".to_owned()),
            "{of_it:#?}"
        );
        assert!(
            !of_it.iter().any(|name| name.contains("inputs")
                || name.contains("ResourceNotFound")
                || name.contains("path")),
            "{of_it:#?}"
        );
        assert!(
            missing.contains(&"ListRunCaches: outputs items.*.name".to_owned()),
            "{missing:#?}"
        );
        assert!(coverage.to_string().contains("1 exchanges"));
    }
}
