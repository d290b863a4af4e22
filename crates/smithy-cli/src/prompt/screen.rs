//! The terminal: taken while the prompt is open, and given back however that ends.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::time::Duration;

use crossterm::cursor::{self, MoveTo};
use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Attribute, Color as Ink, Print, SetAttribute, SetForegroundColor};
use crossterm::terminal::{
    self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use crossterm::{execute, queue};
use ratatui_core::buffer::{Buffer, Cell};
use ratatui_core::layout::{Rect, Size};
use ratatui_core::style::{Color, Modifier};

use super::draw::{Look, draw};
use super::state::{Event, State};

/// A screen of its own on the terminal.
pub(super) struct Screen {
    terminal: BufWriter<File>,
    look: Look,
    /// What the terminal shows.
    shown: Buffer,
}

impl Screen {
    /// Takes the terminal, which standard output need not be.
    pub(super) fn open(look: Look) -> io::Result<Self> {
        let place = if cfg!(windows) { "CONOUT$" } else { "/dev/tty" };
        let file = File::options().read(true).write(true).open(place)?;
        // From here on it is given back when this is dropped.
        let mut screen = Self {
            terminal: BufWriter::new(file),
            look,
            shown: Buffer::default(),
        };
        terminal::enable_raw_mode()?;
        execute!(screen.terminal, EnterAlternateScreen, EnableBracketedPaste)?;
        Ok(screen)
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> io::Result<Size> {
        let (width, height) = terminal::size()?;
        Ok(Size { width, height })
    }

    /// Shows the state: only cells that have changed are sent.
    pub(super) fn show(&mut self, state: &State<'_>) -> io::Result<()> {
        let area = Rect::from(state.size);
        let terminal = &mut self.terminal;
        queue!(terminal, BeginSynchronizedUpdate, cursor::Hide)?;
        if self.shown.area != area {
            queue!(terminal, Clear(ClearType::All))?;
            self.shown = Buffer::empty(area);
        }
        let mut next = Buffer::empty(area);
        let at = draw(state, &mut next, self.look);
        send(terminal, &self.shown.diff(&next))?;
        self.shown = next;
        execute!(
            terminal,
            MoveTo(at.x, at.y),
            cursor::Show,
            EndSynchronizedUpdate
        )
    }

    /// Forgets what the terminal shows, so that all of it is drawn next.
    pub(super) fn forget(&mut self) {
        self.shown = Buffer::default();
    }

    /// Waits for the next event; where there is a limit, none may come.
    pub(super) fn next(&self, limit: Option<Duration>) -> io::Result<Option<Event>> {
        loop {
            if let Some(limit) = limit
                && !event::poll(limit)?
            {
                return Ok(None);
            }
            match event::read()? {
                event::Event::Key(key) if key.is_release() => {}
                event::Event::Key(key) => return Ok(Some(Event::Key(key))),
                event::Event::Paste(text) => return Ok(Some(Event::Pasted(text))),
                event::Event::Resize(width, height) => {
                    return Ok(Some(Event::Resized(Size { width, height })));
                }
                _ => {}
            }
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Of a terminal that has gone there is nothing to give back.
        let _ = execute!(
            self.terminal,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show
        );
        let _ = terminal::disable_raw_mode();
    }
}

/// Sends cells to their places, in their looks.
fn send(terminal: &mut impl Write, cells: &[(u16, u16, &Cell)]) -> io::Result<()> {
    let mut look = (Color::Reset, Modifier::empty());
    let mut next = None;
    for (x, y, cell) in cells {
        if next != Some((*x, *y)) {
            queue!(terminal, MoveTo(*x, *y))?;
        }
        next = Some((x + 1, *y));
        if look != (cell.fg, cell.modifier) {
            look = (cell.fg, cell.modifier);
            queue!(terminal, SetAttribute(Attribute::Reset))?;
            for (modifier, attribute) in [
                (Modifier::BOLD, Attribute::Bold),
                (Modifier::DIM, Attribute::Dim),
                (Modifier::REVERSED, Attribute::Reverse),
            ] {
                if cell.modifier.contains(modifier) {
                    queue!(terminal, SetAttribute(attribute))?;
                }
            }
            match cell.fg {
                Color::Cyan => queue!(terminal, SetForegroundColor(Ink::DarkCyan))?,
                Color::Red => queue!(terminal, SetForegroundColor(Ink::DarkRed))?,
                _ => {}
            }
        }
        queue!(terminal, Print(cell.symbol()))?;
    }
    queue!(terminal, SetAttribute(Attribute::Reset))
}
