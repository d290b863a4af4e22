//! The example as who types sees it.

use std::process::{Command, Output};

fn slim(line: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_slim"))
        .args(line)
        .env_clear()
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_CONFIG_FILE", "absent")
        .env("AWS_SHARED_CREDENTIALS_FILE", "absent")
        .output()
        .expect("the command runs")
}

fn printed(line: &[&str]) -> String {
    let output = slim(line);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line:?}: {errors}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn help_lists_the_services_and_their_operations() {
    let help = printed(&["help"]);
    for service in ["omics", "notes", "ledger"] {
        assert!(help.contains(service), "{help}");
    }
    let help = printed(&["notes", "help"]);
    for operation in ["put-note", "get-attachment"] {
        assert!(help.contains(operation), "{help}");
    }
    let operations = printed(&["omics", "help"]);
    assert!(
        !operations.contains("delete-run-cache"),
        "it was not chosen: {operations}"
    );
}

#[test]
fn structures_that_contain_themselves_have_a_skeleton() {
    let skeleton = printed(&["ledger", "evaluate-rule", "--generate-cli-skeleton"]);
    assert!(skeleton.contains("\"Above\": 0"), "{skeleton}");
}

#[test]
fn requests_of_two_protocols_go_where_the_rules_of_their_services_say() {
    let request = printed(&[
        "notes",
        "list-notes",
        "--state",
        "DRAFT",
        "--no-paginate",
        "--dry-run",
    ]);
    assert!(request.contains("notes.eu-west-1.example.com"), "{request}");
    assert!(request.contains("state=DRAFT"), "{request}");
    let request = printed(&[
        "ledger",
        "evaluate-rule",
        "--account-id",
        "a",
        "--condition",
        r#"{"Not": {"Above": 3}}"#,
        "--dry-run",
    ]);
    assert!(
        request.contains("ledger.eu-west-1.example.com"),
        "{request}"
    );
    assert!(request.contains(r#""Not":{"Above":3}"#), "{request}");
}

#[test]
fn what_breaks_a_constraint_of_the_model_is_not_sent_if_all_is_checked() {
    let line = ["notes", "get-note", "--id", "No such id"];
    let output = slim(&[&line[..], &["--cli-validation", "strict"]].concat());
    assert_eq!(output.status.code(), Some(252));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("^[a-z0-9-]+$"), "{errors}");
}
