//! Parameters from files: `file://` for text, `fileb://` for bytes.

use std::path::Path;
use std::{fmt, fs, io};

use aws_settings::Environment;
use cli_formats::Value;
use cli_formats::pytext::repr;

/// The variable that names the encoding of text files.
const ENCODING_VARIABLE: &str = "AWS_CLI_FILE_ENCODING";

/// Loads parameters from files, with variables from the environment it is given.
#[derive(Debug, Clone, Copy)]
pub struct ParamFiles<'a> {
    env: &'a Environment,
}

/// Why a file could not be loaded.
#[derive(Debug)]
pub enum LoadError {
    /// It could not be read.
    Unreadable {
        /// The parameter as it was typed.
        argument: String,
        /// The path it comes to.
        path: String,
        /// The system's reason.
        source: io::Error,
    },
    /// It is not text in the expected encoding.
    Undecodable {
        /// The path it comes to.
        path: String,
    },
    /// The encoding is not one of those known here.
    UnknownEncoding(String),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable {
                argument,
                path,
                source,
            } => {
                let reason = system_reason(source);
                let path = repr(path);
                write!(f, "Unable to load paramfile {argument}: {reason}: {path}")
            }
            Self::Undecodable { path } => write!(
                f,
                "Unable to load paramfile ({path}), text contents could not be decoded.  If this \
                 is a binary file, please use the fileb:// prefix instead of the file:// prefix."
            ),
            Self::UnknownEncoding(name) => write!(f, "unknown encoding: {name}"),
        }
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            Self::Undecodable { .. } | Self::UnknownEncoding(_) => None,
        }
    }
}

/// `[Errno 2] No such file or directory` for the standard library's
/// `No such file or directory (os error 2)`.
pub(crate) fn system_reason(error: &io::Error) -> String {
    let text = error.to_string();
    let Some(code) = error.raw_os_error() else {
        return text;
    };
    let reason = text.strip_suffix(&format!(" (os error {code})"));
    format!("[Errno {code}] {}", reason.unwrap_or(&text))
}

impl<'a> ParamFiles<'a> {
    /// A loader that asks `env` for variables and the home directory.
    pub fn new(env: &'a Environment) -> Self {
        Self { env }
    }

    /// What the parameter refers to: a string or bytes. None if it does not name a file.
    ///
    /// # Errors
    /// If the file cannot be read, or not as text.
    pub fn load(&self, argument: &str) -> Result<Option<Value>, LoadError> {
        if let Some(path) = argument.strip_prefix("file://") {
            let path = self.expand(path);
            let bytes = read(argument, &path)?;
            let encoding = Encoding::find(self.env.get(ENCODING_VARIABLE))?;
            let text = encoding
                .decode(&bytes)
                .ok_or(LoadError::Undecodable { path })?;
            return Ok(Some(Value::String(unix_newlines(&text))));
        }
        if let Some(path) = argument.strip_prefix("fileb://") {
            return Ok(Some(Value::Bytes(read(argument, &self.expand(path))?)));
        }
        Ok(None)
    }

    /// A path as it stands in a parameter: first a leading `~` is replaced, then variables.
    pub(crate) fn expand(&self, path: &str) -> String {
        self.env.expand_variables(&self.env.expand_home(path))
    }
}

fn read(argument: &str, path: &str) -> Result<Vec<u8>, LoadError> {
    fs::read(Path::new(path)).map_err(|source| LoadError::Unreadable {
        argument: argument.to_owned(),
        path: path.to_owned(),
        source,
    })
}

/// Python's text mode: every line ends with a line feed.
fn unix_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The encodings of text files, with the names Python gives them.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Encoding {
    Utf8,
    Utf8WithMark,
    Ascii,
    Latin1,
    Utf16,
    Utf16Little,
    Utf16Big,
}

impl Encoding {
    /// The encoding of that name; UTF-8 without one.
    fn find(name: Option<&str>) -> Result<Self, LoadError> {
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return Ok(Self::Utf8);
        };
        let plain = name.to_ascii_lowercase().replace(['-', ' '], "_");
        Ok(match plain.as_str() {
            "utf_8" | "utf8" | "u8" | "utf" | "cp65001" => Self::Utf8,
            "utf_8_sig" | "utf8_sig" => Self::Utf8WithMark,
            "ascii" | "us_ascii" | "646" => Self::Ascii,
            "latin_1" | "latin1" | "latin" | "l1" | "iso_8859_1" | "iso8859_1" | "8859" => {
                Self::Latin1
            }
            "utf_16" | "utf16" | "u16" => Self::Utf16,
            "utf_16_le" | "utf_16le" => Self::Utf16Little,
            "utf_16_be" | "utf_16be" => Self::Utf16Big,
            _ => return Err(LoadError::UnknownEncoding(name.to_owned())),
        })
    }

    fn decode(self, bytes: &[u8]) -> Option<String> {
        let utf8 = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
        match self {
            Self::Utf8 => utf8(bytes),
            Self::Utf8WithMark => utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
            Self::Ascii => utf8(bytes).filter(|text| text.is_ascii()),
            Self::Latin1 => Some(bytes.iter().map(|&byte| char::from(byte)).collect()),
            Self::Utf16 => match bytes {
                [0xfe, 0xff, rest @ ..] => decode_utf16(rest, u16::from_be_bytes),
                [0xff, 0xfe, rest @ ..] | rest => decode_utf16(rest, u16::from_le_bytes),
            },
            Self::Utf16Little => decode_utf16(bytes, u16::from_le_bytes),
            Self::Utf16Big => decode_utf16(bytes, u16::from_be_bytes),
        }
    }
}

