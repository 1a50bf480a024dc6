//! What Snyk says.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Json, Number, Timestamp};

/// What happened.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// `ping/v0`: the webhook was created, or somebody wants to see whether it can be reached.
    Ping(Ping),
    /// `project_snapshot/v0`: a project was tested again, whether that found anything new or not. Not for a project's first
    /// test.
    ProjectSnapshot(Box<ProjectSnapshot>),
    /// Another event or another version, or one that is not of the shape that it had when this was built. Nothing is lost of
    /// it.
    Unknown(Json),
}

impl Event {
    /// The event of that name and version.
    pub(super) fn read(name: &str, version: Option<u32>, json: Json) -> Self {
        let known = match (name, version) {
            ("ping", Some(0)) => Ping::deserialize(&json).ok().map(Self::Ping),
            ("project_snapshot", Some(0)) => {
                ProjectSnapshot::deserialize(&json).ok().map(|snapshot| Self::ProjectSnapshot(Box::new(snapshot)))
            }
            _ => None,
        };
        known.unwrap_or(Self::Unknown(json))
    }
}

/// A value that is of another type than it should be is taken for none, so that it does not take the rest with it.
fn fitting<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Json::deserialize(deserializer).map(|json| T::deserialize(json).ok())
}

/// Makes a struct of members that have to be there and of members that may be missing or null.
macro_rules! object {
    (
        $(#[$attribute:meta])*
        $name:ident {
            $($(#[$strict_attribute:meta])* $strict:ident: $strict_type:ty,)*
        }
        perhaps {
            $($(#[$loose_attribute:meta])* $loose:ident: $loose_type:ty,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$strict_attribute])* pub $strict: $strict_type,)*
            $(
                $(#[$loose_attribute])*
                #[serde(default, deserialize_with = "fitting", skip_serializing_if = "Option::is_none")]
                pub $loose: Option<$loose_type>,
            )*
        }
    };
}

object! {
    /// The webhook can be reached.
    Ping {
        /// Identifies the webhook.
        webhook_id: String,
    }
    perhaps {}
}

object! {
    /// A project was tested again.
    ProjectSnapshot {
        /// The project, as it is now.
        project: Project,
        /// The organization that it belongs to.
        org: Org,
        /// The issues that it has now and had not before.
        #[serde(default)]
        new_issues: Vec<Issue>,
        /// The issues that it had before and has not now.
        #[serde(default)]
        removed_issues: Vec<Issue>,
    }
    perhaps {
        /// The group of the organization, if there is one.
        group: Group,
    }
}

object! {
    /// A project, with what v1 tells of it.
    Project {
        /// Identifies the project.
        id: String,
    }
    perhaps {
        /// What it is called, like `acme/shop:package.json`.
        name: String,
        /// When it was added.
        created: Timestamp,
        /// Where it was added from, like `github` or `cli`.
        origin: String,
        /// What kind of project it is, like `maven`.
        #[serde(rename = "type")]
        type_: String,
        /// Whether it can only be read.
        read_only: bool,
        /// How often it is tested again, like `daily`.
        test_frequency: String,
        /// How many dependencies it has.
        total_dependencies: Number,
        /// How many issues it has, by severity.
        issue_counts_by_severity: BTreeMap<String, Number>,
        /// The id of the image, for containers.
        image_id: String,
        /// The tag of the image, for containers.
        image_tag: String,
        /// The image that this one builds on, for containers.
        image_base_image: String,
        /// The platform of the image, for containers, like `linux/arm64`.
        image_platform: String,
        /// The name of the cluster that it runs in, for Kubernetes.
        image_cluster: String,
        /// The host that it was added from, for projects of the CLI.
        hostname: String,
        /// The URL of the repository, for projects of the CLI.
        remote_repo_url: String,
        /// When it was last tested.
        last_tested_date: Timestamp,
        /// Its page in the web application.
        browse_url: String,
        /// Whether it is monitored.
        is_monitored: bool,
        /// The branch that is monitored.
        branch: String,
        /// The revision that is scanned, like a branch or an image's tag.
        target_reference: String,
        /// The tags on it, objects with `key` and `value`.
        tags: Json,
        /// Its attributes, lists by name.
        attributes: Json,
    }
}

object! {
    /// An organization.
    Org {
        /// Identifies the organization.
        id: String,
    }
    perhaps {
        /// What it is called.
        name: String,
        /// What it is called in addresses.
        slug: String,
        /// Its page in the web application.
        url: String,
        /// When it was created.
        created: Timestamp,
    }
}

object! {
    /// A group.
    Group {
        /// Identifies the group.
        id: String,
    }
    perhaps {
        /// What it is called.
        name: String,
    }
}

object! {
    /// An issue of a project, once for all paths that lead to it.
    Issue {
        /// Identifies the issue in Snyk's database, like `SNYK-JS-MS-10509`.
        id: String,
    }
    perhaps {
        /// What sort of issue it is, `vuln` or `license`.
        issue_type: String,
        /// The package that has it.
        pkg_name: String,
        /// The versions in use that have it.
        pkg_versions: Vec<String>,
        /// What is known of it.
        issue_data: IssueData,
        /// Whether it is patched.
        is_patched: bool,
        /// Whether it is ignored.
        is_ignored: bool,
        /// Whether and how it can be fixed.
        fix_info: FixInfo,
        /// How urgent it is.
        priority: Priority,
    }
}

object! {
    /// What is known of an issue.
    IssueData {}
    perhaps {
        /// Identifies the issue in Snyk's database.
        id: String,
        /// Its title.
        title: String,
        /// How severe it is: `low`, `medium`, `high` or `critical`.
        severity: String,
        /// A page about it.
        url: String,
        /// What it is, in Markdown.
        description: String,
        /// Its names elsewhere, by system, like `CVE` and `CWE`.
        identifiers: BTreeMap<String, Vec<String>>,
        /// Who found or reported it.
        credit: Vec<String>,
        /// How far known exploits are, like `no-known-exploit`.
        exploit_maturity: String,
        /// The versions that have it: an object whose `vulnerable` is a list of ranges, or of lists by name.
        semver: Json,
        /// When Snyk published it.
        publication_time: Timestamp,
        /// When it was first disclosed.
        disclosure_time: Timestamp,
        /// The vector of its score, for version 3 of CVSS.
        #[serde(rename = "CVSSv3")]
        cvss_v3: String,
        /// Its score by CVSS.
        cvss_score: Number,
        /// The language of the package, like `js`.
        language: String,
        /// Patches for it.
        patches: Json,
        /// The nearest version without it.
        nearest_fixed_in_version: String,
    }
}

object! {
    /// Whether and how an issue can be fixed.
    FixInfo {}
    perhaps {
        /// By an upgrade.
        is_upgradable: bool,
        /// By pinning a version.
        is_pinnable: bool,
        /// By a patch.
        is_patchable: bool,
        /// In any way.
        is_fixable: bool,
        /// On some paths and not on others.
        is_partially_fixable: bool,
        /// The nearest version without it.
        nearest_fixed_in_version: String,
        /// The versions that don't have it.
        fixed_in: Vec<String>,
    }
}

object! {
    /// How urgent an issue is.
    Priority {}
    perhaps {
        /// From 0 to 1000.
        score: Number,
        /// What the score comes from.
        factors: Vec<PriorityFactor>,
    }
}

object! {
    /// What a score comes from.
    PriorityFactor {}
    perhaps {
        /// Its name, like `isFixable`.
        name: String,
        /// What it is.
        description: String,
    }
}
