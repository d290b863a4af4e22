//! What the service is asked while a line is typed: this program runs itself, and the prompt goes on.

use std::io::Read;
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;

use super::answer::Answer;
use crate::complete::{Candidate, ids};
use crate::program::Program;
use crate::service::Service;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Question {
    /// Which ids there are for an option of an operation.
    Ids {
        operation: &'static str,
        option: String,
        member: &'static str,
        whom: Vec<String>,
    },
    /// What a line that changes nothing is answered.
    Answer {
        operation: &'static str,
        words: Vec<String>,
    },
}

/// What came of a question.
#[derive(Debug, PartialEq)]
pub(super) enum Reply {
    /// Ids for that option of that operation.
    Ids(&'static str, String, Vec<Candidate>),
    Answer(Answer),
    /// There was none, for this reason.
    Nothing(String),
}

/// A question that is under way. It is given up when this is dropped.
#[derive(Debug)]
pub(super) struct Asked {
    child: Child,
    question: Question,
    said: Receiver<(Vec<u8>, Vec<u8>)>,
}

impl Asked {
    /// Asks; nobody where the program cannot run itself.
    pub(super) fn of(program: &Program, service: &Service, question: Question) -> Option<Self> {
        let mut run = match &question {
            Question::Ids {
                operation, whom, ..
            } => ids::question(program, service, operation, whom)?,
            Question::Answer { words, .. } => ids::own_run(program, words)?,
        };
        let run = run.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = run.spawn().ok()?;
        let (mut stdout, mut stderr) = (child.stdout.take()?, child.stderr.take()?);
        let (tell, said) = mpsc::channel();
        thread::spawn(move || {
            let all = |stream: &mut dyn Read| {
                let mut bytes = Vec::new();
                // What was said before the end is what there is.
                let _ = stream.read_to_end(&mut bytes);
                bytes
            };
            let errors = thread::spawn(move || all(&mut stderr));
            let answer = all(&mut stdout);
            // Nobody listens any more where the question was given up.
            let _ = tell.send((answer, errors.join().unwrap_or_default()));
        });
        Some(Self {
            child,
            question,
            said,
        })
    }

    /// The reply, once there is one.
    pub(super) fn reply(&self) -> Option<Reply> {
        let (answer, errors) = match self.said.try_recv() {
            Ok(said) => said,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Default::default(),
        };
        let reason = || {
            let text = String::from_utf8_lossy(&errors).trim().to_owned();
            Reply::Nothing(match text.is_empty() {
                true => "The service has none".to_owned(),
                false => text,
            })
        };
        Some(match &self.question {
            Question::Ids {
                operation,
                option,
                member,
                ..
            } => match ids::read(&answer, member) {
                found if found.is_empty() => reason(),
                found => Reply::Ids(operation, option.clone(), found),
            },
            Question::Answer { operation, .. } => {
                Answer::read(operation, &answer).map_or_else(reason, Reply::Answer)
            }
        })
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
