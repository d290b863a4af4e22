//! A service of its own needs a catalog and a backend, and nothing else.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use smithy_local::{Answer, Backend, Call, Failure, LocalService, Records};

include!("fixture/notes.rs");

/// Keeps notes. Some texts make it misbehave.
#[derive(Debug)]
struct Notebook;

impl Backend for Notebook {
    fn answer(&self, call: &Call<'_>, notes: &mut Records<'_>) -> Result<Answer, Failure> {
        let id = call.text("id");
        match call.operation.name {
            "PutNote" => put(id, call.input, notes).map(Answer::from),
            "GetNote" if id == "write" => {
                notes.add("note", id, &json!({}));
                Ok(json!({}).into())
            }
            "GetNote" => match notes.get("note", id)? {
                Some(note) => Ok(note.into()),
                None => Err(Failure::new("NotFound", format!("no note {id}"))),
            },
            _ => {
                let size = call.input.get("size").and_then(Value::as_u64).unwrap_or(10);
                let page = notes.page("note", call.input["token"].as_str(), size as usize)?;
                Ok(Answer::from(json!({"next": page.next})).with_list("notes", page.items))
            }
        }
    }
}

fn put(id: &str, note: &Value, notes: &mut Records<'_>) -> Result<Value, Failure> {
    if !notes.replace("note", id, note) {
        notes.add("note", id, note);
    }
    match note["text"].as_str() {
        Some("refuse") => Err(Failure::validation("not this")),
        Some("panic") => panic!("asked for"),
        _ => Ok(note.clone()),
    }
}

fn service() -> LocalService {
    LocalService::in_memory(&SERVICE, Notebook).allow_unsigned()
}

fn call(service: &LocalService, method: &str, uri: &str, body: &str) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .expect("the tests' requests are well formed");
    let response: Response<Bytes> = service.handle(&request);
    assert!(response.headers().contains_key("x-amzn-requestid"));
    let body = serde_json::from_slice(response.body()).expect("answers are JSON");
    (response.status().as_u16(), body)
}

#[test]
fn a_backend_and_a_catalog_make_a_service() {
    let service = service();
    for id in ["a", "b", "c"] {
        let body = json!({"text": format!("text of {id}")}).to_string();
        let made = call(&service, "PUT", &format!("/notes/{id}"), &body);
        assert_eq!(made, (200, json!({"text": format!("text of {id}")})));
    }
    let (status, answer) = call(&service, "GET", "/notes/b", "");
    assert_eq!((status, &answer["text"]), (200, &json!("text of b")));
    assert_eq!(call(&service, "GET", "/notes/z", "").0, 410);
    let (status, answer) = call(&service, "PUT", "/notes/d", "{}");
    assert_eq!(status, 400);
    let message = answer["message"].as_str().expect("errors have a message");
    assert!(message.contains("'text'"), "{message}");

    let (_, first) = call(&service, "GET", "/notes?size=2", "");
    assert_eq!(first["notes"].as_array().map(Vec::len), Some(2));
    let next = first["next"].as_str().expect("there is more");
    let (_, second) = call(&service, "GET", &format!("/notes?size=2&token={next}"), "");
    assert_eq!(second, json!({"notes": [{"text": "text of c"}]}));
}

#[test]
fn a_list_has_what_was_put_whatever_it_is_made_of() {
    let service = service();
    let text = "\"\\/ {}[]:, \n\u{0}\u{7f}\u{e9}\u{1f9ec} null";
    let body = json!({"text": text}).to_string();
    assert_eq!(call(&service, "PUT", "/notes/a", &body).0, 200);
    let (_, notes) = call(&service, "GET", "/notes", "");
    assert_eq!(notes, json!({"notes": [{"text": text}]}));
}

#[test]
fn what_a_failed_call_wrote_is_forgotten() {
    let service = service();
    call(&service, "PUT", "/notes/a", r#"{"text": "first"}"#);
    for (text, status) in [("refuse", 400), ("panic", 500)] {
        for id in ["a", "b"] {
            let body = json!({"text": text}).to_string();
            assert_eq!(
                call(&service, "PUT", &format!("/notes/{id}"), &body).0,
                status
            );
        }
        let (_, notes) = call(&service, "GET", "/notes", "");
        assert_eq!(notes, json!({"notes": [{"text": "first"}]}), "{text}");
    }
}

#[test]
fn a_read_that_writes_is_a_fault_of_the_backend() {
    let service = service();
    let (status, answer) = call(&service, "GET", "/notes/write", "");
    assert_eq!(status, 500);
    assert!(
        answer["message"]
            .as_str()
            .is_some_and(|text| text.contains("readonly"))
    );
    assert_eq!(call(&service, "GET", "/notes", "").1, json!({"notes": []}));
}
