//! What happens between two attempts: waiting, and saying so.

use std::time::Duration;

use smithy_client::attempts::Attempts;
use smithy_client::config::{AsyncSleep, Sleep};

use crate::console::status::Status;
use crate::console::tell;
use crate::wire::Tap;

/// Sleeps between attempts, and tells why and for how long.
#[derive(Debug, Clone)]
pub(super) struct Patience {
    pub(super) attempts: Attempts,
    pub(super) max_attempts: u32,
    pub(super) tap: Tap,
    pub(super) status: Status,
}

impl AsyncSleep for Patience {
    fn sleep(&self, duration: Duration) -> Sleep {
        // What else sleeps has not seen a request fail.
        if let Some(reason) = self.tap.last_failure() {
            let (attempt, most) = (self.attempts.get(), self.max_attempts);
            let text = format!(
                "attempt {attempt} of {most} failed ({reason}); again in {:.1} s",
                duration.as_secs_f64()
            );
            match self.tap.logs() {
                true => tell!("DEBUG {text}"),
                false => self.status.show(&format!("{text}, Ctrl-C gives up")),
            }
        }
        Sleep::new(tokio::time::sleep(duration))
    }
}
