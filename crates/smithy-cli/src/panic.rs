//! The last resort: a fault of the program ends it as an error does.

use crate::console::tell;
use crate::exit;

/// Makes the process end with [`exit::GENERAL`] and a line that says where, if something panics in
/// it, whether panics unwind or abort. What the panic says is left out: it may hold what was being
/// handled, secrets too. For the `main` of a program, before anything else.
pub fn exit_on_panic(program: &'static str) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or_else(String::new, |location| {
            format!(" at {}:{}", location.file(), location.line())
        });
        tell!("\n{program}: [ERROR]: A fault of this program{place} ended it. Please report it.");
        std::process::exit(exit::GENERAL.into());
    }));
}
