//! Documents and the messages that the AWS CLI, or this program beyond it, has for them.

use cli_formats::json;
use omics_model::SERVICE;

use super::*;
use crate::error::Kind as ErrorKind;

const LOCATION: (&str, &str) = ("cacheS3Location", "s3://bucket/prefix");

fn operation(name: &str) -> &'static Operation {
    SERVICE
        .operation(name)
        .expect("an operation of the service")
}

fn parameters(document: &str) -> Parameters {
    let Ok(Value::Map(document)) = json::read(document) else {
        panic!("not a JSON object: {document}");
    };
    Parameters {
        document,
        ..Parameters::default()
    }
}

/// A creation that is valid but for these members.
fn creation<const N: usize>(members: [(&str, Value); N]) -> Parameters {
    let mut document = parameters(r#"{"requestId":"r"}"#).document;
    document.insert(LOCATION.0.to_owned(), LOCATION.1.into());
    document.extend(members.map(|(name, value)| (name.to_owned(), value)));
    Parameters {
        document,
        ..Parameters::default()
    }
}

fn lines(operation: &'static Operation, parameters: &Parameters, level: Validation) -> Vec<String> {
    let Err(error) = validate(operation, parameters, level) else {
        return Vec::new();
    };
    assert_eq!(error.kind, ErrorKind::ParamValidation);
    let mut lines = error.message.lines().map(str::to_owned);
    assert_eq!(
        lines.next().as_deref(),
        Some("Parameter validation failed:")
    );
    lines.collect()
}

fn basic_lines(name: &str, document: &str) -> Vec<String> {
    lines(operation(name), &parameters(document), Validation::Basic)
}

fn strict_lines<const N: usize>(members: [(&str, Value); N]) -> Vec<String> {
    lines(
        operation("CreateRunCache"),
        &creation(members),
        Validation::Strict,
    )
}

#[test]
fn all_problems_come_at_once_in_order() {
    let document = r#"{"tags":{"":"v","k":1},"foo":1,"name":"","CacheS3Location":"x","requestId":"r",
        "cacheBucketOwnerId":"12"}"#;
    let known = "must be one of: cacheBehavior, cacheS3Location, description, name, requestId, \
                 tags, cacheBucketOwnerId";
    assert_eq!(
        basic_lines("CreateRunCache", document),
        [
            "Missing required parameter in input: \"cacheS3Location\"",
            &format!("Unknown parameter in input: \"foo\", {known}"),
            &format!("Unknown parameter in input: \"CacheS3Location\", {known}"),
            "Invalid length for parameter tags (key: ), value: 0, valid min length: 1",
            "Invalid type for parameter tags.k, value: 1, type: <class 'int'>, valid types: <class 'str'>",
            "Invalid length for parameter name, value: 0, valid min length: 1",
            "Invalid length for parameter cacheBucketOwnerId, value: 2, valid min length: 12",
        ]
    );
}

