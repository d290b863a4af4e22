//! XML bodies, read by the shape: which elements are lists, and what their members are called.

use cli_formats::{Map, Value};
use roxmltree::{Document, Node};
use smithy_catalog::{Kind, Member, Protocol, Shape};

use super::MAX_DEPTH;

/// The body of an answer as a value of the shape, or why it is not XML.
pub(super) fn read(
    protocol: Protocol,
    shape: &'static Shape,
    body: &[u8],
) -> Result<Value, String> {
    let document = parse(body)?;
    let root = document.root_element();
    if shape.schema.xml_unwrapped_output() {
        return Ok(unwrapped(shape, root));
    }
    let result = |child: &Node<'_, '_>| child.tag_name().name().ends_with("Result");
    let holder = match protocol {
        Protocol::AwsQuery => elements(root).find(result),
        _ => None,
    };
    of_shape(shape, holder.unwrap_or(root), 0)
}

/// The error in a body as a value of its shape; without a shape, each of its elements as text.
pub(super) fn error(shape: Option<&'static Shape>, body: &[u8]) -> Result<Value, String> {
    let document = parse(body)?;
    let error = error_element(document.root_element());
    if let Some(shape) = shape {
        return of_shape(shape, error, 0);
    }
    let members = elements(error);
    let members = members.map(|child| (child.tag_name().name(), Value::String(text(child))));
    Ok(Value::map(members))
}

/// The element with the members of an error, wherever a protocol puts it: the root, `Error` below it, or
/// `Error` in `Errors` below it.
fn error_element<'a, 'input>(root: Node<'a, 'input>) -> Node<'a, 'input> {
    ["Errors", "Error"].into_iter().fold(root, |node, name| {
        let found = elements(node).find(|child| child.tag_name().name() == name);
        found.unwrap_or(node)
    })
}

fn parse(body: &[u8]) -> Result<Document<'_>, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Document::parse(text.trim_start()).map_err(|error| error.to_string())
}

/// The one member of an output whose text is the root's.
fn unwrapped(shape: &'static Shape, root: Node<'_, '_>) -> Value {
    let text = text(root);
    let value = match text.is_empty() {
        true => Value::Null,
        false => Value::String(text),
    };
    Value::map(
        shape
            .members()
            .iter()
            .map(|member| (member.name, value.clone())),
    )
}

fn of_shape(shape: &'static Shape, node: Node<'_, '_>, depth: usize) -> Result<Value, String> {
    if depth > MAX_DEPTH {
        return Err(format!("more than {MAX_DEPTH} levels"));
    }
    match shape.kind {
        Kind::Structure(_) | Kind::Union(_) => structure(shape, node, depth).map(Value::Map),
        Kind::List { member, .. } => {
            let items = elements(node).map(|item| of_shape(member.target, item, depth + 1));
            items.collect::<Result<_, _>>().map(Value::List)
        }
        Kind::Map { key, value, .. } => {
            let entries = elements(node).map(|entry| pair(key, value, entry, depth));
            entries.collect::<Result<_, _>>().map(Value::Map)
        }
        _ => Ok(Value::String(text(node))),
    }
}

/// The members that are there; in a union also what the model does not know.
fn structure(shape: &'static Shape, node: Node<'_, '_>, depth: usize) -> Result<Map, String> {
    let mut found = Map::new();
    let members = shape.members();
    for member in members
        .iter()
        .filter(|member| member.schema.xml_attribute())
    {
        if let Some(value) = attribute(node, name(member)) {
            found.insert(member.name.to_owned(), value.into());
        }
    }
    for child in elements(node) {
        let tag = child.tag_name().name();
        let mut known = members.iter();
        match known.find(|member| name(member) == tag && !member.schema.xml_attribute()) {
            Some(member) if member.schema.xml_flattened() => {
                flattened(member, child, depth, &mut found)?;
            }
            // Of several with one name the first counts.
            Some(member) if !found.contains_key(member.name) => {
                let value = of_shape(member.target, child, depth + 1)?;
                found.insert(member.name.to_owned(), value);
            }
            None if matches!(shape.kind, Kind::Union(_)) => {
                found.insert(tag.to_owned(), Value::String(text(child)));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Adds an element of a list, or an entry of a map, that stands beside the others without one around them.
fn flattened(
    member: &'static Member,
    node: Node<'_, '_>,
    depth: usize,
    found: &mut Map,
) -> Result<(), String> {
    match member.target.kind {
        Kind::List { member: of, .. } => {
            let item = of_shape(of.target, node, depth + 1)?;
            let list = found.entry(member.name.to_owned());
            if let Value::List(items) = list.or_insert_with(|| Value::list([])) {
                items.push(item);
            }
        }
        Kind::Map { key, value, .. } => {
            let (key, value) = pair(key, value, node, depth)?;
            let map = found.entry(member.name.to_owned());
            if let Value::Map(entries) = map.or_insert_with(|| Value::Map(Map::new())) {
                entries.insert(key, value);
            }
        }
        _ => {
            let value = of_shape(member.target, node, depth + 1)?;
            found.insert(member.name.to_owned(), value);
        }
    }
    Ok(())
}

/// Key and value of an entry.
fn pair(
    key: &'static Member,
    value: &'static Member,
    entry: Node<'_, '_>,
    depth: usize,
) -> Result<(String, Value), String> {
    let part = |member: &'static Member| {
        elements(entry)
            .find(|child| child.tag_name().name() == name(member))
            .ok_or_else(|| format!("an entry of a map has no <{}>", name(member)))
    };
    Ok((
        text(part(key)?),
        of_shape(value.target, part(value)?, depth + 1)?,
    ))
}

/// The name of the element or attribute.
fn name(member: &'static Member) -> &'static str {
    let schema: &'static aws_smithy_schema::Schema<'static> = member.schema;
    schema.xml_name().map_or(member.name, |name| name.value())
}

/// An attribute by its name as written, `xsi:type`.
fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let local = name.rsplit(':').next().unwrap_or(name);
    let mut attributes = node.attributes();
    attributes.find_map(|it| (it.name() == local).then(|| it.value()))
}

fn elements<'a, 'input: 'a>(
    node: Node<'a, 'input>,
) -> impl Iterator<Item = Node<'a, 'input>> + use<'a, 'input> {
    node.children().filter(Node::is_element)
}

fn text(node: Node<'_, '_>) -> String {
    node.text().unwrap_or_default().to_owned()
}
