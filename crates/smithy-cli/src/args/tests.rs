//! The lines whose fate in the AWS CLI is known, with `omics` for `aws omics`.

use super::*;

const OPERATIONS: [&str; 7] = [
    "create-run-cache",
    "get-run-cache",
    "list-run-caches",
    "update-run-cache",
    "delete-run-cache",
    "wait",
    "help",
];

fn spec(name: &'static str, kind: OptionKind) -> OptionSpec {
    OptionSpec {
        name: name.into(),
        kind,
        choices: &[],
        source: Source::Nowhere,
        required: name == "cache-s3-location",
        hidden: false,
        alias_of: None,
        origin: Origin::Aws,
        metavar: "VALUE".into(),
        help: "".into(),
    }
}

fn create_options() -> Vec<OptionSpec> {
    let names = [
        "cache-behavior",
        "cache-s3-location",
        "description",
        "name",
        "request-id",
        "tags",
        "cache-bucket-owner-id",
        "cli-input-json",
        "cli-input-yaml",
    ];
    let mut options: Vec<_> = names.map(|name| spec(name, OptionKind::Value)).into();
    options.push(OptionSpec {
        choices: &["input", "output", "yaml-input"],
        ..spec(
            "generate-cli-skeleton",
            OptionKind::OptionalValue { missing: "input" },
        )
    });
    options
}

fn list_options() -> Vec<OptionSpec> {
    ["page-size", "max-items"]
        .map(|name| spec(name, OptionKind::Integer))
        .into()
}

/// What a line comes to, in short.
#[derive(Debug)]
enum Line {
    Version,
    Help,
    Run(Box<Globals>, RawOptions),
}

const OMICS: Parser<'_> = Parser {
    name: "omics",
    names_service: false,
    has_local: true,
};

const SLIM: Parser<'_> = Parser {
    name: "slim",
    names_service: true,
    has_local: false,
};

fn read(args: &[&str]) -> Result<Line, ParseError> {
    let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
    OMICS.prescan(&args)?;
    let Head::Options { globals, rest, .. } = OMICS.globals(&args, &[], &[])? else {
        return Ok(Line::Version);
    };
    let (word, rest) = OMICS.word(&rest, "operation", &OPERATIONS)?;
    let table = match word.as_str() {
        "create-run-cache" => create_options(),
        "list-run-caches" => list_options(),
        _ => Vec::new(),
    };
    Ok(match OMICS.operation(&rest, &table, false)? {
        Operation::Help => Line::Help,
        Operation::Options(own) => Line::Run(globals, own),
    })
}

