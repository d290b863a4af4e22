//! Takes the recording of somebody with an account among the exchanges.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use conformance::exchange::redact::redact;
use conformance::exchange::{self, File, lint};
use serde_json::Value;

use super::{Failure, Outcome};

/// What is imported.
#[derive(Args)]
pub(super) struct Arguments {
    /// A file that `omics OPERATION … --record FILE` wrote.
    file: PathBuf,
    /// Write the file without asking.
    #[arg(long)]
    yes: bool,
    /// Its name among the exchanges, without the ending; that of FILE unless told.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The folder it goes to, `exchanges/recorded` unless told.
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// Replace a text everywhere, such as the name of a bucket.
    #[arg(long, value_name = "OLD=NEW", value_parser = replacement)]
    replace: Vec<(String, String)>,
}

fn replacement(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((old, new)) if !old.is_empty() => Ok((old.to_owned(), new.to_owned())),
        _ => Err("a replacement is OLD=NEW".to_owned()),
    }
}

impl Arguments {
    pub(super) fn import(&self) -> Outcome {
        let text = std::fs::read_to_string(&self.file).map_err(|error| named(&self.file, error))?;
        let mut document: Value =
            serde_json::from_str(&text).map_err(|error| named(&self.file, error))?;
        if let Some(Value::Array(exchanges)) = document.get_mut("exchanges") {
            // What was exchanged for credentials has no operation, and is nobody's business.
            exchanges.retain(|exchange| exchange.get("operation").is_some());
        }
        let file: File =
            serde_json::from_value(document).map_err(|error| named(&self.file, error))?;
        let (file, replaced) = redact(file, &self.replace)?;
        let text = format!("{}\n", serde_json::to_string_pretty(&file)?);
        print!("{text}");
        for (from, to) in replaced {
            println!("replaced {from} by {to}");
        }
        let problems = lint::exchange_file(&file, &text);
        if !problems.is_empty() {
            problems.iter().for_each(|problem| println!("{problem}"));
            return Err(
                "nothing was written: see above; `--replace OLD=NEW` takes texts out".into(),
            );
        }
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy();
        let name = self.name.as_deref().unwrap_or(&stem);
        let target = self
            .into
            .clone()
            .unwrap_or_else(|| exchange::recorded().join("recorded"));
        let target = target.join(format!("{name}.json"));
        if target.exists() {
            return Err(format!(
                "{} is there already: choose another --name",
                target.display()
            )
            .into());
        }
        if !self.yes && !agreed(&target)? {
            println!("nothing was written");
            return Ok(false);
        }
        std::fs::write(&target, text)?;
        println!(
            "wrote {}; `cargo test -p conformance --test exchanges` replays it",
            target.display()
        );
        Ok(true)
    }
}

fn named(file: &Path, error: impl Into<Failure>) -> Failure {
    format!("{}: {}", file.display(), error.into()).into()
}

/// Whether the person at the terminal agrees.
fn agreed(target: &Path) -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err("nobody can be asked: say --yes after reading what is above".into());
    }
    print!(
        "Publish this as {}? Names, tags and locations in it are seen by everybody. [y/N] ",
        target.display()
    );
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
