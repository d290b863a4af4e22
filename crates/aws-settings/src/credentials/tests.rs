//! Which credentials are found, and how their absence is told.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;

use super::CredentialSource;
use super::plan::{Plan, RemotePlan, plan};
use crate::testing::{User, block_on};
use crate::{ErrorKind, GlobalFlags, SettingsError};

const FILE: &str = "[default]\naws_access_key_id = FILE\naws_secret_access_key = hush\n\
                    [other]\naws_access_key_id = OTHER\naws_secret_access_key = hush\n\
                    aws_session_token = t\n";
const CONFIG: &str = "[default]\naws_access_key_id = CONFIG\naws_secret_access_key = hush\n";
const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "ENV"),
    ("AWS_SECRET_ACCESS_KEY", "hush"),
];

fn flags(profile: Option<&str>) -> GlobalFlags {
    GlobalFlags {
        profile: profile.map(str::to_owned),
        region: Some("us-west-2".to_owned()),
        ..Default::default()
    }
}

fn found(user: &User, profile: Option<&str>) -> Result<Credentials, SettingsError> {
    let credentials = user.client(&flags(profile))?.credentials;
    Ok(block_on(credentials.resolve())?.expect("requests are signed"))
}

fn key(user: &User, profile: Option<&str>) -> String {
    found(user, profile)
        .expect("there are credentials")
        .access_key_id()
        .to_owned()
}

fn failure(user: &User, profile: Option<&str>) -> String {
    let error = found(user, profile).expect_err("there are no credentials");
    assert_eq!(error.kind(), ErrorKind::Other, "{error}");
    error.to_string()
}

/// The way over the network that the default profile takes.
fn remote(user: &User) -> RemotePlan {
    match plan(&user.settings()).expect("a plan") {
        Some(Plan::Remote(remote)) => remote,
        other => panic!("{other:?} needs no network"),
    }
}

#[test]
fn variables_beat_files_unless_a_profile_is_given_as_an_option() {
    let user = User::new(KEYS).credentials(FILE);
    assert_eq!(key(&user, None), "ENV");
    assert_eq!(key(&user, Some("other")), "OTHER");
    assert_eq!(key(&user, Some("")), "ENV");
    let user = User::new([KEYS[0], KEYS[1], ("AWS_PROFILE", "other")]).credentials(FILE);
    assert_eq!(key(&user, None), "ENV");
    let user = User::new([("AWS_PROFILE", "other")]).credentials(FILE);
    assert_eq!(
        found(&user, None).expect("found").session_token(),
        Some("t")
    );
}

#[test]
fn the_older_name_of_the_token_wins() {
    let token = |security, session| {
        let tokens = [
            ("AWS_SECURITY_TOKEN", security),
            ("AWS_SESSION_TOKEN", session),
        ];
        let user = User::new([KEYS[0], KEYS[1], tokens[0], tokens[1]]);
        found(&user, None)
            .expect("found")
            .session_token()
            .map(str::to_owned)
    };
    assert_eq!(token("old", "new").as_deref(), Some("old"));
    assert_eq!(token("", "new").as_deref(), Some("new"));
    assert_eq!(token("", ""), None);
}

#[test]
fn keys_are_taken_as_they_are() {
    let user = User::new([("AWS_ACCESS_KEY_ID", " AK "), KEYS[1]]);
    assert_eq!(key(&user, None), " AK ");
}

#[test]
fn half_a_key_pair_is_an_error() {
    let missing = "AWS_SECRET_ACCESS_KEY";
    let message = format!("Partial credentials found in env, missing: {missing}");
    assert_eq!(failure(&User::new([KEYS[0]]), None), message);
    assert_eq!(failure(&User::new([KEYS[0], (missing, "")]), None), message);
    let half = "[default]\naws_access_key_id = A\n";
    assert_eq!(
        failure(&User::new([]).credentials(half), None),
        "Partial credentials found in shared-credentials-file, missing: aws_secret_access_key"
    );
    assert_eq!(
        failure(&User::new([]).config(half), None),
        "Partial credentials found in config-file, missing: aws_secret_access_key"
    );
    assert_eq!(key(&User::new([KEYS[1]]).credentials(FILE), None), "FILE");
}

#[test]
fn the_credentials_file_beats_the_process_and_that_the_config_file() {
    let json = r#"{"Version": 1, "AccessKeyId": "PROCESS", "SecretAccessKey": "hush"}"#;
    let process = format!("credential_process = echo '{json}'\n");
    let both = format!("{CONFIG}{process}");
    assert_eq!(
        key(&User::new([]).config(&both).credentials(FILE), None),
        "FILE"
    );
    assert_eq!(key(&User::new([]).config(&both), None), "PROCESS");
    assert_eq!(key(&User::new([]).config(CONFIG), None), "CONFIG");
}

