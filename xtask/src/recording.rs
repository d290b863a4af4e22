//! `cargo xtask recording`: runs the lines of `docs/recording.txt` and draws what a terminal shows, as an SVG
//! that plays in a browser and in a README.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;

use crate::{Outcome, root};

const WIDTH: usize = 110;
const LINE: usize = 18;
const MARGIN: usize = 16;
/// Seconds between an answer and the next command, and between two lines of an answer.
const PAUSE: f64 = 1.6;
const TICK: f64 = 0.04;

/// Options of `cargo xtask recording`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The command `omics` to record.
    #[arg(long, value_name = "FILE", default_value = "target/release/omics")]
    bin: PathBuf,
    /// Where the drawing goes.
    #[arg(long, value_name = "FILE", default_value = "docs/recording.svg")]
    out: PathBuf,
}

/// A line on the screen, and when it appears.
struct Shown {
    text: String,
    typed: bool,
    seconds: f64,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let root = root();
    let home = root.join("target/recording");
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::create_dir_all(&home)?;
    let script = fs::read_to_string(root.join("docs/recording.txt"))?;
    let mut screen = Vec::new();
    let mut seconds = 0.5;
    for line in script.lines() {
        show(&mut screen, &format!("$ {line}"), true, &mut seconds);
        seconds += PAUSE / 2.0;
        let output = answer(&root.join(&arguments.bin), line, &home)?;
        for line in output.trim_end().lines() {
            show(&mut screen, line, false, &mut seconds);
        }
        seconds += PAUSE;
    }
    fs::write(root.join(&arguments.out), draw(&screen))?;
    println!("{}", arguments.out.display());
    Ok(ExitCode::SUCCESS)
}

/// Puts a line on the screen, in pieces as wide as it.
fn show(screen: &mut Vec<Shown>, line: &str, typed: bool, seconds: &mut f64) {
    let letters: Vec<char> = line.chars().collect();
    let empty = [[].as_slice()];
    let pieces = letters
        .chunks(WIDTH)
        .chain(empty.into_iter().filter(|_| letters.is_empty()));
    for piece in pieces {
        let text = piece.iter().collect();
        screen.push(Shown {
            text,
            typed,
            seconds: *seconds,
        });
        *seconds += TICK;
    }
}

/// What a line prints, on both streams. It runs in a shell, with credentials of the documentation and a home
/// of its own.
fn answer(bin: &Path, line: &str, home: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let folder = bin.parent().ok_or("the command lies in no folder")?;
    let output = Command::new("sh")
        .args(["-c", &format!("{line} 2>&1")])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
        .env("HOME", home)
        .env("AWS_PAGER", "")
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .output()?;
    Ok(String::from_utf8(output.stdout)?)
}

fn draw(screen: &[Shown]) -> String {
    let width = WIDTH * 8 + 2 * MARGIN;
    let height = screen.len() * LINE + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"monospace\" \
         font-size=\"13\" role=\"img\" aria-label=\"omics on a terminal\">\n\
         <style>text{{opacity:0;white-space:pre;fill:#d0d0d0;animation:show 0s forwards}}\
         .typed{{fill:#8fd18f}}@keyframes show{{to{{opacity:1}}}}\
         @media(prefers-reduced-motion:reduce){{text{{opacity:1;animation:none}}}}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1c1c1c\"/>\n"
    );
    for (row, line) in screen.iter().enumerate() {
        let y = MARGIN + (row + 1) * LINE - 4;
        let class = if line.typed { " class=\"typed\"" } else { "" };
        let text = line
            .text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        // Writing to a string cannot fail.
        _ = writeln!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{y}\"{class} xml:space=\"preserve\" style=\"animation-delay:{:.2}s\">{text}</text>",
            line.seconds
        );
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_at_the_edge_escaped_and_appear_one_after_the_other() {
        let mut screen = Vec::new();
        let mut seconds = 0.0;
        show(&mut screen, &"x".repeat(WIDTH + 1), true, &mut seconds);
        show(&mut screen, "<a & b>", false, &mut seconds);
        assert_eq!(screen.len(), 3);
        assert!(screen[0].seconds < screen[2].seconds);
        assert!(draw(&screen).contains("&lt;a &amp; b&gt;"));
    }
}
