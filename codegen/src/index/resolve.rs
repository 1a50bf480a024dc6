//! Which operations the entries of the page mean.
//!
//! Links of the page give a path as a slug but no method, some are wrong, and titles are worded otherwise than in the documents.
//! So the surest evidence comes first: link and title together, the title alone, then the link alone, where titles decide
//! between the operations that are left.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::{Entry, Family, Link};

/// An operation that an entry may mean.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its family.
    pub family: Family,
    /// Its method, in capitals.
    pub method: String,
    /// Its path, with parameters in braces.
    pub path: String,
    /// What the document calls it; empty where there is none.
    pub title: String,
    /// The page of the reference that it is on, by the document's tag: `apps`.
    pub page: String,
    /// It is gone, and the operation at this place is to be used instead.
    pub replaced_by: Option<usize>,
}

/// The operation that each entry means, by its place among those that are known; nothing where none fits, or more than one.
#[must_use]
pub fn resolve(entries: &[Entry], known: &[Known]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = entries.iter().map(|entry| certain(entry, known)).collect();
    let mut taken: HashSet<usize> = found.iter().flatten().copied().collect();
    // What is certain is taken: an entry of the same title that leads elsewhere is another operation.
    for (found, entry) in found.iter_mut().zip(entries).filter(|(found, _)| found.is_none()) {
        *found = titled(entry, known, &taken);
    }
    taken.extend(found.iter().flatten());
    // The best pair first, so that what is left decides for the others.
    while let Some((entry, operation)) = best(entries, known, &found, &taken) {
        found[entry] = Some(operation);
        taken.insert(operation);
    }
    found
}

/// The operation that the link names, or that link and title agree on.
fn certain(entry: &Entry, known: &[Known]) -> Option<usize> {
    let linked = linked(entry.family, &entry.link, known);
    match entry.link {
        Link::Nowhere => retired(entry, known),
        Link::Operation { .. } => only(linked.into_iter()),
        _ => {
            let title = words(&entry.title);
            only(linked.into_iter().filter(|place| words(&known[*place].title) == title))
        }
    }
}

/// The operation that has the title, on the page that the link leads to or else anywhere, if the link leads to none that has it.
fn titled(entry: &Entry, known: &[Known], taken: &HashSet<usize>) -> Option<usize> {
    if !matches!(entry.link, Link::Anchor { .. } | Link::Page { .. }) {
        return None;
    }
    let title = words(&entry.title);
    let all = of(entry.family, known).filter(|place| words(&known[*place].title) == title);
    let free: Vec<usize> = all.filter(|place| !taken.contains(place)).collect();
    let same_page = free.iter().copied().filter(|place| on_page(&entry.link, &known[*place]));
    only(same_page).or_else(|| only(free.iter().copied()))
}

/// The operation that is gone, and that the one which the entry names has taken the place of.
fn retired(entry: &Entry, known: &[Known]) -> Option<usize> {
    // The one that took its place may be of the other family.
    let link = entry.replaced_by.as_ref()?;
    let successors: Vec<usize> =
        [Family::Rest, Family::V1].into_iter().flat_map(|family| linked(family, link, known)).collect();
    only(of(entry.family, known).filter(|place| known[*place].replaced_by.is_some_and(|to| successors.contains(&to))))
}

/// Of all entries that are open and all operations that their links lead to and that are not taken: the pair whose titles have the
/// most in common. Nothing if none is better than all others that it excludes.
fn best(entries: &[Entry], known: &[Known], found: &[Option<usize>], taken: &HashSet<usize>) -> Option<(usize, usize)> {
    let mut pairs = Vec::new();
    for (place, entry) in entries.iter().enumerate().filter(|(place, _)| found[*place].is_none()) {
        if let Link::Anchor { .. } = entry.link {
            let free = linked(entry.family, &entry.link, known).into_iter().filter(|place| !taken.contains(place));
            pairs.extend(free.map(|operation| (place, operation, likeness(&entry.title, &known[operation].title))));
        }
    }
    pairs.sort_by_key(|pair| Reverse(pair.2));
    let rivals = |pair: &&(usize, usize, usize)| {
        let same = |other: &&(usize, usize, usize)| (other.0 == pair.0) != (other.1 == pair.1) && other.2 >= pair.2;
        pairs.iter().any(|other| same(&other))
    };
    pairs.iter().find(|pair| !rivals(pair)).map(|pair| (pair.0, pair.1))
}

/// The operations of a family, by their places.
fn of(family: Family, known: &[Known]) -> impl Iterator<Item = usize> {
    known.iter().enumerate().filter(move |(_, operation)| operation.family == family).map(|(place, _)| place)
}

/// The operations that a link may lead to.
fn linked(family: Family, link: &Link, known: &[Known]) -> Vec<usize> {
    of(family, known).filter(|place| leads_to(link, &known[*place])).collect()
}

fn leads_to(link: &Link, operation: &Known) -> bool {
    match link {
        Link::Operation { method, path } => *method == operation.method && template(path) == template(&operation.path),
        Link::Anchor { anchor, .. } => {
            let slug = slug(&operation.path);
            let number = anchor.strip_prefix(&*slug).and_then(|rest| rest.strip_prefix('-'));
            *anchor == slug || number.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        }
        Link::Page { .. } => on_page(link, operation),
        Link::Nowhere => false,
    }
}

fn on_page(link: &Link, operation: &Known) -> bool {
    match link {
        Link::Anchor { page, .. } | Link::Page { page } => {
            page.strip_suffix("-v1").unwrap_or(page).replace('-', "")
                == operation.page.replace(['-', ' '], "").to_lowercase()
        }
        Link::Operation { .. } | Link::Nowhere => false,
    }
}

