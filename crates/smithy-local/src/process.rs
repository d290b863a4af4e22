//! A server as a process of its own: what a command that serves does, from binding to the end.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::caller::Caller;
use crate::private_file::private;
use crate::server::Server;
use crate::service::LocalService;

/// Threads that answer: reads are short, and writes have threads of their own.
const THREADS: usize = 2;

/// How a process serves.
#[derive(Debug, Clone)]
pub struct Process {
    /// Where to listen.
    pub address: SocketAddr,
    /// Names it answers under, besides those of this machine.
    pub allow_hosts: Vec<String>,
    /// Speak TLS, and put the certificate into this file.
    #[cfg(feature = "tls")]
    pub certificate: Option<PathBuf>,
    /// Put the process id into this file, as long as it serves.
    pub pid_file: Option<PathBuf>,
    /// Put what a shell should evaluate into this file, as long as it serves, if it can be written.
    pub exports_file: Option<PathBuf>,
    /// The credentials file and the profile in it that name the first caller. A shell is pointed
    /// there, so that no secret is printed.
    pub credentials: Option<(PathBuf, String)>,
    /// Where the line of a request goes.
    pub log: Log,
}

/// Where the line of a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Log {
    /// Nowhere.
    Off,
    /// To standard error.
    Error,
    /// To the end of this file.
    File(PathBuf),
}

/// Serves until the process is asked to stop, and returns what happened in a line for people.
/// `ready` gets what a shell should evaluate, once the server listens.
///
/// # Errors
/// If the network could reach a service with credentials that everybody knows, the address cannot
/// be listened on, or a file cannot be written. The message says which.
pub fn serve(
    service: LocalService,
    process: &Process,
    ready: impl FnOnce(&str),
) -> io::Result<String> {
    let address = process.address;
    let is_public = service.callers().contains(&Caller::test());
    if !address.ip().is_loopback() && (is_public || service.allows_unsigned()) {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!(
                "the network can reach {address}, and everybody knows the credentials of the local \
                 service: give it some of your own"
            ),
        ));
    }
    service.check_state()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let told = |error: io::Error| about(&address.to_string(), "cannot be listened on", &error);
        let mut server = Server::bind(service, address).await.map_err(told)?;
        for name in &process.allow_hosts {
            server = server.allow_host(name);
        }
        server = log_to(server, &process.log)?;
        let mut more = Vec::new();
        #[cfg(feature = "tls")]
        if let Some(path) = &process.certificate {
            let tls = crate::server::Tls::generate(server.names())?;
            write_private(path, tls.certificate())?;
            let path = std::path::absolute(path)?.display().to_string();
            more.extend([
                ("AWS_CA_BUNDLE", path.clone()),
                ("NODE_EXTRA_CA_CERTS", path),
            ]);
            server = server.tls(tls);
        }
        let exports = exports(&server, process, &more)?;
        let mut lent = Lent::default();
        if let Some(path) = &process.pid_file {
            lent.write(path, &format!("{}\n", std::process::id()))?;
        }
        if let Some(path) = &process.exports_file {
            // Where nothing can be written, as in a container, nobody looks for it either.
            lent.write(path, &exports).ok();
        }
        ready(&exports);
        server.run().await
    })
}

fn log_to(server: Server, log: &Log) -> io::Result<Server> {
    Ok(match log {
        Log::Off => server,
        // Nobody to tell is no reason to stop.
        Log::Error => server.log(|line| drop(writeln!(io::stderr(), "{line}"))),
        Log::File(path) => {
            let file = OpenOptions::new().create(true).append(true).open(path);
            let file = file
                .map_err(|error| about(&path.display().to_string(), "cannot be written", &error))?;
            let file = Mutex::new(file);
            server.log(move |line| {
                let mut file = file
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                drop(file.write_all(format!("{line}\n").as_bytes()));
            })
        }
    })
}

/// What a shell should evaluate: a line a variable.
fn exports(server: &Server, process: &Process, more: &[(&str, String)]) -> io::Result<String> {
    let mut text = String::new();
    let mut export = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        writeln!(text, "export {name}={}", quoted(value)).ok();
    };
    for (name, value) in server.environment() {
        let is_caller = [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
        ];
        if process.credentials.is_none() || !is_caller.contains(&name.as_str()) {
            export(&name, &value);
        }
    }
    if let Some((path, profile)) = &process.credentials {
        let path = std::path::absolute(path)?.display().to_string();
        export("AWS_SHARED_CREDENTIALS_FILE", &path);
        export("AWS_PROFILE", profile);
    }
    for (name, value) in more {
        export(name, value);
    }
    Ok(text)
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,=".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Files that go away with the server.
#[derive(Default)]
struct Lent(Vec<PathBuf>);

impl Lent {
    fn write(&mut self, path: &Path, text: &str) -> io::Result<()> {
        write_private(path, text)?;
        self.0.push(path.to_owned());
        Ok(())
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        for path in &self.0 {
            // Somebody may have taken it away already.
            fs::remove_file(path).ok();
        }
    }
}

/// Writes a file that only its owner may read.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let told = |error: io::Error| about(&path.display().to_string(), "cannot be written", &error);
    let file = private().create(true).truncate(true).open(path);
    let mut file = file.map_err(told)?;
    file.write_all(text.as_bytes()).map_err(told)
}

fn about(what: &str, trouble: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{what} {trouble}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_gets_one_word() {
        assert_eq!(quoted("http://127.0.0.1:80"), "http://127.0.0.1:80");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's $(x)"), "'it'\\''s $(x)'");
        assert_eq!(quoted(""), "''");
    }
}
