// A stand-in, written by hand, for what `cargo xtask generate` writes here.

use crate::ids::ProjectId;
use crate::runtime::prelude::*;

/// A project.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Project {
    /// Identifies the project.
    pub id: ProjectId,
    /// Its name.
    pub name: Option<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Where it was imported from.
    pub origin: Option<String>,
    /// The package manager or the kind of scan.
    pub type_: Option<String>,
    /// Whether it cannot be changed.
    pub read_only: Option<bool>,
    /// How often it is tested.
    pub test_frequency: Option<TestFrequency>,
    /// How many dependencies it has; null for some kinds of projects.
    pub total_dependencies: Option<i64>,
    /// How many issues it has, without ignored ones.
    pub issue_counts_by_severity: Option<IssueCounts>,
    /// The host of a project of the CLI.
    pub hostname: Option<String>,
    /// When it was last tested.
    pub last_tested_date: Option<Timestamp>,
    /// Whether it is watched, or switched off.
    pub is_monitored: Option<bool>,
    /// Who owns it.
    pub owner: Option<ProjectOwner>,
    /// The branch that is watched.
    pub branch: Option<String>,
    /// Its tags.
    pub tags: Option<Vec<Loose<Tag>>>,
}

impl Record for Project {
    const NAME: &'static str = "Project";
    const MEMBERS: &'static [&'static str] = &["id", "name", "created", "origin", "type", "readOnly", "testFrequency", "totalDependencies", "issueCountsBySeverity", "hostname", "lastTestedDate", "isMonitored", "owner", "branch", "tags"];
    type Slots = (
        (Slot<ProjectId>, Slot<Option<String>>, Slot<Option<Timestamp>>, Slot<Option<String>>, Slot<Option<String>>, Slot<Option<bool>>, Slot<Option<TestFrequency>>, Slot<Option<i64>>, Slot<Option<IssueCounts>>, Slot<Option<String>>, Slot<Option<Timestamp>>, Slot<Option<bool>>),
        (Slot<Option<ProjectOwner>>, Slot<Option<String>>, Slot<Option<Vec<Loose<Tag>>>>),
    );

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => slots.0.0.read(map),
            1 => slots.0.1.read(map),
            2 => slots.0.2.read(map),
            3 => slots.0.3.read(map),
            4 => slots.0.4.read(map),
            5 => slots.0.5.read(map),
            6 => slots.0.6.read(map),
            7 => slots.0.7.read(map),
            8 => slots.0.8.read(map),
            9 => slots.0.9.read(map),
            10 => slots.0.10.read(map),
            11 => slots.0.11.read(map),
            12 => slots.1.0.read(map),
            13 => slots.1.1.read(map),
            _ => slots.1.2.read(map),
        }
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self {
            id: slots.0.0.required("id")?,
            name: slots.0.1.optional(),
            created: slots.0.2.optional(),
            origin: slots.0.3.optional(),
            type_: slots.0.4.optional(),
            read_only: slots.0.5.optional(),
            test_frequency: slots.0.6.optional(),
            total_dependencies: slots.0.7.optional(),
            issue_counts_by_severity: slots.0.8.optional(),
            hostname: slots.0.9.optional(),
            last_tested_date: slots.0.10.optional(),
            is_monitored: slots.0.11.optional(),
            owner: slots.1.0.optional(),
            branch: slots.1.1.optional(),
            tags: slots.1.2.optional(),
        })
    }
}

impl Encode for Project {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put(map, "id", &self.id)?;
        put_some(map, "name", &self.name)?;
        put_some(map, "created", &self.created)?;
        put_some(map, "origin", &self.origin)?;
        put_some(map, "type", &self.type_)?;
        put_some(map, "readOnly", &self.read_only)?;
        put_some(map, "testFrequency", &self.test_frequency)?;
        put(map, "totalDependencies", &self.total_dependencies)?;
        put_some(map, "issueCountsBySeverity", &self.issue_counts_by_severity)?;
        put(map, "hostname", &self.hostname)?;
        put_some(map, "lastTestedDate", &self.last_tested_date)?;
        put_some(map, "isMonitored", &self.is_monitored)?;
        put(map, "owner", &self.owner)?;
        put(map, "branch", &self.branch)?;
        put_some(map, "tags", &self.tags)
    }
}

