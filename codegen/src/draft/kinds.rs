//! Kinds of differences that hold for whole families, each with its reason.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::resources::sample;
use crate::contract::{self, Finding};
use crate::model::Api;

/// A kind of difference, with what is to be said of each of them.
pub(super) struct Kind {
    pub(super) reason: &'static str,
    pub(super) evidence: &'static str,
    fits: fn(&Finding, &Ground<'_>) -> bool,
}

/// What is known of places.
pub(super) struct Ground<'a> {
    document: &'a Value,
    /// The places of relationships.
    relationships: BTreeSet<String>,
    /// The query parameter that carries the version.
    version: Option<String>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(api: &Api, family: &str, document: &'a Value) -> Self {
        let version = api.families.iter().find(|own| own.key == family).and_then(|own| own.version_parameter.clone());
        Self { document, relationships: contract::relationships(api), version }
    }

    /// The kind of a difference, by its place in [`KINDS`].
    pub(super) fn kind(&self, finding: &Finding) -> Option<usize> {
        KINDS.iter().position(|kind| (kind.fits)(finding, self))
    }

    /// Whether a difference lies in this member of the other end of a relationship, or of the relationship itself.
    fn related(&self, finding: &Finding, member: &str) -> bool {
        self.relationships.contains(&finding.at) && of_member(finding, member)
    }

    /// Whether the document's sample at the place is the text that the description has.
    fn is_sampled(&self, finding: &Finding) -> bool {
        let text = finding.spec.strip_prefix("const ");
        text.is_some() && finding.pointers.iter().any(|pointer| sample(self.document, pointer).as_deref() == text)
    }
}

