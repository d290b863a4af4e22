//! What can be asked of the suite on the command line.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};
use conformance::case::{self, Case};
use conformance::checklist::{self, target::Target};
use conformance::exchange::coverage::Coverage;
use conformance::exchange::{self, lint};
use conformance::report::{Format, Report};
use conformance::run::Runner;
use conformance::sdk::replay::{self, Subject as Replayed};
use conformance::sdk::{Sdk, record, scenario};
use conformance::suite;

mod import;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Whether all is well, or why that cannot be told.
type Outcome = Result<bool, Failure>;

/// Hold a command, a server or an SDK against what is recorded. Exit code 0: all is well; 1: it is not; 2: it
/// could not be told.
#[derive(Parser)]
#[command(
    bin_name = "cargo xtask conformance",
    args_conflicts_with_subcommands = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    check: Check,
}

#[derive(Subcommand)]
enum Task {
    /// Write down what a reference does: run cases in FILES against a command, or the calls of
    /// `clients/calls.json` with an SDK against the local service.
    Record(Record),
    /// Take a file that `omics --record` wrote among the exchanges: redacts it, shows it and asks.
    Import(import::Arguments),
    /// Look for secrets, accounts of real people, files that nothing reads, and where recordings come from.
    Lint,
    /// Print what of the model the exchanges show.
    Coverage,
    /// Write the schemas of the formats, or with `--check` compare them.
    Schema {
        /// Change nothing.
        #[arg(long)]
        check: bool,
    },
}

/// What is recorded.
#[derive(Args)]
struct Record {
    /// The reference of cases, such as "aws omics".
    #[arg(
        long,
        value_name = "COMMAND",
        required_unless_present = "client",
        requires = "files"
    )]
    bin: Option<String>,
    /// Files of cases.
    #[arg(conflicts_with = "client")]
    files: Vec<PathBuf>,
    /// An SDK, whose exchanges go to `exchanges/recorded`.
    #[arg(long, value_name = "SDK")]
    client: Option<Sdk>,
}

/// What is checked, and how the report is written.
#[derive(Args)]
struct Check {
    #[command(flatten)]
    subject: Subject,
    /// Checks whose names match.
    #[arg(long, value_name = "GLOB")]
    only: Option<glob::Pattern>,
    /// A file or folder of cases, or a folder of groups of checks, in place of the recorded ones.
    #[arg(long, value_name = "PATH")]
    cases: Option<PathBuf>,
    /// Checks at the same time; most of them wait, so four a processor unless told.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// What `${NAME}` stands for in checks of an endpoint, such as location=s3://my-bucket/cache.
    #[arg(long, value_name = "NAME=TEXT", requires = "endpoint", value_parser = pair)]
    set: Vec<(String, String)>,
    /// How the report is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the report to a file; counts go to standard output all the same.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// One of them.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct Subject {
    /// The recorded cases against a command, such as "target/release/omics" or "aws omics".
    #[arg(long, value_name = "COMMAND")]
    bin: Option<String>,
    /// The recorded exchanges against an SDK: python, aws-cli, node, rust, omics, or the command line of another driver.
    #[arg(long, value_name = "SDK")]
    client: Option<Sdk>,
    /// The checklist against any server that claims to be the service, such as http://127.0.0.1:4599. The
    /// caller is in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_REGION`, or else `test`.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
}

impl Arguments {
    /// Does what was asked.
    pub(crate) async fn open(self) -> Outcome {
        match self.task {
            Some(Task::Record(what)) => what.record().await,
            Some(Task::Import(file)) => file.import(),
            Some(Task::Lint) => lint_all(),
            Some(Task::Coverage) => coverage(),
            Some(Task::Schema { check }) => schema(check),
            None => self.check.run().await,
        }
    }
}

impl Check {
    async fn run(self) -> Outcome {
        let report = match &self.subject {
            Subject {
                bin: Some(command), ..
            } => self.command(command).await?,
            Subject {
                client: Some(sdk), ..
            } => self.exchanges(Replayed::Sdk(sdk.clone())).await?,
            Subject {
                endpoint: Some(url),
                ..
            } => self.endpoint(url).await?,
            _ => return Err("say what is to be checked".into()),
        };
        let text = report.render(self.format)?;
        match &self.out {
            Some(file) => {
                std::fs::write(file, text)?;
                println!(
                    "{}",
                    report
                        .render(Format::Text)?
                        .lines()
                        .last()
                        .unwrap_or_default()
                );
            }
            None => print!("{text}"),
        }
        Ok(report.is_success())
    }

