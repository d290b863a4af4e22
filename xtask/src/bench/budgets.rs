//! What figures may be at most.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use toml::Table;

use super::figure::{Figure, Report, ratio, shown};

/// The budgets of whole runs and of quick ones.
#[derive(Debug)]
pub(super) struct Budgets {
    whole: Limits,
    quick: Limits,
}

/// Budgets by the name of the figure.
#[derive(Debug, Default)]
pub(super) struct Limits {
    /// Ours as a multiple of the peer's.
    ratio: BTreeMap<String, f64>,
    /// Ours alone, in seconds, bytes or pieces.
    ours: BTreeMap<String, f64>,
}

impl Budgets {
    /// Reads the file.
    pub(super) fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        let text = std::fs::read_to_string(path)?;
        Self::parse(&text).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    fn parse(text: &str) -> Result<Self, Box<dyn Error>> {
        let mut file: Table = text.parse()?;
        let quick = match file.remove("quick") {
            Some(toml::Value::Table(quick)) => Limits::parse(quick)?,
            Some(_) => return Err("`quick` is no table".into()),
            None => Limits::default(),
        };
        Ok(Self {
            whole: Limits::parse(file)?,
            quick,
        })
    }

    /// Those of a kind of run.
    pub(super) fn of(self, quick: bool) -> Limits {
        match quick {
            true => self.quick,
            false => self.whole,
        }
    }
}

impl Limits {
    fn parse(table: Table) -> Result<Self, Box<dyn Error>> {
        let mut limits = Self::default();
        for (kind, budgets) in table {
            let known = match kind.as_str() {
                "ratio" => &mut limits.ratio,
                "ours" => &mut limits.ours,
                _ => return Err(format!("`{kind}` is neither `ratio` nor `ours`").into()),
            };
            let toml::Value::Table(budgets) = budgets else {
                return Err(format!("`{kind}` is no table").into());
            };
            for (name, most) in budgets {
                let most = most
                    .as_float()
                    .or_else(|| most.as_integer().map(|most| most as f64));
                known.insert(
                    name.clone(),
                    most.ok_or_else(|| format!("{name}: no number"))?,
                );
            }
        }
        Ok(limits)
    }

    /// The budget of a figure in words, if it has one.
    pub(super) fn shown(&self, figure: &Figure) -> Option<String> {
        let ours = self
            .ours
            .get(&figure.name)
            .map(|most| shown(*most, figure.unit));
        ours.or_else(|| self.ratio.get(&figure.name).map(|most| ratio(*most)))
    }

    /// A line for each budget whose figure was not taken.
    pub(super) fn left_over(&self, report: &Report) -> Vec<String> {
        let names = self.ratio.keys().chain(self.ours.keys());
        names
            .filter(|name| !report.figures.iter().any(|figure| figure.name == **name))
            .map(|name| format!("{name}: it has a budget, and was not measured"))
            .collect()
    }

    /// A line for each figure that is over its budget.
    pub(super) fn broken_by(&self, report: &Report) -> Vec<String> {
        let over = |figure: &Figure| {
            let most = self.ratio.get(&figure.name);
            let ratio_over = most.zip(figure.ratio()).filter(|(most, is)| is > most);
            let most = self.ours.get(&figure.name);
            let ours_over = most.filter(|most| figure.ours > **most);
            let (name, unit) = (&figure.name, figure.unit);
            match (ratio_over, ours_over) {
                (Some((most, is)), _) => Some(format!(
                    "{name}: {is:.3} of its peer, and {most} is the most"
                )),
                (None, Some(most)) => Some(format!(
                    "{name}: {}, and {} is the most",
                    shown(figure.ours, unit),
                    shown(*most, unit)
                )),
                (None, None) => None,
            }
        };
        report.figures.iter().filter_map(over).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::Unit;
    use super::*;

    #[test]
    fn what_is_over_its_budget_is_named() {
        let file =
            "[ratio]\n\"a\" = 0.5\n\"b\" = 1\n[ours]\n\"c\" = 7e6\n[quick.ratio]\n\"a\" = 2\n";
        let mut report = Report::default();
        report.add("a", Unit::Instructions, 3.0, ("peer", 5.0));
        report.add("b", Unit::Instructions, 3.0, ("peer", 5.0));
        report.add_alone("c", Unit::Bytes, 8e6);
        let whole = Budgets::parse(file).expect("a sound file").of(false);
        assert_eq!(
            whole.broken_by(&report),
            [
                "a: 0.600 of its peer, and 0.5 is the most",
                "c: 8.00 MB, and 7.00 MB is the most"
            ]
        );
        let quick = Budgets::parse(file).expect("a sound file").of(true);
        assert!(quick.broken_by(&report).is_empty());
        assert!(quick.left_over(&report).is_empty());
        let other = Budgets::parse("[quick.ratio]\n\"d\" = 1").expect("a sound file");
        assert_eq!(
            other.of(true).left_over(&report),
            ["d: it has a budget, and was not measured"]
        );
        assert!(Budgets::parse("[ration]\na = 1").is_err());
    }
}
