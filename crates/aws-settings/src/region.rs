//! The region a request goes to.

use super::credentials::Network;
use super::error::SettingsError;
use super::origin::{Origin, Sourced};
use super::{GlobalFlags, Settings};

/// The region, if there is one: option, environment, profile, and at last the metadata service
/// of the instance. An empty region is a region.
///
/// # Errors
/// If the region cannot be part of a host name.
pub(super) async fn find(
    settings: &Settings,
    flags: &GlobalFlags,
    network: &Network<'_>,
) -> Result<Option<Sourced<String>>, SettingsError> {
    let written = flags
        .region
        .clone()
        .map(|region| Sourced::flag("--region", region));
    let written =
        written.or_else(|| settings.lookup(&["AWS_REGION", "AWS_DEFAULT_REGION"], Some("region")));
    let region = match written {
        Some(region) => Some(region),
        None => network.region().await.map(|region| Sourced {
            value: region,
            origin: Origin::InstanceMetadata,
        }),
    };
    region.map(|region| region.try_map(check)).transpose()
}

/// Region names are at most 63 letters, digits and hyphens, with no hyphen at either end and not
/// digits alone.
fn check(region: String) -> Result<String, SettingsError> {
    let is_valid = region.len() <= 63
        && region
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !region.starts_with('-')
        && !region.ends_with('-')
        && (region.is_empty() || !region.chars().all(|c| c.is_ascii_digit()));
    if is_valid {
        Ok(region)
    } else {
        Err(SettingsError::BadRegion { region })
    }
}

/// A region without the `fips-` or `-fips` that stands for FIPS endpoints, and whether it had it.
pub(super) fn without_fips(region: &str) -> (String, bool) {
    let plain = region.replace("fips-", "").replace("-fips", "");
    let had_fips = plain != region;
    (plain, had_fips)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn region_names_have_a_form() {
        let longest = "a".repeat(63);
        for region in ["us-west-2", "", "A1", "anything", &longest] {
            assert!(check(region.to_owned()).is_ok(), "{region}");
        }
        for region in ["bad region", "-a", "a-", "123", "a_b", "é", &"a".repeat(64)] {
            let error = check(region.to_owned()).expect_err(region);
            assert_eq!(
                error.to_string(),
                format!("Provided region_name '{region}' doesn't match a supported format.")
            );
            assert_eq!(error.kind(), ErrorKind::Other);
        }
    }

    #[test]
    fn traces_of_the_file_in_a_region_are_pointed_out() {
        let message = |region: &str| check(region.to_owned()).expect_err(region).to_string();
        assert!(
            message("us-west-2 # home")
                .ends_with("(The configuration files have no comments at the end of a line.)")
        );
        assert!(
            message("\"us-west-2\"")
                .ends_with("(Values in the configuration files are not quoted.)")
        );
    }

    #[test]
    fn fips_regions_name_a_region() {
        assert_eq!(
            without_fips("fips-us-west-2"),
            ("us-west-2".to_owned(), true)
        );
        assert_eq!(
            without_fips("us-west-2-fips"),
            ("us-west-2".to_owned(), true)
        );
        assert_eq!(without_fips("us-west-2"), ("us-west-2".to_owned(), false));
    }
}
