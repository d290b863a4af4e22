//! Another program of the same crate, from another model: no line is written for it but its identity.
//!
//! The programs are the examples `second_program` and `pair_of_services`, which cargo builds along with the
//! tests; their client is the generated one of `models/protocol.json` in `golden`.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use serde_json::{Value, json};

/// What a program said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

struct World {
    home: PathBuf,
    second: PathBuf,
    pair: PathBuf,
}

impl World {
    fn run(&self, program: &Path, args: &[&str], variables: &[(&str, &str)]) -> Said {
        let output = Command::new(program)
            .args(args)
            .env_clear()
            .env("HOME", &self.home)
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("AWS_REGION", "us-west-2")
            .envs(variables.iter().copied())
            .output()
            .expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Said {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    fn second(&self, args: &[&str]) -> Said {
        self.run(&self.second, args, &[])
    }

    fn pair(&self, args: &[&str]) -> Said {
        self.run(&self.pair, args, &[])
    }
}

fn example(name: &str) -> PathBuf {
    conformance::binary::example(name).expect("the example is built")
}

/// A server on loopback that gives these answers, one a connection. Returns its address, and the first
/// lines of the requests when all are answered.
fn serve(answers: Vec<Value>) -> (String, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("the port is known");
    let serving = thread::spawn(move || {
        let answer = |body: Value| {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut lines = BufReader::new(&stream).lines();
            let first = lines.next().expect("a request").expect("of text");
            lines
                .by_ref()
                .map_while(Result::ok)
                .find(String::is_empty)
                .expect("an end of the headers");
            let body = body.to_string();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
                 connection: close\r\n\r\n{body}",
                body.len()
            )
            .expect("the answer is taken");
            first
        };
        answers.into_iter().map(answer).collect()
    });
    (format!("http://{address}"), serving)
}

#[test]
fn a_program_from_another_model_needs_nothing_but_its_identity() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let world = World {
        home: folder.path().to_owned(),
        second: example("second_program"),
        pair: example("pair_of_services"),
    };
    it_has_its_own_name_help_and_variables(&world);
    every_operation_has_help_and_skeletons(&world);
    it_parses_and_validates(&world);
    it_shows_requests_and_sends_them(&world);
    with_two_services_a_line_names_one(&world);
    #[cfg(unix)]
    called_aws_it_is_aws(&world);
}

fn it_has_its_own_name_help_and_variables(world: &World) {
    let said = world.second(&["--version"]);
    assert!(said.out.starts_with("second-program/2.5.0 "), "{said:?}");
    let help = world.second(&["--help"]).out;
    for text in [
        "second-program - a program for tests",
        "second-program [GLOBAL OPTIONS] COMMAND",
        "do-list-things",
        "SECOND_VALIDATION",
        "AWS_ENDPOINT_URL_PROTOCOL",
    ] {
        assert!(help.contains(text), "{text}: {help}");
    }
    assert!(
        !help.contains("--local") && !help.to_lowercase().contains("omics"),
        "{help}"
    );
    let level = [("SECOND_VALIDATION", "bogus")];
    let said = world.run(&world.second, &["do-list-things"], &level);
    assert!(said.err.contains("SECOND_VALIDATION"), "{said:?}");
    assert_ne!(said.code, Some(0));
}

fn every_operation_has_help_and_skeletons(world: &World) {
    let help = world.second(&["--help"]).out;
    let (_, listed) = help.split_once("COMMANDS\n").expect("a list of commands");
    let lines = listed.lines().take_while(|line| !line.is_empty());
    let commands: Vec<_> = lines
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| !["completion", "config", "help"].contains(name))
        .collect();
    assert!(commands.len() > 30, "{commands:?}");
    for command in commands {
        let said = world.second(&[command, "help"]);
        let title = format!("NAME\n  {command} - ");
        assert!(
            said.code == Some(0) && said.out.starts_with(title.trim_end()),
            "{said:?}"
        );
        for kind in ["input", "yaml-input"] {
            let skeleton = world.second(&[command, "--generate-cli-skeleton", kind]);
            // An operation whose answer goes to a file has a word for that in place of skeletons.
            let has_outfile = skeleton
                .err
                .contains("Unknown options: --generate-cli-skeleton")
                && ["payload", "stream"]
                    .iter()
                    .any(|kind| command.contains(kind));
            assert!(
                skeleton.code == Some(0) || has_outfile,
                "{command} {kind}: {skeleton:?}"
            );
        }
    }
}

