//! Where everything stands on a screen of some size.

use ratatui_core::layout::Rect;

use super::line::Rows;
use super::state::{Note, State};

/// The most choices that are shown at a time.
const CHOICES: u16 = 8;
/// The least lines that a panel is worth: its title and some text.
const PANEL: u16 = 4;
/// The least columns for two panels side by side.
const TWO_PANELS: u16 = 72;

/// The places of the parts, from top to bottom. What has no room has no height.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) line: Rect,
    pub(super) menu: Rect,
    pub(super) note: Rect,
    pub(super) docs: Rect,
    pub(super) answer: Rect,
    pub(super) keys: Rect,
}

impl Areas {
    /// The line comes first, then what is wrong with it, the choices, a line of keys and the panels.
    pub(super) fn of(state: &State<'_>) -> Self {
        let (width, height) = (state.size.width.max(1), state.size.height);
        let rows = |text: &str| count(Rows::of(text, 0, width.into()).rows.len());
        let mut left = height;
        let mut take = |wanted: u16| {
            let taken = wanted.min(left);
            left -= taken;
            taken
        };
        let whole = [&state.prompt, state.line.text(), " "].concat();
        let line = take(rows(&whole).min(height.div_ceil(3).max(1)));
        let note = take(match &state.note {
            Some(Note::Problem(text)) => rows(text).min(height / 3),
            Some(Note::Hint(_) | Note::Asking) => 1,
            None => 0,
        });
        let keys = take(1);
        let menu = take(count(state.menu.candidates.len()).min(CHOICES));
        let mut top = 0;
        let mut below = |height: u16| {
            let area = Rect::new(0, top, width, height);
            top += height;
            area
        };
        let (line, menu, note) = (below(line), below(menu), below(note));
        let panels = below(take(u16::MAX));
        let (docs, answer) = split(panels, state.docs.is_shown, state.answer.is_shown);
        Self {
            line,
            menu,
            note,
            docs,
            answer,
            keys: below(keys),
        }
    }
}

/// The places of two panels, if they are shown and there is room.
fn split(area: Rect, docs: bool, answer: bool) -> (Rect, Rect) {
    let none = Rect::new(area.x, area.y, area.width, 0);
    match (docs, answer) {
        _ if area.height < PANEL => (none, none),
        (true, false) => (area, none),
        (false, true) => (none, area),
        (false, false) => (none, none),
        (true, true) if area.width >= TWO_PANELS => {
            let left = area.width / 2;
            (
                Rect::new(0, area.y, left - 1, area.height),
                Rect::new(left, area.y, area.width - left, area.height),
            )
        }
        (true, true) if area.height >= 2 * PANEL => {
            let upper = area.height / 2;
            (
                Rect::new(0, area.y, area.width, upper),
                Rect::new(0, area.y + upper, area.width, area.height - upper),
            )
        }
        // The answer is asked for; documentation is always there.
        (true, true) => (none, area),
    }
}

fn count(lines: usize) -> u16 {
    u16::try_from(lines).unwrap_or(u16::MAX)
}
