//! Counts, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use crate::trace::Trace;

/// Upper bounds of the classes of durations, in seconds.
const BOUNDS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// What an operation is called that the request did not name.
const UNKNOWN: &str = "unknown";

#[derive(Debug, Default)]
pub(super) struct Metrics {
    /// By operation, status and code.
    requests: BTreeMap<(&'static str, u16, String), u64>,
    /// By operation.
    durations: BTreeMap<&'static str, Durations>,
    /// By kind.
    faults: BTreeMap<&'static str, u64>,
}

#[derive(Debug, Default)]
struct Durations {
    classes: [u64; BOUNDS.len()],
    count: u64,
    seconds: f64,
}

impl Metrics {
    pub(super) fn count(&mut self, trace: &Trace, status: u16, took: Duration) {
        let operation = trace.operation.unwrap_or(UNKNOWN);
        // Codes are those of models, this crate and faults that were asked for: few.
        let code = trace.code.clone().unwrap_or_default();
        *self.requests.entry((operation, status, code)).or_default() += 1;
        let durations = self.durations.entry(operation).or_default();
        let seconds = took.as_secs_f64();
        durations.count += 1;
        durations.seconds += seconds;
        for (class, bound) in durations.classes.iter_mut().zip(BOUNDS) {
            *class += u64::from(seconds <= bound);
        }
        if let Some(fault) = trace.fault {
            *self.faults.entry(fault).or_default() += 1;
        }
    }

    pub(super) fn text(&self, name: &str) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        self.write(&mut text, &name.replace('-', "_")).ok();
        text
    }

    fn write(&self, text: &mut String, name: &str) -> std::fmt::Result {
        let family = format!("{name}_local_requests_total");
        writeln!(
            text,
            "# HELP {family} Requests answered.\n# TYPE {family} counter"
        )?;
        for ((operation, status, code), count) in &self.requests {
            let labels = format!("operation=\"{operation}\",status=\"{status}\",code=\"{code}\"");
            writeln!(text, "{family}{{{labels}}} {count}")?;
        }
        let family = format!("{name}_local_faults_total");
        writeln!(
            text,
            "# HELP {family} Faults that were asked for.\n# TYPE {family} counter"
        )?;
        for (fault, count) in &self.faults {
            writeln!(text, "{family}{{fault=\"{fault}\"}} {count}")?;
        }
        let family = format!("{name}_local_request_duration_seconds");
        writeln!(
            text,
            "# HELP {family} Time to answer.\n# TYPE {family} histogram"
        )?;
        for (operation, durations) in &self.durations {
            let label = format!("operation=\"{operation}\"");
            for (bound, class) in BOUNDS.iter().zip(durations.classes) {
                writeln!(text, "{family}_bucket{{{label},le=\"{bound}\"}} {class}")?;
            }
            writeln!(
                text,
                "{family}_bucket{{{label},le=\"+Inf\"}} {}",
                durations.count
            )?;
            writeln!(text, "{family}_sum{{{label}}} {}", durations.seconds)?;
            writeln!(text, "{family}_count{{{label}}} {}", durations.count)?;
        }
        Ok(())
    }

    pub(super) fn summary(&self) -> String {
        let of = |least: u16, most: u16| -> u64 {
            let requests = self.requests.iter();
            let meant = requests.filter(|((_, status, _), _)| (least..=most).contains(status));
            meant.map(|(_, count)| count).sum()
        };
        let faults: u64 = self.faults.values().sum();
        format!(
            "{} requests: {} answered, {} refused, {} failed; {faults} faults asked for",
            of(0, u16::MAX),
            of(0, 399),
            of(400, 499),
            of(500, u16::MAX)
        )
    }
}
