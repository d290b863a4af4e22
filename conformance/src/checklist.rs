//! How a run-cache service behaves, as a list of checks against any server.
//!
//! A check is a file, `checklist/GROUP/NAME.json`: requests in their order, each with what the answer
//! must be like. [`run`] makes them against an endpoint and says of every check that fails what was
//! sent, what was expected and what came.
//!
//! ```json
//! {
//!   "about": "A run cache that was made is there",
//!   "steps": [
//!     {"send": "POST /runCache", "body": {"cacheS3Location": "${location}", "requestId": "${unique}"},
//!      "expect": {"status": 201, "body": {"id": {"$like": "[0-9]*"}}}, "keep": {"id": "/id"}},
//!     {"send": "GET /runCache/${id}", "expect": {"status": 200, "body": {"id": "${id}"}}}
//!   ],
//!   "cleanup": [{"send": "DELETE /runCache/${id}"}]
//! }
//! ```
//!
//! `${NAME}` is something kept from an answer, or `unique` (another text in each check), `location`,
//! `region` or what the caller sets; `${/NAME}` is the same as it stands in a path. In [expected bodies](expect) members that are not
//! listed may be anything.

pub mod expect;
pub mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;
use serde_json::{Map, Value};

use self::expect::Expected;
use self::target::{Answer, Sent, Signing, Target};
use crate::report::{Check, Report, Verdict};

/// How many pages of a list are read at most: a server may never come to the end.
const PAGES: usize = 20_000;

/// One thing a service does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Its file, as `create/minimal`.
    #[serde(skip)]
    pub id: String,
    /// What the service does, in a sentence.
    pub about: String,
    /// Where that is written, unless it is what the model says.
    #[serde(default)]
    pub source: Option<String>,
    /// The requests.
    pub steps: Vec<Step>,
    /// Requests that take away what the steps made, whatever came of them. Their answers do not count.
    #[serde(default)]
    pub cleanup: Vec<Step>,
}

/// One request, and what its answer must be like.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Method, path and query, encoded as they are sent.
    pub send: String,
    /// Headers beside those that every request has.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body: text as it is, anything else as JSON.
    #[serde(default)]
    pub body: Option<Value>,
    /// How it is signed.
    #[serde(default)]
    pub sign: Signing,
    /// The member of the answer that asks for the next page, and the parameter that it goes into. All
    /// pages are read, and the body that is looked at has the items of all.
    #[serde(default)]
    pub pages: Option<Pages>,
    /// What the answer must be like.
    #[serde(default)]
    pub expect: Expected,
    /// What later steps need of the answer, as pointers into its body.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
}

/// How a list goes on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// The member with the token.
    pub token: String,
    /// The query parameter that takes it.
    pub parameter: String,
    /// The member with the items.
    pub items: String,
}

/// Where the checks of this repository are.
#[must_use]
pub fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("checklist")
}

/// The checks of a folder of groups, in the order of their names.
///
/// # Errors
/// Where a file cannot be read, or is no check. The error names it.
pub fn load(folder: &Path) -> io::Result<Vec<Point>> {
    let mut points = Vec::new();
    for group in fs::read_dir(folder)? {
        let group = group?.path();
        if !group.is_dir() {
            continue;
        }
        for file in fs::read_dir(&group)? {
            let file = file?.path();
            let told = |error: &dyn std::fmt::Display| {
                io::Error::other(format!("{}: {error}", file.display()))
            };
            let text = fs::read_to_string(&file).map_err(|error| told(&error))?;
            let mut point: Point = serde_json::from_str(&text).map_err(|error| told(&error))?;
            let name = |path: &Path| {
                path.file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned()
            };
            point.id = format!("{}/{}", name(&group), name(&file));
            points.push(point);
        }
    }
    points.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(points)
}

/// Makes all checks, one after the other, with these texts for `${…}`.
pub async fn run(target: &Target, points: &[Point], set: &BTreeMap<String, String>) -> Report {
    let mut checks = Vec::new();
    for point in points {
        let (group, _) = point.id.split_once('/').unwrap_or(("", &point.id));
        checks.push(Check {
            group: group.to_owned(),
            id: point.id.clone(),
            what: point.about.clone(),
            verdict: Verdict::of(point.run(target, set).await),
        });
    }
    Report::new(
        format!("the checklist against {}", target.endpoint()),
        checks,
    )
}

