//! Which of several places a setting is taken from, and which error comes first.

mod any_bytes;
mod client_settings;
mod files;
mod presentation;

use super::testing::User;
use super::*;

const CREDENTIALS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKID"),
    ("AWS_SECRET_ACCESS_KEY", "hush"),
];

/// A user with credentials, a region, and these variables.
fn ready<const N: usize>(variables: [(&str, &str); N]) -> User {
    let mut user = User::new(variables);
    user.set("AWS_REGION", "us-west-2");
    user.with_keys()
}

impl User {
    fn with_keys(mut self) -> Self {
        for (name, value) in CREDENTIALS {
            self.set(name, value);
        }
        self
    }
}

fn client(user: &User) -> ClientSettings {
    user.client(&GlobalFlags::default()).expect("all is well")
}

/// The message and kind of what fails for a command without options.
fn failure(user: &User) -> (String, ErrorKind) {
    let error = user
        .client(&GlobalFlags::default())
        .expect_err("something is wrong");
    (error.to_string(), error.kind())
}

/// An error of no special kind.
fn plain(message: &str) -> (String, ErrorKind) {
    (message.to_owned(), ErrorKind::Other)
}

/// A value and where it was set, without the line of the file.
fn at<T>(found: Sourced<T>) -> (T, String) {
    let origin = found.origin.to_string();
    let place = origin.split(", line ").next().unwrap_or_default();
    (found.value, place.to_owned())
}

fn from(value: &str, origin: &str) -> (String, String) {
    (value.to_owned(), origin.to_owned())
}
