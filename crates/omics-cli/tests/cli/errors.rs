//! What is said when it goes wrong, and with which exit code.

use crate::support::{Answer, CREATE, CREATED, GET, Server, json, omics, raw, with_header};

/// What a creation says that is answered like this.
fn told(answers: &[Answer], args: &[&str], code: i32) -> String {
    omics(&CREATE)
        .args(args)
        .to(&Server::start(answers))
        .run()
        .fails(code)
}

#[test]
fn the_services_errors_are_told_in_the_format_asked_for() {
    let answer = [with_header(
        400,
        "x-amzn-errortype: ValidationException:http://x",
        r#"{"message":"bad"}"#,
    )];
    // The last allowed attempt is the first, which the sentence says.
    let sentence = "\nomics: [ERROR]: An error occurred (ValidationException) when calling the CreateRunCache \
                    operation (reached max retries: 0): bad\n";
    let json = "{\n    \"Message\": \"bad\",\n    \"Code\": \"ValidationException\",\n    \"message\": \"bad\"\n}\n";
    for (format, expected) in [
        ("enhanced", sentence),
        ("legacy", sentence),
        ("json", json),
        (
            "yaml",
            "Code: ValidationException\nMessage: bad\nmessage: bad\n",
        ),
        ("text", "ValidationException\tbad\tbad\n"),
    ] {
        assert_eq!(
            told(
                &answer,
                &["--cli-error-format", format, "--output", "table"],
                254
            ),
            expected,
            "{format}"
        );
    }
    let table = told(&answer, &["--cli-error-format", "table"], 254);
    assert!(
        table.contains("|  ValidationException |  bad     |  bad      |"),
        "{table}"
    );
}

#[test]
fn the_error_format_is_also_configured() {
    let run = |variable: Option<&str>| {
        let mut run = omics(&CREATE)
            .args(&["--name", ""])
            .config("[default]\ncli_error_format = text\n");
        if let Some(format) = variable {
            run = run.env("AWS_CLI_ERROR_FORMAT", format);
        }
        run.run().fails(252)
    };
    assert!(run(None).starts_with("ParamValidation\tParameter validation failed:\n"));
    assert!(run(Some("JSON")).starts_with("{\n    \"Code\": \"ParamValidation\","));
    assert!(
        run(Some("bogus")).starts_with("\nomics: [ERROR]: An error occurred (ParamValidation): ")
    );
}

#[test]
fn what_is_wrong_before_the_choice_of_a_format_is_known_is_told_in_the_usual_one() {
    let told = |line: &[&str], variable: Option<&str>, expected: &str| {
        let mut run = omics(&CREATE).args(line);
        if let Some(format) = variable {
            run = run.env("AWS_CLI_ERROR_FORMAT", format);
        }
        let stderr = run.run().fails(252);
        assert!(
            stderr.starts_with(&format!("\nomics: [ERROR]: {expected}")),
            "{line:?}: {stderr}"
        );
    };
    let ambiguous = "An error occurred (ParamValidation): ambiguous option: --=x could match --profile, --debug";
    for format in ["legacy", "table", "json"] {
        told(&["--=x"], Some(format), ambiguous);
    }
    // The profile does not exist, which nobody knows before the global options are read.
    let color = "argument --color: Found invalid choice '='";
    let coded = format!("An error occurred (ParamValidation): {color}");
    told(&["--profile", "ghost", "--color=="], None, &coded);
    told(&["--profile", "ghost", "--color=="], Some("legacy"), color);
}

