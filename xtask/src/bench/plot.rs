//! Ratios as pictures, one for each group.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::figure::{Figure, Report, ratio, shown};

const WIDTH: f64 = 760.0;
const ROW: f64 = 34.0;
const LEFT: f64 = 300.0;
const BAR: f64 = 300.0;

/// Writes a picture for each group that was measured.
pub(super) fn write(report: &Report, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    for group in ["client", "command", "part", "build"] {
        let prefix = format!("{group}/");
        let figures: Vec<_> = report
            .figures
            .iter()
            .filter(|figure| figure.name.starts_with(&prefix))
            .filter(|figure| figure.ratio().is_some_and(|ratio| ratio <= 1.0))
            .collect();
        if !figures.is_empty() {
            let picture = draw(&figures, &prefix);
            fs::write(folder.join(format!("{group}.svg")), picture)?;
        }
    }
    Ok(())
}

/// A bar each, on a bar as long as the peer's figure.
fn draw(figures: &[&Figure], prefix: &str) -> String {
    let height = ROW * figures.len() as f64 + 20.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for (at, figure) in figures.iter().enumerate() {
        let (Some((peer, value)), Some(times)) = (figure.peer, figure.ratio()) else {
            continue;
        };
        let top = 10.0 + ROW * at as f64;
        let text = top + 16.0;
        let name = escaped(figure.name.strip_prefix(prefix).unwrap_or(&figure.name));
        let ours = (BAR * times).max(1.0);
        let (label, end) = (LEFT - 10.0, LEFT + BAR + 10.0);
        let peer = escaped(&format!("{peer}: {}", shown(value, figure.unit)));
        let value = escaped(&shown(figure.ours, figure.unit));
        writeln!(
            svg,
            "<text x=\"{label}\" y=\"{text}\" text-anchor=\"end\" fill=\"#222222\">{name}</text>\n\
             <rect x=\"{LEFT}\" y=\"{top}\" width=\"{BAR}\" height=\"22\" fill=\"#dddddd\"/>\n\
             <rect x=\"{LEFT}\" y=\"{top}\" width=\"{ours:.1}\" height=\"22\" fill=\"#2a78b5\"/>\n\
             <text x=\"{end}\" y=\"{text}\" fill=\"#222222\">{}</text>\n\
             <title>{name}: {value}, {peer}</title>",
            ratio(times),
        )
        .expect("strings can be written to");
    }
    svg.push_str("</svg>\n");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::super::figure::Unit;
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_the_ratio() {
        let mut report = Report::default();
        report.add("part/a<b, time", Unit::Seconds, 1.0, ("peer", 4.0));
        let figures: Vec<_> = report.figures.iter().collect();
        let svg = draw(&figures, "part/");
        assert!(svg.contains("width=\"75.0\""), "{svg}");
        assert!(svg.contains("a&lt;b, time</text>"), "{svg}");
    }
}