/// The first that fits is the kind of a difference.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        reason: "Links stand in every answer of the envelope, and the client reads them whether they are there or not.",
        evidence: "The type Document of the client; the paging tests, in which no other link than the next is followed.",
        fits: |finding, _| is_around(finding, "links") && is_absent(finding),
    },
    Kind {
        reason: "The client does not need the version of JSON:API, and reads answers without it.",
        evidence: "JSON:API has no version but 1.x so far; the type Document of the client.",
        fits: |finding, _| is_around(finding, "jsonapi"),
    },
    Kind {
        reason: "An answer with success has data; one without says nothing.",
        evidence: "JSON:API requires one of data, errors and meta.",
        fits: |finding, _| is_around(finding, "data") && is_left_out(finding),
    },
    Kind {
        reason: "Without data in it a body changes nothing.",
        evidence: "The sections Creating Resources and Updating Resources of JSON:API 1.0, which require it.",
        fits: |finding, _| finding.at.ends_with(" body data") && is_left_out(finding),
    },
    Kind {
        reason: "Every resource has a type, which is always sent and taken for granted in answers.",
        evidence: "The section Resource Objects of JSON:API 1.0; the document's enum has one value.",
        fits: |finding, _| finding.at.ends_with(".type") && finding.spec == "enum" && is_left_out(finding),
    },
    Kind {
        reason: "The document lets a type be any text, or any of a form, or leaves it optional. Every resource has one; \
                 its value is that of the sample.",
        evidence: "The sample in the document's schema; the section Resource Objects of JSON:API 1.0. Answers of \
                   another type, or without one, are decoded all the same.",
        fits: |finding, ground| finding.at.ends_with(".type") && is_any_text(finding) && ground.is_sampled(finding),
    },
    Kind {
        reason: "Links are a map to the client, so that a further one is no change.",
        evidence: "The type Links of the client.",
        fits: |finding, _| matches!(finding.spec.as_str(), "links" | "links, optional"),
    },
    Kind {
        reason: "What stands beside the data of a relationship is read where it is there, and leads nowhere that the API \
                 does not.",
        evidence: "The types Relationship and Relationships of the client keep links and meta.",
        fits: |finding, ground| {
            let place = [" links", " meta"].into_iter().find_map(|part| finding.at.strip_suffix(part));
            is_absent(finding) && place.is_some_and(|place| ground.relationships.contains(place))
        },
    },
    Kind {
        reason: "A relationship that leads nowhere is one without data, which the client reads as such.",
        evidence: "The types Relationship and Relationships of the client.",
        fits: |finding, ground| ground.related(finding, "data") && is_left_out(finding),
    },
    Kind {
        reason: "The document lets the type at the other end be any text, or any of a form, or leaves it optional; it is \
                 read as any text.",
        evidence: "The type Related of the client.",
        fits: |finding, ground| {
            ground.related(finding, "type") && finding.spec == "string" && finding.document.starts_with("string")
        },
    },
    Kind {
        reason: "The document lets the type at the other end be any text, or any of a form; it is sent as the one of the \
                 sample.",
        evidence: "The sample in the document's schema; JSON:API requires a type.",
        fits: |finding, ground| ground.related(finding, "type") && is_any_text(finding) && ground.is_sampled(finding),
    },
    Kind {
        reason: "The type at the other end is read as any text, so that a further one is no fault.",
        evidence: "The type Related of the client.",
        fits: |finding, ground| {
            let told = finding.document.starts_with("const ") || finding.document.starts_with("enum ");
            ground.related(finding, "type") && finding.spec == "string" && told
        },
    },
    Kind {
        reason: "The other end of a relationship has an id and a type; the client reads one without either as well.",
        evidence: "The section Resource Identifier Objects of JSON:API 1.0; the type Related of the client.",
        fits: |finding, ground| {
            is_left_out(finding) && (ground.related(finding, "id") || ground.related(finding, "type"))
        },
    },
    Kind {
        reason: "What an answer says of the other end of a relationship is read where it is there.",
        evidence: "The type Related of the client, whose attributes are optional, as they are wherever they have to be \
                   asked for.",
        fits: |finding, ground| {
            let always = finding.spec.strip_suffix(OPTIONAL) == Some(finding.document.as_str());
            ground.related(finding, "attributes") && always
        },
    },
    Kind {
        reason: "The version is sent as it is described, whichever of the ways of writing its form an operation refers to.",
        evidence: "All of them take every version that the document itself states.",
        fits: |finding, ground| {
            let place = ground.version.as_ref().map(|version| format!(" query {version}"));
            place.is_some_and(|place| finding.at.ends_with(&place)) && finding.document.starts_with("string")
        },
    },
    Kind {
        reason: "The client reads the errors of every documented shape, for all operations alike.",
        evidence: "The tests of the error type, which hold a sample of each shape.",
        fits: |finding, _| {
            finding.at.split_once(' ').is_some_and(|(home, part)| !home.contains('.') && part == "errors")
        },
    },
    Kind {
        reason: "What restricts the items of a list or of a map has no place in the description, and no type depends on \
                 it.",
        evidence: "spec/README.md, under Types and members: limits are said of a member as a whole.",
        fits: |finding, _| is_of_items(&finding.spec, &finding.document),
    },
    Kind {
        reason: "The description has no place for the length of a list that is all of a body.",
        evidence: "spec/README.md, under Types and members: limits are said of a member.",
        fits: |finding, _| {
            finding.at.ends_with(" body data") && finding.spec.starts_with("list of ") && is_sized(finding)
        },
    },
    Kind {
        reason: "That an object must not be empty has no place in the description, whose limits are of texts, numbers, \
                 lists and maps.",
        evidence: "spec/README.md, under Types and members.",
        fits: |finding, _| finding.spec.starts_with("members") && is_sized(finding),
    },
    Kind {
        reason: "An id has a type of its own in the client, which takes a text of any form. Held against the document it \
                 counts as a UUID, the form of most.",
        evidence: "The types under `ids` in spec/shared.yaml.",
        fits: |finding, _| {
            let text = finding.document.starts_with("string") || finding.document.starts_with("uri");
            finding.at.contains(" path ") && finding.spec == "uuid" && text
        },
    },
];

/// What stands behind the text of what may be absent.
const OPTIONAL: &str = ", optional";

fn is_absent(finding: &Finding) -> bool {
    finding.spec == "absent"
}

/// Whether a difference lies in a part of what stands around `data` in an answer.
fn is_around(finding: &Finding, part: &str) -> bool {
    let words: Vec<&str> = finding.at.split(' ').collect();
    matches!(words.as_slice(), [_, _, "returns", _, last] if *last == part)
}

/// Whether nothing differs but that the document leaves it optional.
fn is_left_out(finding: &Finding) -> bool {
    finding.document.strip_suffix(OPTIONAL) == Some(finding.spec.as_str())
}

