//! `smithy.rules#operationContextParams`: paths into an input, as the subset of JMESPath that the trait
//! allows.

use serde_json::Value;

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The member or entry with this name.
    Field(&'static str),
    /// Every element: `[*]` and `[]`.
    Each,
    /// Every key of a map: `keys(…)`.
    Keys,
    /// What several paths lead to: `[a.b, c.d]`.
    Select(&'static [&'static [Step]]),
}

/// The strings a path leads to, in order. What is not there leads nowhere.
pub(super) fn strings(document: &Value, path: &[Step]) -> Vec<String> {
    let mut found = Vec::new();
    walk(document, path, &mut |value| match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(elements) => {
            found.extend(elements.iter().filter_map(Value::as_str).map(str::to_owned));
        }
        _ => {}
    });
    found
}

/// The first boolean a path leads to.
pub(super) fn boolean(document: &Value, path: &[Step]) -> Option<bool> {
    let mut found = None;
    walk(document, path, &mut |value| {
        found = found.or(value.as_bool());
    });
    found
}

fn walk(value: &Value, path: &[Step], visit: &mut dyn FnMut(&Value)) {
    let Some((step, rest)) = path.split_first() else {
        return visit(value);
    };
    match step {
        Step::Field(name) => {
            if let Some(value) = value.get(name) {
                walk(value, rest, visit);
            }
        }
        Step::Each => match value {
            Value::Array(elements) => elements.iter().for_each(|value| walk(value, rest, visit)),
            // What was selected before is flat already.
            Value::String(_) => walk(value, rest, visit),
            _ => {}
        },
        Step::Keys => {
            for key in value
                .as_object()
                .into_iter()
                .flat_map(|entries| entries.keys())
            {
                walk(&Value::String(key.clone()), rest, visit);
            }
        }
        Step::Select(paths) => {
            for path in *paths {
                walk(value, path, &mut |value| walk(value, rest, visit));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_lead_to_strings_in_order() {
        let document = json!({
            "Items": [{ "Get": { "Table": "a" } }, { "Put": { "Table": "b" } }, {}],
            "Map": { "x": 1, "y": 2 },
            "Names": ["n", "m"],
            "Flag": true
        });
        const GET: &[Step] = &[Step::Field("Get"), Step::Field("Table")];
        const PUT: &[Step] = &[Step::Field("Put"), Step::Field("Table")];
        let items = [Step::Field("Items"), Step::Each];
        let get = [items[0], items[1], GET[0], GET[1]];
        assert_eq!(strings(&document, &get), ["a"]);
        let both = [items[0], items[1], Step::Select(&[GET, PUT]), Step::Each];
        assert_eq!(strings(&document, &both), ["a", "b"]);
        assert_eq!(
            strings(&document, &[Step::Field("Map"), Step::Keys]),
            ["x", "y"]
        );
        assert_eq!(strings(&document, &[Step::Field("Names")]), ["n", "m"]);
        assert_eq!(
            strings(&document, &[Step::Field("None"), Step::Each]),
            [""; 0]
        );
        assert_eq!(boolean(&document, &[Step::Field("Flag")]), Some(true));
    }
}