#[test]
fn no_credentials_are_missed_only_when_signing() {
    let source = User::new([])
        .client(&flags(None))
        .expect("settings are fine")
        .credentials;
    assert!(matches!(source, CredentialSource::Missing));
    let error = block_on(source.resolve()).expect_err("none");
    let text = "Unable to locate credentials. You can configure credentials by running \
                \"aws login\".";
    assert_eq!(error.to_string(), text);
    assert_eq!(error.kind(), ErrorKind::NoCredentials);
}

#[test]
fn unsigned_requests_need_no_credentials() {
    let flags = GlobalFlags {
        no_sign_request: true,
        ..flags(None)
    };
    let source = User::new([KEYS[0]])
        .client(&flags)
        .expect("nothing is looked up")
        .credentials;
    assert!(
        block_on(source.resolve())
            .expect("nothing to ask")
            .is_none()
    );
}

/// The outcome of a `credential_process`.
fn process(command: &str) -> Result<Credentials, SettingsError> {
    let user = User::new([]).config(&format!("[default]\ncredential_process = {command}\n"));
    found(&user, None)
}

fn process_failure(command: &str) -> String {
    let error = process(command).expect_err("no credentials");
    assert_eq!(error.kind(), ErrorKind::Other);
    let message = error.to_string();
    assert!(!message.contains("hush"), "{message}");
    let start = "Error when retrieving credentials from custom-process: ";
    message.strip_prefix(start).expect(&message).to_owned()
}

#[test]
fn a_process_prints_credentials() {
    let credentials = process(
        r#"sh -c 'echo "{\"Version\": 1, \"AccessKeyId\": \"A\", \"SecretAccessKey\": \"S\",
            \"SessionToken\": \"T\", \"Expiration\": \"2099-01-01T00:00:00Z\"}"'"#,
    )
    .expect("credentials");
    assert_eq!(credentials.access_key_id(), "A");
    assert_eq!(credentials.secret_access_key(), "S");
    assert_eq!(credentials.session_token(), Some("T"));
    assert!(credentials.expiry().is_some());
}

#[test]
fn a_process_is_run_again_when_what_it_printed_ends() {
    let runs = |lasts: u64| {
        let end = SystemTime::now() + Duration::from_secs(lasts);
        let end = super::expiry::format(end, "Z");
        let printed = format!(
            "{{\"Version\": 1, \"AccessKeyId\": \"A\", \"SecretAccessKey\": \"hush\", \"Expiration\": \"{end}\"}}"
        );
        let user = User::new([]).file("printed", &printed);
        let (printed, runs) = (user.path("printed"), user.path("runs"));
        let command = format!(
            "sh -c 'echo run >>{}; cat {}'",
            runs.display(),
            printed.display()
        );
        let user = user.config(&format!("[default]\ncredential_process = {command}\n"));
        let source = user.client(&flags(None)).expect("a program").credentials;
        for _ in 0..3 {
            let found = block_on(source.resolve()).expect("credentials");
            assert_eq!(found.expect("signed").access_key_id(), "A");
        }
        let runs = std::fs::read_to_string(runs).expect("it ran");
        runs.lines().count()
    };
    assert_eq!(runs(3600), 1);
    assert_eq!(runs(30), 4);
}