#[test]
fn required_members_are_missed_in_model_order() {
    assert_eq!(
        basic_lines("CreateRunCache", "{}"),
        [
            "Missing required parameter in input: \"cacheS3Location\"",
            "Missing required parameter in input: \"requestId\"",
        ]
    );
    assert_eq!(
        basic_lines("GetRunCache", r#"{"id":""}"#),
        ["Invalid length for parameter id, value: 0, valid min length: 1"]
    );
}

#[test]
fn types_are_pythons() {
    let text = |place: &str, shown: &str, class: &str, valid: &str| {
        format!(
            "Invalid type for parameter {place}, value: {shown}, type: <class '{class}'>, \
             valid types: <class '{valid}'>"
        )
    };
    let inner = || Value::map([("x", 1.into())]);
    for (value, shown, class) in [
        (Value::Null, "None", "NoneType"),
        (true.into(), "True", "bool"),
        (1.5.into(), "1.5", "float"),
        (f64::NAN.into(), "nan", "float"),
        (Value::Bytes(b"hello\n".to_vec()), "b'hello\\n'", "bytes"),
        (
            Value::Date("2026-01-01".into()),
            "2026-01-01",
            "datetime.date",
        ),
        (Value::list(["b".into()]), "['b']", "list"),
        (inner(), "{'x': 1}", "dict"),
    ] {
        let expected = [text("name", shown, class, "str")];
        for level in [Validation::Basic, Validation::Strict] {
            let found = creation([("name", value.clone())]);
            assert_eq!(lines(operation("CreateRunCache"), &found, level), expected);
        }
    }
    assert_eq!(
        strict_lines([("tags", Value::list(["a".into()]))]),
        [text("tags", "['a']", "list", "dict")]
    );
    assert_eq!(
        strict_lines([("tags", Value::Null)]),
        [text("tags", "None", "NoneType", "dict")]
    );

    let mut given = creation([("tags", Value::map([("a", inner())]))]);
    assert_eq!(
        lines(operation("CreateRunCache"), &given, Validation::Basic),
        [text("tags.a", "{'x': 1}", "dict", "str")]
    );
    given.from_json.push("tags");
    assert_eq!(
        lines(operation("CreateRunCache"), &given, Validation::Basic),
        [text(
            "tags.a",
            "OrderedDict([('x', 1)])",
            "collections.OrderedDict",
            "str"
        )]
    );
}

#[test]
fn integers_have_a_type_and_a_least_value() {
    let invalid = |shown: &str, class: &str| {
        format!(
            "Invalid type for parameter maxResults, value: {shown}, type: <class '{class}'>, \
             valid types: <class 'int'>"
        )
    };
    for (document, expected) in [
        (r#"{"maxResults":"5"}"#, vec![invalid("5", "str")]),
        (r#"{"maxResults":2.0}"#, vec![invalid("2.0", "float")]),
        (
            r#"{"maxResults":0}"#,
            vec!["Invalid value for parameter maxResults, value: 0, valid min value: 1".to_owned()],
        ),
        (r#"{"maxResults":true}"#, vec![]),
        (r#"{"maxResults":101}"#, vec![]),
    ] {
        assert_eq!(
            basic_lines("ListRunCaches", document),
            expected,
            "{document}"
        );
    }
}

#[test]
fn basic_checks_leave_the_rest_to_the_service() {
    let long = "é".repeat(300);
    let found = creation([
        ("cacheS3Location", "".into()),
        ("cacheBehavior", "SOMETIMES".into()),
        ("description", long.as_str().into()),
        ("tags", Value::map([(long.as_str(), long.as_str().into())])),
        ("cacheBucketOwnerId", "abcdefghijkl".into()),
    ]);
    assert_eq!(
        validate(operation("CreateRunCache"), &found, Validation::Basic),
        Ok(())
    );
}

#[test]
fn strict_checks_follow_the_basic_ones() {
    let long = "d".repeat(257);
    let found = strict_lines([
        ("cacheBehavior", "SOMETIMES".into()),
        ("description", long.as_str().into()),
        ("name", "".into()),
        (
            "tags",
            Value::map([("a", long.as_str().into()), ("b", 1.into())]),
        ),
    ]);
    assert_eq!(
        found,
        [
            "Invalid length for parameter name, value: 0, valid min length: 1",
            "Invalid type for parameter tags.b, value: 1, type: <class 'int'>, valid types: <class 'str'>",
            "cacheBehavior: must be one of CACHE_ON_FAILURE, CACHE_ALWAYS, is `SOMETIMES`",
            "description: must have at most 256 characters, has 257",
            "tags.a: must have at most 256 characters, has 257",
        ]
    );
    assert_eq!(strict_lines([]), Vec::<String>::new());
}

#[test]
fn strict_checks_say_nothing_twice() {
    let tags = Value::map([("", Value::Null), ("k", "".into())]);
    assert_eq!(
        strict_lines([
            ("cacheBehavior", "".into()),
            ("tags", tags),
            ("bogus", 1.into())
        ])
        .len(),
        4,
    );
    let nothing = parameters("{}");
    assert_eq!(
        lines(operation("CreateRunCache"), &nothing, Validation::Strict).len(),
        2
    );
    let boolean = parameters(r#"{"maxResults":true}"#);
    assert_eq!(
        lines(operation("ListRunCaches"), &boolean, Validation::Strict),
        ["maxResults: must be an integer of 32 bits, is a boolean (true)"]
    );
}

#[test]
fn all_that_is_wrong_with_one_value_is_told() {
    assert_eq!(
        strict_lines([("cacheBucketOwnerId", "abc".into())]),
        [
            "Invalid length for parameter cacheBucketOwnerId, value: 3, valid min length: 12",
            "cacheBucketOwnerId: must match the pattern ^[0-9]+$, is `abc`",
        ]
    );
    let long = "\u{1}".repeat(65);
    let [length, value] = &strict_lines([("cacheBehavior", long.as_str().into())])[..] else {
        panic!("two problems expected");
    };
    assert_eq!(
        length,
        "cacheBehavior: must have at most 64 characters, has 65"
    );
    assert!(
        value.starts_with("cacheBehavior: must be one of CACHE_ON_FAILURE"),
        "{value}"
    );
}

#[test]
fn without_validation_only_unknown_names_are_refused() {
    let create = operation("CreateRunCache");
    let wrong = parameters(r#"{"name":"","tags":[]}"#);
    assert_eq!(validate(create, &wrong, Validation::Off), Ok(()));
    let error = validate(create, &parameters(r#"{"foo":1}"#), Validation::Off)
        .expect_err("there is no such member");
    assert_eq!(error.kind, ErrorKind::General);
    assert!(
        error
            .message
            .starts_with("Unknown parameter in input: \"foo\", must be one of: ")
    );
}