    /// The recorded cases against a command.
    async fn command(&self, command: &str) -> Result<Report, Failure> {
        let recorded = case::recorded();
        let path = self.cases.as_ref().unwrap_or(&recorded);
        let cases = case::load(path)?;
        let expected = match *path == recorded {
            true => suite::expected_failures(&here("expected-failures.json"), &cases)?,
            false => suite::ExpectedFailures::new(),
        };
        let cases: Vec<Case> = cases
            .into_iter()
            .filter(|case| self.is_chosen(&case.id))
            .collect();
        let runner = Runner::new(command)?;
        let mut report = suite::run(runner, cases, &expected, self.jobs()).await?;
        if *path == recorded {
            let exchanges = self
                .exchanges(Replayed::Command(command.to_owned()))
                .await?;
            report.checks.extend(exchanges.checks);
        }
        Ok(report)
    }

    /// The recorded exchanges with an SDK or a command.
    async fn exchanges(&self, subject: Replayed) -> Result<Report, Failure> {
        let mut exchanges = replay::recorded()?;
        exchanges.retain(|named| self.is_chosen(&named.exchange.name));
        Ok(replay::replay(&subject, exchanges, self.jobs()).await?)
    }

    /// The checklist against a server.
    async fn endpoint(&self, url: &str) -> Result<Report, Failure> {
        let target = Target::new(url, |name| std::env::var(name).ok())?;
        let mut points = checklist::load(self.cases.as_deref().unwrap_or(&checklist::recorded()))?;
        points.retain(|point| self.is_chosen(&point.id));
        if points.is_empty() {
            return Err("no check has such a name".into());
        }
        Ok(checklist::run(&target, &points, &self.set.iter().cloned().collect()).await)
    }

    fn is_chosen(&self, id: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.matches(id))
    }

    fn jobs(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.unwrap_or_else(|| 4 * processors())
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it is no NAME=TEXT")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// A folder or file of this package.
fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

impl Record {
    async fn record(&self) -> Outcome {
        if let Some(sdk) = &self.client {
            let steps = scenario::steps(&here("clients/calls.json"))?;
            let file = record::record(sdk, &steps).await?;
            let path = exchange::recorded().join(format!("recorded/{sdk}.json"));
            std::fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&file)?))?;
            println!("{} exchanges in {}", file.exchanges.len(), path.display());
            return Ok(true);
        }
        let runner = Runner::new(self.bin.as_deref().unwrap_or_default())?;
        for file in &self.files {
            let mut case = case::read(file)?;
            case.expect = runner.run(&case).await?;
            let mut text = serde_json::to_string_pretty(&case)?;
            text.push('\n');
            std::fs::write(file, text)?;
            println!("recorded {}", case.id);
        }
        Ok(true)
    }
}

fn lint_all() -> Outcome {
    let mut findings = lint::exchanges(&exchange::recorded())?;
    findings.extend(lint::cases(&case::recorded())?);
    findings.iter().for_each(|finding| println!("{finding}"));
    println!("{} findings", findings.len());
    Ok(findings.is_empty())
}

fn coverage() -> Outcome {
    let files = exchange::load(&exchange::recorded())?;
    let coverage = Coverage::of(files.iter().flat_map(|(_, file)| &file.exchanges));
    println!("{coverage}");
    Ok(coverage.missing().is_empty())
}

fn schema(check: bool) -> Outcome {
    let mut fresh = true;
    for (file, text) in conformance::schemas() {
        let path = here(file);
        let is_fresh = std::fs::read_to_string(&path).is_ok_and(|there| there == text);
        if !is_fresh && check {
            println!("{file} is not what the types say: cargo xtask conformance schema");
        } else if !is_fresh {
            std::fs::write(path, text)?;
            println!("wrote {file}");
        }
        fresh &= is_fresh || !check;
    }
    Ok(fresh)
}