#[test]
fn a_process_that_fails_says_why() {
    assert_eq!(process_failure("sh -c 'echo oh no >&2; exit 3'"), "oh no\n");
    assert_eq!(process_failure("false"), "");
    let missing = process_failure("/nonexistent/program --token hush");
    assert!(
        missing.starts_with("cannot run \"/nonexistent/program\": "),
        "{missing}"
    );
    let text = process_failure("echo hush");
    assert!(text.starts_with("its output is not JSON"), "{text}");
    assert_eq!(
        process_failure(r#"echo '{"Version": 1, "AccessKeyId": "A", "Secret": "hush"}'"#),
        "Missing required key in response: 'SecretAccessKey'"
    );
    assert_eq!(
        process_failure(r#"echo '{"Version": 2}'"#),
        "Unsupported version '2' for credential process provider, supported versions: 1"
    );
    assert!(process_failure(r#"echo '["hush"]'"#).contains("<Version key not provided>"));
    assert!(process_failure("a 'hush").contains("No closing quotation"));
}

/// What is wrong with the role of the default profile.
fn role_failure(config: &str) -> String {
    failure(
        &User::new([]).config(&format!("[default]\nrole_arn = arn\n{config}")),
        None,
    )
}

#[test]
fn a_role_needs_a_source() {
    assert_eq!(
        role_failure(""),
        "Partial credentials found in assume-role, missing: source_profile or credential_source"
    );
    assert_eq!(
        role_failure("source_profile = nope\n"),
        "The source_profile \"nope\" referenced in the profile \"default\" does not exist."
    );
    assert_eq!(
        role_failure("source_profile = p\n[profile p]\n"),
        "The source profile \"p\" must have credentials."
    );
    assert_eq!(
        role_failure("source_profile = p\ncredential_source = Environment\n"),
        "The profile \"default\" contains both source_profile and credential_source."
    );
    assert_eq!(
        role_failure("credential_source = Moon\n"),
        "The credential_source \"Moon\" referenced in profile \"default\" is not valid."
    );
    assert_eq!(
        role_failure("credential_source = Environment\n"),
        "Error when retrieving credentials from Environment: No credentials found in \
         credential_source referenced in profile default"
    );
    assert!(role_failure("source_profile = default\n").starts_with("Infinite loop"));
    let circle = "source_profile = p\n[profile p]\nrole_arn = a\nsource_profile = default\n";
    assert!(role_failure(circle).contains("['default', 'p']"));
}

#[test]
fn roles_are_assumed_from_the_source_on() {
    let user = User::new([]).config(
        "[default]\nrole_arn = last\nexternal_id = e\nsource_profile = p\nduration_seconds = 900\n\
         [profile p]\nrole_arn = first\nrole_session_name = s\nsource_profile = q\n",
    );
    let user = user.credentials("[q]\naws_access_key_id = A\naws_secret_access_key = S\n");
    let RemotePlan::AssumeRole { source, role: last } = remote(&user) else {
        panic!("roles are assumed");
    };
    let Plan::Remote(RemotePlan::AssumeRole {
        source,
        role: first,
    }) = *source
    else {
        panic!("there are two roles");
    };
    assert!(matches!(*source, Plan::Keys(keys) if keys.access_key_id() == "A"));
    assert_eq!(
        (first.arn.as_str(), first.session_name.as_deref()),
        ("first", Some("s"))
    );
    assert_eq!(
        (
            last.arn.as_str(),
            last.external_id.as_deref(),
            last.duration
        ),
        ("last", Some("e"), Some(900))
    );
}

#[test]
fn a_duration_that_is_no_number_is_none() {
    let user = User::new([]).credentials(FILE).config(
        "[default]\nrole_arn = r\nsource_profile = other\nduration_seconds = 1h\n\
         mfa_serial = m\n",
    );
    let RemotePlan::AssumeRole { role, .. } = remote(&user) else {
        panic!("a role is assumed");
    };
    assert_eq!(
        (role.duration, role.mfa_serial.as_deref()),
        (None, Some("m"))
    );
}

#[test]
fn a_role_may_have_its_source_in_its_own_profile() {
    let user = User::new([]).config("[default]\nrole_arn = r\nsource_profile = default\n");
    let RemotePlan::AssumeRole { source, .. } = remote(&user.credentials(FILE)) else {
        panic!("a role is assumed");
    };
    assert!(matches!(*source, Plan::Keys(keys) if keys.access_key_id() == "FILE"));
}

#[test]
fn a_web_identity_comes_from_the_environment_or_the_profile() {
    let env = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/env"),
        ("AWS_ROLE_ARN", "env"),
    ];
    let config = "[default]\nrole_arn = profile\nweb_identity_token_file = /profile\n";
    let role = |user: &User| match remote(user) {
        RemotePlan::WebIdentity(identity) => identity.role_arn,
        other => panic!("{other:?} is no web identity"),
    };
    assert_eq!(role(&User::new(env).config(config)), "env");
    assert_eq!(role(&User::new(env)), "env");
    assert_eq!(role(&User::new([]).config(config)), "profile");
    assert!(failure(&User::new([env[0]]), None).contains("AWS_ROLE_ARN"));
}

#[test]
fn identity_center_needs_all_its_settings() {
    let profile = "[default]\nsso_account_id = 1\nsso_role_name = r\n";
    let session = format!(
        "{profile}sso_session = x\n[sso-session x]\nsso_start_url = u\nsso_region = us-east-1\n"
    );
    let RemotePlan::Sso(sso) = remote(&User::new([]).config(&session)) else {
        panic!("the profile uses SSO");
    };
    assert_eq!(
        (sso.start_url.as_str(), sso.session.as_deref()),
        ("u", Some("x"))
    );
    let missing = User::new([]).config(&format!("{profile}sso_session = x\n"));
    assert_eq!(
        failure(&missing, None),
        "The specified sso-session does not exist: \"x\""
    );
    let incomplete = User::new([]).config(&format!("{profile}sso_start_url = u\n"));
    assert!(failure(&incomplete, None).ends_with("missing required configuration: sso_region"));
}

#[test]
fn the_machine_is_asked_last() {
    let mut user = User::new([("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/x")]);
    assert!(matches!(remote(&user), RemotePlan::Container));
    user.set("AWS_EC2_METADATA_DISABLED", "false");
    assert!(matches!(remote(&user), RemotePlan::Container));
    user.remove("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    assert!(matches!(remote(&user), RemotePlan::InstanceMetadata));
    let user = user.config("[default]\nlogin_session = arn\n");
    assert!(matches!(remote(&user), RemotePlan::Login { .. }));
}

#[test]
fn an_unreachable_metadata_service_means_no_credentials_and_no_region() {
    let mut user = User::new([]);
    user.set("AWS_EC2_METADATA_DISABLED", "false");
    let error = found(&user, None).expect_err("nothing is reachable");
    assert_eq!(error.kind(), ErrorKind::NoCredentials);
    let error = user
        .client(&GlobalFlags::default())
        .expect_err("nothing is reachable");
    assert_eq!(error.kind(), ErrorKind::NoRegion);
}

#[test]
fn a_service_that_does_not_answer_is_named_and_no_secret_is() {
    let user = User::new([]).config(
        "[default]\nrole_arn = arn\nsource_profile = p\n\
         [profile p]\naws_access_key_id = A\naws_secret_access_key = hush\n",
    );
    let message = failure(&user, None);
    assert!(
        message.starts_with("AssumeRole was not answered: ") && !message.contains("hush"),
        "{message}"
    );
}

#[test]
fn whoever_has_not_signed_in_is_told_so() {
    let user = User::new([]).config(
        "[profile p]\nsso_account_id = 1\nsso_role_name = r\nsso_start_url = https://u\n\
         sso_region = us-east-1\n",
    );
    assert_eq!(
        failure(&user, Some("p")),
        "Error loading SSO Token: Token for https://u does not exist"
    );
}

#[test]
fn no_type_shows_a_secret_to_who_debugs() {
    let config = "[default]\nendpoint_url = http://me:hush@h/\nrole_arn = arn:hush\n\
                  source_profile = other\nexternal_id = hush\n";
    let variables = [
        ("HTTPS_PROXY", "http://me:hush@p:1"),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hush"),
        ("AWS_ENDPOINT_URL", "http://me:hu/sh@h"),
        ("AWS_REGION", "us-west-2"),
    ];
    let flags = GlobalFlags {
        endpoint_url: Some("http://me:hush@h/".to_owned()),
        ..flags(None)
    };
    for user in [
        User::new(variables).config(config).credentials(FILE),
        User::new(variables).credentials(FILE),
        User::new([KEYS[0], KEYS[1], variables[0], variables[1]]).config(config),
        User::new(variables).config("[default]\ncredential_process = echo hush\n"),
        User::new(variables),
    ] {
        let settings = user.settings();
        let mut shown = vec![
            format!("{settings:?} {flags:?} {:?}", settings.profile()),
            format!("{:?}", plan(&settings)),
        ];
        match user.client(&flags) {
            Ok(client) => {
                shown.push(format!("{client:?} {:?}", client.explain()));
                shown.push(format!("{:?}", block_on(client.credentials.resolve())));
            }
            Err(error) => shown.push(format!("{error:?} {error}")),
        }
        for shown in shown {
            assert!(
                !shown.contains("hush") && !shown.contains("hu/sh"),
                "{shown}"
            );
        }
    }
}

#[test]
fn a_session_that_is_not_there_is_an_error_whoever_signs() {
    let keys = [
        ("AWS_ACCESS_KEY_ID", "A"),
        ("AWS_SECRET_ACCESS_KEY", "S"),
        ("AWS_REGION", "us-west-2"),
    ];
    for (session, expected) in [
        ("", "the \"x\" sso_session configuration does not exist."),
        (
            "[sso-session x]\nsso_region = us-west-2\n",
            "is missing the following configuration: ['sso_start_url'].",
        ),
    ] {
        let user = User::new(keys).config(&format!("[default]\nsso_session = x\n{session}"));
        let error = user
            .client(&GlobalFlags::default())
            .expect_err("no session");
        assert!(error.to_string().ends_with(expected), "{error}");
    }
}

#[test]
fn a_source_without_credentials_is_named() {
    for source in ["Environment", "EcsContainer", "Ec2InstanceMetadata"] {
        let user = User::new([("AWS_REGION", "us-west-2")]).config(&format!(
            "[default]\nrole_arn = r\ncredential_source = {source}\n"
        ));
        let found = user.client(&GlobalFlags::default());
        let found = found.and_then(|client| block_on(client.credentials.resolve()));
        assert_eq!(
            found.expect_err("there are none").to_string(),
            format!(
                "Error when retrieving credentials from {source}: No credentials found in \
                 credential_source referenced in profile default"
            )
        );
    }
}
