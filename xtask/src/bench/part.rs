//! What the parts beside the client cost, and whether that grows as the input does.

use std::error::Error;
use std::path::Path;
use std::process::Command;

use super::figure::{Report, Unit};
use super::process::{installed, median, medians};
use super::valgrind::{self, Run};
use crate::root;

/// What the cost of a part is divided by, to be the same at any size.
#[derive(Clone, Copy, PartialEq)]
enum Per {
    /// The items of its input.
    Item,
    /// The times it is done: what it reads is of one size.
    Time,
}

/// A part: its name to the driver, the sizes it is measured at, those under valgrind, and its peer.
struct Part {
    name: &'static str,
    per: Per,
    sizes: [u32; 3],
    few: [u32; 3],
    /// Whether its instructions are counted, too: not of what takes valgrind long, or is parts of others.
    is_counted: bool,
    peer: Option<&'static str>,
}

const PARTS: [Part; 10] = [
    part("validate", Per::Item, [10, 30, 50], Some("botocore")),
    part(
        "jmespath",
        Per::Item,
        [400, 4_000, 40_000],
        Some("jmespath.py"),
    ),
    Part {
        is_counted: false,
        ..part("query", Per::Item, [400, 4_000, 40_000], Some("jq"))
    },
    Part {
        is_counted: false,
        ..part(
            "read-json",
            Per::Item,
            [400, 4_000, 40_000],
            Some("json of Python"),
        )
    },
    part("json", Per::Item, [400, 4_000, 40_000], Some("awscli")),
    part("text", Per::Item, [400, 4_000, 40_000], Some("awscli")),
    part("table", Per::Item, [400, 4_000, 40_000], Some("awscli")),
    part("yaml", Per::Item, [400, 4_000, 40_000], Some("PyYAML")),
    Part {
        is_counted: false,
        ..part("generate", Per::Item, [1, 4, 16], None)
    },
    Part {
        few: [20, 40, 120],
        ..part("local-list", Per::Time, [100, 1_000, 10_000], None)
    },
];

const fn part(name: &'static str, per: Per, sizes: [u32; 3], peer: Option<&'static str>) -> Part {
    Part {
        name,
        per,
        sizes,
        few: [20, 60, 180],
        is_counted: true,
        peer,
    }
}

impl Part {
    fn name_of(&self, what: &str) -> String {
        format!("part/{}, {what}", self.name)
    }

    /// The runs whose instructions are counted.
    fn runs(&self) -> Vec<Run> {
        let run = |size: u32, times: u32| {
            let (size, times) = (size.to_string(), times.to_string());
            ["part", self.name, &size, &times].map(str::to_owned).into()
        };
        let [small, medium, large] = self.few;
        match self.per {
            Per::Item => vec![run(small, 1), run(medium, 1), run(large, 1)],
            // The first time makes what is made once.
            Per::Time => vec![run(small, 1), run(small, 2), run(large, 1), run(large, 2)],
        }
    }

    /// Says how the cost at the two larger sizes compares with that at the smallest.
    fn growth(&self, costs: [f64; 3], sizes: [u32; 3], unit: Unit, report: &mut Report) {
        let scaled = |at: usize| match self.per {
            Per::Item => costs[at] / f64::from(sizes[at]),
            Per::Time => costs[at],
        };
        for (at, how) in [(1, "growth"), (2, "growth to the largest")] {
            let peer = ("at the smallest size", scaled(0));
            report.add(self.name_of(how), unit, scaled(at), peer);
        }
    }
}

/// Counts instructions at three sizes: what a further item costs among many, beside what it costs among
/// few. A part that reads the same at any size is to cost the same whatever there is beside it.
pub(super) fn count(driver: &Path, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let parts: Vec<&Part> = PARTS.iter().filter(|part| part.is_counted).collect();
    let runs: Vec<Run> = parts.iter().flat_map(|part| part.runs()).collect();
    let mut counts = &valgrind::instructions(driver, &runs)?[..];
    for part in parts {
        let (these, others) = counts.split_at(part.runs().len());
        counts = others;
        let [small, medium, large] = part.few.map(f64::from);
        let (few, many) = match *these {
            [at_small, at_medium, at_large] => (
                (at_medium - at_small) / (medium - small),
                (at_large - at_medium) / (large - medium),
            ),
            [small_once, small_twice, large_once, large_twice] => {
                (small_twice - small_once, large_twice - large_once)
            }
            _ => return Err("a part has runs of a number that nobody expects".into()),
        };
        let name = part.name_of("growth");
        report.add(name, Unit::Instructions, many, ("among few", few));
    }
    Ok(())
}

/// Takes the time at three sizes, and that of the peer at the largest.
pub(super) fn measure(driver: &Path, report: &mut Report) -> Result<(), Box<dyn Error>> {
    for part in &PARTS {
        let mut costs = [0.0; 3];
        for (cost, size) in costs.iter_mut().zip(part.sizes) {
            *cost = seconds(part, size, |times| {
                let mut command = Command::new(driver);
                command.args(["part", part.name, &size.to_string(), &times.to_string()]);
                command
            })?;
        }
        part.growth(costs, part.sizes, Unit::Seconds, report);
        let largest = part.sizes[2];
        let Some(name) = part.peer else {
            continue;
        };
        match peer(name) {
            Some(peer) => {
                let theirs = seconds(part, largest, |times| peer(part.name, largest, times))?;
                let what = part.name_of("CPU time");
                report.add(what, Unit::Seconds, costs[2], (name, theirs));
            }
            None => report.leave_out(format!("{} beside {name}: not installed", part.name)),
        }
    }
    Ok(())
}

/// CPU time of doing a part once: that of a number of times, less that of preparing it.
fn seconds(
    part: &Part,
    size: u32,
    command: impl Fn(u32) -> Command,
) -> Result<f64, Box<dyn Error>> {
    let mut times = 1;
    let [prepared] = medians(3, &mut [command(0)])?;
    // Enough to be measured: a tenth of a second at least.
    loop {
        let [whole] = medians(1, &mut [command(times)])?;
        if whole.cpu - prepared.cpu > 0.1 || times > 1_000_000 {
            break;
        }
        times *= 4;
    }
    let mut costs = Vec::new();
    for _ in 0..5 {
        let [prepared, whole] = medians(1, &mut [command(0), command(times)])?;
        costs.push((whole.cpu - prepared.cpu) / f64::from(times));
    }
    let cost = median(costs);
    match cost > 0.0 {
        true => Ok(cost),
        false => Err(format!("{} of {size} cannot be measured", part.name).into()),
    }
}

/// Makes the command that does a part so many times with a peer.
type Peer = Box<dyn Fn(&str, u32, u32) -> Command>;

fn peer(name: &str) -> Option<Peer> {
    let script = root().join("conformance/benches/peers.py");
    let python = python()?;
    if name == "jq" {
        let jq = installed("jq")?;
        return Some(Box::new(move |_, size, times| {
            let mut command = Command::new(&python);
            command.arg(&script).args(["jq", &jq]);
            command.args([size.to_string(), times.to_string()]);
            command
        }));
    }
    Some(Box::new(move |part, size, times| {
        let mut command = Command::new(&python);
        command.arg(&script).args(["part", part]);
        command.args([size.to_string(), times.to_string()]);
        command
    }))
}

/// The Python that the AWS CLI runs on, for it has what is compared with.
fn python() -> Option<String> {
    let aws = std::fs::read_to_string(installed("aws")?).ok()?;
    let first = aws.lines().next()?.strip_prefix("#!")?;
    Some(first.trim().to_owned())
}
