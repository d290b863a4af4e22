//! The options of an operation, made from its entry in the catalog.

use std::borrow::Cow;

use smithy_catalog::{Kind, Member, Operation, Service};

use crate::args::{OptionKind, OptionSpec, Origin, Source};

/// The option that takes the whole input as JSON.
pub(crate) const INPUT_JSON: &str = "cli-input-json";
/// The option that takes the whole input as YAML.
pub(crate) const INPUT_YAML: &str = "cli-input-yaml";
/// The option that limits a page of a paginated operation.
pub(crate) const PAGE_SIZE: &str = "page-size";
/// The option that limits the items of all pages together.
pub(crate) const MAX_ITEMS: &str = "max-items";
/// The option that prints what an input or output looks like.
pub(crate) const SKELETON: &str = "generate-cli-skeleton";

/// What [`SKELETON`] can print.
const SKELETONS: &[&str] = &["input", "output", "yaml-input"];

/// A name of the model as the command line spells it: `put-object` for `PutObject`,
/// `s3-location` for `s3Location`.
pub(crate) fn kebab(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (at, &c) in characters.iter().enumerate() {
        let ends_acronym = characters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        if c.is_ascii_uppercase()
            && at > 0
            && (ends_acronym || !characters[at - 1].is_ascii_uppercase())
        {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The commands of a service, one for each operation, in the catalog's order.
pub(crate) fn commands(service: &Service) -> Vec<String> {
    service.operations.commands()
}

/// The operation that a command stands for.
pub(crate) fn operation(service: &Service, command: &str) -> Option<&'static Operation> {
    service.operations.find_command(command)
}

/// The options of an operation: its members in model order, then those that every operation has,
/// and between these the ones about pages where there are several.
pub(crate) fn of(operation: &Operation) -> Vec<OptionSpec> {
    let mut options = Vec::new();
    for member in operation.input.members() {
        options.extend(of_member(operation, member));
    }
    let text = |name, metavar, help| spec(name, OptionKind::Value, metavar, help);
    options.push(text(
        INPUT_JSON,
        "JSON",
        "take the input from a JSON object",
    ));
    options.push(text(
        INPUT_YAML,
        "YAML",
        "take the input from a YAML mapping",
    ));
    if let Some(pagination) = &operation.pagination {
        let number = |name, help| spec(name, OptionKind::Integer, "NUMBER", help);
        if pagination.page_size.is_some() {
            options.push(number(PAGE_SIZE, "fetch at most this many items at a time"));
        }
        options.push(number(MAX_ITEMS, "fetch at most this many items in all"));
    }
    let kind = OptionKind::OptionalValue { missing: "input" };
    options.push(OptionSpec {
        choices: SKELETONS,
        ..spec(
            SKELETON,
            kind,
            "KIND",
            "print an empty input, or a made-up output",
        )
    });
    options
}

/// The option of a member; for a boolean also the one that turns it off.
fn of_member(operation: &Operation, member: &Member) -> Vec<OptionSpec> {
    // A page's size has an option of its own, which does not turn pagination off.
    let page_size = operation.pagination.and_then(|paged| paged.page_size);
    let option = OptionSpec {
        // A client fills in an idempotency token.
        required: member.required && operation.idempotency_token != Some(member.name),
        hidden: page_size == Some(member.name),
        ..spec(
            kebab(member.name),
            OptionKind::Value,
            metavar(member.target.kind),
            summary(member.documentation),
        )
    };
    if !matches!(member.target.kind, Kind::Boolean) {
        return vec![option];
    }
    let on = OptionSpec {
        kind: OptionKind::Flag,
        // Either of the two will do, which is for validation to see.
        required: false,
        ..option
    };
    let off = OptionSpec {
        name: negation(member.name).into(),
        ..on.clone()
    };
    vec![on, off]
}

/// The name of the option that sets a boolean member to false.
pub(crate) fn negation(member: &str) -> String {
    format!("no-{}", kebab(member))
}

fn spec(
    name: impl Into<Cow<'static, str>>,
    kind: OptionKind,
    metavar: impl Into<Cow<'static, str>>,
    help: impl Into<Cow<'static, str>>,
) -> OptionSpec {
    OptionSpec {
        name: name.into(),
        kind,
        choices: &[],
        source: Source::Nowhere,
        required: false,
        hidden: false,
        origin: Origin::Aws,
        metavar: metavar.into(),
        help: help.into(),
    }
}

/// What help calls a value.
fn metavar(kind: Kind) -> Cow<'static, str> {
    match kind {
        Kind::Enum(values) => {
            let values: Vec<_> = values.iter().map(|known| known.value).collect();
            return values.join("|").into();
        }
        Kind::Boolean => "",
        Kind::Map { .. } | Kind::Structure(_) | Kind::Union(_) => "KEY=VALUE,...",
        Kind::List { .. } | Kind::Document => "JSON",
        Kind::Timestamp => "TIME",
        kind if kind.is_integer() || kind.is_float() => "NUMBER",
        _ => "TEXT",
    }
    .into()
}

/// The first sentence of documentation, without markup and the full stop. A colon ends it too.
pub(crate) fn summary(documentation: &str) -> String {
    let end = documentation.find(['.', ':']);
    let sentence = &documentation[..end.unwrap_or(documentation.len())];
    let plain = sentence.replace(['`', '*'], "");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use omics_model::SERVICE;

    use super::*;

    fn options(command: &str) -> Vec<OptionSpec> {
        of(operation(&SERVICE, command).expect("a command of the service"))
    }

    fn names(options: &[OptionSpec]) -> Vec<&str> {
        options.iter().map(|option| option.name.as_ref()).collect()
    }

    #[test]
    fn names_are_split_where_words_begin() {
        for (name, expected) in [
            ("CreateRunCache", "create-run-cache"),
            ("cacheS3Location", "cache-s3-location"),
            ("cacheBucketOwnerId", "cache-bucket-owner-id"),
            ("id", "id"),
            ("DescribeDBInstances", "describe-db-instances"),
            ("kmsKeyARN", "kms-key-arn"),
        ] {
            assert_eq!(kebab(name), expected);
        }
    }

    #[test]
    fn every_operation_is_a_command() {
        let commands = commands(&SERVICE);
        assert_eq!(commands.len(), SERVICE.operations.len());
        for (command, found) in commands.iter().zip(SERVICE.operations) {
            assert_eq!(
                operation(&SERVICE, command).map(|op| op.name),
                Some(found.name)
            );
        }
        assert!(operation(&SERVICE, "CreateRunCache").is_none());
    }

    #[test]
    fn members_come_first_in_model_order() {
        let create = options("create-run-cache");
        let expected = [
            "cache-behavior",
            "cache-s3-location",
            "description",
            "name",
            "request-id",
            "tags",
            "cache-bucket-owner-id",
            "cli-input-json",
            "cli-input-yaml",
            "generate-cli-skeleton",
        ];
        assert_eq!(names(&create), expected);
        let required = create.iter().filter(|option| option.required);
        assert_eq!(
            required.map(|o| &*o.name).collect::<Vec<_>>(),
            ["cache-s3-location"]
        );
        assert_eq!(create[0].metavar, "CACHE_ON_FAILURE|CACHE_ALWAYS");
        assert!(create.iter().all(|option| !option.help.is_empty()));
    }

    #[test]
    fn a_paginated_operation_has_options_about_pages() {
        let list = options("list-run-caches");
        let expected = [
            "max-results",
            "starting-token",
            "cli-input-json",
            "cli-input-yaml",
            "page-size",
            "max-items",
            "generate-cli-skeleton",
        ];
        assert_eq!(names(&list), expected);
        let hidden = list.iter().filter(|option| option.hidden);
        assert_eq!(
            hidden.map(|o| &*o.name).collect::<Vec<_>>(),
            ["max-results"]
        );
        // Its number is read with the other parameters, not with the command line.
        assert_eq!(list[0].kind, OptionKind::Value);
        assert_eq!(list[4].kind, OptionKind::Integer);
        assert_eq!(list[6].kind, OptionKind::OptionalValue { missing: "input" });
    }

    #[test]
    fn a_summary_is_one_plain_sentence() {
        assert_eq!(
            summary("Id of a `RunCache`, as\nlisted. More."),
            "Id of a RunCache, as listed"
        );
        assert_eq!(summary("One of: a, b"), "One of");
        assert_eq!(summary(""), "");
    }
}
