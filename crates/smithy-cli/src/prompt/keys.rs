//! What each key does, and where: the keys work by these tables, and the screen shows them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::InputRequest;

use super::state::Focus;

/// What a key can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Takes the choice, or runs the line.
    Enter,
    /// Completes the word.
    Complete,
    /// To the next choice.
    Down,
    /// To the choice before, or to an earlier line.
    Up,
    /// Another line in a value.
    Newline,
    /// Changes the line.
    Edit(InputRequest),
    /// Looks through earlier lines.
    History,
    /// Asks the service.
    Ask,
    /// Gives up what is under way.
    Cancel,
    /// Leaves the prompt.
    Leave,
    /// Hides or shows the keys.
    Keys,
    /// Hides or shows documentation.
    Docs,
    /// Hides or shows the answer.
    Answer,
    /// To the next panel.
    Focus,
    /// Back to the line.
    ToLine,
    /// Moves the text of a panel.
    Scroll(Scroll),
    /// Begins to look for a text.
    Search,
    /// To where the text is next.
    Again,
    /// To where the text is before.
    Back,
    /// Draws all anew.
    Redraw,
}

/// How far the text of a panel moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scroll {
    Lines(isize),
    Pages(isize),
    Top,
    Bottom,
}

/// Keys, what they are called, and what they do. Without words a row is not shown.
pub(super) struct Row {
    keys: &'static [(KeyCode, KeyModifiers)],
    pub(super) name: &'static str,
    pub(super) does: &'static str,
    action: Action,
}

const PLAIN: KeyModifiers = KeyModifiers::NONE;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;

const fn key(code: KeyCode) -> (KeyCode, KeyModifiers) {
    (code, PLAIN)
}

const fn plain(c: char) -> (KeyCode, KeyModifiers) {
    (KeyCode::Char(c), PLAIN)
}

const fn ctrl(c: char) -> (KeyCode, KeyModifiers) {
    (KeyCode::Char(c), CTRL)
}

const fn alt(code: KeyCode) -> (KeyCode, KeyModifiers) {
    (code, ALT)
}

const fn row(
    keys: &'static [(KeyCode, KeyModifiers)],
    name: &'static str,
    does: &'static str,
    action: Action,
) -> Row {
    Row {
        keys,
        name,
        does,
        action,
    }
}

/// An editing key that needs no explanation.
const fn edit(keys: &'static [(KeyCode, KeyModifiers)], request: InputRequest) -> Row {
    row(keys, "", "", Action::Edit(request))
}

/// In the line.
const LINE: &[Row] = &[
    row(
        &[key(KeyCode::Enter)],
        "Enter",
        "take the choice; run the line",
        Action::Enter,
    ),
    row(&[key(KeyCode::Tab)], "Tab", "complete", Action::Complete),
    row(
        &[key(KeyCode::Down), ctrl('n')],
        "Down",
        "next choice",
        Action::Down,
    ),
    row(
        &[
            key(KeyCode::Up),
            ctrl('p'),
            key(KeyCode::BackTab),
            (KeyCode::BackTab, KeyModifiers::SHIFT),
        ],
        "Up",
        "choice before; earlier line",
        Action::Up,
    ),
    row(
        &[ctrl('r')],
        "Ctrl-R",
        "search earlier lines",
        Action::History,
    ),
    row(
        &[key(KeyCode::F(6))],
        "F6",
        "ask the service: ids; the answer",
        Action::Ask,
    ),
    row(
        &[alt(KeyCode::Enter), ctrl('j')],
        "Alt-Enter",
        "another line in a value",
        Action::Newline,
    ),
    row(
        &[key(KeyCode::Esc)],
        "Esc",
        "close the choices",
        Action::Cancel,
    ),
    row(&[ctrl('c'), ctrl('d')], "Ctrl-C", "leave", Action::Leave),
    row(
        &[key(KeyCode::PageDown)],
        "PgDn",
        "documentation down",
        Action::Scroll(Scroll::Pages(1)),
    ),
    row(
        &[key(KeyCode::PageUp)],
        "PgUp",
        "documentation up",
        Action::Scroll(Scroll::Pages(-1)),
    ),
    row(
        &[ctrl('w'), alt(KeyCode::Backspace)],
        "Ctrl-W",
        "delete a word",
        Action::Edit(InputRequest::DeletePrevWord),
    ),
    row(
        &[ctrl('u')],
        "Ctrl-U",
        "delete to the start",
        Action::Edit(InputRequest::DeleteFromStart),
    ),
    row(
        &[ctrl('k')],
        "Ctrl-K",
        "delete to the end",
        Action::Edit(InputRequest::DeleteTillEnd),
    ),
    edit(&[ctrl('y')], InputRequest::Yank),
    edit(&[alt(KeyCode::Char('d'))], InputRequest::DeleteNextWord),
    edit(
        &[key(KeyCode::Backspace), ctrl('h')],
        InputRequest::DeletePrevChar,
    ),
    edit(&[key(KeyCode::Delete)], InputRequest::DeleteNextChar),
    edit(&[key(KeyCode::Left), ctrl('b')], InputRequest::GoToPrevChar),
    edit(
        &[key(KeyCode::Right), ctrl('f')],
        InputRequest::GoToNextChar,
    ),
    edit(
        &[(KeyCode::Left, CTRL), alt(KeyCode::Char('b'))],
        InputRequest::GoToPrevWord,
    ),
    edit(
        &[(KeyCode::Right, CTRL), alt(KeyCode::Char('f'))],
        InputRequest::GoToNextWord,
    ),
    edit(&[key(KeyCode::Home), ctrl('a')], InputRequest::GoToStart),
    edit(&[key(KeyCode::End), ctrl('e')], InputRequest::GoToEnd),
];

