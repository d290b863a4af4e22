//! The server that calls go to: the driver's own, in a process of its own.

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::root;

/// A running server, which ends with the value.
pub(super) struct Server {
    child: Child,
    /// Its address over HTTP.
    pub(super) plain: String,
    /// Its address over TLS.
    pub(super) secure: String,
    /// A file with the certificate of its authority.
    pub(super) authority: PathBuf,
}

impl Server {
    /// Starts it, and waits until it listens.
    pub(super) fn start(driver: &Path) -> Result<Self, Box<dyn Error>> {
        let authority = root().join("target/bench/authority.pem");
        std::fs::create_dir_all(root().join("target/bench"))?;
        let mut child = Command::new(driver)
            .arg("serve")
            .arg(&authority)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let mut address = || lines.next().ok_or("the server ended without listening");
        let (plain, secure) = (address()??, address()??);
        Ok(Self {
            child,
            plain,
            secure,
            authority,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its input ends, and so does it.
        drop(self.child.stdin.take());
        self.child.wait().ok();
    }
}
