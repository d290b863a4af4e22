//! What the input of an operation looks like, to be filled in, and what its output looks like.

use cli_formats::{Map, Value};
use cli_formats::{json, yaml};
use smithy_catalog::{Constraints, Kind, Member, Operation, Shape};

use crate::options::summary;

/// The name of a map's only entry.
const KEY: &str = "KeyName";

/// The time in the place of every time.
const EPOCH: &str = "1970-01-01T00:00:00";

/// Why rendering a skeleton cannot fail.
const RENDERABLE: &str = "a skeleton holds no bytes, and all else can be shown";

/// The input as JSON to fill in.
pub(crate) fn input(operation: &Operation) -> String {
    let value = Generator::new(Strings::Values).value(operation.input, "");
    json::write(&value).expect(RENDERABLE)
}

/// A made-up output: strings are the names of their members.
///
/// Times are [`Value::Date`]s, which every format shows in its own way, and must not be read as
/// times of the service are.
pub(crate) fn output(operation: &Operation) -> Value {
    Generator::new(Strings::Names).value(operation.output, "")
}

/// What stands in the place of a string.
#[derive(Clone, Copy, PartialEq)]
enum Strings {
    /// Nothing, or the first value of an enum.
    Values,
    /// The name of the member.
    Names,
}

/// Makes up values.
struct Generator {
    strings: Strings,
    /// The structures that are being made: inside itself, one is empty.
    inside: Vec<&'static str>,
}

impl Generator {
    fn new(strings: Strings) -> Self {
        Self {
            strings,
            inside: Vec::new(),
        }
    }

    fn value(&mut self, shape: &Shape, name: &str) -> Value {
        match shape.kind {
            Kind::Structure(members) | Kind::Union(members) => self.structure(shape, &members),
            Kind::List { member, .. } => {
                Value::list([self.value(member.target, &element_name(shape, member))])
            }
            Kind::Map { value, .. } => Value::map([(KEY, self.value(value.target, ""))]),
            _ => scalar(shape.kind, name, self.strings),
        }
    }

    fn structure(&mut self, shape: &Shape, members: &[Member]) -> Value {
        let mut fields = Map::new();
        if !self.inside.contains(&shape.id) {
            self.inside.push(shape.id);
            for member in members {
                let value = self.value(member.target, member.name);
                fields.insert(member.name.to_owned(), value);
            }
            self.inside.pop();
        }
        Value::Map(fields)
    }
}

/// The name of the elements of a list: that of their shape, or where the list says more of them than the
/// shape does, one that the AWS CLI's own models have for it.
fn element_name(list: &Shape, member: &Member) -> String {
    let element = member.target.name();
    match member.constraints == Constraints::NONE {
        true => element.to_owned(),
        false => format!("{}Member{element}", list.name()),
    }
}

fn scalar(kind: Kind, name: &str, strings: Strings) -> Value {
    match kind {
        Kind::Boolean => true.into(),
        kind if kind.is_integer() => 0.into(),
        kind if kind.is_float() => 0.0.into(),
        Kind::Timestamp => Value::Date(EPOCH.to_owned()),
        Kind::Document => Value::Map(Map::new()),
        Kind::Blob => Value::Null,
        _ if strings == Strings::Names => name.into(),
        Kind::Enum([first, ..]) => first.value.into(),
        _ => "".into(),
    }
}

/// The input as YAML to fill in, with a comment on every member.
pub(crate) fn yaml_input(operation: &Operation) -> String {
    let value = Generator::new(Strings::Values).value(operation.input, "");
    let lines = match commented(operation.input, &value) {
        Yaml::Inline(text) => vec![text],
        Yaml::List(lines) | Yaml::Map(lines) => lines,
    };
    lines.into_iter().map(|line| line + "\n").collect()
}

/// A value in YAML.
enum Yaml {
    /// On the line of its key.
    Inline(String),
    /// A list, on lines of its own.
    List(Vec<String>),
    /// A map or structure, on lines of its own.
    Map(Vec<String>),
}

