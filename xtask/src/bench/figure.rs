//! Figures, and how they are told.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::budgets::Limits;

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Instructions,
    Allocations,
    Seconds,
    Bytes,
    Crates,
}

/// A figure of ours, and that of a peer, if there is one.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// The group, a slash, and what was measured: also the name of its budget.
    pub(super) name: String,
    pub(super) unit: Unit,
    pub(super) ours: f64,
    pub(super) peer: Option<(&'static str, f64)>,
}

impl Figure {
    /// Ours, as a multiple of the peer's.
    pub(super) fn ratio(&self) -> Option<f64> {
        let (_, peer) = self.peer?;
        (peer > 0.0).then(|| self.ours / peer)
    }
}

/// All figures of a run, in their order, and what could not be measured.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) figures: Vec<Figure>,
    missing: Vec<String>,
}

impl Report {
    /// Ours beside a peer's.
    pub(super) fn add(
        &mut self,
        name: impl Into<String>,
        unit: Unit,
        ours: f64,
        peer: (&'static str, f64),
    ) {
        self.push(name.into(), unit, ours, Some(peer));
    }

    /// A figure with no peer.
    pub(super) fn add_alone(&mut self, name: impl Into<String>, unit: Unit, ours: f64) {
        self.push(name.into(), unit, ours, None);
    }

    fn push(&mut self, name: String, unit: Unit, ours: f64, peer: Option<(&'static str, f64)>) {
        let figure = Figure {
            name,
            unit,
            ours,
            peer,
        };
        eprintln!("{}", line(&figure));
        self.figures.push(figure);
    }

    /// Says that something cannot be measured here.
    pub(super) fn leave_out(&mut self, what: impl Into<String>) {
        self.missing.push(what.into());
    }

    /// As a table in Markdown.
    pub(super) fn table(&self, budgets: &Limits) -> String {
        let mut table = String::from(
            "| What | Ours | Peer | Ratio | Budget |\n| --- | ---: | ---: | ---: | ---: |\n",
        );
        for figure in &self.figures {
            let peer = figure.peer.map_or(String::new(), |(name, value)| {
                format!("{name}: {}", shown(value, figure.unit))
            });
            let ratio = figure.ratio().map_or(String::new(), ratio);
            let budget = budgets.shown(figure).unwrap_or_default();
            let ours = shown(figure.ours, figure.unit);
            writeln!(
                table,
                "| {} | {ours} | {peer} | {ratio} | {budget} |",
                figure.name
            )
            .expect("strings can be written to");
        }
        for missing in &self.missing {
            writeln!(table, "\nNot measured: {missing}.").expect("strings can be written to");
        }
        table
    }

    /// As JSON: seconds, bytes and counts.
    pub(super) fn json(&self) -> Value {
        let figures = self.figures.iter().map(|figure| {
            json!({
                "name": figure.name,
                "unit": format!("{:?}", figure.unit).to_lowercase(),
                "ours": figure.ours,
                "peer": figure.peer.map(|(name, value)| json!({ "name": name, "value": value })),
                "ratio": figure.ratio(),
            })
        });
        json!({ "figures": figures.collect::<Vec<_>>(), "not_measured": self.missing })
    }
}

fn line(figure: &Figure) -> String {
    let ours = shown(figure.ours, figure.unit);
    match (figure.peer, figure.ratio()) {
        (Some((name, peer)), Some(times)) => {
            let peer = shown(peer, figure.unit);
            format!("{}: {ours}, {name} {peer}: {}", figure.name, ratio(times))
        }
        _ => format!("{}: {ours}", figure.name),
    }
}

/// A ratio, as `0.47 ×` or `1/130`.
pub(super) fn ratio(ratio: f64) -> String {
    match ratio {
        small if small < 0.05 => format!("1/{:.0}", 1.0 / small),
        ratio => format!("{ratio:.2} ×"),
    }
}

/// A value with its unit, in three digits or so.
pub(super) fn shown(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Instructions | Unit::Allocations | Unit::Crates => match value {
            large if large >= 1e7 => format!("{:.0} M", large / 1e6),
            large if large >= 1e4 => format!("{:.0} k", large / 1e3),
            value => format!("{value:.0}"),
        },
        Unit::Bytes => format!("{:.2} MB", value / 1e6),
        Unit::Seconds => match value {
            small if small < 1e-6 => format!("{:.0} ns", small * 1e9),
            small if small < 1e-3 => format!("{:.1} µs", small * 1e6),
            small if small < 1.0 => format!("{:.2} ms", small * 1e3),
            value => format!("{value:.1} s"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_people_say_them() {
        assert_eq!(shown(0.001_234, Unit::Seconds), "1.23 ms");
        assert_eq!(shown(6_900_000.0, Unit::Bytes), "6.90 MB");
        assert_eq!(shown(190_000.0, Unit::Instructions), "190 k");
        assert_eq!([ratio(0.468), ratio(1.0 / 150.0)], ["0.47 ×", "1/150"]);
    }
}
