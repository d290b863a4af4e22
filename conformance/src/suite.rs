//! All cases at once, and the verdict.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::case::Case;
use crate::compare::differences;
use crate::report::{Check, Report, Verdict};
use crate::run::{RunError, Runner};

/// Cases known to fail, with the reason.
pub type ExpectedFailures = BTreeMap<String, String>;

/// A list of expected failures that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct ExpectedFailuresError {
    path: String,
    problem: String,
}

/// Reads the list of expected failures, a JSON object of case id and reason.
///
/// # Errors
/// Where the file cannot be read or names a case that does not exist.
pub fn expected_failures(
    path: &Path,
    cases: &[Case],
) -> Result<ExpectedFailures, ExpectedFailuresError> {
    let error = |problem| ExpectedFailuresError {
        path: path.display().to_string(),
        problem,
    };
    let text = std::fs::read_to_string(path).map_err(|cause| error(cause.to_string()))?;
    let failures: ExpectedFailures =
        serde_json::from_str(&text).map_err(|cause| error(cause.to_string()))?;
    match failures
        .keys()
        .find(|id| cases.iter().all(|case| case.id != **id))
    {
        Some(id) => Err(error(format!("there is no case `{id}`"))),
        None => Ok(failures),
    }
}

/// Runs cases, `jobs` at a time.
///
/// # Errors
/// Where a case cannot be run at all.
pub async fn run(
    runner: Runner,
    cases: Vec<Case>,
    expected: &ExpectedFailures,
    jobs: usize,
) -> Result<Report, RunError> {
    let title = format!("recorded cases against `{runner}`");
    let runner = Arc::new(runner);
    let places = Arc::new(Semaphore::new(jobs.max(1)));
    let mut running = JoinSet::new();
    for case in cases {
        let (runner, places) = (Arc::clone(&runner), Arc::clone(&places));
        running.spawn(async move {
            let _place = places
                .acquire()
                .await
                .expect("the semaphore is never closed");
            let outcome = runner.run(&case).await?;
            let problems = differences(&case, &outcome, &runner.tool());
            Ok((case, problems))
        });
    }
    let mut checks = Vec::new();
    for judged in running.join_all().await {
        let (case, problems) = judged?;
        checks.push(Check {
            verdict: judge(&case, problems, expected.get(&case.id)),
            what: case.argv.join(" "),
            group: case.group,
            id: case.id,
        });
    }
    Ok(Report::new(title, checks))
}

fn judge(case: &Case, problems: Vec<String>, expected: Option<&String>) -> Verdict {
    match (problems.is_empty(), &case.diverge, expected) {
        (true, _, Some(_)) => Verdict::PassedUnexpectedly,
        (true, _, None) => Verdict::Passed,
        (false, _, Some(reason)) => Verdict::FailedAsExpected(reason.clone()),
        (false, Some(reason), None) => Verdict::Diverged(reason.clone()),
        (false, None, None) => Verdict::Failed(problems),
    }
}