/// Whether there is an encoding of that name.
pub(crate) fn is_encoding(name: &str) -> bool {
    Encoding::find(Some(name)).is_ok()
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let units = pairs.iter().map(|&pair| unit(pair));
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory of its own for a test.
    fn folder(test: &str) -> String {
        let folder = std::env::temp_dir().join(format!("paramfile-{test}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary directory is writable");
        folder
            .into_os_string()
            .into_string()
            .expect("its path is text")
    }

    fn load(argument: &str, variables: &[(&str, &str)]) -> Result<Option<Value>, String> {
        let env = Environment::from_iter(variables.iter().copied());
        ParamFiles::new(&env)
            .load(argument)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn only_the_exact_prefixes_name_files() {
        for plain in [
            "FILE://x",
            " file://x",
            "file:/x",
            "http://x",
            "https://x",
            "@x",
            "x",
        ] {
            assert_eq!(load(plain, &[]), Ok(None));
        }
    }

    #[test]
    fn text_is_decoded_and_its_line_ends_are_unified() {
        let folder = folder("text");
        fs::write(format!("{folder}/t"), "\u{feff}é\r\nb\rc\n").expect("writable");
        let text = |text: &str| Ok(Some(Value::String(text.into())));
        assert_eq!(
            load(&format!("file://{folder}/t"), &[]),
            text("\u{feff}é\nb\nc\n")
        );
        assert_eq!(
            load("file://~/t", &[("HOME", &folder)]),
            text("\u{feff}é\nb\nc\n")
        );
        fs::write(format!("{folder}/l"), b"\xe9").expect("writable");
        let latin = [("D", &*folder), (ENCODING_VARIABLE, "ISO-8859-1")];
        assert_eq!(load("file://${D}/l", &latin), text("é"));
        fs::write(format!("{folder}/u"), b"\xfe\xff\x00a").expect("writable");
        let wide = [("D", &*folder), (ENCODING_VARIABLE, "UTF-16")];
        assert_eq!(load("file://$D/u", &wide), text("a"));
        let bytes = load(&format!("fileb://{folder}/t"), &[]);
        assert_eq!(bytes, Ok(Some(Value::Bytes("\u{feff}é\r\nb\rc\n".into()))));
    }

    #[test]
    fn failures_name_the_argument_and_the_path() {
        let folder = folder("failures");
        fs::write(format!("{folder}/bad.bin"), b"\xff\xfe\xfa").expect("writable");
        let home = [("HOME", &*folder)];
        assert_eq!(
            load("file://f/missing", &[]).expect_err("missing"),
            "Unable to load paramfile file://f/missing: [Errno 2] No such file or directory: 'f/missing'"
        );
        assert_eq!(
            load("file://~", &home).expect_err("a directory"),
            format!("Unable to load paramfile file://~: [Errno 21] Is a directory: '{folder}'")
        );
        assert_eq!(
            load("file://", &[]).expect_err("no path"),
            "Unable to load paramfile file://: [Errno 2] No such file or directory: ''"
        );
        assert_eq!(
            load("file://~/bad.bin", &home).expect_err("not UTF-8"),
            format!(
                "Unable to load paramfile ({folder}/bad.bin), text contents could not be decoded.  \
                 If this is a binary file, please use the fileb:// prefix instead of the file:// \
                 prefix."
            )
        );
        let bogus = [("HOME", &*folder), (ENCODING_VARIABLE, "bogus")];
        let error = load("file://~/bad.bin", &bogus).expect_err("no such encoding");
        assert_eq!(error, "unknown encoding: bogus");
    }

    #[test]
    fn what_variables_stand_for_is_not_expanded_again() {
        let env = Environment::from_iter([("A", "$A"), ("AT", "~/x"), ("HOME", "/home/$A")]);
        let files = ParamFiles::new(&env);
        for (path, expanded) in [
            ("a$A/${A}b", "a$A/$Ab"),
            ("$B${B}${", "$B${B}${"),
            ("$AT", "~/x"),
            ("~/x", "/home/$A/x"),
            ("~no-such-user/x", "~no-such-user/x"),
        ] {
            assert_eq!(files.expand(path), expanded);
        }
    }
}