/// A made-up value of the shape in YAML, with comments on the members of structures.
fn commented(shape: &Shape, value: &Value) -> Yaml {
    match (shape.kind, value) {
        (_, Value::Map(fields)) if fields.is_empty() => Yaml::Inline("{}".to_owned()),
        (Kind::Structure(members) | Kind::Union(members), Value::Map(fields)) => {
            let present = members.iter().enumerate().filter_map(|(at, member)| {
                let value = commented(member.target, fields.get(member.name)?);
                // The AWS CLI's comments begin one column further on the first line.
                let space = if at == 0 { " " } else { "" };
                let comment = match comment(member).as_str() {
                    "" => String::new(),
                    comment => format!("{space}{comment}"),
                };
                Some(entry(member.name, value, &comment))
            });
            Yaml::Map(present.flatten().collect())
        }
        (Kind::Map { value: member, .. }, Value::Map(entries)) => {
            let lines = entries
                .iter()
                .flat_map(|(key, value)| entry(key, commented(member.target, value), ""));
            Yaml::Map(lines.collect())
        }
        (Kind::List { member, .. }, Value::List(items)) => {
            let lines = items
                .iter()
                .flat_map(|value| item(commented(member.target, value)));
            Yaml::List(lines.collect())
        }
        (Kind::Blob, _) => Yaml::Inline("!!binary ''".to_owned()),
        (_, Value::Date(time)) => Yaml::Inline(time.replace('T', " ")),
        (_, scalar) => Yaml::Inline(inline(scalar)),
    }
}

/// A scalar as it stands behind a key.
fn inline(scalar: &Value) -> String {
    let list = Value::list([scalar.clone()]);
    let text = yaml::write(&list).expect(RENDERABLE);
    text.trim_start_matches("- ").trim_end().to_owned()
}

/// The lines of an item of a list.
fn item(value: Yaml) -> Vec<String> {
    match value {
        Yaml::Inline(text) => vec![format!("- {text}")],
        Yaml::List(lines) | Yaml::Map(lines) => {
            let markers = std::iter::once("- ").chain(std::iter::repeat("  "));
            let marked = lines.iter().zip(markers);
            marked
                .map(|(line, marker)| format!("{marker}{line}"))
                .collect()
        }
    }
}

/// The lines of an entry of a map. A list stands below its key, not further in.
fn entry(name: &str, value: Yaml, comment: &str) -> Vec<String> {
    let (lines, indent) = match value {
        Yaml::Inline(text) => return vec![format!("{name}: {text}{comment}")],
        Yaml::List(lines) => (lines, ""),
        Yaml::Map(lines) => (lines, "  "),
    };
    let mut block = vec![format!("{name}:{comment}")];
    block.extend(lines.into_iter().map(|line| format!("{indent}{line}")));
    block
}

/// The comment on a member, with the space before it: whether the model requires it, what it is,
/// and the values of an enum.
fn comment(member: &Member) -> String {
    let mut parts = Vec::new();
    if member.required {
        parts.push("[REQUIRED]".to_owned());
    }
    let summary = summary(member.documentation);
    if !summary.is_empty() {
        parts.push(format!("{summary}."));
    }
    if let Kind::Enum(values) = member.target.kind {
        let values: Vec<_> = values.iter().map(|known| known.value).collect();
        parts.push(format!("Valid values are: {}.", values.join(", ")));
    }
    if parts.is_empty() {
        return String::new();
    }
    format!(" # {}", parts.join(" "))
}

#[cfg(test)]
mod tests {
    use omics_model::SERVICE;

    use super::*;
    use cli_formats::{Format, TableStyle};