#[test]
fn codes_and_messages_are_found_wherever_they_are() {
    for (status, body, says) in [
        (400, r#"{"message":"m","code":"Teapot"}"#, "(Teapot)"),
        (400, r#"{"Message":"M","__type":"ns#T:http://x"}"#, "(T)"),
        (400, r#"{"message":null,"code":"X"}"#, "0): None"),
        (403, "<html>Forbidden</html>", "(403)"),
        (503, "<html>", "0): Service Unavailable"),
        (503, "upstream connect error", "0): upstream connect error"),
        (599, "", "(599)"),
        (300, "", "(Unknown)"),
        (307, "", "(307)"),
    ] {
        let stderr = told(&[json(status, body)], &[], 254);
        assert!(stderr.contains(says), "{status} {body}: {stderr}");
    }
    let unreadable = told(&[json(201, "<html>")], &[], 255);
    assert!(
        unreadable.contains("The resource may have been created all the same"),
        "{unreadable}"
    );
}

#[test]
fn what_may_pass_is_tried_again() {
    let retried = |failure: Answer| {
        let server = Server::start(&[failure, json(201, CREATED)]);
        let outcome = omics(&CREATE)
            .env("AWS_MAX_ATTEMPTS", "2")
            .to(&server)
            .run();
        let requests = server.requests();
        assert!(
            requests
                .iter()
                .all(|request| request.body == requests[0].body),
            "the token changed"
        );
        (outcome.code, requests.len())
    };
    for failure in [
        json(500, ""),
        json(503, ""),
        with_header(400, "x-amzn-errortype: ThrottlingException", "{}"),
        with_header(408, "x-amzn-errortype: RequestTimeoutException", "{}"),
        raw(""),
        raw("not HTTP at all\r\n\r\n"),
        raw("HTTP/1.1 201 Created\r\ncontent-length: 500\r\n\r\n{"),
    ] {
        assert_eq!(retried(failure), (Some(0), 2));
    }
    for failure in [
        json(429, ""),
        json(408, ""),
        json(501, ""),
        json(400, "{}"),
        json(302, ""),
    ] {
        assert_eq!(retried(failure), (Some(254), 1));
    }
}

#[test]
fn exhausted_retries_are_counted() {
    let server = Server::start(&[json(500, r#"{"message":"oops"}"#)]);
    let stderr = omics(&GET)
        .config("[default]\nmax_attempts = 2\n")
        .without(&["AWS_MAX_ATTEMPTS"])
        .to(&server);
    let stderr = stderr.run().fails(254);
    assert!(stderr.contains("An error occurred (500) when calling the GetRunCache operation (reached max retries: 1): oops"));
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn failures_on_the_way_name_the_address() {
    let refused = omics(&GET).run().fails(255);
    let expected = "\nomics: [ERROR]: Could not connect to the endpoint URL: \"http://127.0.0.1:1/runCache/7\"\n";
    assert_eq!(refused, expected);
    let unknown = omics(&GET)
        .env("AWS_ENDPOINT_URL_OMICS", "http://no-such-host.invalid")
        .run()
        .fails(255);
    assert!(unknown.contains(
        "Could not connect to the endpoint URL: \"http://no-such-host.invalid/runCache/7\""
    ));
    for answer in [
        "",
        "not HTTP at all\r\n\r\n",
        "HTTP/1.1 201 Created\r\ncontent-length: 500\r\n\r\n{",
    ] {
        let server = Server::start(&[raw(answer)]);
        let stderr = omics(&GET).to(&server).run().fails(255);
        let closed =
            "Connection was closed before we received a valid response from endpoint URL: ";
        assert_eq!(
            stderr,
            format!(
                "\nomics: [ERROR]: {closed}\"{}/runCache/7\".\n",
                server.url()
            )
        );
    }
}

#[test]
fn proxies_that_cannot_be_reached_are_named_without_their_password() {
    let through = |proxy: &str, endpoint: &str| {
        let run = omics(&GET)
            .env("http_proxy", proxy)
            .env("https_proxy", proxy);
        run.env("AWS_ENDPOINT_URL_OMICS", endpoint).run().fails(255)
    };
    let masked =
        "\nomics: [ERROR]: Failed to connect to proxy URL: \"http://***:***@127.0.0.1:1\"\n";
    assert_eq!(
        through("http://user:topsecret@127.0.0.1:1", "http://h.example"),
        masked
    );
    assert_eq!(
        through("http://user:topsecret@127.0.0.1:1", "https://h.example"),
        masked
    );
    let plain = "\nomics: [ERROR]: Failed to connect to proxy URL: \"http://127.0.0.1:1\"\n";
    assert_eq!(through("127.0.0.1:1", "http://h.example"), plain);
    let refusing = Server::start(&[with_header(403, "x: y", "no")]);
    let refused = format!(
        "\nomics: [ERROR]: Failed to connect to proxy URL: \"{}\"\n",
        refusing.url()
    );
    assert_eq!(through(&refusing.url(), "https://h.example"), refused);
}

#[test]
fn what_is_missing_is_told_with_code_253() {
    let region = omics(&GET).without(&["AWS_REGION"]).run().fails(253);
    assert!(
        region.contains("An error occurred (NoRegion): You must specify a region."),
        "{region}"
    );
    let keys = omics(&GET)
        .without(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
        .run()
        .fails(253);
    assert!(
        keys.contains("An error occurred (NoCredentials): Unable to locate credentials."),
        "{keys}"
    );
}
