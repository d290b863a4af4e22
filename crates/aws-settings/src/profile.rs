//! The config and credentials files, and the profiles in them.

use std::path::{Path, PathBuf};

use indexmap::{IndexMap, IndexSet};

use super::env::Environment;
use super::error::SettingsError;
use super::ini::{self, Section, Sections};
use super::origin::FileLine;
use super::shell_words;

/// What the two configuration files say.
#[derive(Debug, Clone, Default)]
pub struct ConfigFiles {
    /// The profiles of the config file.
    profiles: IndexMap<String, Section>,
    /// The `[sso-session …]` sections of the config file.
    sso_sessions: IndexMap<String, Section>,
    /// The `[services …]` sections of the config file.
    services: IndexMap<String, Section>,
    /// Headings of the config file that are of no kind, as a profile without that word.
    unknown: Vec<String>,
    /// The sections of the credentials file, one per profile.
    credentials: Sections,
    config_path: PathBuf,
    credentials_path: PathBuf,
}

impl ConfigFiles {
    /// Reads the files that the environment names, or those in `~/.aws`. A file that does not
    /// exist counts as empty.
    ///
    /// # Errors
    /// If a file cannot be read or is not of the INI dialect.
    pub fn load(env: &Environment) -> Result<Self, SettingsError> {
        let mut files = Self {
            config_path: path(env, "AWS_CONFIG_FILE", "~/.aws/config"),
            credentials_path: path(env, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
            ..Self::default()
        };
        for (name, section) in read(&files.config_path)? {
            files.add_config_section(&name, section);
        }
        files.credentials = read(&files.credentials_path)?;
        Ok(files)
    }

    /// Files a section of the config file under its kind. Of two sections with the same meaning
    /// the later one counts; sections of an unknown kind are ignored.
    fn add_config_section(&mut self, heading: &str, section: Section) {
        let map = match heading {
            "default" => {
                self.profiles.insert(heading.to_owned(), section);
                return;
            }
            _ if heading.starts_with("profile") => &mut self.profiles,
            _ if heading.starts_with("sso-session") => &mut self.sso_sessions,
            _ if heading.starts_with("services") => &mut self.services,
            _ => {
                self.unknown.push(heading.to_owned());
                return;
            }
        };
        if let Ok([_, name]) = shell_words::split(heading).as_deref() {
            map.insert(name.clone(), section);
        }
    }

    /// The profile of that name, if either file has it.
    pub fn profile<'a>(&'a self, name: &'a str) -> Option<Profile<'a>> {
        let (config, credentials) = (self.profiles.get(name), self.credentials.get(name));
        (config.is_some() || credentials.is_some()).then_some(Profile {
            files: self,
            name,
            config,
            credentials,
        })
    }

    /// A line of the config file.
    pub(super) fn line_of_config(&self, line: usize) -> FileLine {
        let path = self.config_path.clone();
        FileLine { path, line }
    }

    /// The config file, whether it exists or not.
    pub fn config_path(&self) -> &Path {
        &self.config_path
    }

    /// Whether the config file has a section of that name alone, which counts for nothing: that of a profile
    /// is `[profile NAME]` there, and only the credentials file has `[NAME]`.
    pub fn has_bare_section(&self, name: &str) -> bool {
        self.unknown.iter().any(|heading| heading == name)
    }

    /// The names of all profiles, without repetition.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> {
        let names: IndexSet<_> = self
            .profiles
            .keys()
            .chain(self.credentials.keys())
            .collect();
        names.into_iter().map(String::as_str)
    }

    /// An `[sso-session …]` section.
    pub(super) fn sso_session(&self, name: &str) -> Option<&Section> {
        self.sso_sessions.get(name)
    }

    /// A `[services …]` section.
    pub(super) fn services(&self, name: &str) -> Option<&Section> {
        self.services.get(name)
    }
}

/// One profile, as both files together describe it.
#[derive(Debug, Clone, Copy)]
pub struct Profile<'a> {
    files: &'a ConfigFiles,
    name: &'a str,
    config: Option<&'a Section>,
    credentials: Option<&'a Section>,
}

impl<'a> Profile<'a> {
    /// The name.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// A value from the credentials file or else from the config file.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.in_credentials_file(key)
            .or_else(|| self.in_config_file(key))
    }

    /// Where the value stands that [`get`](Self::get) gives.
    pub fn line(&self, key: &str) -> Option<FileLine> {
        self.line_in_credentials_file(key)
            .or_else(|| self.line_in_config_file(key))
    }

    /// Where a value stands in the credentials file.
    pub fn line_in_credentials_file(&self, key: &str) -> Option<FileLine> {
        let path = self.files.credentials_path.clone();
        let line = line_of(self.credentials?, key)?;
        Some(FileLine { path, line })
    }

    /// Where a value stands in the config file.
    pub fn line_in_config_file(&self, key: &str) -> Option<FileLine> {
        let line = line_of(self.config?, key)?;
        Some(self.files.line_of_config(line))
    }

    /// A value from the credentials file.
    pub fn in_credentials_file(&self, key: &str) -> Option<&'a str> {
        self.credentials?.get(key)?.text()
    }

    /// A value from the config file.
    pub fn in_config_file(&self, key: &str) -> Option<&'a str> {
        self.config?.get(key)?.text()
    }
}

fn line_of(section: &Section, key: &str) -> Option<usize> {
    let entry = section.get(key)?;
    entry.text().map(|_| entry.line)
}

fn path(env: &Environment, variable: &str, default: &str) -> PathBuf {
    env.expand(env.get(variable).unwrap_or(default))
}

fn read(path: &Path) -> Result<Sections, SettingsError> {
    if !path.is_file() {
        return Ok(Sections::new());
    }
    let at = || path.to_owned();
    let bytes =
        std::fs::read(path).map_err(|source| SettingsError::ReadFile { path: at(), source })?;
    let text = String::from_utf8(bytes).map_err(|_| SettingsError::FileEncoding { path: at() })?;
    ini::parse(&text).map_err(|reason| SettingsError::ParseFile { path: at(), reason })
}