    fn operation(name: &str) -> &'static Operation {
        SERVICE
            .operation(name)
            .expect("an operation of the service")
    }

    fn shown(operation: &str, format: Format) -> String {
        let value = output(self::operation(operation));
        format
            .write(operation, &value, &TableStyle::PLAIN)
            .expect("a skeleton can be shown")
    }

    #[test]
    fn an_input_has_every_member_in_model_order() {
        let expected = r#"{
    "cacheBehavior": "CACHE_ON_FAILURE",
    "cacheS3Location": "",
    "description": "",
    "name": "",
    "requestId": "",
    "tags": {
        "KeyName": ""
    },
    "cacheBucketOwnerId": ""
}
"#;
        assert_eq!(input(operation("CreateRunCache")), expected);
        for (name, expected) in [
            ("GetRunCache", "{\n    \"id\": \"\"\n}\n"),
            ("DeleteRunCache", "{\n    \"id\": \"\"\n}\n"),
            (
                "ListRunCaches",
                "{\n    \"maxResults\": 0,\n    \"startingToken\": \"\"\n}\n",
            ),
        ] {
            assert_eq!(input(operation(name)), expected, "{name}");
        }
        let update = input(operation("UpdateRunCache"));
        let order = ["cacheBehavior", "description", "id", "name"].map(|name| update.find(name));
        assert!(order.is_sorted() && order[0].is_some(), "{update}");
    }

    #[test]
    fn yaml_has_a_comment_on_every_member() {
        let text = yaml_input(operation("CreateRunCache"));
        let uncommented: Vec<_> = text
            .lines()
            .map(|line| line.split_once('#').map_or(line, |(before, _)| before))
            .collect();
        let expected = [
            "cacheBehavior: CACHE_ON_FAILURE  ",
            "cacheS3Location: '' ",
            "description: '' ",
            "name: '' ",
            "requestId: '' ",
            "tags: ",
            "  KeyName: ''",
            "cacheBucketOwnerId: '' ",
        ];
        assert_eq!(uncommented, expected);
        let comment = |member: &str| {
            let line = text.lines().find(|line| line.starts_with(member));
            line.and_then(|line| line.split_once("# "))
                .expect("a comment")
                .1
        };
        assert!(
            comment("cacheBehavior")
                .ends_with(". Valid values are: CACHE_ON_FAILURE, CACHE_ALWAYS.")
        );
        assert!(comment("cacheS3Location").starts_with("[REQUIRED] "));
        assert!(comment("requestId").starts_with("[REQUIRED] "));
        assert!(!comment("name").contains("REQUIRED"));
        assert!(yaml_input(operation("ListRunCaches")).starts_with("maxResults: 0  # "));
    }

    #[test]
    fn both_inputs_are_the_same_document() {
        for operation in SERVICE.operations {
            let from_json = cli_formats::json::read(&input(operation)).ok();
            let from_yaml = cli_formats::yaml::read(&yaml_input(operation)).ok();
            assert!(from_json.is_some());
            assert_eq!(from_json, from_yaml, "{}", operation.name);
        }
    }

    #[test]
    fn an_output_has_names_for_strings() {
        let create = r#"{
    "arn": "arn",
    "id": "id",
    "status": "status",
    "tags": {
        "KeyName": ""
    }
}
"#;
        assert_eq!(shown("CreateRunCache", Format::Json), create);
        assert_eq!(
            shown("CreateRunCache", Format::Text),
            "arn\tid\tstatus\nTAGS\t\n"
        );
        assert_eq!(shown("UpdateRunCache", Format::Json), "");
        assert_eq!(shown("DeleteRunCache", Format::Yaml), "");
    }

    #[test]
    fn times_are_shown_as_each_format_has_them() {
        let list = r#"{
    "items": [
        {
            "arn": "arn",
            "cacheBehavior": "cacheBehavior",
            "cacheS3Uri": "cacheS3Uri",
            "creationTime": "1970-01-01T00:00:00",
            "id": "id",
            "name": "name",
            "status": "status"
        }
    ],
    "nextToken": "nextToken"
}
"#;
        assert_eq!(shown("ListRunCaches", Format::Json), list);
        for format in [Format::Text, Format::Table, Format::Yaml] {
            let text = shown("ListRunCaches", format);
            assert!(text.contains("1970-01-01 00:00:00"), "{text}");
        }
    }
}
