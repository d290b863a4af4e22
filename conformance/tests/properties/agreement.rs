//! Engine, client, command, local service and boto3's validator say the same of any input.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::OnceLock;

use omics_client::Omics;
use omics_client::config::{BehaviorVersion, Credentials, Region};
use omics_client::error::ProvideErrorMetadata as _;
use omics_local::{InProcess, TEST_KEY};
use omics_model::SERVICE;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use smithy_catalog::constraint::{InvalidInput, Rule, Violation, service_message, validate};
use smithy_catalog::document::DocumentStruct;
use smithy_catalog::{Kind, Operation};
use smithy_client::{Handle, dynamic};

use crate::flaws::{Flaw, many_flaws};
use crate::oracle::BOTOCORE;
use crate::{Named, config, documents, operation};

/// An input of any operation, valid or with many flaws.
fn input() -> impl Strategy<Value = (Named<Operation>, Value)> {
    operation(&SERVICE).prop_flat_map(|operation| {
        let valid = documents::document(operation.input);
        let flawed = many_flaws(operation.input).prop_map(|(document, _)| document);
        (Just(operation), prop_oneof![1 => valid, 4 => flawed])
    })
}

/// As many inputs, the same ones every time.
fn sample(count: usize) -> Vec<(Named<Operation>, Value)> {
    let mut runner = TestRunner::deterministic();
    let mut next = || {
        input()
            .new_tree(&mut runner)
            .expect("inputs can be made")
            .current()
    };
    (0..count).map(|_| next()).collect()
}

fn violations(operation: &Operation, document: &Value) -> Vec<Violation> {
    let mut found = validate(operation.input, document);
    // Clients fill it in.
    found.retain(|it| it.rule != Rule::Required || Some(&*it.path) != operation.idempotency_token);
    found
}

/// What an input of this type says of itself; nothing if the document cannot be one of its values.
fn typed<T: DeserializableInput>(document: &Value) -> Option<Vec<Violation>> {
    let input: T = serde_json::from_value(document.clone()).ok()?;
    let checked = input.check().err();
    Some(checked.map_or_else(Vec::new, |invalid| invalid.violations().to_vec()))
}

trait DeserializableInput: DeserializeOwned {
    fn check(&self) -> Result<(), InvalidInput>;
}

/// The inputs of these operations, by name.
macro_rules! inputs {
    ($($module:ident $input:ident;)+) => {
        $(
            impl DeserializableInput for omics_client::operation::$module::$input {
                fn check(&self) -> Result<(), InvalidInput> {
                    self.validate()
                }
            }
        )+

        fn client(operation: &Operation, document: &Value) -> Option<Vec<Violation>> {
            match format!("{}Input", operation.name).as_str() {
                $(stringify!($input) => typed::<omics_client::operation::$module::$input>(document),)+
                other => panic!("{other}: add it to the list"),
            }
        }
    };
}

inputs! {
    create_run_cache CreateRunCacheInput;
    delete_run_cache DeleteRunCacheInput;
    get_run_cache GetRunCacheInput;
    list_run_caches ListRunCachesInput;
    list_tags_for_resource ListTagsForResourceInput;
    tag_resource TagResourceInput;
    untag_resource UntagResourceInput;
    update_run_cache UpdateRunCacheInput;
}

/// Whether the document can be sent as it is: everything is of its type, and every part of the address is there.
fn can_be_sent(operation: &Operation, document: &Value, found: &[Violation]) -> bool {
    let misplaced =
        |it: &Violation| matches!(it.rule, Rule::WrongType { .. } | Rule::UnknownMember { .. });
    let mut members = operation.input.members().iter();
    let addressed = members.all(|member| {
        let text = document[member.name].as_str().unwrap_or("");
        member.schema.http_label().is_none() || !text.is_empty()
    });
    addressed && !found.iter().any(misplaced)
}

