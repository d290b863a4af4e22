//! The key pairs of the recordings, made up, and the environment a command is run in.

/// Access key of the basic environment.
pub const ACCESS_KEY: &str = "AKIDEXAMPLE";

/// Access keys and their secrets.
const KEYS: [(&str, &str); 3] = [
    (ACCESS_KEY, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
    ("AKIDPROFILE", "profileSecretKeyProfileSecretKeyProfile00"),
    ("AKIDSESSION", "sessionSecretKeySessionSecretKeySession00"),
];

/// The secret of an access key.
#[must_use]
pub fn secret(access_key: &str) -> Option<&'static str> {
    KEYS.iter()
        .find(|(key, _)| *key == access_key)
        .map(|(_, secret)| *secret)
}

/// What every case finds in its environment, besides `PATH`, `HOME` and the proxy.
pub const BASIC_ENVIRONMENT: [(&str, &str); 8] = [
    ("AWS_ACCESS_KEY_ID", KEYS[0].0),
    ("AWS_SECRET_ACCESS_KEY", KEYS[0].1),
    ("AWS_REGION", "us-west-2"),
    ("AWS_EC2_METADATA_DISABLED", "true"),
    (
        "AWS_ENDPOINT_URL_OMICS",
        "http://omics.us-west-2.amazonaws.com",
    ),
    // The reference checks less before sending than our own default does.
    ("OMICS_VALIDATION", "basic"),
    ("LC_ALL", "C.UTF-8"),
    ("TERM", "dumb"),
];
