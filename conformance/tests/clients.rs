//! One scenario, every client: all are answered the same by the local service.
//!
//! `clients/README.md` says what the scenario is and how the clients are installed.

use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use conformance::local::{Connection, Served};
use install::{Clients, clients};
use serde_json::{Value, json};
use smithy_client::connection::default_client as http_client;

#[path = "clients/install.rs"]
mod install;

mod official {
    use aws_sdk_omics as sdk;

    use super::{
        BoxError, ConfigBag, RuntimeComponents, Value, http_client, json, number, tags, text, texts,
    };
    include!("clients/rust.rs");
}

mod ours {
    use omics_client as sdk;

    use super::{
        BoxError, ConfigBag, RuntimeComponents, Value, http_client, json, number, tags, text, texts,
    };
    include!("clients/rust.rs");
}

fn text(input: &Value, name: &str) -> Option<String> {
    input[name].as_str().map(str::to_owned)
}

fn texts(input: &Value, name: &str) -> Option<Vec<String>> {
    let items = input[name].as_array()?.iter();
    Some(
        items
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect(),
    )
}

fn number(input: &Value, name: &str) -> Option<i32> {
    input[name]
        .as_i64()
        .and_then(|number| i32::try_from(number).ok())
}

fn tags(input: &Value) -> Option<HashMap<String, String>> {
    let tags = input["tags"].as_object()?.iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Some(
        tags.map(|(key, value)| (key.clone(), text(value)))
            .collect(),
    )
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

fn steps() -> Vec<Value> {
    let file = scripts().join("scenario.json");
    let text = std::fs::read_to_string(file).expect("the scenario can be read");
    serde_json::from_str(&text).expect("the scenario is JSON")
}

/// The input of a step with references to earlier answers, and `#`, in place.
fn filled(value: &Value, answers: &HashMap<String, Value>, number: u64) -> Value {
    let fill = |value| filled(value, answers, number);
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| (key.clone(), fill(value)));
            Value::Object(fields.collect())
        }
        Value::Array(items) => items.iter().map(fill).collect(),
        Value::String(text) => {
            let reference = text
                .strip_prefix("${")
                .and_then(|text| text.strip_suffix('}'));
            match reference.and_then(|reference| reference.split_once('.')) {
                Some((step, member)) => answers[step][member].clone(),
                None => text.replace('#', &number.to_string()).into(),
            }
        }
        other => other.clone(),
    }
}

/// Makes the steps with a client in this process.
macro_rules! run {
    ($sdk:ident, $served:expr) => {{
        let client = $sdk::client($served.endpoint());
        let mut answers = HashMap::new();
        let mut told = Vec::new();
        for step in steps() {
            if let Some(path) = step["control"].as_str() {
                let mut connection = Connection::open($served.address()).expect("it listens");
                let method = step["method"].as_str().unwrap_or("GET");
                let body = step.get("body").map(Value::to_string).unwrap_or_default();
                let answer = connection.call(method, &format!("/_omics/{path}"), &body);
                told.push(json!({"answer": answer.expect("the server answers").0}));
                continue;
            }
            let operation = step["operation"].as_str().expect("a step has an operation");
            let mut outcome = Value::Null;
            for number in 0..step["times"].as_u64().unwrap_or(1) {
                let input = filled(&step["input"], &answers, number);
                outcome = match step["pages"].as_bool() {
                    Some(true) => $sdk::pages(&client, &input).await,
                    _ => $sdk::call(&client, operation, &input).await,
                };
            }
            if let Some(name) = step["as"].as_str() {
                answers.insert(name.to_owned(), outcome["answer"].clone());
            }
            told.push(outcome);
        }
        told
    }};
}

