//! Every situation of `faults/`, met by the client and by the command; and the table of them in `FAULTS.md`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use conformance::{binary, credentials};
use omics_client::config::retry::RetryConfig;
use omics_client::config::timeout::TimeoutConfig;
use omics_client::config::{BehaviorVersion, Credentials, Region};
use omics_client::error::{DisplayErrorContext, ProvideErrorMetadata as _, SdkError};
use omics_client::operation::create_run_cache::CreateRunCacheError;
use smithy_client::attempts::Attempts;
use smithy_client::connection::{self, Options, Trust};
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::peer::Peer;
use crate::situation::{Endpoint, Expected, Seen, Settings, Situation, all, is_update};

/// Situations met at a time: most of what they do is wait.
const AT_ONCE: usize = 24;

/// No situation takes longer for one who gives up when he should.
const LIMIT: Duration = Duration::from_secs(50);

fn seconds(seconds: Option<f64>) -> Option<Duration> {
    seconds.map(Duration::from_secs_f64)
}

/// What the client sees.
async fn client(situation: &Situation) -> Seen {
    let peer = Peer::start(situation)
        .await
        .expect("loopback can be listened on");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut options = Options::default();
    if let Some(authority) = &peer.authority {
        let file = folder.path().join("ca.pem");
        fs::write(&file, authority).expect("the folder takes files");
        options.trust = Trust::Bundle(file);
    }
    let Settings {
        attempts,
        connect_timeout,
        read_timeout,
        attempt_timeout,
        call_timeout,
    } = situation.settings;
    let mut timeouts = TimeoutConfig::builder();
    timeouts
        .set_connect_timeout(seconds(connect_timeout))
        .set_read_timeout(seconds(read_timeout))
        .set_operation_attempt_timeout(seconds(attempt_timeout))
        .set_operation_timeout(seconds(call_timeout));
    let secret = credentials::secret(credentials::ACCESS_KEY).expect("the key is known");
    let keys = Credentials::new(credentials::ACCESS_KEY, secret, None, None, "test");
    let retries = RetryConfig::standard()
        .with_max_attempts(attempts)
        .with_initial_backoff(Duration::from_millis(50));
    let counted = Attempts::default();
    let config = omics_client::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .credentials_provider(keys)
        .retry_config(retries)
        .timeout_config(timeouts.build())
        .endpoint_url(&peer.url)
        .http_client(connection::client(options))
        .interceptor(counted.clone())
        .build();
    let client = omics_client::Client::from_conf(config);
    let call = client
        .create_run_cache()
        .cache_s3_location("s3://my-bucket/cache/");
    let result = tokio::time::timeout(LIMIT, call.send())
        .await
        .expect("the client gives up in time");
    let attempts = counted.get() as usize;
    let seen = peer.connections();
    assert!(
        attempts >= seen,
        "{}: {attempts} attempts made {seen} connections",
        situation.fault
    );
    let outcome = match result {
        Ok(_) => "ok".to_owned(),
        Err(error) => {
            let says = DisplayErrorContext(&error).to_string();
            assert!(
                !says.is_empty(),
                "{}: a failure without a word",
                situation.fault
            );
            kind(&error)
        }
    };
    Seen {
        outcome,
        says: String::new(),
        attempts,
        created: peer.created(),
    }
}

/// The variant of the error, and the code where the service gave one.
fn kind(error: &SdkError<CreateRunCacheError>) -> String {
    match error {
        SdkError::ConstructionFailure(_) => "ConstructionFailure".to_owned(),
        SdkError::TimeoutError(_) => "TimeoutError".to_owned(),
        SdkError::DispatchFailure(failure) => {
            // Whether a connection that breaks is an error of I/O or of HTTP is a race.
            let kind = if failure.is_timeout() {
                ", timeout"
            } else {
                ""
            };
            format!("DispatchFailure{kind}")
        }
        SdkError::ResponseError(_) => "ResponseError".to_owned(),
        SdkError::ServiceError(_) => format!("ServiceError, {}", error.code().unwrap_or("no code")),
        other => panic!("{other:?}: a new kind of error"),
    }
}

