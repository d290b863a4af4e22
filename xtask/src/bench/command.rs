//! What a run of the command costs, beside the tools people use for the same request.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::figure::{Report, Unit};
use super::process::{installed, medians};
use super::server::Server;
use super::{build, programs};
use crate::{binary, root};

/// Whom the operating system trusts, where Debian keeps it, and others.
const SYSTEM_ROOTS: [&str; 2] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
];

/// Runs of each command.
const ROUNDS: usize = 41;

pub(super) fn measure(server: &Server, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let omics = binaries(report)?;
    start(&omics, report)?;
    let list = |url: &str| {
        let mut command = user(&omics);
        command.args(["list-run-caches", "--region", "us-west-2"]);
        command.args(["--endpoint-url", url]);
        command
    };
    memory(list(&server.plain), "over HTTP", report)?;
    let mut secure = list(&server.secure);
    secure.env("AWS_CA_BUNDLE", &server.authority);
    memory(secure, "over TLS", report)?;
    beside_curl(&list, server, report)?;
    beside_aws(list(&server.plain), server, report)
}

/// Builds the command as it is released and as it is published, tells their sizes, and returns the latter.
fn binaries(report: &mut Report) -> Result<PathBuf, Box<dyn Error>> {
    let cargo = |options: &[&str]| {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--locked", "-p", "omics-cli"]);
        cargo.args(options).current_dir(root());
        build::executable(&mut cargo, "omics")
    };
    let size = |path: &Path| fs::metadata(path).map(|file| file.len() as f64);
    let release = cargo(&["--release"])?;
    report.add_alone("command/release binary, size", Unit::Bytes, size(&release)?);
    let dist = binary::binary(&root())?;
    report.add_alone("command/dist binary, size", Unit::Bytes, size(&dist)?);
    Ok(dist)
}

/// `--version`, beside a program that only says hello.
fn start(omics: &Path, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let hello = programs::hello()?;
    let mut version = user(omics);
    version.arg("--version");
    let [ours, hello] = medians(ROUNDS * 3, &mut [version, Command::new(hello)])?;
    let peer = ("a static hello world", hello.wall);
    report.add("command/--version, time", Unit::Seconds, ours.wall, peer);
    Ok(())
}

/// The most memory held, as GNU time tells it: what the kernel says to whoever starts a process has the
/// memory of that one in it.
fn memory(command: Command, how: &str, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let file = root().join("target/bench/memory");
    let mut time = Command::new("/usr/bin/time");
    time.args(["--format", "%M", "--output"])
        .arg(&file)
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear();
    for (name, value) in command.get_envs() {
        time.env(name, value.unwrap_or_default());
    }
    let name = format!("command/list {how}, memory");
    let Ok(output) = time.output() else {
        report.leave_out(format!("{name}: no GNU time"));
        return Ok(());
    };
    let said = String::from_utf8_lossy(&output.stderr);
    let kilobytes = fs::read_to_string(file)?;
    let kilobytes: f64 = kilobytes
        .trim()
        .parse()
        .map_err(|_| format!("{time:?}: {kilobytes}{said}"))?;
    report.add_alone(name, Unit::Bytes, kilobytes * 1024.0);
    Ok(())
}

/// The same request by curl, which signs it as well.
fn beside_curl(
    list: &impl Fn(&str) -> Command,
    server: &Server,
    report: &mut Report,
) -> Result<(), Box<dyn Error>> {
    let Some(curl) = installed("curl") else {
        report.leave_out("the command beside curl: no curl");
        return Ok(());
    };
    let curl = |url: &str| {
        let mut command = user(Path::new(&curl));
        command.args(["--silent", "--fail", "--user", "AKIDEXAMPLE:secret"]);
        command.args(["--aws-sigv4", "aws:amz:us-west-2:omics"]);
        command.arg(format!("{url}/runCache"));
        command
    };
    let mut both = [list(&server.plain), curl(&server.plain)];
    let [ours, theirs] = medians(ROUNDS, &mut both)?;
    let name = "command/list over HTTP, time";
    report.add(name, Unit::Seconds, ours.wall, ("curl", theirs.wall));
    let name = "command/list over HTTP, CPU time";
    report.add(name, Unit::Seconds, ours.cpu, ("curl", theirs.cpu));

    let all = root().join("target/bench/all-roots.pem");
    let mut trusts = vec![("TLS", &server.authority)];
    match SYSTEM_ROOTS
        .iter()
        .find_map(|path| fs::read_to_string(path).ok())
    {
        Some(roots) => {
            fs::write(&all, fs::read_to_string(&server.authority)? + &roots)?;
            trusts.push(("TLS with all roots", &all));
        }
        None => report.leave_out("TLS with all roots: the operating system has none"),
    }
    for (name, trust) in trusts {
        let (mut ours, mut theirs) = (list(&server.secure), curl(&server.secure));
        ours.env("SSL_CERT_FILE", trust);
        theirs.arg("--cacert").arg(trust);
        let [ours, theirs] = medians(ROUNDS, &mut [ours, theirs])?;
        let name = format!("command/list over {name}, time");
        report.add(name, Unit::Seconds, ours.wall, ("curl", theirs.wall));
    }
    Ok(())
}

/// The same line by the AWS CLI.
fn beside_aws(ours: Command, server: &Server, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let Some(aws) = installed("aws") else {
        report.leave_out("the command beside the AWS CLI: no aws");
        return Ok(());
    };
    let mut theirs = user(Path::new(&aws));
    theirs.args(["omics", "list-run-caches", "--region", "us-west-2"]);
    theirs.args(["--endpoint-url", &server.plain]);
    // It would put `workflows-` before the address.
    theirs.env("AWS_DISABLE_HOST_PREFIX_INJECTION", "true");
    let [ours, theirs] = medians(9, &mut [ours, theirs])?;
    let name = "command/list beside the AWS CLI, time";
    report.add(name, Unit::Seconds, ours.wall, ("aws", theirs.wall));
    Ok(())
}

/// A command as somebody runs it who has keys, and no configuration.
fn user(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", root().join("target/bench"))
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret");
    command
}
