//! What the tests run the program in: a home of its own, terminals, and a service.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{self, Pty};
use tempfile::TempDir;

/// Longer than anything takes: what is waited for this long does not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A home without configuration, and an environment that knows nothing else.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A run of the program, which knows no service but the local one.
    pub(crate) fn omics(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_omics"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.0.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TERM", "xterm")
            .env("AWS_PAGER", "")
            .env("AWS_REGION", "us-west-2")
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "example")
            .env("OMICS_LOCAL_STORE", self.path("local.state"));
        command
    }

    /// Makes a run cache in the local service and returns its id.
    pub(crate) fn create(&self) -> String {
        let args = [
            "--local",
            "create-run-cache",
            "--cache-s3-location",
            "s3://bucket/prefix/",
        ];
        let output = self
            .omics(&args)
            .args(["--query", "id", "--output", "text"])
            .output();
        text(&output.expect("a run").stdout).trim().to_owned()
    }

    /// A pager that marks what it is given.
    pub(crate) fn pager(&self) -> PathBuf {
        let path = self.path("pager");
        std::fs::write(&path, "#!/bin/sh\necho PAGED\ncat\n").expect("a script");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o700))
            .expect("a script that runs");
        path
    }
}

/// Runs the command where standard output and error are no terminals.
pub(crate) fn piped(command: &mut Command) -> Output {
    command.output().expect("a run")
}

/// Runs the command on a terminal with this many columns. Returns what it shows and the exit code.
pub(crate) fn on_terminal(command: Command, columns: u16) -> (String, i32) {
    Terminal::new(command.into(), columns).end()
}

/// A program on a terminal.
pub(crate) struct Terminal {
    child: Child,
    pty: Arc<Pty>,
    arriving: Receiver<Vec<u8>>,
    shown: Vec<u8>,
    model: vt100::Parser,
}

impl Terminal {
    /// Starts the command. Whatever standard stream it does not redirect is the terminal.
    pub(crate) fn new(command: blocking::Command, columns: u16) -> Self {
        Self::with_size(command, (24, columns))
    }

