//! `conformance`: holds a command against recorded cases.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use conformance::case::{self, Case};
use conformance::run::Runner;
use conformance::suite;
use lexopt::prelude::{Long, Value, ValueExt as _};

const USAGE: &str = "\
conformance run    --bin COMMAND [--only GLOB] [--cases PATH] [--jobs N]
conformance record --bin COMMAND FILE…

`run` runs the recorded cases against a command, such as \"target/release/omics\" or
\"aws omics\", and says what differs. `record` runs the cases in FILES against a reference
command and writes down what it did.";

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    match Options::parse().map(perform) {
        Ok(done) => match done.await {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => complain(&*error),
        },
        Err(error) => {
            eprintln!("conformance: {error}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn complain(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("conformance: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because {cause}");
        source = cause.source();
    }
    ExitCode::from(2)
}

struct Options {
    record: bool,
    command: String,
    only: Option<glob::Pattern>,
    cases: PathBuf,
    jobs: usize,
    files: Vec<PathBuf>,
}

impl Options {
    fn parse() -> Result<Self, Failure> {
        let mut parser = lexopt::Parser::from_env();
        let record = match parser.next()? {
            Some(Value(word)) if word == "run" => false,
            Some(Value(word)) if word == "record" => true,
            _ => return Err("say `run` or `record`".into()),
        };
        let (mut command, mut only, mut cases) = (None, None, case::recorded());
        let (mut jobs, mut files) = (default_jobs(), Vec::new());
        while let Some(argument) = parser.next()? {
            match argument {
                Long("bin") => command = Some(parser.value()?.string()?),
                Long("only") => only = Some(glob::Pattern::new(&parser.value()?.string()?)?),
                Long("cases") => cases = parser.value()?.into(),
                Long("jobs") => jobs = parser.value()?.parse()?,
                Value(file) if record => files.push(file.into()),
                other => return Err(other.unexpected().into()),
            }
        }
        let command = command.ok_or("--bin is missing: which command?")?;
        Ok(Self {
            record,
            command,
            only,
            cases,
            jobs,
            files,
        })
    }
}

/// Most cases wait for a command to start or to retry, so more of them than there are processors.
fn default_jobs() -> usize {
    4 * std::thread::available_parallelism().map_or(1, usize::from)
}

async fn perform(options: Options) -> Result<bool, Failure> {
    let runner = Runner::new(&options.command)?;
    if options.record {
        for file in &options.files {
            record(&runner, file).await?;
        }
        return Ok(true);
    }
    let cases = case::load(&options.cases)?;
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("expected-failures.json");
    let expected = if options.cases == case::recorded() {
        suite::expected_failures(&expected, &cases)?
    } else {
        suite::ExpectedFailures::new()
    };
    let chosen = |case: &Case| {
        options
            .only
            .as_ref()
            .is_none_or(|only| only.matches(&case.id))
    };
    let cases = cases.into_iter().filter(chosen).collect();
    let report = suite::run(runner, cases, &expected, options.jobs).await?;
    println!("{report}");
    Ok(report.is_success())
}

async fn record(runner: &Runner, file: &Path) -> Result<(), Failure> {
    let mut case = case::read(file)?;
    case.expect = runner.run(&case).await?;
    let mut text = serde_json::to_string_pretty(&case)?;
    text.push('\n');
    std::fs::write(file, text)?;
    println!("recorded {}", case.id);
    Ok(())
}
