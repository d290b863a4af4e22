//! A command that is killed between request and answer, and is run again.

use std::time::Duration;

use conformance::binary;

use crate::peer::Peer;
use crate::situation::{End, Part, Step};
use crate::table::{command_line, situation};

#[tokio::test(flavor = "multi_thread")]
async fn with_the_same_token_a_killed_command_creates_nothing_twice() {
    let program = binary::omics().expect("the command builds");
    let home = tempfile::tempdir().expect("a temporary folder");
    let unanswered = vec![Step::Read(Part::Request), Step::End(End::Hang)];
    let peer = Peer::start(&situation(vec![unanswered]))
        .await
        .expect("loopback can be listened on");
    let command = || {
        let mut command = command_line(&program, home.path(), &peer.url);
        command.args(["--request-id", "a-token-of-mine"]);
        command
    };
    let mut killed = command().spawn().expect("the command runs");
    while peer.created() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    killed.kill().await.expect("the command can be killed");
    let output = command().output().await.expect("the command runs");
    assert!(output.status.success(), "{output:?}");
    assert_eq!((peer.connections(), peer.created()), (2, 1));
}