/// In a panel, as in those of the AWS CLI.
const PANEL: &[Row] = &[
    row(
        &[key(KeyCode::Down), plain('j')],
        "j",
        "a line down",
        Action::Scroll(Scroll::Lines(1)),
    ),
    row(
        &[key(KeyCode::Up), plain('k')],
        "k",
        "a line up",
        Action::Scroll(Scroll::Lines(-1)),
    ),
    row(
        &[key(KeyCode::PageDown), plain('z'), plain(' ')],
        "z",
        "a page down",
        Action::Scroll(Scroll::Pages(1)),
    ),
    row(
        &[key(KeyCode::PageUp), plain('w')],
        "w",
        "a page up",
        Action::Scroll(Scroll::Pages(-1)),
    ),
    row(
        &[key(KeyCode::Home), plain('g')],
        "g",
        "to the top",
        Action::Scroll(Scroll::Top),
    ),
    row(
        &[
            key(KeyCode::End),
            plain('G'),
            (KeyCode::Char('G'), KeyModifiers::SHIFT),
        ],
        "G",
        "to the end",
        Action::Scroll(Scroll::Bottom),
    ),
    row(&[plain('/')], "/", "search", Action::Search),
    row(&[plain('n')], "n", "next match", Action::Again),
    row(
        &[plain('N'), (KeyCode::Char('N'), KeyModifiers::SHIFT)],
        "N",
        "match before",
        Action::Back,
    ),
    row(
        &[plain('q'), key(KeyCode::Esc)],
        "q",
        "back to the line",
        Action::ToLine,
    ),
    row(&[ctrl('c'), ctrl('d')], "Ctrl-C", "leave", Action::Leave),
];

/// Wherever one is, and with the numbers these keys have in the AWS CLI.
const ANYWHERE: &[Row] = &[
    row(&[key(KeyCode::F(1))], "F1", "keys", Action::Keys),
    row(&[key(KeyCode::F(2))], "F2", "next panel", Action::Focus),
    row(&[key(KeyCode::F(3))], "F3", "documentation", Action::Docs),
    row(&[key(KeyCode::F(5))], "F5", "answer", Action::Answer),
    row(&[ctrl('l')], "", "", Action::Redraw),
];

/// The tables that hold in a place.
pub(super) fn tables(focus: Focus) -> [&'static [Row]; 2] {
    match focus {
        Focus::Line => [LINE, ANYWHERE],
        Focus::Docs | Focus::Answer => [PANEL, ANYWHERE],
    }
}

/// What a key does in a place, if it does not stand for itself.
pub(super) fn action(focus: Focus, event: KeyEvent) -> Option<Action> {
    let pressed = (event.code, event.modifiers);
    let rows = tables(focus).into_iter().flatten();
    let mut found = rows.filter(|row| row.keys.contains(&pressed));
    found.next().map(|row| row.action)
}

/// The character that a key stands for.
pub(super) fn typed(event: KeyEvent) -> Option<char> {
    match event.code {
        KeyCode::Char(c) if !event.modifiers.intersects(CTRL | ALT) => Some(c),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_meanings_in_a_place() {
        for focus in [Focus::Line, Focus::Docs] {
            let rows = tables(focus).into_iter().flatten();
            let keys: Vec<_> = rows.flat_map(|row| row.keys).collect();
            for (at, key) in keys.iter().enumerate() {
                assert!(!keys[..at].contains(key), "{key:?}");
            }
        }
    }

    #[test]
    fn what_does_nothing_else_is_typed() {
        let press = |code, modifiers| KeyEvent::new(code, modifiers);
        assert_eq!(
            typed(press(KeyCode::Char('Q'), KeyModifiers::SHIFT)),
            Some('Q')
        );
        assert_eq!(typed(press(KeyCode::Char('x'), CTRL)), None);
        assert_eq!(action(Focus::Line, press(KeyCode::Char('q'), PLAIN)), None);
        let leaves = action(Focus::Docs, press(KeyCode::Char('q'), PLAIN));
        assert_eq!(leaves, Some(Action::ToLine));
    }
}
