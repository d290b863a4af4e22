//! The paths of `smithy.rules#operationContextParams`: the subset of JMESPath that the trait allows.

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathStep {
    /// The member or entry with this name.
    Field(String),
    /// Every element: `[*]` and `[]`.
    Each,
    /// Every key of a map: `keys(…)`.
    Keys,
    /// What several paths lead to: `[a.b, c.d]`.
    Select(Vec<Vec<PathStep>>),
}

/// Reads a path: names with dots between, `[*]`, `[]`, `[a.b, c.d]` and `keys(…)` around all.
pub(super) fn read(path: &str) -> Option<Vec<PathStep>> {
    let path = path.trim();
    if let Some(inner) = path
        .strip_prefix("keys(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        let mut steps = read(inner)?;
        steps.push(PathStep::Keys);
        return Some(steps);
    }
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (inside, after) = bracketed(inside)?;
            steps.push(match inside.trim() {
                "" | "*" => PathStep::Each,
                several => {
                    let paths = several.split(',').map(read);
                    PathStep::Select(paths.collect::<Option<_>>()?)
                }
            });
            rest = after;
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let name = name.trim().trim_matches('"');
            if !crate::names::is_identifier(name) {
                return None;
            }
            steps.push(PathStep::Field(name.to_owned()));
            rest = after;
        }
        rest = match rest.strip_prefix('.') {
            Some("") => return None,
            Some(after) => after,
            None => rest,
        };
    }
    (!steps.is_empty()).then_some(steps)
}

/// What stands before the bracket that closes, and after it.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (index, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' if depth == 0 => return Some((&text[..index], &text[index + 1..])),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::PathStep::{Each, Field, Keys, Select};
    use super::*;

    #[test]
    fn paths_of_public_models_are_read() {
        let field = |name: &str| Field(name.to_owned());
        assert_eq!(
            read("keys(RequestItems)"),
            Some(vec![field("RequestItems"), Keys])
        );
        assert_eq!(
            read("Items[*].Get.TableName"),
            Some(vec![field("Items"), Each, field("Get"), field("TableName")])
        );
        assert_eq!(
            read("Items[*].[Put.Name, Get.Name][]"),
            Some(vec![
                field("Items"),
                Each,
                Select(vec![
                    vec![field("Put"), field("Name")],
                    vec![field("Get"), field("Name")]
                ]),
                Each
            ])
        );
        for broken in ["", "a.", "a b", "a[", "length(a)", "a[?b]"] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }
}
