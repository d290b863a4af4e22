//! The command line: where options may stand, how they are spelled, what is wrong with a line.

use crate::support::{Answer, CREATE, CREATED, GET, Server, create, json, omics};

/// A line that is refused before anything is sent.
fn refused(args: &[&str]) -> String {
    let server = Server::created();
    let stderr = omics(args).to(&server).run().fails(252);
    assert!(server.requests().is_empty(), "{args:?} sent something");
    stderr
}

#[test]
fn global_options_stand_anywhere() {
    let server = Server::created();
    let args = [
        "--output",
        "text",
        "create-run-cache",
        "--region=eu-west-1",
        "--cache-s3-location",
        "s3://bkt",
        "--query",
        "id",
    ];
    assert_eq!(omics(&args).to(&server).run().ok(), "7\n");
    let authorization = server.request();
    assert!(
        authorization
            .header("authorization")
            .is_some_and(|text| text.contains("/eu-west-1/omics/"))
    );
}

#[test]
fn values_follow_an_equals_sign_and_the_last_counts() {
    let (outcome, requests) = create(&["--name=a=b", "--name", "c", "--name=-x"]);
    outcome.ok();
    assert_eq!(requests[0].document()["name"], "-x");
}

#[test]
fn a_unique_beginning_of_a_name_is_enough() {
    let (outcome, requests) = create(&["--des", "x", "--quer", "id", "--no-ver"]);
    assert_eq!(outcome.stdout, "\"7\"\n");
    assert_eq!(requests[0].document()["description"], "x");
    let ambiguous = refused(&[&CREATE[..], &["--cache", "x"]].concat());
    let names =
        "--cache could match --cache-behavior, --cache-s3-location, --cache-bucket-owner-id";
    assert!(ambiguous.contains(names), "{ambiguous}");
}

#[test]
fn mistakes_are_told_with_the_usage() {
    for (args, says) in [
        (&[][..], "the following arguments are required: operation"),
        (
            &["create-run-cache"],
            "the following arguments are required: --cache-s3-location",
        ),
        (
            &["get-run-cache", "--id"],
            "argument --id: expected one argument",
        ),
        (
            &["creat-run-cache"],
            "Maybe you meant:\n\n  * create-run-cache\n  * get-run-cache",
        ),
        (
            &["get-run-cache", "--id", "1", "--output", "foo"],
            "argument --output: Found invalid choice 'foo'",
        ),
        (
            &["get-run-cache", "--id", "1", "--no-paginate=1"],
            "argument --no-paginate: ignored explicit argument '1'",
        ),
        (
            &["list-run-caches", "--max-items", "abc"],
            "argument --max-items: invalid int value: 'abc'",
        ),
        (
            &["get-run-cache", "--id", "1", "--bogus", "1"],
            "Unknown options: --bogus, 1",
        ),
    ] {
        let stderr = refused(args);
        assert!(
            stderr.contains(says) && stderr.contains("usage: omics"),
            "{args:?}: {stderr}"
        );
    }
}

#[test]
fn bad_input_is_refused_with_every_problem_named() {
    for (args, says) in [
        (&["create-run-cache"][..], &["--cache-s3-location"][..]),
        (
            &["create-run-cache", "--cli-input-json", "{}"],
            &["Missing required parameter in input: \"cacheS3Location\""],
        ),
        (
            &[
                "create-run-cache",
                "--cache-s3-location",
                "https://b",
                "--name",
                "",
                "--cache-bucket-owner-id",
                "123",
            ],
            &[
                "cacheS3Location",
                "parameter name, value: 0",
                "parameter cacheBucketOwnerId, value: 3",
            ],
        ),
        (
            &["create-run-cache", "--cache-s3-location", "bucket/key"],
            &["cacheS3Location"],
        ),
        (
            &["create-run-cache", "--cli-input-json", "{"],
            &["Invalid JSON received."],
        ),
        (
            &[
                "create-run-cache",
                "--cache-s3-location",
                "s3://b",
                "--tags",
                "{\"a\":",
            ],
            &["Invalid JSON"],
        ),
        (
            &[
                "create-run-cache",
                "--cache-s3-location",
                "s3://bkt",
                "--colour",
                "on",
            ],
            &["Unknown options: --colour, on"],
        ),
    ] {
        let stderr = refused(args);
        for words in says {
            assert!(
                stderr.contains(words),
                "{args:?} does not say {words}: {stderr}"
            );
        }
    }
}

#[test]
fn help_and_version_need_nothing() {
    let bare = |args: &[&str]| {
        omics(args)
            .without(&["AWS_REGION", "AWS_ACCESS_KEY_ID"])
            .run()
            .ok()
    };
    assert!(bare(&["--version"]).starts_with("omics/"));
    assert!(bare(&["get-run-cache", "--version"]).starts_with("omics/"));
    let page = bare(&["help"]);
    assert!(
        page.contains("create-run-cache") && page.contains("--endpoint-url"),
        "{page}"
    );
    for args in [
        &["create-run-cache", "help"][..],
        &["create-run-cache", "--help"],
        &["help", "create-run-cache"],
    ] {
        let page = bare(args);
        assert!(page.contains("--cache-s3-location"), "{page}");
        assert!(
            page.lines().all(|line| line.chars().count() <= 80),
            "a line is too long for 80 columns"
        );
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_with_130() {
    let server = Server::start(&[Answer::Silence]);
    let outcome = omics(&GET)
        .to(&server)
        .interrupted_once(|| !server.requests().is_empty());
    assert_eq!(
        (
            outcome.code,
            outcome.stdout.as_str(),
            outcome.stderr.as_str()
        ),
        (Some(130), "\n", "")
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let server = Server::start(&[json(200, CREATED)]);
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    drop(reader);
    let outcome = omics(&GET).to(&server).stdout(writer.into()).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
}