/// Makes the steps with a client in a process of its own, which is told what a shell would be.
fn run_process(program: &Path, script: &str, served: &Served, path: &Path) -> Vec<Value> {
    let paths = env::var_os("PATH").unwrap_or_default();
    let paths = [path.join("bin")]
        .into_iter()
        .chain(env::split_paths(&paths));
    let output = Command::new(program)
        .arg(scripts().join(script))
        .env_clear()
        .envs(&served.exports)
        .env("HOME", path)
        .env("CLIENTS", path)
        .env("PATH", env::join_paths(paths).expect("no path has a colon"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("the client can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {said}");
    serde_json::from_slice(&output.stdout).expect("the client tells JSON")
}

/// What was told, without what differs from run to run, and without what clients shape as they like.
fn comparable(mut told: Vec<Value>) -> Vec<Value> {
    let ids: Vec<_> = told
        .iter()
        .filter_map(|step| text(&step["answer"], "id"))
        .collect();
    for step in &mut told {
        let Some(answer) = step["answer"].as_object_mut() else {
            continue;
        };
        if let Some(items) = answer.get_mut("items").filter(|items| items.is_array()) {
            *items = json!(items.as_array().map(Vec::len));
        }
        answer.remove("nextToken");
        answer.retain(|_, value| !value.is_null());
        for (name, value) in answer.iter_mut() {
            let Some(text) = value.as_str() else {
                continue;
            };
            let mut text = text.to_owned();
            for (number, id) in ids.iter().enumerate() {
                let first = ids.iter().position(|other| other == id).unwrap_or(number);
                text = text.replace(id.as_str(), &format!("ID{first}"));
            }
            match name.as_str() {
                "creationTime" => text = "TIME".to_owned(),
                "cacheS3Uri" => text.truncate(text.trim_end_matches('/').rfind('/').unwrap_or(0)),
                _ => {}
            }
            *value = text.into();
        }
    }
    told
}

#[tokio::test]
async fn every_client_is_answered_the_same() {
    let Clients {
        folder,
        python,
        javascript,
    } = clients();
    let serve = || Served::start(["--memory"]).expect("the server starts");
    let served = serve();
    let ours = comparable(run!(ours, served));
    let served = serve();
    let mut others = vec![("aws-sdk-omics", run!(official, served))];
    if *python {
        let program = folder.join("bin/python");
        for script in ["boto3_client.py", "aws_cli.py"] {
            others.push((script, run_process(&program, script, &serve(), folder)));
        }
    }
    if *javascript {
        let script = "javascript.mjs";
        others.push((
            script,
            run_process(Path::new("node"), script, &serve(), folder),
        ));
    }
    let steps = steps();
    for (name, told) in others {
        let told = comparable(told);
        assert_eq!(told.len(), ours.len(), "{name}");
        for ((step, theirs), ours) in steps.iter().zip(told).zip(&ours) {
            assert_eq!(&theirs, ours, "{name} and omics-client on {step}");
        }
    }
    let errors = ours
        .iter()
        .filter(|step| step.get("error").is_some())
        .count();
    assert_eq!(errors, 26, "{ours:#?}");
}

/// Whether there is a browser. One that is required may still be on its way, as `.ci/run` installs it while all is
/// compiled.
fn has_chromium(is_required: bool) -> bool {
    let end = Instant::now() + Duration::from_secs(if is_required { 180 } else { 0 });
    loop {
        let found = Command::new("chromium").arg("--version").output();
        if found.is_ok_and(|output| output.status.success()) {
            return true;
        }
        if Instant::now() >= end {
            return false;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// The page needs a browser, which is large: it is tested where `chromium` is on the path, and must be
/// where `CONFORMANCE_REQUIRE_CHROMIUM` is set. `CONFORMANCE_SCREENSHOT` names a file for a picture.
#[test]
fn the_page_works_in_chromium() {
    let is_required = env::var_os("CONFORMANCE_REQUIRE_CHROMIUM").is_some();
    if !has_chromium(is_required) || !clients().python {
        let text = "the page was not tested: apt-get install chromium";
        assert!(
            !is_required,
            "{text}; target/chromium.log tells why .ci/run could not"
        );
        eprintln!("skipped: {text}");
        return;
    }
    let served = Served::start(["--memory"]).expect("the server starts");
    let folder = &clients().folder;
    let run = Command::new(folder.join("bin/python"))
        .arg(scripts().join("page.py"))
        .arg("chromium")
        .args(env::var_os("CONFORMANCE_SCREENSHOT"))
        .envs(&served.exports)
        .output()
        .expect("python can be started");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
}
