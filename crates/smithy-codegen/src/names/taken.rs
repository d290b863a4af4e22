//! Names that generated code and the runtime use themselves, by the place where a name of the model
//! would meet them. A name of the model that is taken steps aside.
//!
//! `tests/naming.rs` puts every identifier of the runtime and of generated code in every place and
//! compiles: it finds what is missing here.

use std::collections::BTreeSet;

/// Where members get their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A structure that is nothing more.
    Structure,
    /// The input of an operation, and with it the fluent builder.
    Input,
    /// The output of an operation.
    Output,
    /// An error.
    Error,
}

/// Methods of every structure and its builder; the first as smithy-rs has them.
const STRUCTURE: [&str; 9] = [
    "build",
    "builder",
    "default",
    "send",
    "make_operation",
    "presigned",
    "customize",
    "meta",
    "into",
];

/// Methods of inputs, of their builders, of fluent builders and of waiters.
const INPUT: [&str; 8] = [
    "new",
    "map_input",
    "as_input",
    "into_fluent",
    "into_paginator",
    "send_with",
    "validate",
    "wait",
];

/// Methods of errors.
const ERROR: [&str; 2] = ["read", "retryable_error_kind"];

/// Methods of the client, and the one file name that a module may not have.
const CLIENT: [&str; 8] = [
    "r#mod",
    "new",
    "from_conf",
    "try_from_conf",
    "from_env",
    "config",
    "handle",
    "clone",
];

/// What the module of an operation uses by its bare name: the prelude, and the error types of the
/// runtime, which the operation's own error type, `…Error`, would meet.
const OPERATION: [&str; 47] = [
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
    // Errors of the runtime: `BoxError` and the like.
    "Build",
    "CreateUnhandled",
    "Sdk",
    "Service",
    "Std",
    "Unhandled",
];

/// Variants that the enums of errors have already.
const ERROR_TYPE: [&str; 1] = ["Unhandled"];

/// Names at the root of the client crate, beside the prelude.
const ROOT: [&str; 3] = ["Client", "Config", "Error"];

/// Names for the members of one structure, in their order: each with the setters that come with it,
/// and none twice. A member called `set_x` or `get_x` makes way for the setter of `x`.
pub(crate) fn members(place: Place, names: &[&str]) -> Vec<String> {
    let mut taken: BTreeSet<String> = reserved(place).map(str::to_owned).collect();
    if place == Place::Error {
        taken.extend(["set_meta".to_owned(), "get_meta".to_owned()]);
    }
    let first: Vec<String> = names
        .iter()
        .map(|name| super::escape(super::snake(name)))
        .collect();
    let plain: BTreeSet<&str> = first.iter().map(String::as_str).collect();
    let gives_way = |name: &str| {
        ["set_", "get_"]
            .iter()
            .filter_map(|prefix| name.strip_prefix(prefix))
            .any(|rest| plain.contains(rest) || plain.contains(format!("r#{rest}").as_str()))
    };
    let mut chosen = first.clone();
    let (late, early): (Vec<usize>, Vec<usize>) =
        (0..first.len()).partition(|index| gives_way(&first[*index]));
    for index in early.into_iter().chain(late) {
        let mut name = first[index].clone();
        while with_setters(&name).iter().any(|name| taken.contains(name)) {
            name = format!(
                "{}_value",
                name.trim_start_matches("r#").trim_end_matches('_')
            );
        }
        taken.extend(with_setters(&name));
        chosen[index] = name;
    }
    chosen
}

fn with_setters(name: &str) -> [String; 3] {
    let bare = name.trim_start_matches("r#");
    [
        bare.to_owned(),
        super::prefixed("set", name),
        super::prefixed("get", name),
    ]
}

/// Names for types, in the order of the shapes: none is that of another, nor is its module.
pub(crate) fn distinct_type(wanted: String, modules: &mut BTreeSet<String>) -> String {
    let mut name = wanted;
    while !modules.insert(super::snake(&name)) {
        name.push_str("Shape");
    }
    name
}

fn reserved(place: Place) -> impl Iterator<Item = &'static str> {
    let own: &[&str] = match place {
        Place::Structure | Place::Output => &[],
        Place::Input => &INPUT,
        Place::Error => &ERROR,
    };
    STRUCTURE.iter().chain(own).copied()
}

/// Type and module of an operation: `Config` is `ConfigOperation` and `config_operation`, as the client
/// has a method `config`.
pub(crate) fn operation(name: &str) -> (String, String) {
    let (pascal, module) = (super::pascal(name), super::escape(super::snake(name)));
    if CLIENT.contains(&module.as_str()) || OPERATION.contains(&pascal.as_str()) {
        let bare = module.trim_start_matches("r#").trim_end_matches('_');
        let module = format!("{bare}_operation");
        return (format!("{pascal}Operation"), module);
    }
    (pascal, module)
}

/// The type of an error structure.
pub(crate) fn error_type(pascal: String) -> String {
    match ERROR_TYPE.contains(&pascal.as_str()) {
        true => format!("{pascal}Error"),
        false => pascal,
    }
}

/// The type that stands for a service, from its SDK id.
pub(crate) fn service(sdk_id: &str) -> String {
    let name = super::enum_variant(sdk_id).unwrap_or_else(|| "Service".to_owned());
    if ROOT.contains(&name.as_str()) || OPERATION.contains(&name.as_str()) {
        return format!("{name}Service");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_step_aside_for_methods_and_for_each_other() {
        for (place, names, expected) in [
            (
                Place::Structure,
                vec!["set_name", "name"],
                vec!["set_name_value", "name"],
            ),
            (
                Place::Structure,
                vec!["fooBar", "foo_bar"],
                vec!["foo_bar", "foo_bar_value"],
            ),
            (Place::Structure, vec!["new", "type"], vec!["new", "r#type"]),
            (
                Place::Input,
                vec!["new", "newValue"],
                vec!["new_value", "new_value_value"],
            ),
            (
                Place::Structure,
                vec!["get_type", "type"],
                vec!["get_type_value", "r#type"],
            ),
            (
                Place::Error,
                vec!["set_meta", "read"],
                vec!["set_meta_value", "read_value"],
            ),
            (Place::Structure, vec!["self"], vec!["self_"]),
        ] {
            assert_eq!(members(place, &names), expected, "{names:?}");
        }
    }

    #[test]
    fn operations_and_services_step_aside_for_the_client() {
        let pair = |name: &str| operation(name);
        assert_eq!(
            pair("Config"),
            ("ConfigOperation".into(), "config_operation".into())
        );
        assert_eq!(
            pair("Self"),
            ("SelfOperation".into(), "self_operation".into())
        );
        assert_eq!(
            pair("Some"),
            ("SomeOperation".into(), "some_operation".into())
        );
        assert_eq!(pair("GetThing"), ("GetThing".into(), "get_thing".into()));
        assert_eq!(service("Client"), "ClientService");
        assert_eq!(service("Amazon Omics"), "AmazonOmics");
    }
}
