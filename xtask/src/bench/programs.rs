//! Programs that are made for a figure, below `target/bench`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::cost;
use crate::binary::STATIC;
use crate::root;

/// A program that calls the service once.
pub(super) struct Program {
    pub(super) name: &'static str,
    /// Its dependencies, in which `CRATES` stands for the folder of ours.
    dependencies: &'static str,
    main: &'static str,
}

/// On the official crate, as `cargo add` would have it.
pub(super) const OFFICIAL: Program = Program {
    name: "official",
    dependencies: r#"
        aws-config = "1"
        aws-sdk-omics = "1"
        tokio = { version = "1", features = ["macros", "rt"] }
    "#,
    main: r#"
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
            let client = aws_sdk_omics::Client::new(&config);
            let answer = client.list_run_caches().send().await.unwrap();
            println!("{}", answer.items().len());
        }
    "#,
};

/// The same on ours.
pub(super) const SMALLEST: Program = Program {
    name: "smallest",
    dependencies: r#"
        aws-settings = { path = "CRATES/aws-settings" }
        omics-client = { path = "CRATES/omics-client" }
        omics-model = { path = "CRATES/omics-model" }
        tokio = { version = "1", features = ["macros", "rt"] }
    "#,
    main: r#"
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let config = aws_settings::load(&omics_model::SERVICE).await.unwrap();
            let client = omics_client::Client::new(&config);
            let answer = client.list_run_caches().send().await.unwrap();
            println!("{}", answer.items().len());
        }
    "#,
};

/// Ours with keys at hand and a service that speaks plain HTTP, such as the local one.
pub(super) const PLAIN: Program = Program {
    name: "plain",
    dependencies: r#"
        omics-client = { path = "CRATES/omics-client", default-features = false, features = ["http-client"] }
        tokio = { version = "1", features = ["rt"] }
    "#,
    main: r#"
        use omics_client::config::{BehaviorVersion, Credentials, Region};

        fn main() {
            let config = omics_client::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new("us-west-2"))
                .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "example"))
                .endpoint_url("http://127.0.0.1:4599")
                .build();
            let client = omics_client::Client::from_conf(config);
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = runtime.enable_all().build().unwrap();
            let answer = runtime.block_on(client.list_run_caches().send()).unwrap();
            println!("{}", answer.items().len());
        }
    "#,
};

impl Program {
    /// Writes it, with the versions of dependencies that this repository is locked to.
    pub(super) fn write(&self) -> Result<PathBuf, Box<dyn Error>> {
        let folder = scratch(self.name)?;
        let crates = root().join("crates");
        let dependencies = self
            .dependencies
            .replace("CRATES", &crates.display().to_string());
        let manifest = format!(
            "[package]\nname = \"{}\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{dependencies}",
            self.name
        );
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), self.main)?;
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(folder)
    }
}

/// Crates with all operations of the service.
pub(super) struct Whole {
    pub(super) path: PathBuf,
    pub(super) packages: Vec<String>,
}

/// Ours, generated from a model.
pub(super) fn whole(model: &Path) -> Result<Whole, Box<dyn Error>> {
    let path = scratch("whole")?;
    let mut codegen = Command::new(std::env::current_exe()?);
    codegen
        .args(["codegen", "--name", "whole", "--model"])
        .arg(std::path::absolute(model)?)
        .arg("--out")
        .arg(&path);
    cost(&mut codegen)?;
    fs::copy(root().join("Cargo.lock"), path.join("Cargo.lock"))?;
    Ok(Whole {
        path,
        packages: ["whole-model", "whole-client"].map(str::to_owned).to_vec(),
    })
}

/// The official one.
pub(super) fn whole_official() -> Result<Whole, Box<dyn Error>> {
    let program = Program {
        name: "whole-official",
        dependencies: "aws-sdk-omics = \"1\"",
        main: "fn main() {}",
    };
    Ok(Whole {
        path: program.write()?,
        packages: vec!["aws-sdk-omics".to_owned()],
    })
}

/// A static program that says hello: the least that a start costs.
pub(super) fn hello() -> Result<PathBuf, Box<dyn Error>> {
    let folder = scratch("hello")?;
    let source = folder.join("hello.rs");
    fs::write(&source, "fn main() { println!(\"hello\"); }")?;
    let mut rustc = Command::new("rustc");
    rustc
        .args(["-O", "-Cstrip=symbols"])
        .args(STATIC)
        .arg("--out-dir")
        .args([&folder, &source]);
    cost(&mut rustc)?;
    Ok(folder.join("hello"))
}

fn scratch(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let folder = root().join("target/bench").join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
