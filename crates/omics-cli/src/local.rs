//! The copy of the service in this program: `--local`, and `omics local`.

use omics_local::command::Local;
use smithy_cli::Example;
use smithy_cli::local::LocalHelp;

/// The variable that names the file of the state.
const STORE: &str = "OMICS_LOCAL_STORE";

const HELP: LocalHelp = LocalHelp {
    state: "All keep their state in the same file unless told otherwise: that of --store, else \
            that of OMICS_LOCAL_STORE, else omics/local.state in the folder for data of the user. \
            A server and commands may use it at the same time.",
    variables: &[(STORE, "the file in which the local service keeps its state")],
    examples: &[
        Example {
            title: "Point every AWS SDK and tool of this shell to a server:",
            lines: &["omics local serve --quiet &", "eval \"$(omics local env)\""],
        },
        Example {
            title: "See how a program takes throttling:",
            lines: &["omics local serve --memory --fault fault=throttle,rate=0.2"],
        },
    ],
};

/// The local service for run caches.
pub(crate) fn service() -> Local {
    Local {
        name: "omics",
        variable: STORE,
        help: HELP,
        on_file: omics_local::service,
        in_memory: omics_local::in_memory,
    }
}
