//! Command lines and the documents that the AWS CLI makes of them.

use std::fs;

use aws_settings::Environment;
use omics_model::SERVICE;

use super::*;
use crate::args;
use crate::error::Kind as ErrorKind;
use crate::tests::PARSER;

const LOCATION: [&str; 2] = ["--cache-s3-location", "s3://b"];

fn read_with(command: &str, line: &[&str], variable: Option<&str>) -> Result<Parameters, CliError> {
    let operation = options::operation(&SERVICE, command).expect("a command of the service");
    let line: Vec<_> = line.iter().map(|word| (*word).to_owned()).collect();
    let raw = match PARSER.operation(&line, &options::of(operation), false) {
        Ok(args::Operation::Options(raw)) => raw,
        other => panic!("{line:?} gives {other:?}"),
    };
    let encoding = variable.map(|name| ("AWS_CLI_FILE_ENCODING", name));
    let env = Environment::from_iter(encoding);
    let mut parameters = {
        let pages = PageOptions::read(operation, &raw, false)?;
        read(operation, &raw, &pages, &ParamFiles::new(&env))?
    };
    parameters.fill_token(operation, |_| "generated".to_owned());
    Ok(parameters)
}

fn run(command: &str, line: &[&str]) -> Result<Parameters, CliError> {
    read_with(command, line, None)
}

/// A creation with the required option and these.
fn create(more: &[&str]) -> Result<Parameters, CliError> {
    run("create-run-cache", &[&LOCATION, more].concat())
}

fn sent(parameters: Result<Parameters, CliError>) -> String {
    let document = parameters.expect("the line can be read").document;
    serde_json::Value::Object(to_json(&document)).to_string()
}

#[track_caller]
fn refused(result: Result<Parameters, CliError>, message: &str) {
    let error = result.expect_err("the line cannot be read");
    assert_eq!(
        (error.kind, error.message.as_str()),
        (ErrorKind::ParamValidation, message)
    );
}

#[track_caller]
fn failed(result: Result<Parameters, CliError>, message: &str) {
    let error = result.expect_err("the line cannot be read");
    assert_eq!(
        (error.kind, error.message.as_str()),
        (ErrorKind::General, message)
    );
}

#[test]
fn members_stand_in_model_order_and_the_token_last() {
    let line = [
        "--name",
        "n",
        "--tags",
        "a=b",
        "--cache-behavior",
        "CACHE_ALWAYS",
    ];
    assert_eq!(
        sent(create(&line)),
        r#"{"cacheBehavior":"CACHE_ALWAYS","cacheS3Location":"s3://b","name":"n","tags":{"a":"b"},"requestId":"generated"}"#
    );
    assert_eq!(
        sent(create(&[
            "--request-id",
            "",
            "--name",
            "one",
            "--name",
            "two"
        ])),
        r#"{"cacheS3Location":"s3://b","name":"two","requestId":""}"#
    );
    assert_eq!(
        sent(run("update-run-cache", &["--id", "1"])),
        r#"{"id":"1"}"#
    );
}

#[test]
fn strings_are_taken_as_they_are() {
    for text in [
        " a ",
        "123",
        "true",
        "http://x",
        "FILE://x",
        " file://x",
        "@x",
        "{\"a\":1}",
        "\\n",
        "-",
    ] {
        let found = create(&["--description", text]).expect("the line can be read");
        assert_eq!(found.document["description"], text.into());
    }
}