/// Whether the description has one text where the document lets it be any.
fn is_any_text(finding: &Finding) -> bool {
    finding.spec.starts_with("const ") && finding.document.starts_with("string")
}

/// Whether the difference is one of this member of an object of the document.
fn of_member(finding: &Finding, member: &str) -> bool {
    finding.pointers.iter().any(|pointer| pointer.rsplit('/').next() == Some(member))
}

/// Whether nothing differs but how many items or members there may be.
fn is_sized(finding: &Finding) -> bool {
    let bare = |text: &str| text.strip_suffix(OPTIONAL).unwrap_or(text).to_owned();
    let (spec, document) = (bare(&finding.spec), bare(&finding.document));
    let facts = document.strip_prefix(&spec).and_then(|facts| facts.strip_prefix(", "));
    let is_size = |fact: &str| fact.starts_with("min_items ") || fact.starts_with("max_items ");
    facts.is_some_and(|facts| facts.split(", ").all(is_size))
        && finding.spec.ends_with(OPTIONAL) == finding.document.ends_with(OPTIONAL)
}

/// Whether nothing differs but what the document says of each item: `list of string, optional`, and
/// `list of (string, min_length 1), optional` or `list of string (email), optional`.
fn is_of_items(spec: &str, document: &str) -> bool {
    let document = document.replace(", uniqueItems", "");
    let Some((start, item)) = spec.rfind(" of ").map(|at| spec.split_at(at + " of ".len())) else { return false };
    let (item, end) = item.find(", ").map_or((item, ""), |at| item.split_at(at));
    let within = |head: String, tail: String| {
        document.strip_prefix(&head).and_then(|rest| rest.strip_suffix(&tail)).is_some_and(|said| !said.is_empty())
    };
    let limited = within(format!("{start}({item}, "), format!("){end}"));
    let formatted = within(format!("{start}{item} ("), format!("){end}"));
    limited || formatted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(at: &str, spec: &str, document: &str) -> Finding {
        let text = str::to_owned;
        Finding {
            at: text(at),
            document: text(document),
            spec: text(spec),
            pointers: BTreeSet::new(),
            cause: String::new(),
            operations: BTreeSet::new(),
            hides: BTreeSet::new(),
        }
    }

    #[test]
    fn restrictions_of_items_are_told_from_others() {
        let fine = [
            ("list of string, min_items 1", "list of (string, min_length 1), min_items 1"),
            ("list of int, optional", "list of int (int32), optional"),
            ("csv: list of string, optional", "csv: list of (string, pattern ^(a|b)$), optional"),
            ("map of map of int", "map of map of int (uint32)"),
            ("list of string", "list of (string, pattern ^(a, b)$), uniqueItems"),
        ];
        for (spec, document) in fine {
            assert!(is_of_items(spec, document), "{spec} | {document}");
        }
        let other = [
            ("list of string", "list of (string, min_length 1), optional"),
            ("list of string", "list of string, max_items 1"),
            ("list of string", "list of (int, min 1)"),
            ("string", "string (email)"),
        ];
        for (spec, document) in other {
            assert!(!is_of_items(spec, document), "{spec} | {document}");
        }
    }

    #[test]
    fn sizes_are_told_from_others() {
        assert!(is_sized(&finding("x y.z", "members, optional", "members, min_items 1, optional")));
        assert!(is_sized(&finding("x y.z", "list of members", "list of members, min_items 1, max_items 9")));
        assert!(!is_sized(&finding("x y.z", "members", "members, min_items 1, optional")));
        assert!(!is_sized(&finding("x y.z", "members", "members, needs a or b")));
        assert!(!is_sized(&finding("x y.z", "members", "members")));
    }

    #[test]
    fn no_kind_explains_what_it_does_not_speak_of() {
        let document = Value::Null;
        let ground =
            Ground { document: &document, relationships: BTreeSet::new(), version: Some("version".to_owned()) };
        let open = [
            ("rest.a b.type", "const c", "string"),
            ("rest.a b.colour", "string", "const red"),
            ("rest.a b.data", "members", "members, optional"),
            ("rest.a get returns 200 data", "members", "list of members"),
            ("rest.a get query version", "string", "int"),
            ("rest.a get permissions", "none", "a.read"),
        ];
        for (at, spec, said) in open {
            assert_eq!(ground.kind(&finding(at, spec, said)), None, "{at}");
        }
    }
}
