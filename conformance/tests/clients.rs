//! One scenario, every client: all are answered the same by the local service.
//!
//! `clients/README.md` says what the scenario is and how the clients are driven.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use conformance::local::Served;
use conformance::sdk::scenario::{self, Step, Told};
use conformance::sdk::{Driver, Sdk, install};
use futures_util::future::join_all;
use serde_json::{Value, json};

/// What cannot be installed is a failure where `CI` is set, and else skipped.
fn is_installed(sdk: &Sdk) -> bool {
    let installed = match sdk {
        Sdk::Python | Sdk::AwsCli => install::python(),
        Sdk::Node => install::javascript(),
        _ => return true,
    };
    if let Err(error) = &installed {
        assert!(env::var_os("CI").is_none(), "{error}");
        eprintln!("skipped: {error}");
    }
    installed.is_ok()
}

fn steps() -> Vec<Step> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/scenario.json");
    scenario::steps(&file).expect("the scenario can be read")
}

/// Makes the steps with a client, against a server of its own.
async fn told(sdk: &Sdk) -> Vec<Value> {
    let served = Served::start(["--memory"]).expect("the server starts");
    let mut driver = Driver::start(sdk, &served.exports)
        .await
        .expect("the driver starts");
    let steps = steps();
    let told = scenario::run(&steps, &mut driver, served.address()).await;
    let told = told.unwrap_or_else(|error| panic!("{sdk}: {error}"));
    comparable(steps.iter().zip(told).map(answer).collect())
}

async fn told_if_installed(sdk: &Sdk) -> Option<Vec<Value>> {
    let installing = sdk.clone();
    let is_there = tokio::task::spawn_blocking(move || is_installed(&installing)).await;
    match is_there.expect("it can be installed where CI is set") {
        true => Some(told(sdk).await),
        false => None,
    }
}

fn answer((step, told): (&Step, Told)) -> Value {
    match told {
        Told::Control(status) => json!({ "answer": status }),
        Told::Call(Err(error)) => json!({ "error": error.code }),
        Told::Call(Ok(output)) if step.pages => {
            let names = output["items"].as_array().into_iter().flatten();
            json!({ "answer": names.map(|item| item["name"].clone()).collect::<Vec<_>>() })
        }
        Told::Call(Ok(output)) => json!({ "answer": output }),
    }
}

/// What was told, without what differs from run to run, and without what clients shape as they like.
fn comparable(mut told: Vec<Value>) -> Vec<Value> {
    let ids: Vec<_> = told
        .iter()
        .filter_map(|step| Some(step["answer"]["id"].as_str()?.to_owned()))
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
    // All at once: they wait for registries, for retries, and for their interpreters to start.
    let others = [Sdk::Rust, Sdk::Python, Sdk::AwsCli, Sdk::Node];
    let (ours, all) = tokio::join!(
        told(&Sdk::Omics),
        join_all(others.iter().map(told_if_installed))
    );
    let all = others.iter().zip(all);
    for (sdk, told) in all.filter_map(|(sdk, told)| Some((sdk, told?))) {
        assert_eq!(told.len(), ours.len(), "{sdk}");
        for ((step, theirs), ours) in steps().iter().zip(told).zip(&ours) {
            assert_eq!(&theirs, ours, "{sdk} and ours on {step:?}");
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
/// in CI. `CONFORMANCE_SCREENSHOT` names a file for a picture.
#[test]
fn the_page_works_in_chromium() {
    let is_required = env::var_os("CI").is_some();
    if !has_chromium(is_required) || !is_installed(&Sdk::Python) {
        let text = "the page was not tested: apt-get install chromium";
        assert!(
            !is_required,
            "{text}; target/chromium.log tells why .ci/run could not"
        );
        eprintln!("skipped: {text}");
        return;
    }
    let served = Served::start(["--memory"]).expect("the server starts");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/page.py");
    let run = Command::new(install::python().expect("it is installed"))
        .arg(script)
        .arg("chromium")
        .args(env::var_os("CONFORMANCE_SCREENSHOT"))
        .envs(&served.exports)
        .output()
        .expect("python can be started");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
}
