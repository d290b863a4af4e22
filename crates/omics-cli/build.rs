//! Links the command at a fixed address where that is known to work, so that nothing is relocated at start:
//! a third of the instructions of a short run.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| std::env::var(name).is_ok_and(|value| value == wanted);
    let libc_stays_outside = !std::env::var("CARGO_CFG_TARGET_FEATURE")
        .is_ok_and(|features| features.split(',').any(|it| it == "crt-static"));
    if is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("PROFILE", "release")
        && libc_stays_outside
    {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
