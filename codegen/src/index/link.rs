//! Where an entry of the page leads.

/// The methods that the page knows.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Where an entry of the page leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To an operation, by method and path: `#get-/groups/-group_id-`.
    Operation {
        /// In capitals.
        method: String,
        /// With its parameters in braces.
        path: String,
    },
    /// To a section of a page of the reference: `/reference/apps#orgs-org_id-apps-1`.
    Anchor {
        /// The page, `apps`; of v1 `webhooks-v1`.
        page: String,
        /// The path as a slug, and a number where several methods share the path.
        anchor: String,
    },
    /// To a page of the reference, as a whole.
    Page {
        /// The page, `apps`.
        page: String,
    },
    /// It has no link.
    Nowhere,
}

impl Link {
    /// Reads an address. Hosts and folders change; what counts is the last of them, and what is behind `#`.
    pub(super) fn parse(url: &str) -> Result<Link, ()> {
        let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
        if let Some(operation) = operation(fragment) {
            return Ok(operation);
        }
        let path = address.split('?').next().unwrap_or_default().trim_end_matches('/');
        let (folder, page) = path.rsplit_once('/').ok_or(())?;
        if folder.rsplit('/').next() != Some("reference") || fragment.contains('/') {
            return Err(());
        }
        let page = page.strip_suffix(".md").unwrap_or(page).to_owned();
        Ok(match fragment {
            "" => Link::Page { page },
            anchor => Link::Anchor { page, anchor: anchor.to_owned() },
        })
    }

    /// Whether it leads to an operation, and not only to a page with several.
    pub(super) fn is_precise(&self) -> bool {
        matches!(self, Link::Operation { .. } | Link::Anchor { .. })
    }
}

/// `get-/groups/-group_id-` as `GET /groups/{group_id}`.
fn operation(fragment: &str) -> Option<Link> {
    let (method, path) = fragment.split_once('-')?;
    if !METHODS.contains(&method.to_ascii_lowercase().as_str()) || !path.starts_with('/') {
        return None;
    }
    let segments: Vec<String> = path.split('/').map(segment).collect();
    Some(Link::Operation { method: method.to_ascii_uppercase(), path: segments.join("/") })
}

/// A hyphen on both sides stands for braces.
fn segment(text: &str) -> String {
    match text.strip_prefix('-').and_then(|text| text.strip_suffix('-')) {
        Some(name) if !name.is_empty() => format!("{{{name}}}"),
        _ => text.to_owned(),
    }
}
