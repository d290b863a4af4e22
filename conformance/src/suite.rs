//! All cases at once, and the verdict.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::case::Case;
use crate::compare::differences;
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

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As recorded.
    Passed,
    /// Otherwise, with the differences.
    Failed(Vec<String>),
    /// Otherwise, which the case welcomes, with its reason.
    Diverged(String),
    /// Otherwise, as the list of expected failures says, with its reason.
    FailedAsExpected(String),
    /// As recorded, against the list of expected failures.
    PassedUnexpectedly,
}

/// The verdict on every case.
#[derive(Clone, Debug, Default)]
pub struct Report {
    rows: Vec<(Case, Verdict)>,
}

impl Report {
    /// Whether nothing failed that should not, and nothing passed that should not.
    #[must_use]
    pub fn is_success(&self) -> bool {
        !self
            .rows
            .iter()
            .any(|(_, verdict)| matches!(verdict, Verdict::Failed(_) | Verdict::PassedUnexpectedly))
    }

    /// The verdict on one case.
    #[must_use]
    pub fn verdict(&self, id: &str) -> Option<&Verdict> {
        self.rows
            .iter()
            .find(|(case, _)| case.id == id)
            .map(|(_, verdict)| verdict)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let mut failed = 0;
        for (case, verdict) in &self.rows {
            let id = &case.id;
            match verdict {
                Verdict::Passed => {}
                Verdict::Failed(problems) => {
                    writeln!(f, "FAIL {id}: {}", case.argv.join(" "))?;
                    for line in problems.iter().flat_map(|problem| problem.lines()) {
                        writeln!(f, "  {line}")?;
                    }
                }
                Verdict::Diverged(reason) => writeln!(f, "DIFF {id}: {reason}")?,
                Verdict::FailedAsExpected(reason) => writeln!(f, "XFAIL {id}: {reason}")?,
                Verdict::PassedUnexpectedly => {
                    writeln!(f, "PASS {id}: remove it from the expected failures")?;
                }
            }
            let failure = matches!(verdict, Verdict::Failed(_) | Verdict::FailedAsExpected(_));
            let (passed, all) = groups.entry(&case.group).or_default();
            *passed += usize::from(!failure);
            *all += 1;
            failed += usize::from(failure);
        }
        for (group, (passed, all)) in groups {
            writeln!(f, "{group:<12} {passed}/{all}")?;
        }
        write!(f, "{} passed, {failed} failed", self.rows.len() - failed)
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
    let mut rows = Vec::new();
    for judged in running.join_all().await {
        let (case, problems) = judged?;
        let verdict = judge(&case, problems, expected.get(&case.id));
        rows.push((case, verdict));
    }
    rows.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    Ok(Report { rows })
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