/// What the local service answers to an input that nobody checked before.
fn served(operation: &'static Operation, document: &Value) -> Result<(), (String, String)> {
    static HANDLE: OnceLock<Handle<Omics>> = OnceLock::new();
    let handle = HANDLE.get_or_init(|| {
        let config = omics_client::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new(TEST_KEY, TEST_KEY, None, None, "test"))
            .endpoint_url("http://localhost")
            .http_client(InProcess::new(omics_local::in_memory()))
            .build();
        Handle::new(config).expect("the configuration makes a client")
    });
    let fields = document.as_object().expect("inputs are structures").clone();
    let input = DocumentStruct::new(operation.input, fields);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let called = dynamic::call(handle, operation, input, None);
    match runtime.expect("a runtime can be made").block_on(called) {
        Ok(_) => Ok(()),
        Err(error) => Err((
            error.code().unwrap_or_default().to_owned(),
            error.message().unwrap_or_default().to_owned(),
        )),
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn inputs_of_the_client_are_judged_as_documents_are((operation, document) in input()) {
        let found = violations(&operation, &document);
        let wrong = |it: &Violation| matches!(it.rule, Rule::WrongType { .. } | Rule::UnknownMember { .. });
        match client(&operation, &document) {
            Some(said) => prop_assert_eq!(
                said.iter().map(Flaw::from).collect::<BTreeSet<_>>(),
                found.iter().filter(|it| !wrong(it)).map(Flaw::from).collect::<BTreeSet<_>>()
            ),
            None => prop_assert!(found.iter().any(wrong)),
        }
    }

    #[test]
    fn the_local_service_lists_what_the_engine_finds((operation, document) in input()) {
        let found = violations(&operation, &document);
        if can_be_sent(&operation, &document, &found) {
            let said = match served(operation.0, &document) {
                Err((code, message)) if code == "ValidationException" && message.contains(" detected: ") => message,
                _ => String::new(),
            };
            let expected = if found.is_empty() { String::new() } else { service_message(&found) };
            prop_assert_eq!(said, expected);
        }
    }
}

/// Asks boto3's validator about these inputs: its lines for each, sorted.
fn botocore(inputs: &[(Named<Operation>, Value)]) -> Option<Vec<Vec<String>>> {
    const PROGRAM: &str = "\
import json, sys
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
model = ServiceModel(Loader().load_service_model('omics', 'service-2'))
validator = ParamValidator()
for line in sys.stdin:
    question = json.loads(line)
    shape = model.operation_model(question['operation']).input_shape
    report = validator.validate(question['input'], shape).generate_report()
    print(json.dumps(sorted(report.split('\\n')) if report else []))
";
    let question: String = inputs
        .iter()
        .map(|(operation, document)| {
            format!(
                "{}\n",
                json!({"operation": operation.name, "input": document})
            )
        })
        .collect();
    let answer = BOTOCORE.ask(PROGRAM, question)?;
    let lines = answer
        .lines()
        .map(|line| serde_json::from_str(line).expect("lines of JSON"));
    Some(lines.collect())
}

/// How boto3's line for this violation begins, if its validator looks for such.
fn begins(operation: &Operation, violation: &Violation) -> Option<String> {
    // Lists are marked by brackets there.
    let place = violation
        .path
        .split('.')
        .fold(String::new(), |place, part| match part.parse::<usize>() {
            Ok(index) => format!("{place}[{index}]"),
            Err(_) if place.is_empty() => part.to_owned(),
            Err(_) => format!("{place}.{part}"),
        });
    let place = match (&violation.value, violation.in_key) {
        (Some(key), true) => format!("{place} (key: {})", unescaped(key)),
        _ => place,
    };
    // The members of an input; nothing deeper is a structure.
    Some(match &violation.rule {
        Rule::Required => format!("Missing required parameter in input: \"{place}\""),
        Rule::UnknownMember { .. } => format!("Unknown parameter in input: \"{place}\""),
        Rule::WrongType { .. } if is_python_integer(operation, violation) => return None,
        Rule::WrongType { .. } => format!("Invalid type for parameter {place}, value: "),
        Rule::LengthMin { min, actual, .. } => format!(
            "Invalid length for parameter {place}, value: {actual}, valid min length: {min}"
        ),
        Rule::RangeMin { .. } => format!("Invalid value for parameter {place}, value: "),
        _ => return None,
    })
}

/// Booleans are integers to Python, whose integers have any size.
fn is_python_integer(operation: &Operation, violation: &Violation) -> bool {
    let member = operation.input.member(&violation.path);
    member.is_some_and(|member| matches!(member.target.kind, Kind::Integer))
        && matches!(violation.value.as_deref(), Some("true" | "4294967296"))
}

