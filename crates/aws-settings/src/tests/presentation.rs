//! How the command talks to the user.

use cli_formats::Format;

use super::*;

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn auto_prompt() {
    let user = User::new([("AWS_CLI_AUTO_PROMPT", "On-Partial")])
        .config("[default]\ncli_auto_prompt = on\n");
    let mode = |line| at(user.settings().auto_prompt(&words(line)));
    assert_eq!(mode("ware --cli-auto-prompt").0, AutoPrompt::On);
    assert_eq!(mode("ware --no-cli-auto-prompt").0, AutoPrompt::Off);
    assert_eq!(mode("ware --cli-auto-prompt help").0, AutoPrompt::Off);
    assert_eq!(mode("--version").0, AutoPrompt::Off);
    let configured = (AutoPrompt::OnPartial, "AWS_CLI_AUTO_PROMPT".to_owned());
    assert_eq!(mode("ware --cli-auto-p"), configured);
    let user = User::new([]).config("[default]\ncli_auto_prompt = ON\n");
    assert_eq!(user.settings().auto_prompt(&[]).value, AutoPrompt::On);
    let user = User::new([("AWS_CLI_AUTO_PROMPT", "yes")]);
    assert_eq!(user.settings().auto_prompt(&[]).value, AutoPrompt::Off);
    assert_eq!(
        User::new([]).settings().auto_prompt(&[]).value,
        AutoPrompt::Off
    );
}

#[test]
fn error_format() {
    let user = User::new([("AWS_CLI_ERROR_FORMAT", "JSON")])
        .config("[default]\ncli_error_format = yaml\n");
    let settings = user.settings();
    assert_eq!(
        settings.error_format(Some(ErrorFormat::Text)).value,
        ErrorFormat::Text
    );
    assert_eq!(settings.error_format(None).value, ErrorFormat::Json);
    let format = |user: User| user.settings().error_format(None).value;
    let yaml = "[default]\ncli_error_format = yaml\n";
    assert_eq!(format(User::new([]).config(yaml)), ErrorFormat::Yaml);
    let empty = User::new([("AWS_CLI_ERROR_FORMAT", "")]).config(yaml);
    assert_eq!(format(empty), ErrorFormat::Enhanced);
    assert_eq!(format(User::new([])), ErrorFormat::Enhanced);
    assert_eq!(
        format(User::new([("AWS_PROFILE", "ghost")])),
        ErrorFormat::Legacy
    );
    let both = User::new([("AWS_PROFILE", "ghost"), ("AWS_CLI_ERROR_FORMAT", "json")]);
    assert_eq!(format(both), ErrorFormat::Json);
}

#[test]
fn output_format() {
    let user = User::new([("AWS_DEFAULT_OUTPUT", "text")]).config("[default]\noutput = yaml\n");
    let flags = GlobalFlags {
        output: Some(Format::Off),
        ..Default::default()
    };
    let none = GlobalFlags::default();
    let format = |user: &User, flags| user.settings().output_format(flags).map(at);
    let expected = |format, origin: &str| (format, origin.to_owned());
    assert_eq!(
        format(&user, &flags).ok(),
        Some(expected(Format::Off, "--output"))
    );
    let env = expected(Format::Text, "AWS_DEFAULT_OUTPUT");
    assert_eq!(format(&user, &none).ok(), Some(env));
    let user = User::new([]).config("[default]\noutput = yaml\n");
    let profile = expected(Format::Yaml, "output in profile \"default\"");
    assert_eq!(format(&user, &none).ok(), Some(profile));
    let default = expected(Format::Json, "default");
    assert_eq!(format(&User::new([]), &none).ok(), Some(default));
    for bad in ["xml", "", "JSON"] {
        let error = format(&User::new([("AWS_DEFAULT_OUTPUT", bad)]), &none).expect_err(bad);
        assert_eq!(error.to_string(), format!("Unknown output type: {bad}"));
        assert_eq!(error.kind(), ErrorKind::Other);
    }
}

#[test]
fn timestamp_format() {
    let format = |user: User| user.settings().timestamp_format().map(|found| found.value);
    assert_eq!(format(User::new([])).ok(), Some(TimestampFormat::Iso8601));
    let wire = User::new([]).config("[default]\ncli_timestamp_format = wire\n");
    assert_eq!(format(wire).ok(), Some(TimestampFormat::Wire));
    let bogus = User::new([]).config("[default]\ncli_timestamp_format = bogus\n");
    let error = format(bogus).expect_err("bogus");
    assert_eq!(
        error.to_string(),
        r#"Unknown cli_timestamp_format value: bogus, valid values are "wire" or "iso8601""#
    );
    assert_eq!(error.kind(), ErrorKind::Choice);
}