#[test]
fn integers_are_read_as_python_reads_them() {
    let list = |number| run("list-run-caches", &["--max-results", number]);
    assert_eq!(sent(list(" +1_0 ")), r#"{"maxResults":10}"#);
    failed(list("abc"), "invalid literal for int() with base 10: 'abc'");
    failed(list(""), "invalid literal for int() with base 10: ''");
    assert_eq!(
        sent(run(
            "list-run-caches",
            &["--page-size", "5", "--max-items", "1"]
        )),
        "{}",
        "options about pages are no parameters"
    );
}

#[test]
fn maps_are_json_or_shorthand() {
    let tags = |text| create(&["--tags", text]);
    let read = |text| tags(text).expect("the line can be read");
    assert_eq!(read("a=b,c=d").from_json, Vec::<&str>::new());
    assert_eq!(read("  {\"a\": \"1\", \"a\": \"2\"} ").from_json, ["tags"]);
    assert!(sent(tags("{\"a\":\"1\",\"a\":\"2\"}")).contains(r#""tags":{"a":"2"}"#));
    assert!(sent(tags("{}")).contains(r#""tags":{}"#));
    for (text, reason) in [
        ("[\"a\"]", "Invalid JSON:\n[\"a\"]"),
        (
            "{\"a\":",
            "Invalid JSON: Expecting value: line 1 column 6 (char 5)\nJSON received: {\"a\":",
        ),
        (
            "{'a':'b'}",
            "Invalid JSON: Expecting property name enclosed in double quotes: \
             line 1 column 2 (char 1)\nJSON received: {'a':'b'}",
        ),
        (
            "a=b,",
            "Expected: '<second>', received: '<none>' for input:\n a=b,\n    ^",
        ),
        ("", "Expected: '=', received: 'EOF' for input:\n \n^"),
    ] {
        refused(
            tags(text),
            &format!("Error parsing parameter '--tags': {reason}"),
        );
    }
}

#[test]
fn values_come_from_files() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let file = |name: &str, contents: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, contents).expect("the directory can be written to");
        format!("file://{}", path.display())
    };
    let name = file("name", b"from a file\r\n");
    let found = create(&["--name", &name]).expect("the line can be read");
    assert_eq!(found.document["name"], "from a file\n".into());

    let tags = file("tags", b"x=y,z=w\n");
    assert!(sent(create(&["--tags", &tags])).contains(r#""tags":{"x":"y","z":"w"}"#));

    let bytes = name.replacen("file", "fileb", 1);
    let found = create(&["--name", &bytes]).expect("the line can be read");
    assert_eq!(
        found.document["name"],
        Value::Bytes(b"from a file\r\n".to_vec())
    );
    failed(
        create(&["--tags", &bytes]),
        "Error parsing parameter '--tags': expected text, received bytes; \
         use file:// in place of fileb://",
    );

    let number = file("number", b"7\n");
    assert_eq!(
        sent(run("list-run-caches", &["--max-results", &number])),
        r#"{"maxResults":7}"#
    );
    refused(
        create(&["--tags", "a=b,a=c", "--name", "file://no/such"]),
        "Error parsing parameter '--name': Unable to load paramfile file://no/such: \
         [Errno 2] No such file or directory: 'no/such'",
    );
    failed(
        create(&["--tags", "a@=file://no/such"]),
        "Unable to load paramfile file://no/such: [Errno 2] No such file or directory: 'no/such'",
    );
    failed(
        read_with("get-run-cache", &["--id", &name], Some("bogus")),
        "unknown encoding: bogus",
    );
}

#[test]
fn a_document_gives_what_options_do_not() {
    let json = r#"{"name":"doc","tags":{"a":"b"},"cacheBehavior":"CACHE_ALWAYS"}"#;
    let expected = r#"{"cacheS3Location":"s3://b","tags":{"c":"d"},"name":"doc","cacheBehavior":"CACHE_ALWAYS","requestId":"generated"}"#;
    assert_eq!(
        sent(create(&["--cli-input-json", json, "--tags", "c=d"])),
        expected
    );
    assert_eq!(
        sent(create(&["--cli-input-yaml", json, "--tags", "c=d"])),
        expected
    );
    let last = [
        "--cli-input-json",
        json,
        "--cli-input-json",
        r#"{"requestId":null}"#,
    ];
    assert_eq!(
        sent(create(&last)),
        r#"{"cacheS3Location":"s3://b","requestId":null}"#
    );
    let literal = ["--cli-input-json", r#"{"name":"file://no/such"}"#];
    assert!(sent(create(&literal)).contains("file://no/such"));
}

#[test]
fn a_document_comes_from_a_file_read_once() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("in");
    fs::write(&path, "\u{feff}{\"name\": \"n\"}").expect("the directory can be written to");
    let bytes = format!("fileb://{}", path.display());
    assert!(sent(create(&["--cli-input-json", &bytes])).contains(r#""name":"n""#));
    fs::write(&path, [0xff]).expect("the directory can be written to");
    refused(
        create(&["--cli-input-yaml", &bytes]),
        "Error parsing parameter 'cli-input-yaml': Invalid YAML received.",
    );
    refused(
        create(&["--cli-input-json", "file://no/such"]),
        "Error parsing parameter '--cli-input-json': Unable to load paramfile file://no/such: \
         [Errno 2] No such file or directory: 'no/such'",
    );
}

#[test]
fn only_one_document_that_is_a_map() {
    refused(
        create(&["--cli-input-json", "{}", "--cli-input-yaml", "{}"]),
        "Only one --cli-input- parameter may be specified.",
    );
    for text in ["", "{\"name\":", "-"] {
        refused(
            create(&["--cli-input-json", text]),
            "Error parsing parameter 'cli-input-json': Invalid JSON received.",
        );
    }
    for text in ["a: [b", "a: 1\na: 2", "tags:\n\ta: b", "a: 1\n---\nb: 2"] {
        refused(
            create(&["--cli-input-yaml", text]),
            "Error parsing parameter 'cli-input-yaml': Invalid YAML received.",
        );
    }
    let types = [
        ("[]", "list"),
        ("\"a\"", "str"),
        ("1", "int"),
        ("1.5", "float"),
        ("true", "bool"),
        ("null", "NoneType"),
    ];
    for (text, class) in types {
        for option in ["--cli-input-json", "--cli-input-yaml"] {
            let reason = format!("Invalid type: expecting map, received <class '{class}'>");
            refused(
                create(&[option, text]),
                &format!("Error parsing parameter '{option}': {reason}"),
            );
        }
    }
    refused(
        create(&["--cli-input-yaml", "!!set {a}"]),
        "Error parsing parameter '--cli-input-yaml': Invalid type: expecting map, received \
         <class 'set'>",
    );
    refused(
        create(&["--cli-input-yaml", ""]),
        "Error parsing parameter '--cli-input-yaml': Invalid type: expecting map, received \
         <class 'NoneType'>",
    );
}

#[test]
fn options_are_read_before_the_document() {
    refused(
        create(&["--cli-input-json", "{", "--tags", "["]),
        "Error parsing parameter '--tags': Invalid JSON:\n[",
    );
}

#[test]
fn json_documents_have_a_place_for_every_value() {
    let document = Map::from_iter([
        ("bytes".to_owned(), Value::Bytes(b"hi".to_vec())),
        ("nan".to_owned(), f64::NAN.into()),
        ("small".to_owned(), f64::NEG_INFINITY.into()),
        ("u64".to_owned(), Value::BigInt(u64::MAX.to_string())),
        (
            "big".to_owned(),
            Value::BigInt("100000000000000000000".to_owned()),
        ),
        ("date".to_owned(), Value::Date("2020-01-02".to_owned())),
    ]);
    assert_eq!(
        serde_json::Value::Object(to_json(&document)).to_string(),
        r#"{"bytes":"aGk=","nan":"NaN","small":"-Infinity","u64":18446744073709551615,"big":1e+20,"date":"2020-01-02"}"#
    );
}

mod other_kinds {
    //! Kinds of members that no operation of the service takes.

    use smithy_catalog::{Shape, UNIT};

    use super::*;

    static TEXT: Shape = Shape::new("test#Text", UNIT.schema, Kind::String);
    static TEXT_ITEM: Member = Member::new("member", UNIT.schema, &TEXT);
    static TEXTS: Shape = Shape::new(
        "test#Texts",
        UNIT.schema,
        Kind::List {
            member: &TEXT_ITEM,
            sparse: false,
        },
    );
    static STRUCTURE_ITEM: Member = Member::new("member", UNIT.schema, &UNIT);
    static STRUCTURES: Shape = Shape::new(
        "test#Structures",
        UNIT.schema,
        Kind::List {
            member: &STRUCTURE_ITEM,
            sparse: false,
        },
    );

    static TEXTS_MEMBER: Member = Member::new("texts", UNIT.schema, &TEXTS);
    static STRUCTURES_MEMBER: Member = Member::new("structures", UNIT.schema, &STRUCTURES);
    static FLOAT: Shape = Shape::new("test#Float", UNIT.schema, Kind::Double);
    static FLOAT_ITEM: Member = Member::new("member", UNIT.schema, &FLOAT);
    static FLOATS: Shape = Shape::new(
        "test#Floats",
        UNIT.schema,
        Kind::List {
            member: &FLOAT_ITEM,
            sparse: false,
        },
    );
    static FLOATS_MEMBER: Member = Member::new("floats", UNIT.schema, &FLOATS);

    fn values(member: &'static Member, words: &[&str]) -> Result<Value, String> {
        let env = Environment::default();
        let files = &ParamFiles::new(&env);
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        let unpacked = Unpacker { option: "x", files }.words(member, &words);
        unpacked
            .map(|unpacked| unpacked.value)
            .map_err(|error| error.message)
    }

    #[test]
    fn a_list_is_json_or_a_word_for_each_item() {
        let strings = |items: &[&str]| Ok(Value::list(items.iter().map(|item| (*item).into())));
        assert_eq!(values(&TEXTS_MEMBER, &[]), strings(&[]));
        assert_eq!(
            values(&TEXTS_MEMBER, &["a,b", "[1]"]),
            strings(&["a,b", "[1]"])
        );
        assert_eq!(
            values(&TEXTS_MEMBER, &[" [\"a\", \"b\"]"]),
            strings(&["a", "b"])
        );
        let pairs = || {
            let pair = || Value::map([("a", "b".into())]);
            Ok(Value::list([pair(), pair()]))
        };
        assert_eq!(values(&STRUCTURES_MEMBER, &["a=b", "a=b"]), pairs());
        let json = "{\"a\":\"b\"}";
        assert_eq!(values(&STRUCTURES_MEMBER, &[json, json]), pairs());
        for (words, message) in [
            (
                &[json, "a=b"][..],
                "Error parsing parameter '--x': Invalid JSON:\na=b",
            ),
            (&[json, ""], "string index out of range"),
        ] {
            assert_eq!(values(&STRUCTURES_MEMBER, words), Err(message.to_owned()));
        }
        let error = values(&TEXTS_MEMBER, &["[1"]).expect_err("not JSON");
        assert!(error.starts_with("Error parsing parameter '--x': Invalid JSON: "));
    }

    #[test]
    fn the_first_word_of_a_bad_list_of_numbers_is_shown() {
        let numbers = Value::list([1.5.into(), f64::INFINITY.into()]);
        assert_eq!(values(&FLOATS_MEMBER, &[" 1.5 ", "inf"]), Ok(numbers));
        let message = "Error parsing parameter '--x': 1";
        assert_eq!(values(&FLOATS_MEMBER, &["1", "x"]), Err(message.to_owned()));
    }
}
