//! Driver of the Rust SDKs: `rust_client rust` calls with `aws-sdk-omics`, `rust_client omics` with ours.
//!
//! The protocol of drivers is in `clients/README.md`.

use std::collections::HashMap;
use std::env;
use std::io::{self, BufRead as _, Write as _};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::{DateTime, Format};
use serde_json::{Value, json};
use smithy_client::connection::default_client as http_client;

mod official {
    use aws_sdk_omics as sdk;

    use super::{
        BoxError, ConfigBag, RuntimeComponents, Value, http_client, json, number, tags, text,
        texts, time, variable,
    };
    include!("client.rs");
}

mod ours {
    use omics_client as sdk;

    use super::{
        BoxError, ConfigBag, RuntimeComponents, Value, http_client, json, number, tags, text,
        texts, time, variable,
    };
    include!("client.rs");
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

fn text(input: &Value, name: &str) -> Option<String> {
    input[name].as_str().map(str::to_owned)
}

fn texts(input: &Value, name: &str) -> Option<Vec<String>> {
    let items = input[name].as_array()?.iter();
    let texts = items.filter_map(|item| item.as_str().map(str::to_owned));
    Some(texts.collect())
}

fn number(input: &Value, name: &str) -> Option<i32> {
    let number = input[name].as_i64();
    number.and_then(|number| i32::try_from(number).ok())
}

fn tags(input: &Value) -> Option<HashMap<String, String>> {
    let tags = input["tags"].as_object()?.iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let tags = tags.map(|(key, value)| (key.clone(), text(value)));
    Some(tags.collect())
}

fn time(time: Option<&DateTime>) -> Option<String> {
    time.map(|time| {
        time.fmt(Format::DateTime)
            .expect("a time within years that are written")
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let official = env::args().nth(1).as_deref() == Some("rust");
    let (client, version) = match official {
        true => ("aws-sdk-omics", official::VERSION),
        false => ("omics-client", ours::VERSION),
    };
    tell(&json!({ "client": client, "version": version }))?;
    let (theirs, ours) = (official::client(), ours::client());
    for line in io::stdin().lock().lines() {
        let call: Value = serde_json::from_str(&line?)?;
        let told = match official {
            true => official::act(&theirs, &call).await,
            false => ours::act(&ours, &call).await,
        };
        tell(&told)?;
    }
    Ok(())
}

fn tell(value: &Value) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{value}")?;
    stdout.flush()
}