    /// The same with rows, too.
    pub(crate) fn with_size(command: blocking::Command, size: (u16, u16)) -> Self {
        let (pty, inside) = blocking::open().expect("a terminal");
        pty.resize(Size::new(size.0, size.1))
            .expect("a terminal of any size");
        let child = command.spawn(inside).expect("the program starts");
        let pty = Arc::new(pty);
        let (sender, arriving) = mpsc::channel();
        let source = Arc::clone(&pty);
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            // Reading fails once the program has gone.
            while let Ok(count @ 1..) = source.as_ref().read(&mut chunk) {
                if sender.send(chunk[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            pty,
            arriving,
            shown: Vec::new(),
            model: vt100::Parser::new(size.0, size.1, 0),
        }
    }

    /// Waits until the text stands on the screen, as a model of a terminal has it.
    pub(crate) fn wait_until(&mut self, text: &str) {
        loop {
            let screen = self.model();
            if screen.contains(text) {
                return;
            }
            if let Err(error) = self.receive() {
                panic!("no {text:?} ({error}) in\n{screen}");
            }
        }
    }

    /// Takes in what is sent next.
    fn receive(&mut self) -> Result<(), mpsc::RecvTimeoutError> {
        let chunk = self.arriving.recv_timeout(PATIENCE)?;
        self.model.process(&chunk);
        self.shown.extend(chunk);
        Ok(())
    }

    /// What all that was sent has made of the screen, rows without what is blank at their ends.
    fn model(&self) -> String {
        let screen = self.model.screen().contents();
        let rows = screen.lines().map(|row| format!("{}\n", row.trim_end()));
        rows.collect()
    }

    /// Waits until the text has been sent, and takes everything up to there off.
    pub(crate) fn wait_for(&mut self, text: &str) {
        let find = |shown: &[u8]| {
            shown
                .windows(text.len())
                .position(|window| window == text.as_bytes())
        };
        loop {
            if let Some(at) = find(&self.shown) {
                self.shown.drain(..at + text.len());
                return;
            }
            if let Err(error) = self.receive() {
                panic!("no {text:?} ({error}) in {:?}", self.screen());
            }
        }
    }

    pub(crate) fn type_keys(&mut self, keys: &str) {
        self.pty
            .as_ref()
            .write_all(keys.as_bytes())
            .expect("a terminal that takes input");
    }

    /// Waits for the end. Returns what has come to the screen and the exit code.
    pub(crate) fn end(self) -> (String, i32) {
        let (shown, code) = self.end_bytes();
        (text(&shown).replace("\r\n", "\n"), code)
    }

    /// The same, with every byte that was sent to the terminal.
    pub(crate) fn end_bytes(mut self) -> (Vec<u8>, i32) {
        while self.receive().is_ok() {}
        let status = self.child.wait().expect("a program that ends");
        (self.shown, status.code().expect("no signal"))
    }

    /// Waits for the end, and for what the program wrote to where its output went. Returns that
    /// for standard output, standard error, and the exit code.
    pub(crate) fn end_redirected(mut self) -> (String, String, i32) {
        let (stdout, stderr) = (self.child.stdout.take(), self.child.stderr.take());
        let (_, code) = self.end();
        (all(stdout), all(stderr), code)
    }

    fn screen(&self) -> String {
        text(&self.shown).replace("\r\n", "\n")
    }
}

/// A program in tmux, which is a terminal that answers what it is asked. It ends when this is dropped.
pub(crate) struct Tmux {
    socket: PathBuf,
}

impl Tmux {
    /// Starts the command; passed over where tmux is not installed, but not in CI, which installs it.
    pub(crate) fn new(home: &Home, command: &Command) -> Option<Self> {
        let tmux = Self {
            socket: home.path("tmux"),
        };
        if Command::new("tmux").arg("-V").output().is_err() {
            assert!(std::env::var_os("CI").is_none(), "tmux is not installed");
            return None;
        }
        let mut start: Vec<_> = ["new-session", "-d", "-x", "100", "-y", "30", "env", "-i"]
            .map(str::to_owned)
            .to_vec();
        for (name, value) in command.get_envs().filter(|(name, _)| *name != "TERM") {
            let value = value.unwrap_or_default().to_string_lossy();
            start.push(format!("{}={value}", name.to_string_lossy()));
        }
        start.push("TERM=screen-256color".to_owned());
        start.push(command.get_program().to_string_lossy().into_owned());
        start.extend(
            command
                .get_args()
                .map(|arg| arg.to_string_lossy().into_owned()),
        );
        let start: Vec<_> = start.iter().map(String::as_str).collect();
        tmux.run(&start);
        Some(tmux)
    }

    fn run(&self, args: &[&str]) -> String {
        let mut command = Command::new("tmux");
        command
            .arg("-S")
            .arg(&self.socket)
            .args(["-f", "/dev/null"]);
        let output = command.args(args).env_remove("TMUX").output();
        let output = output.expect("tmux runs");
        assert!(
            output.status.success(),
            "{args:?}: {}",
            text(&output.stderr)
        );
        text(&output.stdout)
    }

    pub(crate) fn types(&self, text: &str) {
        self.run(&["send-keys", "-l", text]);
    }

    /// Presses keys by their names.
    pub(crate) fn keys(&self, names: &[&str]) {
        self.run(&[&["send-keys"], names].concat());
    }

    pub(crate) fn screen(&self) -> String {
        self.run(&["capture-pane", "-p"])
    }

    pub(crate) fn wait_until(&self, wanted: &str) {
        let begin = Instant::now();
        while !self.screen().contains(wanted) {
            let screen = self.screen();
            assert!(begin.elapsed() < PATIENCE, "no {wanted:?} in\n{screen}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        // It may have ended with its program.
        let _ = Command::new("tmux")
            .arg("-S")
            .arg(&self.socket)
            .arg("kill-server")
            .output();
    }
}

fn all(stream: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        stream.read_to_end(&mut bytes).expect("readable output");
    }
    text(&bytes)
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A service that answers every request with this body, or with nothing at all.
pub(crate) struct Service {
    pub(crate) url: String,
    /// Hears of every request that has arrived.
    pub(crate) requests: Receiver<()>,
}

impl Service {
    pub(crate) fn new(answer: Option<&'static str>) -> Self {
        Self::start(answer.map(|body| answer_of(201, body.as_bytes())), false)
    }

    /// A service that answers every request like this.
    pub(crate) fn answering(status: u16, body: Vec<u8>) -> Self {
        Self::start(Some(answer_of(status, &body)), false)
    }

    /// A service whose answers do not end.
    pub(crate) fn without_end() -> Self {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{";
        Self::start(Some(head.into()), true)
    }

    fn start(answer: Option<Vec<u8>>, goes_on: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (sender, requests) = mpsc::channel();
        thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming().flatten() {
                read_request(&stream);
                if let Some(answer) = &answer {
                    (&stream).write_all(answer).expect("a client that listens");
                }
                if goes_on {
                    // Until the client has gone.
                    while (&stream).write_all(&[b' '; 65_536]).is_ok() {}
                }
                open.push(stream);
                if sender.send(()).is_err() {
                    break;
                }
            }
        });
        Self { url, requests }
    }

    /// Waits for a request.
    pub(crate) fn wait(&self) {
        self.requests.recv_timeout(PATIENCE).expect("a request");
    }
}

/// An answer with a JSON body.
fn answer_of(status: u16, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut answer = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    answer.extend(body);
    answer
}

/// Reads a request, whose body has the length it says.
fn read_request(stream: &TcpStream) {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a request");
        let line = line.trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        if line.is_empty() {
            break;
        }
    }
    reader
        .read_exact(&mut vec![0; length])
        .expect("a whole request");
}
