//! Running a command as a case says.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use std::{env, fmt, fs, io};

use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};

use crate::case::{Case, Outcome};
use crate::credentials::BASIC_ENVIRONMENT;
use crate::pki::Pki;
use crate::server::Server;

/// A run that could not take place.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The command line cannot be split into words, or is empty.
    #[error("`{0}` is no command: check its quotes")]
    Command(String),
    /// The command cannot be started.
    #[error("cannot run {program}")]
    Start {
        /// The program.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The surroundings of a case cannot be made.
    #[error("cannot set up or run case {id}")]
    Setup {
        /// The case.
        id: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The certificates cannot be made.
    #[error("cannot make the test certificates")]
    Certificates(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server got something it cannot read.
    #[error("case {id}: the scripted server could not read what it got: {problem}")]
    Unreadable {
        /// The case.
        id: String,
        /// What was wrong.
        problem: String,
    },
}

/// The command under test, and what its runs share.
pub struct Runner {
    program: PathBuf,
    arguments: Vec<String>,
    pki: Pki,
}

impl fmt::Display for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tool())?;
        self.arguments
            .iter()
            .try_for_each(|word| write!(f, " {word}"))
    }
}

impl Runner {
    /// A runner of a command, such as `target/release/omics` or `aws omics`.
    ///
    /// # Errors
    /// Where the command line cannot be split into words, its program cannot be found, or the
    /// certificates cannot be made.
    pub fn new(command: &str) -> Result<Self, RunError> {
        let words = shlex::split(command).unwrap_or_default();
        let Some((program, arguments)) = words.split_first() else {
            return Err(RunError::Command(command.to_owned()));
        };
        let mut program = PathBuf::from(program);
        if program.components().count() > 1 {
            // A case runs in a directory of its own, from where a relative path leads nowhere.
            program =
                fs::canonicalize(&program).map_err(|source| RunError::Start { program, source })?;
        }
        let pki = Pki::generate().map_err(RunError::Certificates)?;
        Ok(Self {
            program,
            arguments: arguments.to_vec(),
            pki,
        })
    }

    /// The name by which the tool speaks of itself.
    #[must_use]
    pub fn tool(&self) -> String {
        self.program
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// Runs a case.
    ///
    /// # Errors
    /// Where the case cannot be set up or the command not be started.
    pub async fn run(&self, case: &Case) -> Result<Outcome, RunError> {
        let setup = |source| RunError::Setup {
            id: case.id.clone(),
            source,
        };
        let home = self.home(case).map_err(setup)?;
        let server = Server::start(case.server.clone(), Some(self.pki.acceptor.clone()));
        let server = server.await.map_err(|error| setup(error.into()))?;
        let places = Places {
            work: home.path().display().to_string(),
            proxy: server.url(),
        };
        let mut child = self
            .command(case, &places)
            .spawn()
            .map_err(|source| RunError::Start {
                program: self.program.clone(),
                source,
            })?;
        feed(&mut child, &case.stdin)
            .await
            .map_err(|error| setup(error.into()))?;
        let limit = Duration::from_secs(case.timeout.unwrap_or(60));
        let output = match tokio::time::timeout(limit, child.wait_with_output()).await {
            Ok(output) => Some(output.map_err(|error| setup(error.into()))?),
            Err(_too_late) => None,
        };
        server.settle().await.map_err(|error| setup(error.into()))?;
        if let Some(problem) = server.problems().into_iter().next() {
            return Err(RunError::Unreadable {
                id: case.id.clone(),
                problem,
            });
        }
        let text =
            |bytes: Option<&Vec<u8>>| bytes.map_or_else(String::new, |text| places.hide(text));
        Ok(Outcome {
            exit: output.as_ref().map(|output| exit_code(output.status)),
            stdout: text(output.as_ref().map(|output| &output.stdout)),
            stderr: text(output.as_ref().map(|output| &output.stderr)),
            requests: server.arrivals(),
        })
    }

    fn command(&self, case: &Case, places: &Places) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(case.globals.iter().map(|argument| places.fill(argument)))
            .args(&self.arguments)
            .args(case.argv.iter().map(|argument| places.fill(argument)))
            .current_dir(&places.work)
            .env_clear()
            .envs(environment(case, places))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// A home with the files of the case.
    fn home(&self, case: &Case) -> Result<TempDir, Box<dyn std::error::Error + Send + Sync>> {
        let home = tempfile::Builder::new().prefix("case-").tempdir()?;
        fs::create_dir(home.path().join(".aws"))?;
        fs::write(home.path().join("ca.pem"), &self.pki.authority)?;
        for (name, content) in &case.files {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(Path::new("/")))?;
            fs::write(path, content.bytes()?)?;
        }
        Ok(home)
    }
}

/// Gives a command its input, which it need not read.
async fn feed(child: &mut Child, input: &str) -> io::Result<()> {
    let mut stdin = child.stdin.take().expect("standard input is piped");
    match stdin.write_all(input.as_bytes()).await {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// What differs between two runs of the same case, and the names it has in a recording.
struct Places {
    work: String,
    proxy: String,
}

impl Places {
    fn fill(&self, text: &str) -> String {
        text.replace("{work}", &self.work)
            .replace("{proxy}", &self.proxy)
    }

    fn hide(&self, bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes)
            .replace(&self.work, "{work}")
            .replace(&self.proxy, "{proxy}")
    }
}

fn environment(case: &Case, places: &Places) -> BTreeMap<String, String> {
    let mut environment: BTreeMap<String, String> = BASIC_ENVIRONMENT
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .chain(env::var("PATH").map(|path| ("PATH".to_owned(), path)))
        .chain([("HOME".to_owned(), places.work.clone())])
        .collect();
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"] {
        environment.insert(name.to_owned(), places.proxy.clone());
    }
    for (name, value) in &case.env {
        match value {
            Some(value) => environment.insert(name.clone(), places.fill(value)),
            None => environment.remove(name),
        };
    }
    environment
}

/// The exit code, or the negative number of the signal that ended the command.
fn exit_code(status: ExitStatus) -> i32 {
    status
        .code()
        .unwrap_or_else(|| -status.signal().unwrap_or_default())
}
