//! Nothing that a model may call sensitive is logged, at any level.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use smithy_client::config::Credentials;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{config, replay};
use crate::things::Client;

/// Everything that is logged, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = self.0.lock().expect("no panic");
        writeln!(text, "{field}={value:?}").expect("strings take any text");
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn neither_secrets_nor_what_is_sent_and_answered_is_logged() {
    const HUSH: &str = "hush-hush";
    let log = Log::default();
    // For the whole process: while other calls run without a log, places that log may be taken for silent.
    tracing::subscriber::set_global_default(log.clone()).expect("the only one");
    let answers = [
        (500, r#"{"detail": "hush-hush"}"#),
        (201, r#"{"id": "hush-hush"}"#),
    ];
    let http = replay(&answers);
    let config = config(&http).credentials_provider(Credentials::new(
        "AKID",
        HUSH,
        Some(HUSH.to_owned()),
        None,
        "test",
    ));
    let call = Client::from_conf(config.build()).create_thing();
    let call = call.name(HUSH).owner("me");
    let output = call.send().await.expect("the second attempt succeeds");

    assert_eq!(output.id.as_deref(), Some(HUSH));
    let log = log.0.lock().expect("no panic");
    assert!(log.contains("beginning attempt #2"), "it is logged: {log}");
    let leaks: Vec<_> = log.lines().filter(|line| line.contains(HUSH)).collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
}