/// A complete line with `more` behind it.
fn create(more: &[&'static str]) -> Vec<&'static str> {
    let complete = [
        "create-run-cache",
        "--cache-s3-location",
        "s3://b",
        "--request-id",
        "r",
    ];
    [&complete, more].concat()
}

fn error(args: &[&str]) -> String {
    read(args).expect_err("the line is wrong").to_string()
}

/// The last value of an option of the whole line.
fn value(args: &[&str], name: &str) -> String {
    match read(args) {
        Ok(Line::Run(globals, own)) => {
            let text = own.text(name).map(str::to_owned);
            let text = text.or_else(|| match name {
                "output" => globals.flags.output.map(|format| format.to_string()),
                "ca-bundle" => globals.flags.ca_bundle,
                "region" => globals.flags.region,
                "record" => globals.record,
                _ => None,
            });
            text.unwrap_or_else(|| panic!("{args:?} gives no {name}"))
        }
        other => panic!("{args:?} comes to {other:?}"),
    }
}

#[test]
fn the_operation_is_required_and_checked() {
    let missing = "the following arguments are required: operation";
    assert_eq!(error(&[]), missing);
    assert_eq!(error(&["--debug"]), missing);
    assert_eq!(
        error(&["foo"]),
        "argument operation: Found invalid choice 'foo'\n"
    );
    let suggestions = |args: &[&str]| match read(args).expect_err("no such operation").kind {
        ParseErrorKind::InvalidChoice { suggestions, .. } => suggestions,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        suggestions(&["list-run-cache"]),
        ["list-run-caches", "get-run-cache", "delete-run-cache"]
    );
    assert_eq!(
        suggestions(&["creat-run-cache"]),
        ["create-run-cache", "get-run-cache"]
    );
    assert_eq!(
        error(&["Create-Run-Cache"]),
        "argument operation: Found invalid choice 'Create-Run-Cache'\n\n\
         Maybe you meant:\n\n  * create-run-cache"
    );
}

#[test]
fn what_is_required_may_come_from_elsewhere() {
    let missing = "the following arguments are required: --cache-s3-location";
    for args in [
        &["create-run-cache"][..],
        &["create-run-cache", "help", "--name", "x"],
        &["create-run-cache", "--cli-input-json={}"],
        &["create-run-cache", "--cli-input-j", "{}"],
        &["create-run-cache", "--generate-cli-skeleton", "output"],
        &["create-run-cache", "--generate-cli-skeleton=input"],
        &["create-run-cache", "--bogus"],
        &["create-run-cache", "--cache_s3_location", "s3://b/x"],
    ] {
        assert_eq!(error(args), missing, "{args:?}");
    }
    for args in [
        &["create-run-cache", "--cli-input-json", "{}"][..],
        &["create-run-cache", "--cli-input-yaml", "{}"],
        &["create-run-cache", "--generate-cli-skeleton"],
        &["create-run-cache", "--generate-cli-skeleton", "yaml-input"],
    ] {
        assert!(matches!(read(args), Ok(Line::Run(..))), "{args:?}");
    }
}

#[test]
fn values_are_demanded_and_checked() {
    for (more, text) in [
        (&["--name"][..], "argument --name: expected one argument"),
        (&["--name", "-x"], "argument --name: expected one argument"),
        (&["--name", "--"], "argument --name: expected one argument"),
        (
            &["--output", "foo"],
            "argument --output: Found invalid choice 'foo'\n",
        ),
        (
            &["--color", "foo"],
            "argument --color: Found invalid choice 'foo'\n",
        ),
        (
            &["--output", ""],
            "argument --output: Found invalid choice ''\n",
        ),
        (
            &["--output", "jso"],
            "argument --output: Found invalid choice 'jso'\n\nMaybe you meant:\n\n  * json",
        ),
        (
            &["--generate-cli-skeleton", "foo"],
            "argument --generate-cli-skeleton: Found invalid choice 'foo'\n",
        ),
        (
            &["--no-paginate=1"],
            "argument --no-paginate: ignored explicit argument '1'",
        ),
        (
            &["--version=1"],
            "argument --version: ignored explicit argument '1'",
        ),
    ] {
        assert_eq!(error(&create(more)), text);
    }
    assert_eq!(
        error(&["list-run-caches", "--max-items", "abc"]),
        "argument --max-items: invalid int value: 'abc'"
    );
    let Ok(Line::Run(_, own)) = read(&["list-run-caches", "--max-items", " 1_0"]) else {
        panic!("an integer is accepted");
    };
    assert_eq!(own.get("max-items"), Some(&Given::Number(Value::Int(10))));
}

#[test]
fn what_nobody_knows_is_listed() {
    for (more, unknown) in [
        (&["--bogus", "1"][..], "--bogus, 1"),
        (
            &["--bogus=1", "--other", "x", "y"],
            "--bogus=1, --other, y, x",
        ),
        (&["x", "y"], "y, x"),
        (&["--tags", "a=b", "c=d"], "c=d"),
        (&["--", "x"], "x"),
        (&["--recor", "x"], "--recor, x"),
    ] {
        let error = read(&create(more)).expect_err("something is left over");
        assert!(error.is_unknown_options());
        assert_eq!(error.message(), format!("Unknown options: {unknown}"));
    }
    for more in [&["--"][..], &[""]] {
        assert!(matches!(read(&create(more)), Ok(Line::Run(..))), "{more:?}");
    }
}

#[test]
fn options_may_come_before_the_operation() {
    let with = |before: &[&'static str]| [before, &create(&[])].concat();
    assert!(read(&with(&["--"])).is_ok());
    assert_eq!(value(&with(&["--name=foo"]), "name"), "foo");
    assert_eq!(value(&with(&["--output", "text"]), "output"), "text");
    for (before, word) in [
        (&["--bogus", "foo"][..], "foo"),
        (&["--name", "foo"], "foo"),
        (&["--name=foo bar"], "--name=foo bar"),
    ] {
        let text = format!("argument operation: Found invalid choice '{word}'\n");
        assert_eq!(error(&with(before)), text);
    }
    // The separator ends the search for global options only: the next step knows no `--output`.
    assert_eq!(
        error(&with(&["--", "--output", "text"])),
        "argument operation: Found invalid choice 'text'\n"
    );
}

#[test]
fn values_are_kept_as_they_are() {
    for (more, name, text) in [
        (&["--name=foo bar"][..], "name", "foo bar"),
        (&["--name=-x"], "name", "-x"),
        (&["--name", "-1"], "name", "-1"),
        (&["--name", "-.5"], "name", "-.5"),
        (&["--name", "-x y"], "name", "-x y"),
        (&["--name=--"], "name", "--"),
        (&["--name="], "name", ""),
        (&["--cache-s3-location", "-"], "cache-s3-location", "-"),
        (&["--name", "a", "--name", "b"], "name", "b"),
        (&["--des", "x"], "description", "x"),
        (&["--ca", "x"], "ca-bundle", "x"),
        (&["--r", "eu-west-1"], "region", "eu-west-1"),
        (&["--re", "eu-west-1"], "region", "eu-west-1"),
        (&["--record", "y"], "record", "y"),
        (&["--t", "a=b"], "tags", "a=b"),
        (
            &["--generate-cli-skeleton", "--debug"],
            "generate-cli-skeleton",
            "input",
        ),
    ] {
        assert_eq!(value(&create(more), name), text, "{more:?}");
    }
    let Ok(Line::Run(globals, _)) = read(&create(&["--d"])) else {
        panic!("an abbreviated flag is accepted");
    };
    assert!(globals.flags.debug && !globals.local);
}

#[test]
fn abbreviations_must_be_unique_among_the_options_of_the_aws_cli() {
    for (more, candidates) in [
        (
            ["--c", "x"],
            "--color, --ca-bundle, --cli-read-timeout, --cli-connect-timeout, \
             --cli-binary-format, --cli-auto-prompt, --cli-error-format",
        ),
        (
            ["--n", "x"],
            "--no-verify-ssl, --no-paginate, --no-sign-request, --no-cli-pager, \
             --no-cli-auto-prompt",
        ),
        (
            ["--cache", "x"],
            "--cache-behavior, --cache-s3-location, --cache-bucket-owner-id",
        ),
        (["--cli-input", "x"], "--cli-input-json, --cli-input-yaml"),
    ] {
        let text = format!("ambiguous option: {} could match {candidates}", more[0]);
        assert_eq!(error(&create(&more)), text);
    }
}

#[test]
fn the_version_wins_from_where_it_stands() {
    for args in [
        &["--version"][..],
        &["--v"],
        &["--version", "--output", "foo"],
    ] {
        assert!(matches!(read(args), Ok(Line::Version)), "{args:?}");
    }
    assert!(read(&["--output", "foo", "--version"]).is_err());
}

#[test]
fn help_is_a_word_or_an_option() {
    for args in [&["create-run-cache", "help"][..], &create(&["help"])] {
        assert!(matches!(read(args), Ok(Line::Help)), "{args:?}");
    }
    let wants = |args: &[&str]| {
        let args: Vec<_> = args.iter().map(|&arg| arg.to_owned()).collect();
        wants_help(&args)
    };
    assert!(wants(&["create-run-cache", "--name", "--help"]) && wants(&["-h"]));
    assert!(!wants(&["--", "-h"]) && !wants(&["help"]));
}

#[test]
fn messages_end_with_the_usage_of_the_step_that_failed() {
    for args in [&create(&["--debug=1"])[..], &create(&["--profile"])] {
        let message = read(args).expect_err("the line is wrong").message();
        assert!(
            message.ends_with("\n\nusage: omics [--profile PROFILE] [--debug]\n"),
            "{message}"
        );
    }
    let message = read(&["foo"]).expect_err("no such operation").message();
    assert_eq!(
        message,
        format!(
            "argument operation: Found invalid choice 'foo'\n\n\n{}",
            OMICS.usage()
        )
    );
}

fn strings(args: &[&str]) -> Vec<String> {
    args.iter().map(|&arg| arg.to_owned()).collect()
}

#[test]
fn where_there_are_several_services_the_line_names_one_among_the_options() {
    let read = |args: &[&str]| SLIM.globals(&strings(args), &["lambda", "omics", "help"], &[]);
    for args in [
        &["lambda", "--region", "x", "list-functions"][..],
        &["--region", "x", "lambda", "list-functions"],
        &["lambda", "list-functions", "--region", "x"],
        &["--", "lambda", "list-functions"],
    ] {
        let Ok(Head::Options { word, rest, .. }) = read(args) else {
            panic!("{args:?} names a service");
        };
        assert_eq!(word.as_deref(), Some("lambda"), "{args:?}");
        assert_eq!(rest, ["list-functions"], "{args:?}");
    }
    let wrong = |args: &[&str]| read(args).expect_err("no such service");
    assert_eq!(
        wrong(&["lamda", "list-functions"]).to_string(),
        "argument command: Found invalid choice 'lamda'\n\nMaybe you meant:\n\n  * lambda"
    );
    let missing = wrong(&["--debug"]);
    assert_eq!(
        missing.message(),
        format!(
            "the following arguments are required: command\n\n{}",
            SLIM.usage()
        )
    );
    assert!(
        missing
            .usage
            .starts_with("usage: slim [options] <command> <subcommand>")
    );
}

#[test]
fn a_program_without_a_local_service_does_not_know_the_option() {
    let Ok(Head::Options { rest, .. }) =
        SLIM.globals(&strings(&["lambda", "--local"]), &["lambda"], &[])
    else {
        panic!("what is not known is left");
    };
    assert_eq!(rest, ["--local"]);
}

#[test]
fn both_prompt_options_are_refused() {
    let check = |args: [&str; 2]| check_prompt_options(&args.map(str::to_owned));
    assert!(check(["--cli-auto-prompt", "--no-cli-auto-prompt"]).is_err());
    assert!(check(["--cli-auto-p", "--no-cli-auto-prompt"]).is_ok());
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_text_are_refused() {
    use std::os::unix::ffi::OsStringExt;
    let args = ["--name".into(), OsString::from_vec(b"a\xff".to_vec())];
    let error = decode(args).expect_err("not UTF-8");
    assert_eq!(error.message(), "argument 2 is not valid UTF-8: \"a\\xFF\"");
}

#[test]
fn an_option_that_the_operation_has_is_left_to_it() {
    let args = strings(&["lambda", "invoke", "--dry-run", "--region", "r"]);
    let head = SLIM.globals(&args, &["lambda"], &["dry-run"]);
    let Ok(Head::Options { globals, rest, .. }) = head else {
        panic!("the line is good");
    };
    assert_eq!(globals.flags.region.as_deref(), Some("r"));
    assert_eq!(globals.dry_run, None);
    assert_eq!(rest, ["invoke", "--dry-run"]);
}
