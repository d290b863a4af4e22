//! One fault at one position, as a file in `faults/` has it.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::{Deserialize, Serialize};

/// What a file says.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Situation {
    /// What goes wrong, in words.
    pub(crate) fault: String,
    /// Where: `connecting`, `before the request`, `in the answer's body` and so on.
    pub(crate) position: String,
    /// Whom the client finds.
    #[serde(default, skip_serializing_if = "Endpoint::is_http")]
    pub(crate) endpoint: Endpoint,
    /// What the server does with the first connection, the second, and so on. All later ones succeed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) connections: Vec<Vec<Step>>,
    /// Later connections go as the last in the list, and none succeeds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) for_ever: bool,
    /// How the client is set up.
    #[serde(default, skip_serializing_if = "Settings::is_default")]
    pub(crate) settings: Settings,
    /// What comes of it. Left out of a new file, it is filled in by `UPDATE_FAULTS=1`, for someone to judge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expect: Option<Expected>,
}

/// Whom the client finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Endpoint {
    /// A server that speaks HTTP.
    #[default]
    Http,
    /// Nobody listens.
    Refused,
    /// The name of the host is known nowhere.
    Unresolvable,
    /// Somebody listens who accepts no connection.
    Silent,
    /// A server that speaks TLS, with a certificate that the client trusts.
    Tls,
    /// Its certificate is of an authority that the client does not know.
    TlsUntrusted,
    /// Its certificate is for another host.
    TlsOtherHost,
    /// Its certificate was good until the year 2000.
    TlsExpired,
    /// A server that speaks no TLS, where the client does.
    TlsExpected,
}

impl Endpoint {
    fn is_http(&self) -> bool {
        *self == Self::Http
    }
}

/// A thing that the server does.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// Reads that much of a request.
    Read(Part),
    /// Sends bytes as they are.
    Send(String),
    /// Sends bytes over and over, so many times.
    Repeat(String, usize),
    /// Sends bytes one by one, 10 milliseconds apart.
    Drip(String),
    /// Sends a whole answer, which ends the connection.
    Answer(Answer),
    /// Waits so many seconds.
    Wait(f64),
    /// Is gone for so many seconds, with all its connections, as a process that is killed and started again.
    Down(f64),
    /// Ends the connection.
    End(End),
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// As far as the first byte.
    FirstByte,
    /// As far as the end of the headers.
    Head,
    /// All of it.
    Request,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) headers: Vec<(String, String)>,
    #[serde(default)]
    pub(crate) body: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum End {
    Close,
    Reset,
    /// It stays open, and silent.
    Hang,
}

/// Seconds; no timeout where none is given.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connect_timeout: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) read_timeout: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attempt_timeout: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) call_timeout: Option<f64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            attempts: 3,
            connect_timeout: None,
            read_timeout: None,
            attempt_timeout: None,
            call_timeout: None,
        }
    }
}

impl Settings {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a command line can say it too.
    pub(crate) fn are_of_the_command(&self) -> bool {
        self.attempt_timeout.is_none() && self.call_timeout.is_none()
    }
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) client: Seen,
    /// None where a command line cannot be set up like that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) command: Option<Seen>,
}

/// What a caller saw.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    /// The kind of the client's error, the exit code of the command; `ok` and 0 for success.
    pub(crate) outcome: String,
    /// The message of the command, as far as it is the same in every run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) says: String,
    /// Requests begun, as far as the server can know.
    pub(crate) attempts: usize,
    /// What a server has created that creates something for each token it has read the whole request of.
    pub(crate) created: usize,
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("faults")
}

/// Whether to write down what comes of the faults instead of judging it.
pub(crate) fn is_update() -> bool {
    env::var_os("UPDATE_FAULTS").is_some()
}

/// All files, by name.
pub(crate) fn all() -> Vec<(PathBuf, Situation)> {
    let files = fs::read_dir(folder()).expect("the folder is there");
    let mut files: Vec<_> = files
        .map(|file| file.expect("the folder can be read").path())
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("the file can be read");
        let situation = serde_json::from_str(&text);
        let situation = situation.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, situation)
    };
    files.into_iter().map(read).collect()
}
