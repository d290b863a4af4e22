//! The AWS partitions.

/// A partition: regions that share domain names, identities and legal ground.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    name: &'static str,
    dns_suffix: &'static str,
    dual_stack_dns_suffix: &'static str,
    implicit_global_region: &'static str,
    /// Regions have the form `PREFIX-word-number`.
    prefixes: &'static [&'static str],
    /// Its pseudo region, which has no such form.
    global: Option<&'static str>,
    dual_stack: bool,
}

impl Partition {
    /// Name, as `aws-cn`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Domain of its endpoints.
    pub fn dns_suffix(&self) -> &'static str {
        self.dns_suffix
    }

    /// Domain of its endpoints that speak IPv4 and IPv6.
    pub fn dual_stack_dns_suffix(&self) -> &'static str {
        self.dual_stack_dns_suffix
    }

    /// It has FIPS endpoints, as every partition does today.
    pub fn supports_fips(&self) -> bool {
        true
    }

    /// It has dual-stack endpoints.
    pub fn supports_dual_stack(&self) -> bool {
        self.dual_stack
    }

    /// Region that signs for services without regions.
    pub fn implicit_global_region(&self) -> &'static str {
        self.implicit_global_region
    }

    fn contains(&self, region: &str) -> bool {
        self.global == Some(region)
            || self.prefixes.iter().any(|prefix| {
                region
                    .strip_prefix(prefix)
                    .and_then(|rest| rest.strip_prefix('-'))
                    .and_then(|rest| rest.split_once('-'))
                    .is_some_and(|(word, number)| is_word(word) && is_number(number))
            })
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Every known region has the form of its partition's regions, so no list of them is needed.
static PARTITIONS: [Partition; 8] = [
    Partition {
        name: "aws",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        implicit_global_region: "us-east-1",
        prefixes: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
        global: Some("aws-global"),
        dual_stack: true,
    },
    Partition {
        name: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dual_stack_dns_suffix: "api.amazonwebservices.com.cn",
        implicit_global_region: "cn-northwest-1",
        prefixes: &["cn"],
        global: Some("aws-cn-global"),
        dual_stack: true,
    },
    Partition {
        name: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dual_stack_dns_suffix: "api.amazonwebservices.eu",
        implicit_global_region: "eusc-de-east-1",
        prefixes: &["eusc-de"],
        global: None,
        dual_stack: true,
    },
    Partition {
        name: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dual_stack_dns_suffix: "api.aws.ic.gov",
        implicit_global_region: "us-iso-east-1",
        prefixes: &["us-iso"],
        global: Some("aws-iso-global"),
        dual_stack: false,
    },
    Partition {
        name: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_dns_suffix: "api.aws.scloud",
        implicit_global_region: "us-isob-east-1",
        prefixes: &["us-isob"],
        global: Some("aws-iso-b-global"),
        dual_stack: false,
    },
    Partition {
        name: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_dns_suffix: "api.cloud-aws.adc-e.uk",
        implicit_global_region: "eu-isoe-west-1",
        prefixes: &["eu-isoe"],
        global: Some("aws-iso-e-global"),
        dual_stack: false,
    },
    Partition {
        name: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_dns_suffix: "api.aws.hci.ic.gov",
        implicit_global_region: "us-isof-south-1",
        prefixes: &["us-isof"],
        global: Some("aws-iso-f-global"),
        dual_stack: false,
    },
    Partition {
        name: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        implicit_global_region: "us-gov-west-1",
        prefixes: &["us-gov"],
        global: Some("aws-us-gov-global"),
        dual_stack: true,
    },
];

/// The partition of a region. A region of no known form is taken for one of `aws`.
pub fn partition(region: &str) -> &'static Partition {
    PARTITIONS
        .iter()
        .find(|partition| partition.contains(region))
        .unwrap_or(&PARTITIONS[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_find_their_partition() {
        for (region, name) in [
            ("us-west-2", "aws"),
            ("mx-central-1", "aws"),
            ("aws-global", "aws"),
            ("cn-northwest-1", "aws-cn"),
            ("us-gov-east-1", "aws-us-gov"),
            ("aws-us-gov-global", "aws-us-gov"),
            ("us-iso-west-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("eusc-de-east-1", "aws-eusc"),
            ("us-gov-future-12", "aws-us-gov"),
            ("mars-east-1", "aws"),
            ("us-east-", "aws"),
            ("", "aws"),
        ] {
            assert_eq!(partition(region).name(), name, "{region}");
        }
    }

    #[test]
    fn isolated_partitions_refuse_dual_stack_as_the_public_models_test() {
        for region in [
            "us-iso-east-1",
            "us-isob-east-1",
            "eu-isoe-west-1",
            "us-isof-south-1",
        ] {
            assert!(!partition(region).supports_dual_stack(), "{region}");
        }
    }

    #[test]
    fn partitions_contain_their_implicit_region() {
        for partition in &PARTITIONS {
            assert!(partition.contains(partition.implicit_global_region()));
        }
    }
}