fn unescaped(key: &str) -> String {
    key.replace("\\u{1}", "\u{1}")
}

#[test]
fn boto3_finds_what_it_looks_for_where_the_engine_finds_it() {
    let inputs = sample(2_000);
    let Some(answers) = botocore(&inputs) else {
        return;
    };
    assert_eq!(answers.len(), inputs.len());
    let mut count = 0;
    for ((operation, document), lines) in inputs.iter().zip(answers) {
        let expected: Vec<_> = validate(operation.input, document)
            .iter()
            .filter_map(|violation| begins(operation, violation))
            .collect();
        let context = || format!("{} {document}\n{expected:#?}\n{lines:#?}", operation.name);
        assert_eq!(lines.len(), expected.len(), "{}", context());
        for begin in &expected {
            let found = lines.iter().any(|line| line.starts_with(begin.as_str()));
            assert!(found, "{begin}: {}", context());
        }
        count += lines.len();
    }
    assert!(count > 1_000, "only {count} lines were compared");
}

/// The lines of the command's complaint, without those about the token that it fills in.
fn command(operation: &Operation, document: &Value, level: &str) -> Vec<String> {
    static COMMAND: OnceLock<String> = OnceLock::new();
    let command = COMMAND.get_or_init(|| conformance::binary::omics().expect("the command builds"));
    let words = shlex::split(command).expect("the command is made of words");
    let output = Command::new(&words[0])
        .args(&words[1..])
        .args([
            &operation.command(),
            "--cli-input-json",
            &document.to_string(),
        ])
        .args([
            "--region",
            "us-east-1",
            "--no-sign-request",
            "--cli-validation",
            level,
        ])
        // Nothing listens there: what is valid fails for another reason.
        .args(["--endpoint-url", "http://127.0.0.1:1"])
        .env_clear()
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("AWS_MAX_ATTEMPTS", "1")
        .env("AWS_CLI_ERROR_FORMAT", "legacy")
        .output()
        .expect("the command runs");
    let said = String::from_utf8(output.stderr).expect("messages are text");
    let Some((_, complaint)) = said.split_once("Parameter validation failed:\n") else {
        assert_ne!(output.status.code(), Some(252), "{said}");
        return Vec::new();
    };
    assert_eq!(output.status.code(), Some(252), "{said}");
    let lines = complaint.lines().filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// What the command leaves unsaid: a text that is empty where it must not be breaks its pattern as well.
fn goes_without_saying(violation: &Violation, found: &[Violation]) -> bool {
    let is_short =
        |it: &Violation| it.path == violation.path && matches!(it.rule, Rule::LengthMin { .. });
    matches!(violation.rule, Rule::Pattern { .. } | Rule::Enum { .. })
        && violation.value.as_deref() == Some("")
        && found.iter().any(is_short)
}

#[test]
fn the_command_says_all_of_it_and_the_basic_part_as_boto3_does() {
    let inputs = sample(120);
    for (operation, document) in &inputs {
        let found = violations(operation, document);
        let said = command(operation, document, "strict");
        let expected: Vec<_> = found
            .iter()
            .filter(|it| !goes_without_saying(it, &found))
            .collect();
        let context = || format!("{} {document}\n{said:#?}\n{expected:#?}", operation.name);
        assert_eq!(said.len(), expected.len(), "{}", context());
        for violation in &expected {
            let basic = begins(operation, violation);
            let strict = violation.to_string();
            let is_said = |line: &String| {
                basic
                    .as_deref()
                    .is_some_and(|begin| line.starts_with(begin))
                    || *line == strict
            };
            assert!(said.iter().any(is_said), "{violation}: {}", context());
        }
    }
    let Some(answers) = botocore(&inputs) else {
        return;
    };
    for ((operation, document), mut lines) in inputs.iter().zip(answers) {
        let token = operation.idempotency_token.unwrap_or_default();
        let token = format!("Missing required parameter in input: \"{token}\"");
        lines.retain(|line| *line != token);
        let mut said = command(operation, document, "basic");
        said.sort();
        assert_eq!(said, lines, "{} {document}", operation.name);
    }
}
