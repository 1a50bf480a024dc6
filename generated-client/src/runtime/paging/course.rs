//! Where a walk goes on, and that it does not go in circles.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use percent_encoding::percent_decode_str;

use super::link::{Told, cursor};
use crate::runtime::answer::Answer;
use crate::runtime::call::Call;
use crate::runtime::operation::{Paging, PagingStyle};

/// So many empty pages may follow one upon the other. The service filters some lists only after it has cut them into pages.
const MOST_EMPTY: u32 = 100;

/// What is known of a walk.
#[derive(Default)]
pub(super) struct Course {
    /// Hashes of all places that were gone to: a list may have very many pages, and their cursors may be long.
    places: HashSet<u64>,
    /// How many of the last pages were empty.
    empty: u32,
    /// Whether any page told the next one.
    told: bool,
    /// Items of the largest page.
    largest: u64,
    /// Items before the next page.
    passed: u64,
}

impl Course {
    pub(super) fn new(call: &Call) -> Self {
        let mut course = Self::default();
        if let Some(paging) = &call.operation.paging {
            let start = call.encoded(paging.style.parameter()).or(paging.style.start());
            course.places.extend(start.map(place));
        }
        course
    }

    /// Turns the call into that of the next page, if there is one. Nothing but the place in the list is taken from an answer:
    /// filters and version stay as they are, and no address is called that the answer holds.
    pub(super) fn turn(&mut self, call: &mut Call, answer: &Answer) -> Result<bool, String> {
        let Some(paging) = &call.operation.paging else { return Ok(false) };
        let told = Told::by(answer, paging);
        self.count(call, paging, told.items);
        let parameter = paging.style.parameter();
        let next = match &told.next {
            Some(_) if told.leads_to_itself() => return Ok(false),
            Some(link) => {
                self.told = true;
                cursor(call.client.base_url(call.operation.family), &answer.url, link, parameter)?
            }
            None => match self.counted(call, paging, &told) {
                Some(next) => next.to_string(),
                None => return Ok(false),
            },
        };
        if !self.places.insert(place(&next)) {
            return Err(format!("the walk goes in a circle: `{parameter}` has a value again that it has had before"));
        }
        if self.empty > MOST_EMPTY {
            return Err(format!("{} pages in a row were empty, and there is always a next one", self.empty));
        }
        call.set_encoded(parameter, &next);
        if paging.style == PagingStyle::Cursor {
            call.unset("ending_before"); // a cursor too, and there can be only one
        }
        Ok(true)
    }

    fn count(&mut self, call: &Call, paging: &Paging, items: u64) {
        self.empty = if items == 0 { self.empty + 1 } else { 0 };
        if self.largest == 0 {
            self.passed = match paging.style {
                PagingStyle::Offset => call.number("offset").unwrap_or(0),
                _ => {
                    let size = call.number("perPage").unwrap_or(items);
                    call.number("page").unwrap_or(1).saturating_sub(1).saturating_mul(size)
                }
            };
        }
        self.largest = self.largest.max(items);
        self.passed = self.passed.saturating_add(items);
    }

    /// The next page's place by counting, for lists that are numbered. Where the docs promise links it is only done if none
    /// ever came and the answer tells that there is more.
    fn counted(&self, call: &Call, paging: &Paging, page: &Told) -> Option<u64> {
        let items = page.items;
        let (current, step, size) = match paging.style {
            PagingStyle::Page => (call.number("page").unwrap_or(1), 1, "perPage"),
            PagingStyle::Offset => (call.number("offset").unwrap_or(0), items, "limit"),
            PagingStyle::Cursor | PagingStyle::CursorSize => return None,
        };
        let more = match page.total {
            _ if items == 0 || self.told => false,
            Some(total) => (self.passed as f64) < total,
            None => paging.next.is_empty() && items >= call.number(size).unwrap_or(self.largest),
        };
        current.checked_add(step).filter(|_| more) // the place may be one that a link told
    }
}

/// The hash of a place in a list, however it is encoded.
fn place(encoded: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    percent_decode_str(encoded).collect::<Vec<u8>>().hash(&mut hasher);
    hasher.finish()
}

impl PagingStyle {
    /// The parameter that names the place in the list.
    pub(super) fn parameter(self) -> &'static str {
        match self {
            Self::Cursor => "starting_after",
            Self::CursorSize => "cursor",
            Self::Offset => "offset",
            Self::Page => "page",
        }
    }

    /// Where a list begins if nothing is said.
    fn start(self) -> Option<&'static str> {
        match self {
            Self::Cursor | Self::CursorSize => None,
            Self::Offset => Some("0"),
            Self::Page => Some("1"),
        }
    }
}
