//! What a seed file may say of run caches.

use serde_json::Value;

/// Settings of the backend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Starts of locations that cannot be read.
    unreadable: Vec<String>,
    /// Most run caches of an account in a region.
    pub(crate) quota: Option<usize>,
}

impl Settings {
    /// Reads settings; `null` is none.
    pub(crate) fn read(document: &Value) -> Result<Self, String> {
        let mut settings = Self::default();
        let mut problems = Vec::new();
        let fields = match document {
            Value::Null => return Ok(settings),
            Value::Object(fields) => fields,
            _ => return Err("backend: is not an object".to_owned()),
        };
        for (name, value) in fields {
            match name.as_str() {
                "unreadable" => {
                    let list = value.as_array().into_iter().flatten();
                    settings
                        .unreadable
                        .extend(list.filter_map(|at| at.as_str().map(str::to_owned)));
                    if value.as_array().map(Vec::len) != Some(settings.unreadable.len()) {
                        problems
                            .push("backend.unreadable: is not a list of S3 locations".to_owned());
                    }
                }
                "quota" => {
                    settings.quota = value.as_u64().and_then(|quota| usize::try_from(quota).ok());
                    if settings.quota.is_none() {
                        problems.push(format!(
                            "backend.quota: {value} is not a number of run caches"
                        ));
                    }
                }
                _ => problems.push(format!("backend.{name}: is none of unreadable, quota")),
            }
        }
        match problems.is_empty() {
            true => Ok(settings),
            false => Err(problems.join("\n")),
        }
    }

    pub(crate) fn is_unreadable(&self, location: &str) -> bool {
        let mut starts = self.unreadable.iter();
        starts.any(|start| location.starts_with(start.as_str()))
    }
}
