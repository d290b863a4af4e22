//! JSON bodies.

use cli_formats::{Map, Value, json};

/// The body as JSON, `{}` if there is none, or why it is not JSON.
pub(super) fn read(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Ok(Value::Map(Map::new()));
    }
    json::read_lossy(text).map_err(|error| error.to_string())
}
