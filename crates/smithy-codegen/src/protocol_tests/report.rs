//! What came of the tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Value, json};

use super::cargo::Results;
use crate::model::Skipped;

/// What came of all tests.
#[derive(Debug)]
pub struct Report {
    /// The tests, in the order of their functions.
    pub tests: Vec<Test>,
    /// Operations that were left out, and their tests with them.
    pub skipped: Vec<Skipped>,
}

/// What came of one test.
#[derive(Debug)]
pub struct Test {
    /// Id of the case.
    pub id: String,
    /// Path of the test function: it begins with `requests`, `responses` or `config::endpoint`.
    pub function: String,
    /// What came of it.
    pub status: Status,
}

/// What came of a test.
#[derive(Debug, PartialEq, Eq)]
pub enum Status {
    /// It passed.
    Passed,
    /// It failed, with this message.
    Failed(String),
    /// It failed as expected, for this reason.
    ExpectedFailure(String),
}

impl Report {
    pub(super) fn new(
        cases: BTreeMap<String, String>,
        results: &Results,
        expected: &BTreeMap<String, String>,
        skipped: Vec<Skipped>,
    ) -> Self {
        let failed = |function: &String| results.get(function).is_none_or(Option::is_some);
        let failing: BTreeSet<String> = cases
            .iter()
            .filter(|(function, _)| failed(function))
            .map(|(_, id)| id.clone())
            .collect();
        let status = |function: &str, id: &str| match (results.get(function), expected.get(id)) {
            (Some(None), Some(_)) if !failing.contains(id) => Status::Failed(
                "passes, though it is expected to fail: take it off the list".to_owned(),
            ),
            (Some(None), _) => Status::Passed,
            (_, Some(reason)) => Status::ExpectedFailure(reason.clone()),
            (Some(Some(message)), None) => Status::Failed(message.clone()),
            (None, None) => Status::Failed("the test did not run".to_owned()),
        };
        let tests = cases
            .into_iter()
            .map(|(function, id)| Test {
                status: status(&function, &id),
                id,
                function,
            })
            .collect();
        Self { tests, skipped }
    }

    /// Whether nothing failed but what was expected to.
    pub fn is_success(&self) -> bool {
        self.failures().next().is_none()
    }

    fn failures(&self) -> impl Iterator<Item = (&Test, &str)> {
        self.tests.iter().filter_map(|test| match &test.status {
            Status::Failed(message) => Some((test, message.as_str())),
            _ => None,
        })
    }

    fn counts(&self) -> (usize, usize, usize) {
        let count = |wanted: fn(&Status) -> bool| {
            self.tests
                .iter()
                .filter(|test| wanted(&test.status))
                .count()
        };
        (
            count(|status| matches!(status, Status::Passed)),
            count(|status| matches!(status, Status::Failed(_))),
            count(|status| matches!(status, Status::ExpectedFailure(_))),
        )
    }

    /// The report as JSON.
    pub fn to_json(&self) -> Value {
        let (passed, failed, expected) = self.counts();
        let test = |test: &Test| {
            let (status, detail) = match &test.status {
                Status::Passed => ("passed", None),
                Status::Failed(message) => ("failed", Some(message)),
                Status::ExpectedFailure(reason) => ("expected failure", Some(reason)),
            };
            json!({ "id": test.id, "function": test.function, "status": status, "detail": detail })
        };
        let skipped =
            |skipped: &Skipped| json!({ "operation": skipped.operation, "reason": skipped.reason });
        json!({
            "passed": passed,
            "failed": failed,
            "expectedFailures": expected,
            "tests": self.tests.iter().map(test).collect::<Vec<_>>(),
            "leftOut": self.skipped.iter().map(skipped).collect::<Vec<_>>(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Skipped { operation, reason } in &self.skipped {
            writeln!(f, "left out {operation}: {reason}")?;
        }
        for (test, message) in self.failures() {
            writeln!(f, "FAILED {} ({})", test.id, test.function)?;
            for line in message.lines() {
                writeln!(f, "    {line}")?;
            }
        }
        let (passed, failed, expected) = self.counts();
        write!(
            f,
            "{passed} passed, {failed} failed, {expected} expected failures"
        )
    }
}
