//! Environment variables and configuration files.

use crate::support::{CREATE, GET, Omics, Request, Server, omics};

const NO_KEYS: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// What arrives of a creation through a proxy, which sees the host that is meant.
fn through_proxy(change: impl FnOnce(Omics) -> Omics) -> Request {
    let proxy = Server::created();
    let run = omics(&CREATE)
        .env("http_proxy", &proxy.url())
        .without(&["AWS_DISABLE_HOST_PREFIX_INJECTION"]);
    change(run).run().ok();
    proxy.request()
}

/// Where a signed request says it comes from.
fn signer(change: impl FnOnce(Omics) -> Omics) -> String {
    let server = Server::created();
    change(omics(&CREATE)).to(&server).run().ok();
    server
        .request()
        .header("authorization")
        .expect("it is signed")
        .to_owned()
}

#[test]
fn endpoints_are_found_in_order() {
    let config = "[default]\nservices = s\nendpoint_url = http://profile.example\n\n\
                  [services s]\nomics =\n  endpoint_url = http://services.example\n";
    let host = |variables: &[(&str, &str)], config: &str| {
        let request = through_proxy(|run| {
            let run = run.without(&["AWS_ENDPOINT_URL_OMICS"]).config(config);
            variables
                .iter()
                .fold(run, |run, (name, value)| run.env(name, value))
        });
        request
            .header("host")
            .expect("there is always one")
            .to_owned()
    };
    let all = [
        ("AWS_ENDPOINT_URL_OMICS", "http://omics.example"),
        ("AWS_ENDPOINT_URL", "http://any.example"),
    ];
    assert_eq!(host(&all, config), "workflows-omics.example");
    assert_eq!(host(&all[1..], config), "workflows-any.example");
    assert_eq!(host(&[], config), "workflows-services.example");
    assert_eq!(
        host(&[], "[default]\nendpoint_url = http://profile.example\n"),
        "workflows-profile.example"
    );
    let stderr = omics(&GET)
        .without(&["AWS_ENDPOINT_URL_OMICS"])
        .config("[default]\nservices = nope\n")
        .run()
        .fails(255);
    assert!(
        stderr.contains("the \"nope\" services configuration does not exist"),
        "{stderr}"
    );
}

#[test]
fn fips_dual_stack_and_partition_choose_the_host() {
    let host = |variables: &[(&str, &str)]| {
        let run = omics(&CREATE).args(&["--dry-run"]);
        let run = run.without(&[
            "AWS_ENDPOINT_URL_OMICS",
            "AWS_DISABLE_HOST_PREFIX_INJECTION",
        ]);
        let stdout = variables
            .iter()
            .fold(run, |run, (name, value)| run.env(name, value))
            .run()
            .ok();
        let uri = stdout
            .split(' ')
            .nth(1)
            .expect("the first line has three words")
            .to_owned();
        uri.trim_start_matches("https://")
            .trim_end_matches("/runCache")
            .to_owned()
    };
    let (fips, dual) = (
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
    );
    for (variables, expected) in [
        (&[][..], "workflows-omics.us-west-2.amazonaws.com"),
        (&[fips], "workflows-omics-fips.us-west-2.amazonaws.com"),
        (&[dual], "workflows-omics.us-west-2.api.aws"),
        (&[fips, dual], "workflows-omics-fips.us-west-2.api.aws"),
        (
            &[("AWS_USE_FIPS_ENDPOINT", "1")],
            "workflows-omics.us-west-2.amazonaws.com",
        ),
        (
            &[("AWS_REGION", "fips-us-west-2")],
            "workflows-omics-fips.us-west-2.amazonaws.com",
        ),
        (
            &[("AWS_REGION", "cn-north-1")],
            "workflows-omics.cn-north-1.amazonaws.com.cn",
        ),
        (
            &[("AWS_DISABLE_HOST_PREFIX_INJECTION", "TRUE")],
            "omics.us-west-2.amazonaws.com",
        ),
    ] {
        assert_eq!(host(variables), expected);
    }
}

#[test]
fn proxies_take_requests_unless_told_otherwise() {
    let request = through_proxy(|run| run.env("AWS_ENDPOINT_URL_OMICS", "http://h.example"));
    assert_eq!(
        request.line,
        "POST http://workflows-h.example/runCache HTTP/1.1"
    );
    let proxy = Server::created();
    let url = proxy.url().replace("http://", "http://user:p%40ss@");
    omics(&CREATE)
        .env("HTTP_PROXY", &url)
        .env("AWS_ENDPOINT_URL_OMICS", "http://h.example")
        .run()
        .ok();
    // `user:p@ss` in base 64.
    assert_eq!(
        proxy.request().header("proxy-authorization"),
        Some("Basic dXNlcjpwQHNz")
    );
    let (proxy, server) = (Server::created(), Server::created());
    omics(&CREATE)
        .env("http_proxy", &proxy.url())
        .env("no_proxy", "x,127.0.0.1")
        .to(&server)
        .run()
        .ok();
    assert_eq!((proxy.requests().len(), server.requests().len()), (0, 1));
}

#[test]
fn credentials_come_from_the_first_place_that_has_them() {
    let file = "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n";
    let config = "[default]\naws_access_key_id = CONFIG\naws_secret_access_key = s\n";
    let process = "[default]\ncredential_process = printf '{\"Version\":1,\"AccessKeyId\":\"PROCESS\",\"SecretAccessKey\":\"s\"}'\n";
    assert!(signer(|run| run.file(".aws/credentials", file)).contains("=AKIDEXAMPLE/"));
    assert!(
        signer(|run| run
            .without(&NO_KEYS)
            .file(".aws/credentials", file)
            .config(config))
        .contains("=FILE/")
    );
    assert!(signer(|run| run.without(&NO_KEYS).config(config)).contains("=CONFIG/"));
    assert!(signer(|run| run.without(&NO_KEYS).config(process)).contains("=PROCESS/"));
    let files = signer(|run| {
        let run = run
            .without(&NO_KEYS)
            .file("other", file)
            .file("conf", "[default]\nregion = eu-west-1\n");
        let run = run
            .env("AWS_SHARED_CREDENTIALS_FILE", "other")
            .env("AWS_CONFIG_FILE", "conf");
        run.without(&["AWS_REGION"])
    });
    assert!(
        files.contains("=FILE/") && files.contains("/eu-west-1/"),
        "{files}"
    );
}

