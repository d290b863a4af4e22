//! Instructions and allocations, counted by valgrind.

use std::error::Error;
use std::num::NonZero;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// The arguments of a run.
pub(super) type Run = Vec<String>;

/// Whether there is valgrind.
pub(super) fn is_installed() -> bool {
    Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Instructions of each run. As many run at once as there are processors, for no neighbour disturbs a count.
pub(super) fn instructions(program: &Path, runs: &[Run]) -> Result<Vec<f64>, Box<dyn Error>> {
    let options = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    numbers(&options, "Collected :", program, runs)
}

/// Allocations of each run.
pub(super) fn allocations(program: &Path, runs: &[Run]) -> Result<Vec<f64>, Box<dyn Error>> {
    let options = ["--tool=dhat", "--dhat-out-file=/dev/null"];
    numbers(&options, "bytes in", program, runs)
}

/// What valgrind tells of each run behind some words.
fn numbers(
    options: &[&str],
    words: &str,
    program: &Path,
    runs: &[Run],
) -> Result<Vec<f64>, Box<dyn Error>> {
    let at_once = thread::available_parallelism().map_or(1, NonZero::get);
    let count = |run| number_after(&told(options, program, run)?, words);
    let mut numbers = Vec::new();
    for some in runs.chunks(at_once) {
        let some: Result<Vec<f64>, String> = thread::scope(|scope| {
            let running: Vec<_> = some.iter().map(|run| scope.spawn(|| count(run))).collect();
            let joined = running.into_iter().map(|thread| thread.join());
            joined.map(|done| done.expect("no panic")).collect()
        });
        numbers.extend(some?);
    }
    Ok(numbers)
}

/// What valgrind tells of a run.
fn told(options: &[&str], program: &Path, arguments: &Run) -> Result<String, String> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(options).arg(program).args(arguments);
    let output = valgrind
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{valgrind:?}: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    match output.status.success() {
        true => Ok(told),
        false => Err(format!("{valgrind:?}: {}\n{told}", output.status)),
    }
}

/// The number behind the first of these words.
fn number_after(told: &str, words: &str) -> Result<f64, String> {
    let (_, rest) = told
        .split_once(words)
        .ok_or_else(|| format!("valgrind says nothing of {words:?}:\n{told}"))?;
    let number = rest.split_whitespace().next().unwrap_or_default();
    let number = number.replace(',', "").parse();
    number.map_err(|_| format!("no number is behind {words:?}:\n{told}"))
}

#[cfg(test)]
mod tests {
    use super::number_after;

    #[test]
    fn numbers_are_found_in_what_valgrind_tells() {
        let told = "==1== Total:     1,066,401 bytes in 9,046 blocks\n==1== Collected : 68193107\n";
        assert_eq!(number_after(told, "bytes in").expect("it is there"), 9046.0);
        assert_eq!(
            number_after(told, "Collected :").expect("it is there"),
            68_193_107.0
        );
        assert!(number_after(told, "leaked").is_err());
    }
}
