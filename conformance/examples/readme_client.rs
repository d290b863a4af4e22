//! The program of README.md. A test holds the two the same.

use omics_client as sdk; // was: use aws_sdk_omics as sdk;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = sdk::Client::from_env().await?;
    let cache = client
        .create_run_cache()
        .cache_s3_location("s3://my-bucket/cache/")
        .tags("team", "genomics")
        .send()
        .await?;
    println!("{}", cache.id().unwrap_or_default());
    Ok(())
}
