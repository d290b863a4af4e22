//! Other implementations that know the answer: programs that read a question from standard input.

use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread;

/// A program to ask, and where it comes from.
pub(crate) struct Oracle {
    /// The command.
    pub(crate) command: &'static str,
    /// The option before a program to run.
    pub(crate) run: &'static str,
    /// Arguments with which it ends well if all it needs is there.
    pub(crate) probe: &'static [&'static str],
    /// How to get it.
    pub(crate) remedy: &'static str,
}

/// An ECMA-262 engine. `.ci/run` expects it as it expects npm, for the JavaScript client of `tests/clients.rs`.
pub(crate) const NODE: Oracle = Oracle {
    command: "node",
    run: "-e",
    probe: &["--version"],
    remedy: "apt-get install nodejs",
};

/// The validator of boto3.
pub(crate) const BOTOCORE: Oracle = Oracle {
    command: "python3",
    run: "-c",
    probe: &["-c", "import botocore.validate"],
    remedy: "`pip install boto3`, or as .ci/run does",
};

impl Oracle {
    /// What the program prints for the question. Where it is missing there is no answer, and the test is listed
    /// as skipped; not so where `CI` is set: a check that cannot run there is not a check.
    pub(crate) fn ask(&self, program: &str, question: String) -> Option<String> {
        let name = self.command;
        let probe = Command::new(name).args(self.probe).output();
        if !probe.is_ok_and(|output| output.status.success()) {
            let text = format!(
                "{name}, which this is checked against, is missing: {}",
                self.remedy
            );
            assert!(env::var_os("CI").is_none_or(|ci| ci.is_empty()), "{text}");
            eprintln!("skipped: {text}");
            return None;
        }
        let mut child = Command::new(name)
            .args([self.run, program])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("what was there a moment ago can be started");
        let mut input = child.stdin.take().expect("standard input is piped");
        let asking = thread::spawn(move || input.write_all(question.as_bytes()));
        let output = child.wait_with_output().expect("the program ends");
        assert!(output.status.success(), "{name} failed, see above");
        asking
            .join()
            .expect("writing does not panic")
            .expect("the program reads the question");
        Some(String::from_utf8(output.stdout).expect("the answer is text"))
    }
}