/// What is the same in every run: without addresses and times of this run.
fn masked(text: &str, url: &str) -> String {
    let port = url.rsplit(':').next().unwrap_or_default();
    let text = text
        .replace(url, "URL")
        .replace(&format!(":{port}"), ":PORT");
    let text = without_times(&text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// Times are seconds since 1970, and have nine digits or more.
fn without_times(text: &str) -> String {
    let pieces = text.split_inclusive(|it: char| !it.is_ascii_digit());
    let hidden = pieces.map(|piece| {
        let digits = piece.trim_end_matches(|it: char| !it.is_ascii_digit());
        match digits.len() {
            9.. => piece.replace(digits, "TIME"),
            _ => piece.to_owned(),
        }
    });
    hidden.collect()
}

/// What a user of the command sees.
async fn command(situation: &Situation, program: &str) -> Seen {
    let peer = Peer::start(situation)
        .await
        .expect("loopback can be listened on");
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut command = command_line(program, home.path(), &peer.url);
    // Whole seconds, and zero for no limit.
    let limit = |seconds: Option<f64>| {
        seconds
            .map_or(0, |seconds| seconds.ceil() as u64)
            .to_string()
    };
    let Settings {
        attempts,
        connect_timeout,
        read_timeout,
        ..
    } = situation.settings;
    command
        .args([
            "--cli-connect-timeout",
            &limit(connect_timeout),
            "--cli-read-timeout",
            &limit(read_timeout),
        ])
        .env("AWS_MAX_ATTEMPTS", attempts.to_string());
    if let Some(authority) = &peer.authority {
        let file = home.path().join("ca.pem");
        fs::write(&file, authority).expect("the folder takes files");
        command.env("AWS_CA_BUNDLE", file);
    }
    let output = tokio::time::timeout(LIMIT, command.output()).await;
    let output = output
        .expect("the command gives up in time")
        .expect("the command runs");
    let says = masked(&String::from_utf8_lossy(&output.stderr), &peer.url);
    let code = output
        .status
        .code()
        .map_or("signal".to_owned(), |code| code.to_string());
    Seen {
        outcome: code,
        says,
        attempts: peer.connections().max(peer.requests()),
        created: peer.created(),
    }
}

/// The command that creates a run cache, in a world of its own.
pub(crate) fn command_line(program: &str, home: &Path, url: &str) -> Command {
    let words = shlex::split(program).expect("the command is made of words");
    let mut command = Command::new(&words[0]);
    command
        .args(&words[1..])
        .args([
            "create-run-cache",
            "--cache-s3-location",
            "s3://my-bucket/cache/",
        ])
        .env_clear()
        .envs(credentials::BASIC_ENVIRONMENT.iter().copied())
        .env("HOME", home)
        .env("AWS_ENDPOINT_URL_OMICS", url)
        .kill_on_drop(true);
    command
}

/// What comes of a situation.
async fn meet(situation: &Situation, program: &str) -> Expected {
    let by_command = async {
        match situation.settings.are_of_the_command() {
            true => Some(command(situation, program).await),
            false => None,
        }
    };
    let (client, command) = tokio::join!(client(situation), by_command);
    Expected { client, command }
}

/// All situations with what comes of them, in the order of their names.
async fn met(program: &str) -> Vec<(PathBuf, Situation, Expected)> {
    let (program, gate) = (Arc::<str>::from(program), Arc::new(Semaphore::new(AT_ONCE)));
    let mut running = JoinSet::new();
    for (path, situation) in all() {
        let (program, gate) = (Arc::clone(&program), Arc::clone(&gate));
        running.spawn(async move {
            let _turn = gate.acquire_owned().await.expect("the gate stays open");
            let found = meet(&situation, &program).await;
            (path, situation, found)
        });
    }
    let mut all = running.join_all().await;
    all.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    all
}

/// What must hold of any fault.
fn law(situation: &Situation, seen: &Seen) -> Option<&'static str> {
    let most = situation.settings.attempts as usize;
    match () {
        () if seen.created > 1 => Some("something is created twice: the token was not the same"),
        () if seen.attempts > most => Some("more attempts than allowed"),
        () => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_callers_see_of_each_fault() {
    let program = binary::omics().expect("the command builds");
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    for (path, mut situation, found) in met(&program).await {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for seen in [Some(&found.client), found.command.as_ref()]
            .into_iter()
            .flatten()
        {
            problems.extend(law(&situation, seen).map(|law| format!("{name}: {law}: {seen:?}")));
        }
        if is_update() {
            situation.expect = Some(found.clone());
            let text = serde_json::to_string_pretty(&situation).expect("situations are JSON");
            fs::write(&path, text + "\n").expect("the file can be written");
        } else if situation.expect.as_ref() != Some(&found) {
            let expected = situation.expect.as_ref();
            problems.push(format!("{name}: expected {expected:#?}, found {found:#?}"));
        }
        rows.push((situation, found));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(rows.len() >= 40, "the table has {} rows", rows.len());
    published(&table(&rows));
}

fn table(rows: &[(Situation, Expected)]) -> String {
    let mut text = "# Faults

What the client and the command make of each fault: written by `UPDATE_FAULTS=1 cargo test -p conformance --test faults`
from `faults/*.json`, and checked by that test. The call creates a run cache, three attempts are allowed unless the row
says otherwise, and all attempts carry one token: *created* is how many tokens the server has read whole requests with.
Attempts of the command are those the server saw. Of a wrong clock the client learns from the answer and tries again;
the command does not, since no retry mode of botocore, and so of the AWS CLI, knows errors of the clock.

| Fault | Position | Client | Attempts | Command | Attempts | Created |
| --- | --- | --- | --- | --- | --- | --- |
"
    .to_owned();
    for (situation, found) in rows {
        let Expected { client, command } = found;
        let (exit, attempts) = command
            .as_ref()
            .map_or(("".to_owned(), "".to_owned()), |seen| {
                let said = if seen.says.is_empty() {
                    String::new()
                } else {
                    format!(": {}", seen.says)
                };
                (
                    format!("exit {}{said}", seen.outcome),
                    seen.attempts.to_string(),
                )
            });
        let cells = [
            situation.fault.clone(),
            situation.position.clone(),
            client.outcome.clone(),
            client.attempts.to_string(),
            exit,
            attempts,
            client.created.to_string(),
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|").replace('<', "&lt;"));
        writeln!(text, "| {} |", cells.join(" | ")).expect("strings take text");
    }
    text
}

/// Compares the table with the one in the repository, or writes it there.
fn published(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("FAULTS.md");
    if is_update() {
        fs::write(&path, table).expect("the file can be written");
    }
    let text = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == table,
        "conformance/FAULTS.md is not what faults/ says: run `UPDATE_FAULTS=1 cargo test -p conformance --test faults`"
    );
}

/// A situation that no file describes.
pub(crate) fn situation(connections: Vec<Vec<crate::situation::Step>>) -> Situation {
    Situation {
        fault: String::new(),
        position: String::new(),
        endpoint: Endpoint::Http,
        connections,
        for_ever: false,
        settings: Settings::default(),
        expect: None,
    }
}
