//! Processes, timed from outside.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4 as _;

/// What a process took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cost {
    /// From start to end, in seconds.
    pub(super) wall: f64,
    /// Of all threads and of its children, user and system, in seconds.
    pub(super) cpu: f64,
    /// The most memory it held at once, in bytes.
    pub(super) memory: f64,
}

/// Runs a process to its end. What it prints is thrown away.
pub(super) fn cost(command: &mut Command) -> Result<Cost, Box<dyn Error>> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command
        .spawn()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let end = child.wait4()?;
    let wall = start.elapsed().as_secs_f64();
    if !end.status.success() {
        return Err(format!("{command:?}: {}", end.status).into());
    }
    Ok(Cost {
        wall,
        cpu: (end.rusage.utime + end.rusage.stime).as_secs_f64(),
        memory: end.rusage.maxrss as f64,
    })
}

/// Runs the processes in turn, so many times each after one that does not count; the medians.
pub(super) fn medians<const N: usize>(
    rounds: usize,
    commands: &mut [Command; N],
) -> Result<[Cost; N], Box<dyn Error>> {
    let mut taken: [Vec<Cost>; N] = std::array::from_fn(|_| Vec::new());
    for round in 0..=rounds {
        for (command, taken) in commands.iter_mut().zip(&mut taken) {
            let cost = cost(command)?;
            if round > 0 {
                taken.push(cost);
            }
        }
    }
    Ok(taken.map(|taken| {
        let of = |value: fn(&Cost) -> f64| median(taken.iter().map(value).collect());
        Cost {
            wall: of(|cost| cost.wall),
            cpu: of(|cost| cost.cpu),
            memory: of(|cost| cost.memory),
        }
    }))
}

/// The value in the middle.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Where a program is, if it is installed. A shim of pyenv is followed to what it starts.
pub(super) fn installed(program: &str) -> Option<String> {
    let found = |command: &mut Command| {
        let output = command.stderr(Stdio::null()).output().ok()?;
        let path = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (output.status.success() && !path.is_empty()).then_some(path)
    };
    found(Command::new("pyenv").args(["which", program]))
        .or_else(|| found(Command::new("which").arg(program)))
}
