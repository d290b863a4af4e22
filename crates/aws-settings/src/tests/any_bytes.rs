//! Files and answers made of anything: whatever they are, there is a value or an error, no panic.

use std::iter;

use aws_credential_types::Credentials;

use crate::ini;
use crate::testing::{User, block_on};
use crate::{CredentialSource, GlobalFlags};

const ROUNDS: usize = 20_000;

/// What configuration files are made of, and what they are not.
const PIECES: [&str; 26] = [
    "[",
    "]",
    "[default]\n",
    "[profile p]\n",
    "=",
    ":",
    "\n",
    "\r\n",
    " ",
    "\t",
    "#",
    ";",
    "\0",
    "\u{feff}",
    "\u{85}",
    "\u{a0}",
    "é",
    "\u{1f600}",
    "region",
    "services",
    "sso_session",
    "\"",
    "\n  nested = 1\n",
    "[DEFAULT]\n",
    "us-west-2",
    "%(x)s",
];

fn scramble(random: &mut fastrand::Rng, pieces: &[&str]) -> String {
    let count = random.usize(..24);
    iter::repeat_with(|| pieces[random.usize(..pieces.len())])
        .take(count)
        .collect()
}

#[test]
fn no_configuration_file_is_a_panic() {
    let mut random = fastrand::Rng::with_seed(14);
    let mut read = 0;
    for _ in 0..ROUNDS {
        let text = scramble(&mut random, &PIECES);
        match ini::parse(&text) {
            Ok(sections) => read += sections.len(),
            Err(error) => assert!(error.line > 0, "{error}"),
        }
    }
    assert!(read > ROUNDS / 100);
    assert!(ini::parse(&"[".repeat(70_000)).is_err());
}

/// What a program that prints credentials prints, with one thing wrong or nothing.
fn printed(random: &mut fastrand::Rng) -> String {
    let values = [
        "1",
        "2",
        "null",
        "\"\"",
        "\"A\"",
        "[]",
        "{}",
        "true",
        "1e400",
        "\"2099-01-01T00:00:00Z\"",
        "\"2000-01-01\"",
        "\"a\\nb\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "99999999999999999999",
        "-0",
    ];
    let names = [
        "Version",
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
        "X",
    ];
    let usual = [
        "1",
        "\"A\"",
        "\"S\"",
        "\"T\"",
        "\"2099-01-01T00:00:00Z\"",
        "0",
    ];
    let members: Vec<String> = names
        .iter()
        .zip(usual)
        .map(|(name, usual)| {
            let value = match random.usize(..8) {
                0 => values[random.usize(..values.len())],
                _ => usual,
            };
            format!("\"{name}\": {value}")
        })
        .collect();
    let mut text = format!("{{{}}}", members.join(", "));
    if random.usize(..16) == 0 {
        text.truncate(random.usize(..text.len()));
    }
    text
}

#[test]
fn no_answer_of_a_credential_process_is_a_panic() {
    let mut random = fastrand::Rng::with_seed(14);
    let mut found = 0;
    for _ in 0..300 {
        let text = printed(&mut random);
        let user = User::new([]).file("printed", &text);
        let path = user.path("printed").display().to_string();
        let user = user.config(&format!(
            "[default]\ncredential_process = /bin/cat {path}\n"
        ));
        let flags = GlobalFlags {
            region: Some("us-west-2".to_owned()),
            ..GlobalFlags::default()
        };
        if let Ok(client) = user.client(&flags) {
            let CredentialSource::Printed(_) = &client.credentials else {
                panic!("{text} led elsewhere");
            };
            let keys: Option<Credentials> = block_on(client.credentials.resolve()).expect(&text);
            found += usize::from(keys.is_some());
        }
    }
    assert!((1..300).contains(&found), "{found} of 300 were usable");
}
