//! Draws the state. Nothing is decided here but colours.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Position, Rect};
use ratatui_core::style::{Color, Modifier, Style};
use ratatui_core::text::Line;

use super::keys;
use super::line::Rows;
use super::state::{Focus, Note, Panel, State};
use crate::console::escape;

/// How parts look: with colours, or by weight alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) has_color: bool,
}

impl Look {
    fn color(self, color: Color) -> Style {
        match self.has_color {
            true => Style::new().fg(color),
            false => Style::new(),
        }
    }

    fn strong(self) -> Style {
        self.color(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    fn quiet(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    fn problem(self) -> Style {
        self.color(Color::Red)
    }
}

/// Draws everything, and tells where the cursor is.
pub(super) fn draw(state: &State<'_>, buffer: &mut Buffer, look: Look) -> Position {
    let areas = state.areas();
    let cursor = line(state, buffer, areas.line, look);
    menu(state, buffer, areas.menu, look);
    note(state, buffer, areas.note, look);
    if state.shows_keys {
        let whole = areas.docs.union(areas.answer);
        all_keys(state, buffer, whole, look);
    } else {
        panel(
            &state.docs,
            state.focus == Focus::Docs,
            buffer,
            areas.docs,
            look,
        );
        panel(
            &state.answer,
            state.focus == Focus::Answer,
            buffer,
            areas.answer,
            look,
        );
    }
    keys(state, buffer, areas.keys, look);
    cursor
}

/// The rows around the cursor.
fn line(state: &State<'_>, buffer: &mut Buffer, area: Rect, look: Look) -> Position {
    let whole = [&state.prompt, state.line.text()].concat();
    let at = state.prompt.len() + state.line.before().len();
    let Rows { rows, cursor } = Rows::of(&whole, at, area.width.into());
    let height = usize::from(area.height);
    let first = (cursor.0 + 1).saturating_sub(height);
    for (row, y) in rows.iter().skip(first).zip(area.top()..area.bottom()) {
        put(buffer, (area.x, y, area.width), row, Style::new());
    }
    if first == 0 {
        let width = u16::try_from(state.prompt.len()).unwrap_or(area.width);
        let shown = Rect::new(area.x, area.y, width.min(area.width), area.height.min(1));
        buffer.set_style(shown, look.strong());
    }
    let column = u16::try_from(cursor.1).unwrap_or(area.width);
    let row = u16::try_from(cursor.0 - first).unwrap_or_default();
    Position::new(area.x + column, area.y + row)
}

/// The choices around the one that is considered, what is said about each beside it.
fn menu(state: &State<'_>, buffer: &mut Buffer, area: Rect, look: Look) {
    let candidates = &state.menu.candidates;
    let height = usize::from(area.height);
    let chosen = state.menu.chosen.unwrap_or_default();
    let first = (chosen + 1).saturating_sub(height);
    let shown = || candidates.iter().enumerate().skip(first).take(height);
    let width = |text: &str| Line::raw(text).width();
    let titles = shown().map(|(_, candidate)| width(&candidate.title)).max();
    let widest = titles
        .unwrap_or_default()
        .min(usize::from(area.width) * 2 / 3);
    for ((at, candidate), y) in shown().zip(area.top()..area.bottom()) {
        let is_chosen = state.menu.chosen == Some(at);
        let style = match is_chosen {
            true => look.chosen(),
            false => Style::new(),
        };
        let gap = widest.saturating_sub(width(&candidate.title));
        let text = format!("  {}{}  ", candidate.title, " ".repeat(gap));
        let x = put(buffer, (area.x, y, area.width), &text, style);
        let left = area.right().saturating_sub(x);
        put(buffer, (x, y, left), &candidate.note, look.quiet());
    }
}

fn note(state: &State<'_>, buffer: &mut Buffer, area: Rect, look: Look) {
    let (text, style) = match &state.note {
        None => return,
        Some(Note::Hint(text)) => (text.as_str(), look.quiet()),
        Some(Note::Problem(text)) => (text.as_str(), look.problem()),
        Some(Note::Asking) => ("Asking the service … Esc gives up", look.quiet()),
    };
    let rows = Rows::of(text, 0, area.width.into()).rows;
    for (row, y) in rows.iter().zip(area.top()..area.bottom()) {
        put(buffer, (area.x, y, area.width), row, style);
    }
}

/// A panel: its title, then its text.
fn panel(panel: &Panel, has_focus: bool, buffer: &mut Buffer, area: Rect, look: Look) {
    if area.is_empty() {
        return;
    }
    let title = match panel.search() {
        Some(search) => format!("/{search}"),
        None => panel.title.to_owned(),
    };
    heading(&title, has_focus, buffer, area, look);
    for (line, y) in panel.lines().zip(area.top() + 1..area.bottom()) {
        put(buffer, (area.x, y, area.width), line, Style::new());
    }
}

fn heading(title: &str, has_focus: bool, buffer: &mut Buffer, area: Rect, look: Look) {
    let rule = "─".repeat(area.width.into());
    put(buffer, (area.x, area.y, area.width), &rule, look.quiet());
    let style = match has_focus {
        true => look.strong().patch(look.chosen()),
        false => look.strong(),
    };
    let left = area.width.saturating_sub(4);
    put(
        buffer,
        (area.x + 2, area.y, left),
        &format!(" {title} "),
        style,
    );
}

/// What every key does, in as many columns as there is room for.
fn all_keys(state: &State<'_>, buffer: &mut Buffer, area: Rect, look: Look) {
    const COLUMN: u16 = 46;
    if area.is_empty() {
        return;
    }
    heading("Keys (F1 hides them)", false, buffer, area, look);
    let rows = keys::tables(state.focus).into_iter().flatten();
    let rows = rows.filter(|row| !row.does.is_empty());
    let (mut x, mut y) = (area.x, area.y + 1);
    for row in rows {
        if y == area.bottom() {
            (x, y) = (x + COLUMN, area.y + 1);
        }
        if x >= area.right() {
            break;
        }
        let left = area.right() - x;
        let after = put(
            buffer,
            (x, y, left),
            &format!("  {:<10}", row.name),
            look.strong(),
        );
        put(
            buffer,
            (after, y, area.right().saturating_sub(after)),
            row.does,
            Style::new(),
        );
        y += 1;
    }
}

/// The most useful keys in one line.
fn keys(state: &State<'_>, buffer: &mut Buffer, area: Rect, look: Look) {
    if area.is_empty() {
        return;
    }
    let shown: &[(&str, &str)] = match (state.focus, state.menu.is_history) {
        (Focus::Line, true) => &[("Enter", "take"), ("↑↓", "choose"), ("Esc", "back")],
        (Focus::Line, false) => &[
            ("Enter", "run"),
            ("Tab", "choose"),
            ("F1", "keys"),
            ("F2", "panel"),
            ("F3", "docs"),
            ("F5", "answer"),
            ("F6", "ask"),
            ("^R", "history"),
            ("^C", "leave"),
        ],
        (Focus::Docs | Focus::Answer, _) => &[
            ("j k", "line"),
            ("w z", "page"),
            ("g G", "ends"),
            ("/ n N", "search"),
            ("q", "back"),
            ("F1", "keys"),
            ("F2", "next panel"),
        ],
    };
    let mut x = area.x;
    for (name, does) in shown {
        let left = |x: u16| area.right().saturating_sub(x);
        x = put(buffer, (x, area.y, left(x)), name, look.strong());
        x = put(
            buffer,
            (x, area.y, left(x)),
            &format!(" {does}  "),
            look.quiet(),
        );
    }
}

/// Puts text on one row, as far as it fits and with what could act on a terminal escaped. Returns the
/// column behind it.
fn put(buffer: &mut Buffer, (x, y, width): (u16, u16, u16), text: &str, style: Style) -> u16 {
    if width == 0 {
        return x;
    }
    let text = escape::text(text);
    let text = text.replace(['\n', '\t'], " ");
    buffer.set_stringn(x, y, text, width.into(), style).0
}
