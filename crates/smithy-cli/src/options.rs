//! The options of an operation, made from its entry in the catalog.

use std::borrow::Cow;

use smithy_catalog::cli::{Customization, Pages, kebab};
use smithy_catalog::{Kind, Member, Operation, Service, Shape};

use crate::args::{OptionKind, OptionSpec, Origin, Source};

/// The option that takes the whole input as JSON.
pub(crate) const INPUT_JSON: &str = "cli-input-json";
/// The option that takes the whole input as YAML.
pub(crate) const INPUT_YAML: &str = "cli-input-yaml";
/// The option that says where a listing goes on.
pub(crate) const STARTING_TOKEN: &str = "starting-token";
/// The option that limits a page of a paginated operation.
pub(crate) const PAGE_SIZE: &str = "page-size";
/// The option that limits the items of all pages together.
pub(crate) const MAX_ITEMS: &str = "max-items";
/// The option that prints what an input or output looks like.
pub(crate) const SKELETON: &str = "generate-cli-skeleton";

/// What [`SKELETON`] can print.
const SKELETONS: &[&str] = &["input", "output", "yaml-input"];

/// The commands of a service, one for each operation, in the catalog's order.
pub(crate) fn commands(service: &Service) -> Vec<String> {
    service.operations.commands()
}

/// The operation that a command stands for.
pub(crate) fn operation(service: &Service, command: &str) -> Option<&'static Operation> {
    service.operations.find_command(command)
}

/// The name of a member's option, without dashes.
pub(crate) fn name(operation: &Operation, member: &str) -> String {
    let name = kebab(member);
    let mut renamed = operation.cli.renamed.iter();
    let renamed = renamed.find(|option| option.from == name);
    renamed.map_or(name, |option| option.to.to_owned())
}

/// Whether the body of the answer goes to a file that the line names: the payload of the output is a
/// blob.
pub(crate) fn takes_outfile(operation: &Operation) -> bool {
    payload_blob(operation.output).is_some()
}

/// The member that is the body of a request or an answer, if that is a blob.
pub(crate) fn payload_blob(shape: &Shape) -> Option<&'static Member> {
    let is_payload = |member: &&Member| {
        member.schema.http_payload().is_some() && matches!(member.target.kind, Kind::Blob)
    };
    shape.members().iter().find(is_payload)
}

/// The options of an operation: its members in model order, those with another name last, then
/// those that every operation has, and between these the ones about pages where there are several.
pub(crate) fn of(operation: &'static Operation) -> Vec<OptionSpec> {
    let mut options = members(operation);
    options.extend(operation.cli.customizations.iter().filter_map(added));
    let streams = takes_outfile(operation);
    if !streams {
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
    }
    if let Some(pages) = operation.pages() {
        add_paging(&mut options, operation, &pages);
    }
    if !streams {
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
    }
    options
}

/// The members in the order of their options: those that are called otherwise stand last.
pub(crate) fn ordered_members(operation: &Operation) -> Vec<&'static Member> {
    let place = |member: &&Member| {
        let modelled = kebab(member.name);
        let mut renamed = operation.cli.renamed.iter();
        renamed
            .position(|option| option.from == modelled)
            .map_or(0, |place| place + 1)
    };
    let mut members: Vec<_> = operation.input.members().iter().collect();
    if !operation.cli.renamed.is_empty() {
        members.sort_by_cached_key(place);
    }
    members
}

/// The options of the members.
fn members(operation: &Operation) -> Vec<OptionSpec> {
    let members = ordered_members(operation).into_iter();
    let mut options: Vec<_> = members
        .flat_map(|member| of_member(operation, member))
        .collect();
    for alias in operation.cli.aliases {
        let mut originals = options.iter_mut();
        let Some(original) = originals.find(|option| option.name == alias.from) else {
            continue;
        };
        original.required = false;
        let alias = OptionSpec {
            name: alias.to.into(),
            alias_of: Some(alias.from.into()),
            hidden: true,
            ..original.clone()
        };
        options.push(alias);
    }
    options
}

/// The option that a customization adds.
fn added(customization: &Customization) -> Option<OptionSpec> {
    match *customization {
        Customization::BlobOption {
            option,
            member,
            field,
            ..
        } => Some(spec(
            option,
            OptionKind::Value,
            "BLOB",
            format!("the bytes of {member}.{field}, as fileb://PATH"),
        )),
        Customization::Outfile { option, path } => Some(spec(
            option,
            OptionKind::Value,
            "FILE",
            format!("write {path} of the answer to this file, which only you may read"),
        )),
        _ => None,
    }
}

/// The options about pages. The token and the limit of the service stay, but are not shown.
fn add_paging(options: &mut Vec<OptionSpec>, operation: &Operation, pages: &Pages) {
    let own = pages.input_tokens.iter().chain(&pages.limit_key);
    let own: Vec<String> = own.map(|member| name(operation, member)).collect();
    for option in options.iter_mut() {
        option.hidden |= own.iter().any(|own| *own == option.name);
    }
    let limit = pages.limit_key.and_then(|key| operation.input.member(key));
    let kind = match limit.map(|member| member.target.kind) {
        Some(kind) if !kind.is_integer() => OptionKind::Value,
        _ => OptionKind::Integer,
    };
    let mut put =
        |option: OptionSpec| match options.iter_mut().find(|known| known.name == option.name) {
            Some(known) => *known = option,
            None => options.push(option),
        };
    put(spec(
        STARTING_TOKEN,
        OptionKind::Value,
        "TOKEN",
        "go on where a listing was cut off: its NextToken",
    ));
    if limit.is_some() {
        let help = "fetch at most this many items at a time";
        put(spec(PAGE_SIZE, kind, "NUMBER", help));
    }
    let help = "fetch at most this many items in all";
    put(spec(MAX_ITEMS, kind, "NUMBER", help));
}

/// The option of a member; for a boolean also the one that turns it off.
fn of_member(operation: &Operation, member: &Member) -> Vec<OptionSpec> {
    let kind = match member.target.kind {
        Kind::Long | Kind::BigInteger => OptionKind::Integer,
        Kind::Float | Kind::Double | Kind::BigDecimal => OptionKind::Float,
        Kind::List { .. } => OptionKind::Words,
        _ => OptionKind::Value,
    };
    let has_option_of_its_own = |customization: &Customization| matches!(customization, Customization::BlobOption { member: holder, .. } if *holder == member.name);
    let filled_in = operation.idempotency_token == Some(member.name)
        || operation
            .cli
            .customizations
            .iter()
            .any(has_option_of_its_own);
    let option = OptionSpec {
        required: member.required && !filled_in,
        ..spec(
            name(operation, member.name),
            kind,
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
        name: negation(operation, member.name).into(),
        ..on.clone()
    };
    vec![on, off]
}

/// The name of the option that sets a boolean member to false.
pub(crate) fn negation(operation: &Operation, member: &str) -> String {
    format!("no-{}", name(operation, member))
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
        alias_of: None,
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
        Kind::List { member, .. } => return list_metavar(member.target.kind).into(),
        Kind::Document => "JSON",
        Kind::Timestamp => "TIME",
        kind if kind.is_integer() || kind.is_float() => "NUMBER",
        _ => "TEXT",
    }
    .into()
}

fn list_metavar(element: Kind) -> &'static str {
    match element {
        Kind::List { .. } | Kind::Document => "JSON",
        Kind::Map { .. } | Kind::Structure(_) | Kind::Union(_) => "KEY=VALUE,... ...",
        kind if kind.is_integer() || kind.is_float() => "NUMBER ...",
        _ => "TEXT ...",
    }
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
