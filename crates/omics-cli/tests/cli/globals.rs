//! The options that every command takes and no other file is about.

use crate::support::{Answer, CREATE, GET, Server, create, json, omics};

#[test]
fn the_endpoint_of_the_option_wins_over_every_other() {
    let (first, other) = (Server::created(), Server::created());
    let url = format!("{}/base/", first.url());
    let run = omics(&CREATE)
        .args(&["--endpoint-url", &url])
        .env("AWS_ENDPOINT_URL", &other.url());
    run.env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
        .to(&other)
        .run()
        .ok();
    assert_eq!(first.request().line, "POST /base/runCache HTTP/1.1");
    assert!(other.requests().is_empty());
    for (url, code, says) in [
        (
            "foo",
            252,
            "Bad value for --endpoint-url \"foo\": scheme is missing.  Must be of the form",
        ),
        ("localhost:8080", 255, "Invalid endpoint: localhost:8080"),
        ("http://h:port", 255, "Invalid endpoint: http://h:port"),
        ("http://h:99999", 255, "Invalid endpoint: http://h:99999"),
        (
            "ftp://h",
            255,
            "An HTTP Client raised an unhandled exception: Not supported URL scheme ftp",
        ),
    ] {
        let stderr = omics(&GET).args(&["--endpoint-url", url]).run().fails(code);
        assert!(stderr.contains(says), "{stderr}");
    }
}

#[test]
fn region_and_profile_are_chosen() {
    let config = "[profile other]\nregion = eu-central-1\naws_access_key_id = OTHER\naws_secret_access_key = s\n";
    let scope = |args: &[&str]| {
        let server = Server::created();
        omics(&CREATE)
            .args(args)
            .config(config)
            .without(&["AWS_REGION"])
            .to(&server)
            .run()
            .ok();
        server
            .request()
            .header("authorization")
            .expect("it is signed")
            .to_owned()
    };
    let other = scope(&["--profile", "other"]);
    assert!(
        other.contains("OTHER/") && other.contains("/eu-central-1/omics/"),
        "{other}"
    );
    let both = scope(&["--profile", "other", "--region", "us-east-1"]);
    assert!(
        both.contains("OTHER/") && both.contains("/us-east-1/omics/"),
        "{both}"
    );
    let stderr = omics(&GET).args(&["--profile", "nope"]).run().fails(255);
    assert_eq!(
        stderr,
        "\nomics: [ERROR]: The config profile (nope) could not be found\n"
    );
}

#[test]
fn unsigned_requests_carry_no_trace_of_credentials() {
    let server = Server::created();
    let run = omics(&CREATE)
        .args(&["--no-sign-request"])
        .env("AWS_SESSION_TOKEN", "secret");
    run.to(&server).run().ok();
    let request = server.request();
    for name in ["authorization", "x-amz-date", "x-amz-security-token"] {
        assert_eq!(request.header(name), None);
    }
}

#[test]
fn timeouts_are_those_of_the_options() {
    let server = Server::start(&[Answer::Silence]);
    let stderr = omics(&GET)
        .args(&["--cli-read-timeout", "1"])
        .to(&server)
        .run()
        .fails(255);
    let expected = format!(
        "\nomics: [ERROR]: Read timeout on endpoint URL: \"{}/runCache/7\"\n",
        server.url()
    );
    assert_eq!(stderr, expected);
    for (args, code, says) in [
        (
            ["--cli-read-timeout", "abc"],
            255,
            "invalid literal for int() with base 10: 'abc'",
        ),
        (
            ["--cli-read-timeout", "-5"],
            255,
            "Attempted to set read timeout to -5,",
        ),
        (
            ["--cli-connect-timeout", "-5"],
            255,
            "Attempted to set connect timeout to -5,",
        ),
    ] {
        let stderr = omics(&GET).args(&args).run().fails(code);
        assert!(stderr.contains(says), "{stderr}");
    }
    let (outcome, _) = create(&["--cli-read-timeout", "0", "--cli-connect-timeout", " 1_0 "]);
    outcome.ok();
}

#[test]
fn trust_comes_from_the_bundle_or_is_not_asked_for() {
    let bundle = |text: &str| {
        let run = omics(&GET).args(&[
            "--endpoint-url",
            "https://127.0.0.1:1",
            "--ca-bundle",
            "ca.pem",
        ]);
        run.file("ca.pem", text).run().fails(255)
    };
    let missing = omics(&GET).args(&[
        "--endpoint-url",
        "https://127.0.0.1:1",
        "--ca-bundle",
        "none.pem",
    ]);
    assert!(
        missing
            .run()
            .fails(255)
            .contains("SSL validation failed for URL [Errno 2] No such file or directory")
    );
    assert!(
        bundle("hello").contains("[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found")
    );
    let broken = "-----BEGIN CERTIFICATE-----\nhello\n-----END CERTIFICATE-----\n";
    assert!(bundle(broken).contains("SSL validation failed for URL [SSL] PEM lib"));
    let blank = omics(&GET).args(&["--ca-bundle", " "]).run().fails(255);
    assert!(
        blank.contains("Invalid CA bundle: the configured value"),
        "{blank}"
    );
    // Without verification the bundle is not read.
    let args = [
        "--endpoint-url",
        "https://127.0.0.1:1",
        "--no-verify-ssl",
        "--ca-bundle",
        "none.pem",
    ];
    let unverified = omics(&GET).args(&args).run().fails(255);
    assert!(
        unverified
            .contains("Could not connect to the endpoint URL: \"https://127.0.0.1:1/runCache/7\""),
        "{unverified}"
    );
}

#[test]
fn the_log_goes_to_standard_error_and_keeps_secrets() {
    let server = Server::created();
    let run = omics(&CREATE)
        .args(&["--debug", "--query", "id"])
        .env("AWS_SESSION_TOKEN", "topsecret");
    let outcome = run
        .config("[default]\nretry_mode = adaptive\n")
        .to(&server)
        .run();
    assert_eq!(
        (outcome.code, outcome.stdout.as_str()),
        (Some(0), "\"7\"\n")
    );
    let log = outcome.stderr;
    for line in [
        "DEBUG setting region = us-west-2 (AWS_REGION)\n",
        "DEBUG setting retry_mode = adaptive (retry_mode in profile \"default\", line 2 of ",
        "DEBUG setting credentials = environment variables\n",
        "authorization: *** redacted ***\n",
        "DEBUG answer HTTP/1.1 201\n",
        "\"cacheS3Location\":\"s3://bucket/p\"",
    ] {
        assert!(log.contains(line), "{line} is missing in {log}");
    }
    for secret in ["topsecret", "hush", "Signature="] {
        assert!(!log.contains(secret), "{secret} leaks: {log}");
    }
}

#[test]
fn options_without_an_effect_here_are_accepted() {
    let (outcome, _) = create(&[
        "--no-cli-pager",
        "--no-cli-auto-prompt",
        "--cli-binary-format",
        "base64",
    ]);
    outcome.ok();
    let stderr = omics(&GET)
        .args(&["--cli-auto-prompt", "--no-cli-auto-prompt"])
        .run()
        .fails(252);
    assert!(stderr.contains(
        "Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time."
    ));
}

#[test]
fn no_pager_is_started_where_there_is_no_terminal() {
    let server = Server::start(&[json(200, r#"{"id":"7"}"#)]);
    omics(&GET)
        .env("AWS_PAGER", "/no/such/pager")
        .to(&server)
        .run()
        .ok();
}