crate::runtime::record!(Project);

/// Numbers of issues by severity.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct IssueCounts {
    /// Low.
    pub low: i64,
    /// Medium.
    pub medium: i64,
    /// High.
    pub high: i64,
    /// Critical.
    pub critical: Option<i64>,
}

impl Record for IssueCounts {
    const NAME: &'static str = "IssueCounts";
    const MEMBERS: &'static [&'static str] = &["low", "medium", "high", "critical"];
    type Slots = (Slot<i64>, Slot<i64>, Slot<i64>, Slot<Option<i64>>);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => slots.0.read(map),
            1 => slots.1.read(map),
            2 => slots.2.read(map),
            _ => slots.3.read(map),
        }
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self {
            low: slots.0.required("low")?,
            medium: slots.1.required("medium")?,
            high: slots.2.required("high")?,
            critical: slots.3.optional(),
        })
    }
}

impl Encode for IssueCounts {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put(map, "low", &self.low)?;
        put(map, "medium", &self.medium)?;
        put(map, "high", &self.high)?;
        put_some(map, "critical", &self.critical)
    }
}

crate::runtime::record!(IssueCounts);

/// A tag.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Tag {
    /// What it is about.
    pub key: String,
    /// What it says.
    pub value: String,
}

impl Record for Tag {
    const NAME: &'static str = "Tag";
    const MEMBERS: &'static [&'static str] = &["key", "value"];
    type Slots = (Slot<String>, Slot<String>);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => slots.0.read(map),
            _ => slots.1.read(map),
        }
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self {
            key: slots.0.required("key")?,
            value: slots.1.required("value")?,
        })
    }
}

impl Encode for Tag {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put(map, "key", &self.key)?;
        put(map, "value", &self.value)
    }
}

crate::runtime::record!(Tag);

/// Who owns a project.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ProjectOwner {
    /// Identifies the user.
    pub id: String,
}

impl ProjectOwner {
    /// With everything that is required.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Record for ProjectOwner {
    const NAME: &'static str = "ProjectOwner";
    const MEMBERS: &'static [&'static str] = &["id"];
    type Slots = (Slot<String>,);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, _: usize, map: &mut A) -> Result<(), A::Error> {
        slots.0.read(map)
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self {
            id: slots.0.required("id")?,
        })
    }
}

impl Encode for ProjectOwner {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put(map, "id", &self.id)
    }
}

crate::runtime::record!(ProjectOwner);

/// What to change of a project. A member that is left out stays as it is.
#[derive(Clone, Debug, PartialEq, Default)]
#[non_exhaustive]
pub struct UpdateProject {
    /// The new owner; null for none.
    pub owner: Patch<ProjectOwner>,
    /// The branch to watch.
    pub branch: Option<String>,
}

impl UpdateProject {
    /// Changes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The new owner; null for none.
    pub fn owner(mut self, owner: impl Into<Patch<ProjectOwner>>) -> Self {
        self.owner = owner.into();
        self
    }

    /// The branch to watch.
    pub fn branch(mut self, branch: impl Into<String>) -> Self {
        self.branch = Some(branch.into());
        self
    }
}

impl Record for UpdateProject {
    const NAME: &'static str = "UpdateProject";
    const MEMBERS: &'static [&'static str] = &["owner", "branch"];
    type Slots = (Slot<Option<ProjectOwner>>, Slot<Option<String>>);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => slots.0.read(map),
            _ => slots.1.read(map),
        }
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self {
            owner: slots.0.patch(),
            branch: slots.1.optional(),
        })
    }
}

impl Encode for UpdateProject {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put_patch(map, "owner", &self.owner)?;
        put_some(map, "branch", &self.branch)
    }
}