fn it_parses_and_validates(world: &World) {
    for (args, text) in [
        (
            &["do-list-thing"][..],
            "argument operation: Found invalid choice 'do-list-thing'\n\nMaybe you meant:\n\n  * do-list-things",
        ),
        (
            &["do-host-label"],
            "the following arguments are required: --label",
        ),
        (
            &["do-query", "--cli-input-json", r#"{"integer": "x"}"#],
            "Invalid type for parameter integer",
        ),
        (&["do-list-things", "--local"], "Unknown options: --local"),
    ] {
        let said = world.second(args);
        assert_eq!(said.code, Some(252), "{said:?}");
        assert!(said.err.contains("second-program: [ERROR]: "), "{said:?}");
        assert!(said.err.contains(text), "{text}: {said:?}");
    }
}

fn it_shows_requests_and_sends_them(world: &World) {
    let said = world.second(&["--dry-run", "do-query", "--text", "a b", "--integer", "7"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.starts_with("GET https://"), "{said:?}");
    assert!(
        said.out.contains("Text=a%20b") && said.out.contains("i=7"),
        "{said:?}"
    );
    let everything = json!({ "Text": "one", "integer": 7 });
    let (url, serving) = serve(vec![json!({ "page": { "items": { "a": everything } } })]);
    let line = ["do-list-things", "--endpoint-url", &url];
    let select = [
        "--query",
        "page.items.a.[text, integer]",
        "--output",
        "text",
    ];
    let said = world.second(&[&line[..], &select].concat());
    assert_eq!(
        (said.code, said.out.as_str()),
        (Some(0), "one\t7\n"),
        "{said:?}"
    );
    let requests = serving.join().expect("a server that ends");
    assert_eq!(requests, ["GET /Things HTTP/1.1"]);
}

fn with_two_services_a_line_names_one(world: &World) {
    let (url, serving) = serve(vec![json!({ "items": [{ "id": "7" }] })]);
    let said = world.pair(&[
        "--endpoint-url",
        &url,
        "omics",
        "--output",
        "text",
        "list-run-caches",
        "--query",
        "items[].id",
    ]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), "7\n"), "{said:?}");
    let requests = serving.join().expect("a server that ends");
    assert_eq!(requests, ["GET /runCache HTTP/1.1"]);
    let said = world.pair(&["things", "do-list-things", "--dry-run"]);
    assert!(said.out.contains("/Things HTTP/1.1"), "{said:?}");
    for (args, text) in [
        (&[][..], "the following arguments are required: command"),
        (
            &["omics"],
            "the following arguments are required: operation",
        ),
        (&["omic"], "argument command: Found invalid choice 'omic'"),
        (
            &["things", "list-run-caches"],
            "argument operation: Found invalid choice 'list-run-caches'",
        ),
    ] {
        let said = world.pair(args);
        assert_eq!(said.code, Some(252), "{said:?}");
        assert!(said.err.contains(text), "{text}: {said:?}");
    }
    let help = world.pair(&["omics", "help"]).out;
    assert!(
        help.contains("pair-of-services [GLOBAL OPTIONS] omics"),
        "{help}"
    );
    let help = world.pair(&["omics", "get-run-cache", "help"]).out;
    assert!(
        help.contains("pair-of-services omics get-run-cache --id"),
        "{help}"
    );
}

/// By a link of that name, a program takes lines as the AWS CLI does.
#[cfg(unix)]
fn called_aws_it_is_aws(world: &World) {
    let link = world.home.join("aws");
    std::os::unix::fs::symlink(&world.second, &link).expect("a link is made");
    let said = world.run(&link, &["protocol", "do-host-label"], &[]);
    assert_eq!(said.code, Some(252), "{said:?}");
    assert!(
        said.err.contains("aws: [ERROR]: ") && said.err.contains("usage: aws [options] <command>"),
        "{said:?}"
    );
}
