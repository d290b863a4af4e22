//! Runs of the command.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use conformance::binary;

use crate::server::{Answer, Request, serve};

static SLICES: LazyLock<PathBuf> = LazyLock::new(|| binary::slices().expect("the command builds"));

/// What a run of the command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) requests: Vec<Request>,
}

impl Ran {
    /// Standard output of a success, as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        assert_eq!(self.code, Some(0), "{self:?}");
        serde_json::from_str(&self.out).expect("JSON")
    }

    /// The only request.
    pub(crate) fn request(&self) -> &Request {
        assert_eq!(self.requests.len(), 1, "{self:?}");
        &self.requests[0]
    }
}

/// The command in a folder, with nothing of who tests in its environment.
pub(crate) fn slices(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(&*SLICES);
    command
        .args(words)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("AWS_REGION", "us-west-2")
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret");
    command
}

/// Runs the command against a server with this script, all of which must be asked for.
pub(crate) fn run_in(folder: &Path, words: &[&str], answers: Vec<Answer>) -> Ran {
    let (address, serving) = serve(answers);
    let mut words = words.to_vec();
    words.extend(["--endpoint-url", &address]);
    let output = slices(folder, &words).output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(
        serving.is_finished() || output.status.success(),
        "answers are left: {words:?}: {err}"
    );
    Ran {
        code: output.status.code(),
        out,
        err,
        requests: serving.join().expect("a server"),
    }
}

/// As [`run_in`], in a folder of its own.
pub(crate) fn run(words: &[&str], answers: Vec<Answer>) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    run_in(folder.path(), words, answers)
}
