//! What the value of an option may be.

use std::fs;

use aws_settings::Settings;

use super::candidate::Candidate;
use super::table::{Entry, Takes};
use crate::args::Source;

/// What marks a value that is to be read from a file.
const FILE_PREFIXES: [&str; 2] = ["file://", "fileb://"];

/// The values an option may have, of which `typed` is the beginning. Each follows `lead`.
pub(super) fn of(
    entry: &Entry,
    lead: &str,
    typed: &str,
    regions: &[&str],
    settings: &Settings,
) -> Vec<Candidate> {
    if let Some((prefix, path)) = FILE_PREFIXES
        .iter()
        .find_map(|&prefix| Some((prefix, typed.strip_prefix(prefix)?)))
    {
        return files(&format!("{lead}{prefix}"), path, settings);
    }
    let with_lead = |value: &str| Candidate {
        title: value.to_owned(),
        ..Candidate::bare(format!("{lead}{value}"))
    };
    match (entry.spec.source, &entry.takes) {
        (Source::Regions, _) => regions.iter().map(|region| with_lead(region)).collect(),
        (Source::Profiles, _) => settings.files().profile_names().map(with_lead).collect(),
        (_, Takes::OneOf(values)) => values.iter().map(|value| with_lead(value)).collect(),
        (_, Takes::File) => files(lead, typed, settings),
        (_, Takes::Nothing | Takes::Something) => Vec::new(),
    }
}

/// The files and folders whose path begins with what was typed. Of a folder that cannot be read
/// there is nothing to offer.
pub(super) fn files(lead: &str, typed: &str, settings: &Settings) -> Vec<Candidate> {
    let at = typed.rfind('/').map_or(0, |slash| slash + 1);
    let (folder, name) = typed.split_at(at);
    let place = match folder {
        "" => ".".into(),
        folder => settings.env().expand(folder),
    };
    let Ok(entries) = fs::read_dir(place) else {
        return Vec::new();
    };
    let found = entries.flatten().filter_map(|entry| {
        let title = entry.file_name().into_string().ok()?;
        if title.starts_with('.') && !name.starts_with('.') {
            return None;
        }
        let goes_on = entry.path().is_dir();
        let end = if goes_on { "/" } else { "" };
        let text = format!("{lead}{folder}{title}{end}");
        Some(Candidate {
            title,
            goes_on,
            ..Candidate::bare(text)
        })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by(|one, other| one.text.cmp(&other.text));
    found
}

#[cfg(test)]
mod tests {
    use aws_settings::Environment;

    use super::super::completions::Completions;
    use super::super::typed::Typed;
    use super::*;
    use crate::tests::program;

    fn texts(line: &str, settings: &Settings) -> Vec<String> {
        let candidates = Completions::new(&program(), settings).of(&Typed::new(line));
        candidates
            .into_iter()
            .map(|candidate| candidate.text)
            .collect()
    }

    #[test]
    fn files_are_found_behind_their_prefix() {
        let home = tempfile::tempdir().expect("a folder");
        fs::create_dir(home.path().join("tags")).expect("a folder in it");
        for name in ["tags.json", ".hidden", "other"] {
            fs::write(home.path().join(name), "").expect("a file in it");
        }
        let at = home.path().to_str().expect("a path of plain characters");
        let settings =
            Settings::load(Environment::from_iter([("HOME", at)]), None).expect("no files of AWS");
        let found = texts(&format!("create-run-cache --tags file://{at}/t"), &settings);
        assert_eq!(
            found,
            [
                format!("file://{at}/tags.json"),
                format!("file://{at}/tags/")
            ]
        );
        let found = texts("create-run-cache --tags=fileb://~/.h", &settings);
        assert_eq!(found, ["--tags=fileb://~/.hidden"]);
        assert_eq!(texts("--ca-bundle ~/o", &settings), ["~/other"]);
        assert!(texts("--ca-bundle ~/nowhere/o", &settings).is_empty());
    }

    #[test]
    fn profiles_and_regions_are_known() {
        let home = tempfile::tempdir().expect("a folder");
        let config = home.path().join("config");
        fs::write(&config, "[default]\n[profile lab]\n").expect("a file in it");
        let config = config.to_str().expect("a path of plain characters");
        let settings = Settings::load(Environment::from_iter([("AWS_CONFIG_FILE", config)]), None);
        let settings = settings.expect("readable files");
        assert_eq!(texts("--profile ", &settings), ["default", "lab"]);
        assert_eq!(texts("--region us-w", &settings), ["us-west-2"]);
    }
}
