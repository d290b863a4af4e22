//! What a call of the client costs, beside the official client, and beside bare hyper.

use std::error::Error;
use std::path::Path;
use std::process::Command;

use super::figure::{Report, Unit};
use super::process::{Cost, medians};
use super::server::Server;
use super::valgrind::{self, Run};

const OFFICIAL: &str = "aws-sdk-omics";
const OPERATIONS: [&str; 2] = ["get", "create"];

/// Counts the instructions of a call that is answered in memory, from runs with few and with more calls.
pub(super) fn count(
    driver: &Path,
    calls: (u32, u32),
    report: &mut Report,
) -> Result<(), Box<dyn Error>> {
    let count = |runs: &[Run]| valgrind::instructions(driver, runs);
    per_call("instructions", Unit::Instructions, count, calls, report)
}

/// Counts something of a call of each client.
fn per_call(
    what: &str,
    unit: Unit,
    count: impl Fn(&[Run]) -> Result<Vec<f64>, Box<dyn Error>>,
    (few, more): (u32, u32),
    report: &mut Report,
) -> Result<(), Box<dyn Error>> {
    for operation in OPERATIONS {
        let run = |client: &str, calls: u32| {
            ["client", client, operation, &calls.to_string(), "1"].map(str::to_owned)
        };
        let runs = [few, more].map(|calls| ["ours", "official"].map(|whose| run(whose, calls)));
        let counts = count(
            &runs
                .as_flattened()
                .iter()
                .map(Run::from)
                .collect::<Vec<_>>(),
        )?;
        let [ours_few, official_few, ours_more, official_more] = counts[..] else {
            return Err("not as many counts as runs".into());
        };
        let calls = f64::from(more - few);
        let ours = (ours_more - ours_few) / calls;
        let official = (official_more - official_few) / calls;
        let name = format!("client/{operation}, {what}");
        report.add(name, unit, ours, (OFFICIAL, official));
    }
    Ok(())
}

/// All there is to say of a call.
pub(super) fn measure(
    driver: &Path,
    server: &Server,
    report: &mut Report,
) -> Result<(), Box<dyn Error>> {
    match valgrind::is_installed() {
        true => {
            count(driver, (100, 600), report)?;
            let count = |runs: &[Run]| valgrind::allocations(driver, runs);
            per_call("allocations", Unit::Allocations, count, (100, 300), report)?;
        }
        false => report.leave_out("instructions and allocations of a call: no valgrind"),
    }
    for operation in OPERATIONS {
        for in_flight in [1, 64] {
            let call = format!("client/{operation}, {in_flight} in flight");
            let [ours, official] = times(driver, ["ours", "official"], operation, in_flight, None)?;
            let name = format!("{call}, CPU time");
            report.add(name, Unit::Seconds, ours.cpu, (OFFICIAL, official.cpu));
            let clients = ["ours", "official", "hyper"];
            let url = Some(&*server.plain);
            let [ours, official, hyper] = times(driver, clients, operation, in_flight, url)?;
            let name = format!("{call} over HTTP, CPU time");
            report.add(name, Unit::Seconds, ours.cpu, (OFFICIAL, official.cpu));
            let name = format!("{call} over HTTP, time");
            report.add(name, Unit::Seconds, ours.wall, (OFFICIAL, official.wall));
            let name = format!("{call} over HTTP, CPU time beside bare hyper");
            report.add(name, Unit::Seconds, ours.cpu, ("hyper", hyper.cpu));
        }
    }
    Ok(())
}

/// What a call takes, the start of the program left out.
fn times<const N: usize>(
    driver: &Path,
    clients: [&str; N],
    operation: &str,
    in_flight: u32,
    url: Option<&str>,
) -> Result<[Cost; N], Box<dyn Error>> {
    const CALLS: u32 = 6_400;
    let run = |calls: u32| {
        clients.map(|client| {
            let mut command = Command::new(driver);
            command
                .args(["client", client, operation])
                .arg(calls.to_string())
                .arg(in_flight.to_string())
                .args(url);
            command
        })
    };
    let starts = medians(5, &mut run(in_flight))?;
    let whole = medians(7, &mut run(in_flight + CALLS))?;
    let calls = f64::from(CALLS);
    Ok(std::array::from_fn(|at| Cost {
        wall: (whole[at].wall - starts[at].wall) / calls,
        cpu: (whole[at].cpu - starts[at].cpu) / calls,
        memory: whole[at].memory,
    }))
}
