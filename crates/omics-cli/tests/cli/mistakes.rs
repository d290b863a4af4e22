//! A table of mistakes, each with all that whoever makes it gets to read: the snapshots are reviewed,
//! and each must say what to do next.

mod table;

use std::sync::LazyLock;

use crate::support::{Answer, GET, Outcome, Server, json, omics};
use table::{create, line};

#[test]
fn every_mistake_says_what_to_do_next() {
    let mistakes = table::all();
    assert!(mistakes.len() >= 110, "{}", mistakes.len());
    // They wait for different things, and hardly for the processor.
    let told: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = mistakes
            .into_iter()
            .map(|(name, run)| (name, scope.spawn(move || run.run())))
            .collect();
        let done = running.into_iter();
        done.map(|(name, run)| (name, run.join().expect("a run")))
            .collect()
    });
    for (name, outcome) in told {
        assert_eq!(outcome.stdout, "", "{name}");
        insta::assert_snapshot!(name, shown(&outcome));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_creation_says_how_to_repeat_it() {
    let server = Server::start(&[Answer::Silence]);
    let run = create(&[]).to(&server);
    let outcome = run.interrupted_once(|| !server.requests().is_empty());
    assert_eq!(outcome.stdout, "\n");
    insta::assert_snapshot!("interrupted", shown(&outcome));
    let token = server.request().document()["requestId"].clone();
    let token = token.as_str().expect("a token");
    assert!(outcome.stderr.contains(token), "{}", outcome.stderr);
}

#[test]
fn advice_is_for_terminals() {
    let quiet = omics(&["create-cache"]).run().fails(252);
    let advised = line(&["create-cache"]).run().fails(252);
    assert!(advised.starts_with(&quiet) && advised.len() > quiet.len());
    let answer = Server::start(&[json(403, r#"{"message":"no","code":"AccessDenied"}"#)]);
    let format = ["--cli-error-format", "json"];
    let never = line(&GET).env("OMICS_ADVICE", "never").args(&format);
    let parsed: serde_json::Value = serde_json::from_str(&never.to(&answer).run().fails(254))
        .expect("nothing but the document");
    assert_eq!(parsed["Message"], "no");
}

/// Exit code and standard error, with what differs from run to run named.
fn shown(outcome: &Outcome) -> String {
    static VARYING: LazyLock<[(regress::Regex, &str); 5]> = LazyLock::new(|| {
        let regex = |text| regress::Regex::new(text).expect("an expression");
        [
            (regex("127\\.0\\.0\\.1:\\d{2,}"), "127.0.0.1:PORT"),
            (
                regex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
                "TOKEN",
            ),
            (regex("\\.rs:\\d+"), ".rs:LINE"),
            (regex("\\d+ \\(UNIX\\)"), "NOW (UNIX)"),
            (regex("\\d+ seconds ago"), "SO MANY seconds ago"),
        ]
    });
    let home = outcome.home.path().display().to_string();
    let mut text = outcome.stderr.replace(&home, "~");
    for (pattern, name) in VARYING.iter() {
        text = pattern.replace_all(&text, name);
    }
    let code = outcome.code.expect("no signal");
    format!("exit code {code}\n{text}")
}
