//! The state of the prompt, and what events make of it. Nothing here draws, waits or asks: what is to be
//! done is an [`Effect`].

mod menu;
mod panel;

use aws_settings::split_words;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui_core::layout::Size;

use super::guide::{About, Guide, Known};
use super::keys::{self, Action, Scroll};
use super::layout::Areas;
use super::line::{Line, pasted};
use super::question::{Question, Reply};
use crate::service::Service;
pub(super) use menu::Menu;
pub(super) use panel::Panel;

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Focus {
    Line,
    Docs,
    Answer,
}

/// What happens to the prompt.
#[derive(Debug)]
pub(super) enum Event {
    Key(KeyEvent),
    Pasted(String),
    Resized(Size),
    /// The service was asked, and this came of it.
    Told(Reply),
}

/// What is to be done about it.
#[derive(Debug)]
pub(super) enum Effect<'a> {
    Nothing,
    /// Run the line, which has these words.
    Run(Vec<String>),
    /// End without running anything.
    Leave,
    /// Ask the service.
    Ask(&'a Service, Question),
    /// Give up asking.
    StopAsking,
    /// Draw every cell anew.
    Redraw,
}

/// What is said in a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Note {
    /// What is expected at the cursor.
    Hint(String),
    /// What is wrong.
    Problem(String),
    /// The service is being asked.
    Asking,
}

/// The prompt, as it stands on the screen.
#[derive(Debug)]
pub(super) struct State<'a> {
    guide: Guide<'a>,
    /// What stands before the line.
    pub(super) prompt: String,
    pub(super) line: Line,
    pub(super) menu: Menu,
    pub(super) docs: Panel,
    /// What the documentation in the panel is about, and the width it was laid out for.
    documented: Option<(About<'a>, usize)>,
    pub(super) answer: Panel,
    pub(super) focus: Focus,
    pub(super) shows_keys: bool,
    pub(super) note: Option<Note>,
    pub(super) size: Size,
    known: Known,
    /// Earlier lines, the latest last.
    history: Vec<String>,
    /// The earlier line that is shown, counted from the latest, and the line it was called from.
    recalled: Option<(usize, String)>,
}

impl<'a> State<'a> {
    pub(super) fn new(
        guide: Guide<'a>,
        prompt: String,
        text: &str,
        history: Vec<String>,
        size: Size,
    ) -> Self {
        let mut state = Self {
            guide,
            prompt,
            line: Line::new(text),
            menu: Menu::default(),
            docs: Panel::shown(),
            documented: None,
            answer: Panel::hidden(),
            focus: Focus::Line,
            shows_keys: false,
            note: None,
            size,
            known: Known::default(),
            history,
            recalled: None,
        };
        state.changed();
        state
    }

    /// Says what is wrong with the line.
    pub(super) fn tell(&mut self, problem: String) {
        self.note = Some(Note::Problem(problem));
    }

    /// Where everything stands.
    pub(super) fn areas(&self) -> Areas {
        Areas::of(self)
    }