/// A path without the names of its parameters.
pub(crate) fn template(path: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| format!("{text}{{}}{}", part.split_once('}').map_or("", |(_, rest)| rest)))
}

/// A path as the docs' pages write it behind `#`.
fn slug(path: &str) -> String {
    let path = path.trim_matches('/').replace(['{', '}'], "").to_lowercase();
    path.replace('/', "-")
}

/// The words of a title, whatever stands between them.
fn words(title: &str) -> Vec<String> {
    let title = title.replace(['\'', '\u{2019}'], "").to_lowercase();
    title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// How much two titles have in common, in thousandths of the words of both.
fn likeness(one: &str, other: &str) -> usize {
    let [one, other] = [one, other].map(|title| words(title).into_iter().collect::<HashSet<String>>());
    one.intersection(&other).count() * 1000 / one.union(&other).count().max(1)
}

/// The only one.
fn only(mut places: impl Iterator<Item = usize>) -> Option<usize> {
    places.next().filter(|_| places.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::read;

    fn known(family: Family, line: &str) -> Known {
        let mut parts = line.splitn(4, ' ').map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        Known { family, page: part(), method: part(), path: part(), title: part(), replaced_by: None }
    }

    /// What the entries of a page mean.
    fn meant(page: &str, known: &[Known]) -> Vec<String> {
        let entries = read(page).expect("it is fine");
        let name = |place: usize| format!("{} {}", known[place].method, known[place].path);
        resolve(&entries, known).into_iter().map(|place| place.map_or("-".to_owned(), name)).collect()
    }

    fn zoos() -> Vec<Known> {
        [
            "Zoos GET /zoos List all zoos",
            "Zoos POST /zoos Create a zoo",
            "Zoos PATCH /zoos/{zoo_id} Update a zoo",
            "Zoos GET /zoos/{zoo_id} Get a zoo",
            "Zoos DELETE /zoos/{zoo_id} Delete a zoo",
            "Animals GET /zoos/{zoo_id}/animals Get animals",
            "Animals GET /animals Get animals",
        ]
        .map(|line| known(Family::Rest, line))
        .to_vec()
    }

    #[test]
    fn by_link_and_title() {
        let page = "## Zoos\n### [Delete a Zoo.](/reference/zoos#zoos-zoo_id-2)\n### [Get animals](/reference/animals#animals)\n\
            ### [Any](https://x.example/#get-/zoos/-id-)\n### [Any](https://x.example/#put-/zoos/-id-)\n";
        assert_eq!(meant(page, &zoos()), ["DELETE /zoos/{zoo_id}", "GET /animals", "GET /zoos/{zoo_id}", "-"]);
    }

    #[test]
    fn a_title_makes_up_for_a_wrong_link() {
        let page = "## Zoos\n### [Delete a zoo](/reference/animals#animals)\n### [Get animals](/reference/zoos#no-such-path)\n";
        assert_eq!(meant(page, &zoos()), ["DELETE /zoos/{zoo_id}", "-"], "two operations have the other title");
        let page = "## Zoos\n### [Update a zoo](../reference/zoos.md)\n";
        assert_eq!(meant(page, &zoos()), ["PATCH /zoos/{zoo_id}"]);
    }

    #[test]
    fn a_title_that_is_taken_is_another_operation() {
        let page = "## Zoos\n### [Delete a zoo](/reference/zoos#zoos-zoo_id)\n### [Delete a zoo](/reference/zoos#parks-zoo_id)\n";
        assert_eq!(meant(page, &zoos()), ["DELETE /zoos/{zoo_id}", "-"]);
    }

    #[test]
    fn what_is_left_goes_to_the_titles_that_are_most_alike() {
        let page = "## Zoos\n### [Look at a zoo](/reference/zoos#zoos-zoo_id)\n\
            ### [Update some zoo](/reference/zoos#zoos-zoo_id-1)\n### [Delete a zoo](/reference/zoos#zoos-zoo_id-2)\n\
            ### [List zoos](/reference/zoos#zoos)\n### [Build one](/reference/zoos#zoos-1)\n";
        let found = ["GET /zoos/{zoo_id}", "PATCH /zoos/{zoo_id}", "DELETE /zoos/{zoo_id}", "GET /zoos", "POST /zoos"];
        assert_eq!(meant(page, &zoos()), found);
        let page = "## Zoos\n### [X](/reference/zoos#zoos)\n### [Y](/reference/zoos#zoos-1)\n";
        assert_eq!(meant(page, &zoos()), ["-", "-"], "nothing tells which is which");
    }

    #[test]
    fn what_is_gone_is_found_by_what_took_its_place() {
        let mut known: Vec<Known> = zoos();
        let gone = Known { replaced_by: Some(0), ..self::known(Family::V1, "- POST /zoos/all ") };
        known.push(gone);
        let page = "## Audits (v1)\n### All zoos\nUse [List](/reference/zoos#zoos)\n### Others\nUse [x](/reference/zoos#others)\n";
        assert_eq!(meant(page, &known), ["POST /zoos/all", "-"]);
    }

    #[test]
    fn names_of_parameters_do_not_matter() {
        assert_eq!(template("/a/{b}/c-{d}.json"), "/a/{}/c-{}.json");
        assert_eq!(template("/a/{b"), "/a/{}");
        assert_eq!(slug("/Org/{orgId}/audit_logs"), "org-orgid-audit_logs");
    }
}