#[test]
fn the_session_token_is_sent_and_the_older_variable_wins() {
    let token = |variables: &[(&str, &str)]| {
        let server = Server::created();
        let run = variables
            .iter()
            .fold(omics(&CREATE), |run, (name, value)| run.env(name, value));
        run.to(&server).run().ok();
        server
            .request()
            .header("x-amz-security-token")
            .map(str::to_owned)
    };
    let session = ("AWS_SESSION_TOKEN", "session");
    assert_eq!(token(&[session]).as_deref(), Some("session"));
    assert_eq!(
        token(&[session, ("AWS_SECURITY_TOKEN", "security")]).as_deref(),
        Some("security")
    );
    assert_eq!(
        token(&[session, ("AWS_SECURITY_TOKEN", "")]).as_deref(),
        Some("session")
    );
}

#[test]
fn credentials_of_a_container_are_fetched() {
    let keys = r#"{"AccessKeyId":"CONTAINER","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}"#;
    let container = Server::start(&[crate::support::json(200, keys)]);
    let url = format!("{}/keys", container.url());
    let authorization = signer(|run| {
        let run = run
            .without(&NO_KEYS)
            .env("AWS_CONTAINER_CREDENTIALS_FULL_URI", &url);
        run.env("AWS_CONTAINER_AUTHORIZATION_TOKEN", "bearer")
    });
    assert!(authorization.contains("=CONTAINER/"), "{authorization}");
    assert_eq!(container.request().header("authorization"), Some("bearer"));
}

#[test]
fn half_configured_credentials_are_told() {
    for (config, says) in [
        (
            "aws_access_key_id = A\n",
            "Partial credentials found in config-file, missing: aws_secret_access_key",
        ),
        (
            "role_arn = arn:aws:iam::1:role/r\n",
            "Partial credentials found in assume-role, missing: source_profile or credential_source",
        ),
        (
            "role_arn = arn:aws:iam::1:role/r\nsource_profile = nope\n",
            "The source_profile \"nope\" referenced in the profile \"p\" does not exist.",
        ),
        (
            "sso_session = x\nsso_account_id = 1\nsso_role_name = r\n",
            "The specified sso-session does not exist: \"x\"",
        ),
        (
            "credential_process = sh -c 'echo broken >&2; exit 1'\n",
            "Error when retrieving credentials from custom-process: broken",
        ),
    ] {
        let run = omics(&GET)
            .args(&["--profile", "p"])
            .config(&format!("[profile p]\n{config}"));
        let stderr = run.without(&NO_KEYS).run().fails(255);
        assert!(stderr.contains(says), "{stderr}");
    }
    let stderr = omics(&GET)
        .without(&["AWS_SECRET_ACCESS_KEY"])
        .run()
        .fails(255);
    assert!(
        stderr.contains("Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"),
        "{stderr}"
    );
}

#[test]
fn retries_are_configured() {
    for (variable, value, says) in [
        (
            "AWS_MAX_ATTEMPTS",
            "0",
            "Value provided to \"max_attempts\": 0 must be an integer greater than or equal to one.",
        ),
        (
            "AWS_MAX_ATTEMPTS",
            "abc",
            "invalid literal for int() with base 10: 'abc'",
        ),
        (
            "AWS_RETRY_MODE",
            "legacy",
            "Invalid value provided to \"mode\": \"legacy\" must be one of: \"standard\" or \"adaptive\"",
        ),
    ] {
        let stderr = omics(&GET).env(variable, value).run().fails(255);
        assert!(stderr.contains(says), "{stderr}");
    }
}

#[test]
fn files_that_are_not_configuration_stop_everything() {
    let stderr = omics(&["--version"])
        .config("no section\n")
        .run()
        .fails(255);
    assert!(
        stderr.contains("Unable to parse config file: ") && stderr.contains(".aws/config"),
        "{stderr}"
    );
    let stderr = omics(&GET).env("AWS_PROFILE", "").run().fails(255);
    assert!(
        stderr.contains("The config profile () could not be found"),
        "{stderr}"
    );
}

#[test]
fn encodings_must_exist() {
    let stderr = omics(&GET)
        .env("AWS_CLI_OUTPUT_ENCODING", "bogus")
        .run()
        .fails(255);
    assert!(
        stderr.contains("Unknown codec `bogus` specified for AWS_CLI_OUTPUT_ENCODING."),
        "{stderr}"
    );
    let run = omics(&CREATE)
        .args(&["--name", "file://name"])
        .file("name", "x");
    let stderr = run.env("AWS_CLI_FILE_ENCODING", "bogus").run().fails(255);
    assert!(stderr.contains("unknown encoding: bogus"), "{stderr}");
}

#[test]
fn the_application_is_named_in_the_user_agent() {
    let server = Server::created();
    omics(&CREATE)
        .env("AWS_SDK_UA_APP_ID", "my app/1")
        .to(&server)
        .run()
        .ok();
    let agent = server
        .request()
        .header("user-agent")
        .expect("there is one")
        .to_owned();
    assert!(agent.contains("app/my-app-1"), "{agent}");
}