    /// Takes an event in.
    pub(super) fn update(&mut self, event: Event) -> Effect<'a> {
        match event {
            Event::Resized(size) => {
                self.size = size;
                self.lay_out();
            }
            Event::Pasted(text) if self.focus == Focus::Line => {
                self.line.insert(&pasted(&text));
                self.changed();
            }
            Event::Pasted(_) => {}
            Event::Told(reply) => self.told(reply),
            Event::Key(key) => return self.pressed(key),
        }
        Effect::Nothing
    }

    fn pressed(&mut self, key: KeyEvent) -> Effect<'a> {
        let panel = self.panel();
        if let Some(panel) = panel.filter(|panel| panel.is_searching()) {
            match (key.code, keys::typed(key)) {
                (KeyCode::Enter, _) => panel.end_search(true),
                (KeyCode::Esc, _) => panel.end_search(false),
                (KeyCode::Backspace, _) => panel.erase(),
                (_, Some(c)) => panel.type_search(c),
                _ => {}
            }
            return Effect::Nothing;
        }
        match (keys::action(self.focus, key), keys::typed(key)) {
            (Some(action), _) => self.act(action),
            (None, Some(c)) if self.focus == Focus::Line => {
                self.line.insert(c.encode_utf8(&mut [0; 4]));
                self.changed();
                Effect::Nothing
            }
            _ => Effect::Nothing,
        }
    }

    fn act(&mut self, action: Action) -> Effect<'a> {
        match action {
            Action::Enter => return self.enter(),
            Action::Complete => self.complete(),
            Action::Down => self.down(),
            Action::Up => self.up(),
            Action::Newline => {
                self.line.insert("\n");
                self.changed();
            }
            Action::Edit(request) => {
                self.line.edit(request);
                self.changed();
            }
            Action::History => self.toggle_history(),
            Action::Ask => return self.ask(),
            Action::Cancel => return self.cancel(),
            Action::Leave => return Effect::Leave,
            Action::Redraw => return Effect::Redraw,
            Action::Keys => self.shows_keys = !self.shows_keys,
            Action::Docs => self.toggle(Focus::Docs),
            Action::Answer => self.toggle(Focus::Answer),
            Action::Focus => self.focus_next(),
            Action::ToLine => self.focus = Focus::Line,
            Action::Scroll(by) => self.scroll(by),
            Action::Search => self.with_panel(Panel::begin_search),
            Action::Again => self.with_panel(|panel| panel.find(1)),
            Action::Back => self.with_panel(|panel| panel.find(-1)),
        }
        Effect::Nothing
    }

    /// The panel that keys go to.
    fn panel(&mut self) -> Option<&mut Panel> {
        match self.focus {
            Focus::Line => None,
            Focus::Docs => Some(&mut self.docs),
            Focus::Answer => Some(&mut self.answer),
        }
    }

    fn with_panel(&mut self, work: impl FnOnce(&mut Panel)) {
        if let Some(panel) = self.panel() {
            work(panel);
        }
    }

    /// Takes the choice, goes on in an open quote, or runs the line.
    fn enter(&mut self) -> Effect<'a> {
        if self.menu.is_history && !self.menu.has_choice() {
            self.choose(1);
        }
        if self.menu.has_choice() {
            self.take();
        } else if !self.menu.is_history {
            match split_words(self.line.text()) {
                Ok(words) => return Effect::Run(words),
                Err(_) => {
                    self.line.insert("\n");
                    self.changed();
                }
            }
        }
        Effect::Nothing
    }

    /// Puts the choice into the line for good.
    fn take(&mut self) {
        if !self.menu.is_history && self.menu.chosen().is_some_and(|chosen| !chosen.goes_on) {
            self.line.insert(" ");
        }
        self.menu.is_history = false;
        self.changed();
    }

    /// Completes as far as all choices agree, or goes to the next.
    fn complete(&mut self) {
        if self.menu.is_history || self.menu.has_choice() {
            return self.down();
        }
        match self.menu.agreement() {
            Some(text) => {
                self.line.replace(self.menu.start, &text);
                self.changed();
            }
            None => {
                self.choose(1);
                if self.menu.candidates.len() == 1 {
                    self.take();
                }
            }
        }
    }

    /// To the next choice, or to the next of the earlier lines if one of them is shown.
    fn down(&mut self) {
        match self.recalled.take() {
            None => self.choose(1),
            Some((0, line)) => self.show(&line, None),
            Some((at, line)) => self.recall(at - 1, line),
        }
    }

    /// To the choice before, or to an earlier line.
    fn up(&mut self) {
        if self.menu.has_choice() || self.menu.is_history {
            return self.choose(-1);
        }
        match self.recalled.take() {
            None => self.recall(0, self.line.text().to_owned()),
            Some((at, line)) => self.recall(at + 1, line),
        }
    }

    /// Shows an earlier line; the earliest where there is none before it.
    fn recall(&mut self, at: usize, called_from: String) {
        let at = at.min(self.history.len().saturating_sub(1));
        if let Some(line) = self.history.iter().rev().nth(at).cloned() {
            self.show(&line, Some((at, called_from)));
        }
    }

    fn show(&mut self, line: &str, recalled: Option<(usize, String)>) {
        self.line = Line::new(line);
        self.changed();
        self.recalled = recalled;
    }

    /// Moves the choice, which stands in the line while it is considered.
    fn choose(&mut self, by: isize) {
        self.menu.step(by);
        let text = self.menu.text();
        self.place(&text);
        self.lay_out();
    }

    /// Puts a text in the place that the choices are for.
    fn place(&mut self, text: &str) {
        match self.menu.is_history {
            true => self.line = Line::new(text),
            false => self.line.replace(self.menu.start, text),
        }
    }

    /// Begins or ends to look through earlier lines for what was typed.
    fn toggle_history(&mut self) {
        self.menu.is_history = !self.menu.is_history;
        self.changed();
    }

    fn cancel(&mut self) -> Effect<'a> {
        if self.note == Some(Note::Asking) {
            self.changed();
            return Effect::StopAsking;
        }
        if self.menu.has_choice() {
            let back = self.menu.typed().to_owned();
            self.place(&back);
        }
        self.menu.is_history = false;
        self.changed();
        self.menu.close();
        Effect::Nothing
    }

    fn ask(&mut self) -> Effect<'a> {
        match self.guide.question(self.line.text(), self.line.before()) {
            Ok((service, question)) => {
                self.note = Some(Note::Asking);
                Effect::Ask(service, question)
            }
            Err(reason) => {
                self.note = Some(Note::Hint(reason));
                Effect::Nothing
            }
        }
    }

    fn told(&mut self, reply: Reply) {
        match reply {
            Reply::Ids(operation, option, ids) => self.known.ids.push((operation, option, ids)),
            Reply::Answer(answer) => {
                self.known.answers.push(answer);
                self.answer.is_shown = true;
            }
            Reply::Nothing(reason) => {
                self.note = Some(Note::Problem(reason));
                return;
            }
        }
        self.changed();
    }

    fn toggle(&mut self, which: Focus) {
        let panel = match which {
            Focus::Answer => &mut self.answer,
            Focus::Docs | Focus::Line => &mut self.docs,
        };
        panel.is_shown = !panel.is_shown;
        panel.is_wanted = Some(panel.is_shown);
        if self.focus == which {
            self.focus = Focus::Line;
        }
        self.lay_out();
    }

    fn focus_next(&mut self) {
        self.focus = match self.focus {
            Focus::Line if self.docs.is_shown => Focus::Docs,
            Focus::Line | Focus::Docs if self.answer.is_shown => Focus::Answer,
            _ => Focus::Line,
        };
    }

    fn scroll(&mut self, by: Scroll) {
        let areas = self.areas();
        let (panel, area) = match self.focus {
            Focus::Line | Focus::Docs => (&mut self.docs, areas.docs),
            Focus::Answer => (&mut self.answer, areas.answer),
        };
        panel.scroll(by, usize::from(area.height.saturating_sub(1)));
    }

    /// The line is another one, or the cursor is elsewhere: everything said of it is found anew.
    fn changed(&mut self) {
        self.recalled = None;
        let before = self.line.before();
        self.menu = match self.menu.is_history {
            true => {
                let earlier = self.history.iter().rev().cloned();
                Menu::of_lines(self.line.text(), earlier)
            }
            false => Menu::of(self.guide.choices(before, &self.known), before),
        };
        self.note = self.guide.hint(before).map(Note::Hint);
        self.lay_out();
    }

    /// Finds the texts of the panels, for the widths they have.
    fn lay_out(&mut self) {
        let before = self.line.before().to_owned();
        let answer = self.guide.answer(self.line.text(), &self.known);
        if self.answer.is_wanted.is_none() {
            let known = answer.as_ref().is_some_and(|(_, is_real)| *is_real);
            self.answer.is_shown = known || self.guide.is_at_query(&before);
        }
        let (text, is_real) = answer.unwrap_or_default();
        self.answer.title = match is_real {
            true => "Answer, the last",
            false => "Answer, a sample (F6 asks)",
        };
        self.answer.set(text);
        self.docs.title = "Documentation";
        let width = usize::from(self.areas().docs.width).max(20);
        let about = Some((self.guide.about(&before), width));
        // A page takes longer to lay out than a key to be pressed again.
        if self.documented != about {
            self.docs.set(self.guide.documentation(&before, width));
            self.documented = about;
        }
    }
}

#[cfg(test)]
mod tests;