#[test]
fn binary_format() {
    let raw = "[default]\ncli_binary_format = raw-in-base64-out\n";
    let user = User::new([]).config(raw);
    let none = GlobalFlags::default();
    let found = user
        .settings()
        .binary_format(&none)
        .map(|found| found.value);
    assert_eq!(found.ok(), Some(BinaryFormat::RawInBase64Out));
    let flags = GlobalFlags {
        binary_format: Some(BinaryFormat::Base64),
        ..Default::default()
    };
    let found = user
        .settings()
        .binary_format(&flags)
        .map(|found| found.value);
    assert_eq!(found.ok(), Some(BinaryFormat::Base64));
    let user = User::new([]).config("[default]\ncli_binary_format = bogus\n");
    let error = user.settings().binary_format(&none).expect_err("bogus");
    assert!(error.to_string().contains("bogus"), "{error}");
    assert_eq!(error.kind(), ErrorKind::Other);
}

#[test]
fn validation() {
    let off = "[default]\nparameter_validation = false\n";
    let user = User::new([("WARE_VALIDATION", "basic")]).config(off);
    let none = GlobalFlags::default();
    let flags = GlobalFlags {
        validation: Some(Validation::Strict),
        ..Default::default()
    };
    let level = |user: &User, flags| {
        user.settings()
            .validation(flags, "WARE_VALIDATION")
            .map(|found| found.value)
    };
    assert_eq!(level(&user, &flags).ok(), Some(Validation::Strict));
    assert_eq!(level(&user, &none).ok(), Some(Validation::Off));
    let basic = User::new([("WARE_VALIDATION", "basic")]);
    assert_eq!(level(&basic, &none).ok(), Some(Validation::Basic));
    assert_eq!(
        level(&User::new([]).config(off), &none).ok(),
        Some(Validation::Off)
    );
    let on = User::new([]).config("[default]\nparameter_validation = True\n");
    assert_eq!(level(&on, &none).ok(), Some(Validation::Strict));
    assert_eq!(level(&User::new([]), &none).ok(), Some(Validation::Strict));
    let error = level(&User::new([("WARE_VALIDATION", "lax")]), &none).expect_err("lax");
    assert!(
        error.to_string().contains("lax") && error.kind() == ErrorKind::Choice,
        "{error}"
    );
}

#[test]
fn pager() {
    let none = GlobalFlags::default();
    let pager = |user: &User| {
        let found = user.settings().pager(&none).expect("a command line");
        found.map(|found| {
            (
                found.value.program,
                found.value.arguments,
                found.value.set_less,
            )
        })
    };
    let less = |set_less| Some(("less".to_owned(), Vec::new(), set_less));
    assert_eq!(pager(&User::new([])), less(true));
    assert_eq!(pager(&User::new([("LESS", "")])), less(false));
    let config = "[default]\ncli_pager = most -s 'a b'\n";
    let most = Some((
        "most".to_owned(),
        vec!["-s".to_owned(), "a b".to_owned()],
        true,
    ));
    assert_eq!(pager(&User::new([("PAGER", "more")]).config(config)), most);
    let more = Some(("more".to_owned(), Vec::new(), true));
    assert_eq!(pager(&User::new([("PAGER", "more")])), more);
    let env = [("AWS_PAGER", "more"), ("PAGER", "less")];
    assert_eq!(pager(&User::new(env).config(config)), more);
    assert_eq!(
        pager(&User::new([("AWS_PAGER", ""), ("PAGER", "more")])),
        None
    );
    assert_eq!(pager(&User::new([("PAGER", "")])), None);
    let flags = GlobalFlags {
        no_cli_pager: true,
        ..Default::default()
    };
    assert!(
        User::new([])
            .settings()
            .pager(&flags)
            .is_ok_and(|pager| pager.is_none())
    );
    let error = User::new([("PAGER", "a 'b")])
        .settings()
        .pager(&none)
        .expect_err("a quote");
    assert!(
        error.to_string().ends_with("No closing quotation"),
        "{error}"
    );
}
