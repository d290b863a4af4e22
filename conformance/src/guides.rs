//! The Rust in the guides of `docs/`: documentation tests compile it, and run what needs no service.

/// `docs/client.md`.
#[doc = include_str!("../../docs/client.md")]
pub struct ClientGuide;

/// The Rust of crates' `README.md` files, which have no room for what stands around it; a test sees that
/// it is the same.
///
/// ```no_run
/// # async fn call() -> Result<(), Box<dyn std::error::Error>> {
/// let service = aws_settings::ServiceIdentity { sdk_id: "SQS", endpoint_prefix: "sqs" };
/// let config: aws_types::SdkConfig = aws_settings::load(service).await?;
/// # Ok(())
/// # }
/// ```
///
/// ```no_run
/// # async fn call() -> Result<(), Box<dyn std::error::Error>> {
/// let config = aws_settings::load(&omics_model::SERVICE).await?;
/// let client = omics_client::Client::new(&config);
/// let caches = client.list_run_caches().send().await?;
/// # Ok(())
/// # }
/// ```
pub struct Readmes;
