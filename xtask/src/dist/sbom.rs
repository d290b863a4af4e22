//! The bill of materials, as CycloneDX 1.5 in JSON: <https://cyclonedx.org/docs/1.5/json/>.

use serde_json::{Value, json};

use super::Result;
use super::licenses::Dependency;
use super::release::Release;

pub(super) fn json(release: &Release, dependencies: &[Dependency]) -> Result<String> {
    let components: Vec<Value> = dependencies.iter().map(component).collect();
    let this = json!({
        "type": "application",
        "bom-ref": release.name,
        "name": release.name,
        "version": release.version,
        "description": release.description,
        "licenses": [{ "expression": release.license }],
    });
    let bom = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": this },
        "components": components,
    });
    Ok(format!("{:#}\n", bom))
}

fn component(dependency: &Dependency) -> Value {
    let url = format!("pkg:cargo/{}@{}", dependency.name, dependency.version);
    // Older manifests separate alternatives by a slash, which is no SPDX.
    let alternatives: Vec<&str> = dependency.license.split('/').map(str::trim).collect();
    json!({
        "type": "library",
        "bom-ref": url,
        "name": dependency.name,
        "version": dependency.version,
        "licenses": [{ "expression": alternatives.join(" OR ") }],
        "hashes": [{ "alg": "SHA-256", "content": dependency.checksum }],
        "purl": url,
    })
}
