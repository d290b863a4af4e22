//! Writing: steps that wait are kept together.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{SyncSender, sync_channel};

use super::log::{self, Log, Reach};
use super::{Changes, Kept, Place, Store, StoreError, View, frame, lock};

/// How much a file may hold of what is no more, beside as much as of what is.
const WORTH_SHRINKING: u64 = 256 * 1024;

/// A transaction: it looks and says what it changes, if anything.
type Step = Box<dyn FnOnce(View<'_>) -> Changes + Send>;

/// What a thread that waits is told.
enum Word {
    /// Its transaction is kept, or not.
    Done(Result<(), StoreError>),
    /// It is to keep what waits, its own and that of others.
    Lead,
}

/// A transaction that waits to be kept.
struct Job {
    step: Step,
    tell: SyncSender<Word>,
}

/// The transactions that wait.
#[derive(Default)]
pub(super) struct Queue {
    jobs: Vec<Job>,
    /// Some thread keeps what waits, or was told to.
    is_led: bool,
}

impl Store {
    /// Runs `step` in a transaction and keeps the changes it returns; they are safe on the disk when
    /// this returns. Steps of several threads that meet are kept in one go, one after the other.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        step: impl FnOnce(View<'_>) -> (Changes, T) + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = sync_channel(1);
        // Room for both words, so that nobody waits for a thread that is slow to listen.
        let (tell, told) = sync_channel(2);
        let step = Box::new(move |view: View<'_>| {
            let (changes, value) = step(view);
            // The receiver lives until the job is done.
            answer.send(value).ok();
            changes
        });
        let is_led = {
            let mut queue = lock(&self.queue);
            queue.jobs.push(Job { step, tell });
            std::mem::replace(&mut queue.is_led, true)
        };
        if !is_led {
            self.lead();
        }
        loop {
            match told.recv().map_err(|_| interrupted())? {
                Word::Lead => self.lead(),
                Word::Done(outcome) => {
                    outcome?;
                    return answered.recv().map_err(|_| interrupted());
                }
            }
        }
    }

    /// Keeps all that waits, in one transaction, and lets another thread lead those that came
    /// meanwhile.
    fn lead(&self) {
        let jobs = std::mem::take(&mut lock(&self.queue).jobs);
        let (steps, tell): (Vec<_>, Vec<_>) =
            jobs.into_iter().map(|job| (job.step, job.tell)).unzip();
        let outcome = catch_unwind(AssertUnwindSafe(|| self.commit(steps)));
        let outcome = outcome.unwrap_or_else(|_| {
            // What is in the file is what counts.
            self.kept_mut().forget();
            self.is_appending.store(false, Ordering::Release);
            Err(interrupted())
        });
        for tell in tell {
            // The thread that waits holds its receiver.
            tell.send(Word::Done(outcome.clone())).ok();
        }
        let mut queue = lock(&self.queue);
        let next = queue.jobs.first().map(|job| job.tell.send(Word::Lead));
        queue.is_led = next.is_some();
    }

    /// Keeps what these steps change. Without any it makes sure that something could be kept.
    pub(super) fn commit(&self, steps: Vec<Step>) -> Result<(), StoreError> {
        let turn = lock(&self.turn);
        let Place::File(path) = &self.place else {
            let changes = self.changes(steps);
            self.kept_mut().apply(changes, None);
            return Ok(());
        };
        let _alone = log::lock(path)?;
        self.follow(&turn, true)?;
        {
            let log = &mut self.kept_mut().log;
            match log {
                Some(log) => log.check_writable()?,
                None => *log = Some(Log::create(path)?),
            }
        }
        let changes = self.changes(steps);
        if !changes.is_empty() {
            self.append(changes)?;
            // A file that cannot be made smaller is as good as before.
            self.shrink().ok();
        }
        Ok(())
    }

    /// What all steps change, each of them seeing what those before it did.
    fn changes(&self, steps: Vec<Step>) -> Changes {
        let kept = self.kept();
        let mut changes = Changes::new();
        for step in steps {
            let more = step(View::of(&kept.entries).after(&changes));
            changes.extend(more);
        }
        changes
    }

    fn append(&self, changes: Changes) -> Result<(), StoreError> {
        let frame = frame::of_changes(&changes);
        self.is_appending.store(true, Ordering::Release);
        let appended = match &self.kept().log {
            Some(log) => log.append(&frame),
            None => Err(interrupted()),
        };
        let appended = appended.map(|reach| self.kept_mut().apply(changes, Some(reach)));
        self.is_appending.store(false, Ordering::Release);
        appended
    }

    /// Gives back the space of what is no more, if it is more than half of the file.
    fn shrink(&self) -> Result<(), StoreError> {
        let fresh = {
            let kept = self.kept();
            let Some(log) = &kept.log else { return Ok(()) };
            if log.size() < 2 * kept.entries.size() + WORTH_SHRINKING {
                return Ok(());
            }
            log.rewrite(&kept.entries)?
        };
        self.kept_mut().log = Some(fresh);
        Ok(())
    }
}

impl Kept {
    fn apply(&mut self, changes: Changes, reach: Option<Reach>) {
        self.version += 1;
        for (key, value) in changes {
            self.entries.apply(key, value);
        }
        if let (Some(log), Some(reach)) = (&mut self.log, reach) {
            log.advance(reach);
        }
    }
}

fn interrupted() -> StoreError {
    StoreError::Access("the transaction was broken off".to_owned())
}
