//! The clients that are not Rust, installed into one folder, once.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const PIP: [&str; 5] = [
    "install",
    "--quiet",
    "awscli==1.46.3",
    "boto3==1.44.8",
    "websocket-client==1.9.2",
];

const NPM: [&str; 4] = [
    "install",
    "--no-audit",
    "--no-fund",
    "@aws-sdk/client-omics@3.1048.0",
];

/// Where the clients are, and which are there.
#[derive(Debug)]
pub(crate) struct Clients {
    pub(crate) folder: PathBuf,
    /// boto3 and the AWS CLI.
    pub(crate) python: bool,
    pub(crate) javascript: bool,
}

/// Installs what is missing. What cannot be installed is a failure where `CI` is set.
pub(crate) fn clients() -> &'static Clients {
    static CLIENTS: OnceLock<Clients> = OnceLock::new();
    CLIENTS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let run = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            let run = command.args(arguments).current_dir(&folder).output();
            run.is_ok_and(|output| output.status.success())
        };
        // What is there is what was asked for, by the list of it written down when all went well.
        let once = |stamp: &str, list: &[&str], install: &dyn Fn() -> bool| {
            let (stamp, list) = (folder.join(stamp), list.join(" "));
            std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == list)
                || install() && std::fs::write(&stamp, &list).is_ok()
        };
        let pip = folder.join("bin/pip");
        let pip = pip.to_str().expect("the path is text");
        let python = once("python.txt", &PIP, &|| {
            run("python3", &["-m", "venv", "."]) && run(pip, &PIP)
        });
        require(
            python,
            "boto3 and the AWS CLI",
            "apt-get install python3-venv",
        );
        let javascript = once("javascript.txt", &NPM, &|| {
            run("npm", &["init", "--yes"]) && run("npm", &NPM)
        });
        require(
            javascript,
            "the JavaScript SDK",
            "apt-get install nodejs npm",
        );
        Clients {
            folder,
            python,
            javascript,
        }
    })
}

fn require(is_there: bool, name: &str, how: &str) {
    if !is_there {
        let text = format!("{name} cannot be installed: {how}");
        assert!(env::var_os("CI").is_none(), "{text}");
        eprintln!("skipped: {text}");
    }
}
