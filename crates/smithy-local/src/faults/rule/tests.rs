use std::time::Duration;

use serde_json::{Value, json};

use super::super::{Fate, Faults};

fn fates(document: &Value, operations: &[&str]) -> Vec<Option<&'static str>> {
    let faults = Faults::default();
    faults.set(document).expect("the set is good");
    let decide = |name: &&str| faults.decide(Some(name)).name();
    operations.iter().map(decide).collect()
}

#[test]
fn a_fault_hits_its_operation_as_often_as_it_may() {
    let faults = json!({"faults": [{"fault": "reset", "operation": "Get", "times": 2}]});
    let calls = ["List", "Get", "Get", "Get"];
    assert_eq!(
        fates(&faults, &calls),
        [None, Some("reset"), Some("reset"), None]
    );
}

#[test]
fn a_script_is_played_once_or_over_and_over() {
    let script = |repeat| json!({"faults": [{"script": ["pass", "lost"], "repeat": repeat}]});
    let calls = ["A"; 5];
    let lost = Some("lost");
    assert_eq!(
        fates(&script(false), &calls),
        [None, lost, None, None, None]
    );
    assert_eq!(fates(&script(true), &calls), [None, lost, None, lost, None]);
}

#[test]
fn a_seed_repeats_the_fates_and_a_rate_is_a_share() {
    let faults = json!({"seed": 5, "faults": [{"fault": "throttle", "rate": 0.3}]});
    let calls = ["A"; 1000];
    let first = fates(&faults, &calls);
    assert_eq!(first, fates(&faults, &calls));
    let hits = first.iter().flatten().count();
    assert!((250..350).contains(&hits), "{hits}");
}

#[test]
fn delays_come_on_top_of_the_first_other_fault() {
    let faults = Faults::default();
    let set = json!({"faults": [
        {"fault": "error", "times": 1}, {"fault": "reset"}, {"fault": "delay", "ms": 3},
    ]});
    faults.set(&set).expect("the set is good");
    let told = |fate: Fate| (fate.name(), fate.delay);
    let delay = Duration::from_millis(3);
    assert_eq!(told(faults.decide(None)), (Some("error"), delay));
    assert_eq!(told(faults.decide(None)), (Some("reset"), delay));
}

#[test]
fn all_that_is_wrong_is_said_at_once_and_changes_nothing() {
    let faults = Faults::default();
    faults
        .set(&json!({"faults": [{"fault": "reset"}]}))
        .expect("the set is good");
    let wrong = json!({"faults": [
        {"fault": "explode"}, {"fault": "throttle", "rate": 2, "often": true}, 7,
        {"fault": "delay"}, {"script": []}, {"fault": "error", "status": 99, "code": "a\nb"},
    ]});
    let said = faults.set(&wrong).expect_err("much is wrong");
    for part in [
        "faults[0].fault: must be one of throttle",
        "faults[1].often: is none of",
        "faults[1].rate: 2 is not a number from 0 to 1",
        "faults[2]: is not an object",
        "faults[3]: a delay takes",
        "faults[4].script: must be a list of pass, throttle",
        "faults[5].status: 99 is not a number",
        "faults[5].code: \"a\\nb\" cannot stand in a header",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(faults.describe()["faults"][0]["fault"], "reset");
    for wrong in [
        json!([]),
        json!({}),
        json!({"faults": 1}),
        json!({"faults": [], "seeds": 1}),
    ] {
        faults.set(&wrong).expect_err("it is no set");
    }
    faults
        .set(&json!({"faults": [], "seed": -1}))
        .expect_err("it is no seed");
}
