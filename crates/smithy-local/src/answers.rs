//! Answers to reads, kept as long as nothing is written: who polls gets them without a record being
//! read.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::Response;

/// Most bytes of questions and answers that are kept.
const MOST: usize = 8 * 1024 * 1024;

/// Answers by question.
#[derive(Debug, Default)]
pub(crate) struct Answers(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Of the state that they are about.
    version: u64,
    by_question: HashMap<String, Response<Bytes>>,
    size: usize,
}

impl Answers {
    /// The answer to a question about this version of the state, if it is known.
    pub(crate) fn get(&self, version: u64, question: &str) -> Option<Response<Bytes>> {
        let known = self.lock();
        let is_of_it = known.version == version;
        known
            .by_question
            .get(question)
            .filter(|_| is_of_it)
            .cloned()
    }

    /// Keeps an answer, and forgets those about other versions.
    pub(crate) fn keep(&self, version: u64, question: String, answer: &Response<Bytes>) {
        let mut known = self.lock();
        let size = question.len() + answer.body().len();
        if known.version != version || known.size + size > MOST {
            *known = Known::default();
            known.version = version;
        }
        known.size += size;
        known.by_question.insert(question, answer.clone());
    }

    /// Forgets all: something else than the state changed.
    pub(crate) fn clear(&self) {
        *self.lock() = Known::default();
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
