//! What a run of checks came to, as text, JSON or JUnit's XML: the same report for all doors of the suite.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict", content = "why")]
pub enum Verdict {
    /// As it should.
    Passed,
    /// Otherwise, with the differences.
    Failed(Vec<String>),
    /// Otherwise, which is welcome, with the reason.
    Diverged(String),
    /// Otherwise, as the list of expected failures says, with its reason.
    FailedAsExpected(String),
    /// As it should, against the list of expected failures.
    PassedUnexpectedly,
    /// Not checked, with the reason.
    Skipped(String),
}

impl Verdict {
    /// What a list of differences comes to, where nothing else is known of the check.
    #[must_use]
    pub fn of(problems: Vec<String>) -> Self {
        match problems.is_empty() {
            true => Self::Passed,
            false => Self::Failed(problems),
        }
    }

    fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::PassedUnexpectedly)
    }

    /// The word that begins a line of the report; none where there is nothing to say.
    fn word(&self) -> Option<&'static str> {
        match self {
            Self::Passed => None,
            Self::Failed(_) => Some("FAIL"),
            Self::Diverged(_) => Some("DIFF"),
            Self::FailedAsExpected(_) => Some("XFAIL"),
            Self::PassedUnexpectedly => Some("PASS"),
            Self::Skipped(_) => Some("SKIP"),
        }
    }

    fn reason(&self) -> String {
        match self {
            Self::Passed => String::new(),
            Self::Failed(problems) => problems.join("\n"),
            Self::Diverged(reason) | Self::FailedAsExpected(reason) | Self::Skipped(reason) => {
                reason.clone()
            }
            Self::PassedUnexpectedly => "remove it from the expected failures".to_owned(),
        }
    }
}

/// One check and its verdict.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What it belongs to; the report counts by group.
    pub group: String,
    /// Its name, unique in the report.
    pub id: String,
    /// What was done, in a line: a command, or a request.
    pub what: String,
    /// How it ended.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// All checks of a run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What was checked against what.
    pub title: String,
    /// The checks, in the order of their names.
    pub checks: Vec<Check>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A line for each check that needs one, and counts.
    #[default]
    Text,
    /// The report as a document.
    Json,
    /// JUnit's XML, which CI systems read.
    Junit,
}

impl Report {
    /// A report of these checks.
    #[must_use]
    pub fn new(title: impl Into<String>, mut checks: Vec<Check>) -> Self {
        checks.sort_by(|a, b| a.id.cmp(&b.id));
        Self {
            title: title.into(),
            checks,
        }
    }

    /// Whether nothing failed that should not, and nothing passed that should not.
    #[must_use]
    pub fn is_success(&self) -> bool {
        !self.checks.iter().any(|check| check.verdict.is_failure())
    }

    /// The verdict of the check of this name.
    #[must_use]
    pub fn verdict(&self, id: &str) -> Option<&Verdict> {
        let mut found = self.checks.iter().filter(|check| check.id == id);
        found.next().map(|check| &check.verdict)
    }

    /// The report as text of this format, with a line end.
    ///
    /// # Errors
    /// Where the report cannot be written in the format.
    pub fn render(
        &self,
        format: Format,
    ) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
        Ok(match format {
            Format::Text => format!("{self}\n"),
            Format::Json => format!("{}\n", serde_json::to_string_pretty(self)?),
            Format::Junit => self.junit().to_string()?,
        })
    }

    fn junit(&self) -> quick_junit::Report {
        let mut suites: BTreeMap<&str, quick_junit::TestSuite> = BTreeMap::new();
        for check in &self.checks {
            let suite = suites
                .entry(&check.group)
                .or_insert_with(|| quick_junit::TestSuite::new(&check.group));
            suite.add_test_case(test_case(check));
        }
        let mut report = quick_junit::Report::new(&self.title);
        report.add_test_suites(suites.into_values());
        report
    }
}

fn test_case(check: &Check) -> quick_junit::TestCase {
    use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus};
    let mut status = match &check.verdict {
        Verdict::Passed => TestCaseStatus::success(),
        verdict if verdict.is_failure() => TestCaseStatus::non_success(NonSuccessKind::Failure),
        _ => TestCaseStatus::skipped(),
    };
    let reason = check.verdict.reason();
    if let Some(first) = reason.lines().next() {
        status.set_message(first).set_description(&reason);
    }
    let mut case = TestCase::new(&check.id, status);
    case.set_classname(&check.group).set_system_out(&check.what);
    case
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
        for Check {
            group,
            id,
            what,
            verdict,
        } in &self.checks
        {
            match (verdict, verdict.word()) {
                (Verdict::Failed(problems), Some(word)) => {
                    writeln!(f, "{word} {id}: {what}")?;
                    for line in problems.iter().flat_map(|problem| problem.lines()) {
                        writeln!(f, "  {line}")?;
                    }
                }
                (_, Some(word)) => writeln!(f, "{word} {id}: {}", verdict.reason())?,
                (_, None) => {}
            }
            let [passed, failed, skipped] = groups.entry(group).or_default();
            match verdict {
                Verdict::Failed(_) | Verdict::FailedAsExpected(_) => *failed += 1,
                Verdict::Skipped(_) => *skipped += 1,
                _ => *passed += 1,
            }
        }
        let mut sum = [0; 3];
        for (group, counts) in &groups {
            let [passed, failed, skipped] = counts;
            writeln!(f, "{group:<12} {passed}/{}", passed + failed + skipped)?;
            sum = [sum[0] + passed, sum[1] + failed, sum[2] + skipped];
        }
        let [passed, failed, skipped] = sum;
        write!(f, "{}: {passed} passed, {failed} failed", self.title)?;
        match skipped {
            0 => Ok(()),
            _ => write!(f, ", {skipped} skipped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let check = |id: &str, verdict| Check {
            group: "tags".to_owned(),
            id: id.to_owned(),
            what: "tag <it>".to_owned(),
            verdict,
        };
        Report::new(
            "all of it",
            vec![
                check(
                    "b",
                    Verdict::Failed(vec!["two\nlines \u{1} & more".to_owned()]),
                ),
                check("a", Verdict::Passed),
                check("c", Verdict::Skipped("no node".to_owned())),
            ],
        )
    }

    #[test]
    fn one_failure_is_one_in_every_format() {
        let report = report();
        assert!(!report.is_success());
        let text = report.render(Format::Text).expect("text");
        assert!(text.contains("FAIL b: tag <it>\n  two\n  lines"), "{text}");
        assert!(
            text.ends_with("all of it: 1 passed, 1 failed, 1 skipped\n"),
            "{text}"
        );
        let json = report.render(Format::Json).expect("JSON");
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["checks"][1]["verdict"], "failed");
        assert_eq!(json["checks"][2]["why"], "no node");
        let xml = report.render(Format::Junit).expect("XML");
        assert!(
            xml.contains(r#"tests="3" skipped="1" errors="0" failures="1""#),
            "{xml}"
        );
        assert!(!xml.contains('\u{1}') && xml.contains("lines"), "{xml}");
    }
}
