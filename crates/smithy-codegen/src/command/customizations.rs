//! What AWS CLI v2 does for single services in code of its own, as a table by SDK id.

use smithy_catalog::cli::{AbsentCommand, Customization};

/// What is done for each operation of a service.
pub(super) fn of_service(sdk_id: &str) -> &'static [Customization] {
    match sdk_id {
        "API Gateway" => &[Customization::Header {
            name: "accept",
            value: "application/json",
        }],
        "Glacier" => &[
            Customization::Header {
                name: "x-amz-glacier-version",
                value: "2012-06-01",
            },
            Customization::DefaultText {
                member: "accountId",
                value: "-",
            },
        ],
        "IAM" => &[Customization::EncodedJson {
            shape: "policyDocumentType",
        }],
        "CloudSearch Domain" => &[Customization::EndpointUrlRequired],
        _ => &[],
    }
}

/// What is done for an operation, besides what is done for all of its service.
pub(super) fn of_operation(sdk_id: &str, operation: &str) -> &'static [Customization] {
    match (sdk_id, operation) {
        ("Glacier", "UploadArchive" | "UploadMultipartPart") => {
            &[Customization::TreeHash { member: "checksum" }]
        }
        ("Lambda", "CreateFunction") => &[
            Customization::BlobOption {
                option: "zip-file",
                member: "Code",
                field: "ZipFile",
                excludes: true,
            },
            ZIP_FILE,
        ],
        ("Lambda", "PublishLayerVersion") => &[
            Customization::BlobOption {
                option: "zip-file",
                member: "Content",
                field: "ZipFile",
                excludes: true,
            },
            ZIP_FILE,
        ],
        ("Lambda", "UpdateFunctionCode") => &[ZIP_FILE],
        ("QuickSight", "StartAssetBundleImportJob") => &[Customization::BlobOption {
            option: "asset-bundle-import-source-bytes",
            member: "AssetBundleImportSource",
            field: "Body",
            excludes: false,
        }],
        ("IoT", "CreateKeysAndCertificate") => &[
            CERTIFICATE,
            Customization::Outfile {
                option: "public-key-outfile",
                path: "keyPair.PublicKey",
            },
            Customization::Outfile {
                option: "private-key-outfile",
                path: "keyPair.PrivateKey",
            },
        ],
        ("IoT", "CreateCertificateFromCsr") => &[CERTIFICATE],
        ("EC2", "RunInstances") | ("Auto Scaling", "CreateLaunchConfiguration") => {
            &[Customization::Base64Text { member: "UserData" }]
        }
        ("CloudSearch Domain", "Search") => &[Customization::QueryAsForm],
        _ => &[],
    }
}

const ZIP_FILE: Customization = Customization::MustBeZip { option: "zip-file" };

const CERTIFICATE: Customization = Customization::Outfile {
    option: "certificate-pem-outfile",
    path: "certificatePem",
};

/// Commands that AWS CLI v2 has for a service and a generated command has not.
pub(super) fn absent(sdk_id: &str) -> &'static [AbsentCommand] {
    macro_rules! commands {
        ($($command:literal: $reason:literal),+) => {
            &[$(AbsentCommand { command: $command, reason: $reason }),+]
        };
    }
    match sdk_id {
        "EKS" => commands![
            "update-kubeconfig": "it edits the configuration of kubectl",
            "get-token": "it presigns a URL for kubectl"
        ],
        "codeartifact" => commands!["login": "it configures package managers"],
        "DLM" => commands!["create-default-role": "it calls IAM"],
        "EMR containers" => commands![
            "update-role-trust-policy": "it calls IAM and EKS",
            "create-role-associations": "it calls IAM and EKS",
            "delete-role-associations": "it calls IAM and EKS"
        ],
        "DSQL" => commands![
            "generate-db-connect-auth-token": "it presigns a URL and calls no service",
            "generate-db-connect-admin-auth-token": "it presigns a URL and calls no service"
        ],
        "Lambda" => commands!["wizard": "it asks questions at a terminal"],
        "SSO" => commands![
            "login": "it signs in with a browser",
            "logout": "it forgets what the browser signed in"
        ],
        _ => &[],
    }
}
