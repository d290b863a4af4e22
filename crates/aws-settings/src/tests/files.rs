//! The files and the profiles in them.

use super::*;

#[test]
fn the_profile_is_chosen_by_flag_then_environment() {
    let user = User::new([("AWS_DEFAULT_PROFILE", "d"), ("AWS_PROFILE", "p")]);
    let chosen = |flag| at(user.load(flag).expect("no files").profile_name().clone());
    assert_eq!(chosen(Some("f")), from("f", "--profile"));
    assert_eq!(chosen(Some("")), from("p", "AWS_PROFILE"));
    assert_eq!(chosen(None), from("p", "AWS_PROFILE"));
    let user = User::new([("AWS_DEFAULT_PROFILE", "d")]);
    assert_eq!(
        at(user.settings().profile_name().clone()),
        from("d", "AWS_DEFAULT_PROFILE")
    );
    let user = User::new([]);
    assert_eq!(
        at(user.settings().profile_name().clone()),
        from("default", "default")
    );
}

#[test]
fn a_profile_that_was_asked_for_must_exist() {
    let missing = |name| plain(&format!("The config profile ({name}) could not be found"));
    assert_eq!(
        failure(&ready([("AWS_PROFILE", "ghost")])),
        missing("ghost")
    );
    assert_eq!(failure(&ready([("AWS_PROFILE", "")])), missing(""));
    assert_eq!(
        failure(&ready([("AWS_PROFILE", "default")])),
        missing("default")
    );
    let bare = ready([("AWS_PROFILE", "bare")]).config("[bare]\nregion = x\n");
    assert_eq!(failure(&bare), missing("bare"));
    client(&ready([("AWS_PROFILE", "c")]).credentials("[c]\n"));
    client(&ready([]));
}

#[test]
fn headings_say_what_a_section_is() {
    let user = User::new([]).config(
        "[profile \"a b\"]\nregion = quoted\n[profile a b]\nregion = lost\n\
         [ default ]\nregion = spaced\n[DEFAULT]\noutput = text\n[preview]\n",
    );
    let region = |profile| {
        let settings = user.load(Some(profile)).expect("well-formed");
        settings.profile()?.get("region").map(str::to_owned)
    };
    assert_eq!(region("a b").as_deref(), Some("quoted"));
    assert_eq!(region("default"), None);
    assert_eq!(region("a"), None);
    let settings = user.settings();
    assert_eq!(
        settings.files().profile_names().collect::<Vec<_>>(),
        ["a b"]
    );
}

#[test]
fn the_later_default_section_wins_whole() {
    let user = User::new([]).config("[default]\noutput = text\n[profile default]\nregion = r\n");
    let settings = user.settings();
    let profile = settings.profile().expect("it exists");
    assert_eq!(
        (profile.get("region"), profile.get("output")),
        (Some("r"), None)
    );
}

#[test]
fn the_credentials_file_beats_the_config_file() {
    let user = User::new([])
        .config("[default]\nregion = a\noutput = text\n")
        .credentials("[default]\nregion = b\n[other]\n");
    let settings = user.settings();
    let profile = settings.profile().expect("it exists");
    assert_eq!(
        (profile.get("region"), profile.get("output")),
        (Some("b"), Some("text"))
    );
    assert_eq!(
        settings.files().profile_names().collect::<Vec<_>>(),
        ["default", "other"]
    );
}

#[test]
fn files_are_found_where_the_environment_says() {
    let mut user = User::new([]).config("[default]\nregion = r\n");
    let moved = user.path("elsewhere");
    std::fs::rename(user.path("config"), moved).expect("moved");
    user.set("AWS_CONFIG_FILE", "~/.aws/elsewhere");
    assert!(user.settings().profile().is_some());
    user.set("AWS_CONFIG_FILE", "");
    assert!(user.settings().profile().is_none());
}

#[test]
fn a_malformed_file_is_named() {
    for (user, name) in [
        (User::new([]).config("[default\nregion = x\n"), "config"),
        (User::new([]).credentials("secret\n"), "credentials"),
    ] {
        let error = user.load(None).expect_err("malformed");
        let start = format!("Unable to parse config file: {}", user.path(name).display());
        let message = error.to_string();
        assert!(
            message.starts_with(&start) && message.contains("line 1"),
            "{message}"
        );
        assert!(!message.contains("secret"), "{message}");
        assert_eq!(error.kind(), ErrorKind::Other);
    }
    let user = User::new([]).config("");
    std::fs::write(user.path("config"), b"[default]\nname = \xff\n").expect("written");
    let message = user.load(None).expect_err("not UTF-8").to_string();
    assert!(
        message.starts_with("Unable to parse config file: "),
        "{message}"
    );
}

#[test]
fn what_cannot_be_sent_is_named_with_its_line_and_not_shown() {
    const KEYS: &str = "aws_access_key_id = A\naws_secret_access_key = ";
    let config = |text: &str| User::new([("AWS_REGION", "us-west-2")]).config(text);
    let services = "[default]\nservices = s\n[services s]\nware_house =\n  # note\n\n";
    for (user, file, line) in [
        (
            config("").credentials(&format!("# note\n[default]\n{KEYS}topsecret\u{1}\n")),
            "credentials",
            4,
        ),
        (
            config(&format!("[default]\n\n{KEYS}topsecret\n  x\n")),
            "config",
            4,
        ),
        (
            config("[default]\nendpoint_url = http://topsecret\n x\n"),
            "config",
            2,
        ),
        (
            config(&format!("{services}  endpoint_url = http://topsecret\tx\n")),
            "config",
            7,
        ),
        (
            config("[default]\nservices = s\n[services s]\nware_house = topsecret\n"),
            "config",
            4,
        ),
    ] {
        let message = user
            .client(&GlobalFlags::default())
            .expect_err(file)
            .to_string();
        let place = format!("line {line} of {}", user.path(file).display());
        assert!(message.contains(&place), "{place}: {message}");
        assert!(!message.contains("topsecret"), "{message}");
    }
    let user = config("[default]\noutput = text\nmax_attempts = 7\n");
    let settings = user.client(&GlobalFlags::default()).expect("all is well");
    let origin = settings.retry.max_attempts.origin.to_string();
    let place = format!("line 3 of {}", user.path("config").display());
    assert_eq!(
        origin,
        format!("max_attempts in profile \"default\", {place}")
    );
}