impl Point {
    /// What is wrong, if anything.
    async fn run(&self, target: &Target, set: &BTreeMap<String, String>) -> Vec<String> {
        let mut kept = target.texts();
        kept.extend(set.clone());
        let mut problems = Vec::new();
        for step in &self.steps {
            if let Err(problem) = step.run(target, &mut kept).await {
                // What follows builds on it.
                problems.push(problem);
                break;
            }
        }
        for step in &self.cleanup {
            // There may be nothing to take away.
            if let Ok(sent) = step.sent(&kept) {
                target.send(&sent).await.ok();
            }
        }
        problems
    }
}

impl Step {
    async fn run(
        &self,
        target: &Target,
        kept: &mut BTreeMap<String, String>,
    ) -> Result<(), String> {
        let sent = self.sent(kept)?;
        let told = |trouble: String| format!("sent {sent}\n{trouble}");
        let answer = self.answer(target, &sent).await.map_err(told)?;
        let expected = self.expect.filled(kept).map_err(told)?;
        let problems = expected.problems(&answer);
        if !problems.is_empty() {
            let lines = [problems, vec![format!("got {answer}")]].concat();
            return Err(told(lines.join("\n")));
        }
        for (name, pointer) in &self.keep {
            let value = answer
                .json()
                .and_then(|body| body.pointer(pointer).cloned());
            let text = match value {
                Some(Value::String(text)) => text,
                Some(value @ Value::Number(_)) => value.to_string(),
                _ => return Err(told(format!("expected a text at {pointer}\ngot {answer}"))),
            };
            kept.insert(name.clone(), text);
        }
        Ok(())
    }

    fn sent(&self, kept: &BTreeMap<String, String>) -> Result<Sent, String> {
        let line = filled(&self.send, kept)?;
        let (method, path) = line.split_once(' ').unwrap_or((&line, "/"));
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| Ok((name.clone(), filled(value, kept)?)));
        let body = match &self.body {
            None => String::new(),
            Some(Value::String(text)) => filled(text, kept)?,
            Some(body) => filled_value(body, kept)?.to_string(),
        };
        Ok(Sent {
            method: method.to_owned(),
            target: path.to_owned(),
            headers: headers.collect::<Result<_, String>>()?,
            body,
            signing: self.sign.clone(),
        })
    }

    /// The answer, or the items of all pages in one.
    async fn answer(&self, target: &Target, sent: &Sent) -> Result<Answer, String> {
        let mut answer = target.send(sent).await?;
        let Some(pages) = &self.pages else {
            return Ok(answer);
        };
        let (mut items, mut tokens) = (Vec::new(), BTreeSet::new());
        for _ in 0..PAGES {
            let Some(body) = answer.json().filter(|_| answer.status == 200) else {
                return Ok(answer);
            };
            items.extend(body[&pages.items].as_array().into_iter().flatten().cloned());
            let Some(token) = body[&pages.token].as_str() else {
                let all = Map::from_iter([(pages.items.clone(), Value::Array(items))]);
                answer.body = Value::Object(all).to_string().into_bytes();
                return Ok(answer);
            };
            if !tokens.insert(token.to_owned()) {
                return Err(format!(
                    "expected an end of the list, and {token} is the next page twice"
                ));
            }
            let mut next = sent.clone();
            let joint = if next.target.contains('?') { '&' } else { '?' };
            let token = target::encoded(token);
            next.target = format!("{}{joint}{}={token}", next.target, pages.parameter);
            answer = target.send(&next).await?;
        }
        Err(format!("expected an end of the list within {PAGES} pages"))
    }
}

/// A text with what `${…}` stands for.
fn filled(text: &str, kept: &BTreeMap<String, String>) -> Result<String, String> {
    let mut parts = text.split("${");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        // In addresses they stand encoded.
        let (name, is_encoded) = match name.strip_prefix('/') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let value = kept.get(name);
        let value = value.ok_or_else(|| format!("the check has no ${{{name}}} yet"))?;
        match is_encoded {
            true => filled.push_str(&target::encoded(value)),
            false => filled.push_str(value),
        }
        filled.push_str(rest);
    }
    Ok(filled)
}

fn filled_value(value: &Value, kept: &BTreeMap<String, String>) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => filled(text, kept)?.into(),
        Value::Array(items) => items
            .iter()
            .map(|item| filled_value(item, kept))
            .collect::<Result<_, _>>()?,
        Value::Object(fields) => {
            let fields = fields.iter();
            let filled = fields.map(|(name, value)| {
                Ok::<_, String>((filled(name, kept)?, filled_value(value, kept)?))
            });
            Value::Object(filled.collect::<Result<_, _>>()?)
        }
        other => other.clone(),
    })
}
