//! Protocol and endpoint tests of a model: generated, built and run by cargo, and reported.

mod cargo;
mod report;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use report::{Report, Status, Test};

use crate::crate_set::CrateSet;
use crate::emit;
use crate::error::Error;
use crate::model::Options;

/// What to test, and where.
#[derive(Debug)]
pub struct Request {
    /// The model.
    pub model: PathBuf,
    /// Its service, where it has several.
    pub service: Option<String>,
    /// Run only the test case with this id.
    pub only: Option<String>,
    /// Run the endpoint tests and nothing else.
    pub endpoints_only: bool,
    /// Test cases that are expected to fail, with the reason.
    pub expected_failures: BTreeMap<String, String>,
    /// Root of the repository: its crates and its `Cargo.lock` are built on.
    pub root: PathBuf,
    /// Cargo's target folder. The crates are generated into its folder `protocol-tests`.
    pub target: PathBuf,
}

/// Reads a file of expected failures: a JSON object of test ids and reasons.
pub fn expected_failures(file: &Path) -> Result<BTreeMap<String, String>, Error> {
    let text = fs::read_to_string(file).map_err(|source| Error::Io {
        path: file.to_owned(),
        source,
    })?;
    serde_json::from_str(&text).map_err(|error| {
        Error::Tests(format!(
            "{}: expected an object of ids and reasons: {error}",
            file.display()
        ))
    })
}

/// Generates the tests, builds and runs them.
pub fn run(request: &Request) -> Result<Report, Error> {
    let options = Options {
        service: request.service.clone(),
        endpoints_only: request.endpoints_only,
        skip_unsupported: true,
        ..Options::default()
    };
    let set = CrateSet::from_file(&request.model, None, &options)?;
    let wanted = |id: &str| request.only.as_deref().is_none_or(|only| only == id);
    let tests = emit::protocol_tests(&set.resolved, &set.names, wanted)?;

    let folder = request
        .target
        .join("protocol-tests")
        .join(&set.names.client);
    let (file, cases): (Option<String>, Option<BTreeMap<String, String>>) =
        tests.map(|tests| (tests.file, tests.cases)).unzip();
    set.write_with_test(&folder, &request.root.join("crates"), file.as_deref())?;
    let lock = (request.root.join("Cargo.lock"), folder.join("Cargo.lock"));
    fs::copy(&lock.0, &lock.1).map_err(|source| Error::Io {
        path: lock.1,
        source,
    })?;

    let mut cases = cases.unwrap_or_default();
    if request.only.is_none() {
        cases.extend(endpoint_cases(set.resolved.service.endpoint_tests.as_ref()));
    }
    if let (Some(only), true) = (&request.only, cases.is_empty()) {
        return Err(Error::Tests(format!(
            "{} has no test for clients with the id {only}",
            request.model.display()
        )));
    }
    let results = cargo::test(&folder, &set.names.client, file.is_some(), &request.target)?;
    Ok(Report::new(
        cases,
        &results,
        &request.expected_failures,
        set.resolved.skipped,
    ))
}

/// Endpoint tests by the path of their test function.
fn endpoint_cases(tests: Option<&Value>) -> Vec<(String, String)> {
    let cases = tests
        .and_then(|tests| tests.get("testCases"))
        .and_then(Value::as_array);
    let entry = |(index, case): (usize, &Value)| {
        let docs = case
            .get("documentation")
            .and_then(Value::as_str)
            .unwrap_or("(not described)");
        (
            format!("config::endpoint::tests::case_{index}"),
            format!("endpoint test {index}: {docs}"),
        )
    };
    cases.into_iter().flatten().enumerate().map(entry).collect()
}