crate::runtime::record!(UpdateProject);

/// The dependency paths through which a project has an issue.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct IssuePaths {
    /// The snapshot that was looked at.
    pub snapshot_id: Option<String>,
    /// The paths, each from a direct dependency to the package with the issue.
    pub paths: Vec<Vec<PathStep>>,
    /// How many paths there are in all.
    pub total: Option<Number>,
    /// Where other pages are.
    pub links: Option<IssuePathsLinks>,
}

impl Record for IssuePaths {
    const NAME: &'static str = "IssuePaths";
    const MEMBERS: &'static [&'static str] = &["snapshotId", "paths", "total", "links"];
    type Slots = (Slot<Option<String>>, Slot<Vec<Vec<PathStep>>>, Slot<Option<Number>>, Slot<Option<IssuePathsLinks>>);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => slots.0.read(map),
            1 => slots.1.read(map),
            2 => slots.2.read(map),
            _ => slots.3.read(map),
        }
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self {
            snapshot_id: slots.0.optional(),
            paths: slots.1.required("paths")?,
            total: slots.2.optional(),
            links: slots.3.optional(),
        })
    }
}

impl Encode for IssuePaths {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put_some(map, "snapshotId", &self.snapshot_id)?;
        put(map, "paths", &self.paths)?;
        put_some(map, "total", &self.total)?;
        put_some(map, "links", &self.links)
    }
}

crate::runtime::record!(IssuePaths);

/// A package on a path.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PathStep {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// The version that fixes the issue.
    pub fix_version: Option<String>,
}

impl Record for PathStep {
    const NAME: &'static str = "PathStep";
    const MEMBERS: &'static [&'static str] = &["name", "version", "fixVersion"];
    type Slots = (Slot<String>, Slot<Option<String>>, Slot<Option<String>>);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => slots.0.read(map),
            1 => slots.1.read(map),
            _ => slots.2.read(map),
        }
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self {
            name: slots.0.required("name")?,
            version: slots.1.optional(),
            fix_version: slots.2.optional(),
        })
    }
}

impl Encode for PathStep {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put(map, "name", &self.name)?;
        put_some(map, "version", &self.version)?;
        put_some(map, "fixVersion", &self.fix_version)
    }
}

crate::runtime::record!(PathStep);

/// Where other pages are.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct IssuePathsLinks {
    /// The page before.
    pub prev: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// The last page.
    pub last: Option<String>,
}

impl Record for IssuePathsLinks {
    const NAME: &'static str = "IssuePathsLinks";
    const MEMBERS: &'static [&'static str] = &["prev", "next", "last"];
    type Slots = (Slot<Option<String>>, Slot<Option<String>>, Slot<Option<String>>);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => slots.0.read(map),
            1 => slots.1.read(map),
            _ => slots.2.read(map),
        }
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self {
            prev: slots.0.optional(),
            next: slots.1.optional(),
            last: slots.2.optional(),
        })
    }
}

impl Encode for IssuePathsLinks {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put_some(map, "prev", &self.prev)?;
        put_some(map, "next", &self.next)?;
        put_some(map, "last", &self.last)
    }
}

crate::runtime::record!(IssuePathsLinks);

/// How often a project is tested.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TestFrequency {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Not at all.
    Never,
    /// A value that this version of the client does not know.
    UnknownValue(UnknownValue),
}

impl OpenEnum for TestFrequency {
    const NAME: &'static str = "TestFrequency";
    const VALUES: &'static [(&'static str, Self)] =
        &[("daily", Self::Daily), ("weekly", Self::Weekly), ("never", Self::Never)];

    fn as_text(&self) -> &str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Never => "never",
            Self::UnknownValue(value) => value.as_str(),
        }
    }

    fn from_text(text: &str) -> Self {
        match text {
            "daily" => Self::Daily,
            "weekly" => Self::Weekly,
            "never" => Self::Never,
            other => Self::UnknownValue(UnknownValue::new(other)),
        }
    }
}

crate::runtime::open_enum!(TestFrequency);
