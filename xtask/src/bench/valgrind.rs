//! Instructions and allocations, counted by valgrind.

use std::error::Error;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether there is valgrind.
pub(super) fn is_installed() -> bool {
    Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Instructions of a run.
pub(super) fn instructions<S: AsRef<OsStr>>(
    program: &Path,
    arguments: &[S],
) -> Result<f64, Box<dyn Error>> {
    let options = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let told = run(&options, program, arguments)?;
    number_after(&told, "Collected :")
}

/// Allocations of a run.
pub(super) fn allocations<S: AsRef<OsStr>>(
    program: &Path,
    arguments: &[S],
) -> Result<f64, Box<dyn Error>> {
    let options = ["--tool=dhat", "--dhat-out-file=/dev/null"];
    let told = run(&options, program, arguments)?;
    number_after(&told, "bytes in")
}

fn run<S: AsRef<OsStr>>(
    options: &[&str],
    program: &Path,
    arguments: &[S],
) -> Result<String, Box<dyn Error>> {
    let mut valgrind = Command::new("valgrind");
    let valgrind = valgrind.args(options).arg(program).args(arguments);
    let output = valgrind.stdin(Stdio::null()).output()?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    match output.status.success() {
        true => Ok(told),
        false => Err(format!("{valgrind:?}: {}\n{told}", output.status).into()),
    }
}

/// The number behind the first of these words.
fn number_after(told: &str, words: &str) -> Result<f64, Box<dyn Error>> {
    let (_, rest) = told
        .split_once(words)
        .ok_or_else(|| format!("valgrind says nothing of {words:?}:\n{told}"))?;
    let number = rest.split_whitespace().next().unwrap_or_default();
    Ok(number.replace(',', "").parse()?)
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
