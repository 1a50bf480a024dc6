//! Finding values in a body in one go, without building what lies around them.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Json;

/// What is looked for, at a path of members' names.
#[derive(Clone, Copy)]
pub(crate) enum Want<'p> {
    /// The value there.
    Value(&'p [&'p str]),
    /// The number of items of the list there. What is no list counts as one item.
    Count(&'p [&'p str]),
}

/// The value at a path. A body that is no JSON has none.
pub(crate) fn find(body: &[u8], path: &[&str]) -> Option<Json> {
    find_all(body, &[Want::Value(path)]).pop().flatten()
}

/// Everything that is looked for, in its order: pages are long, and to read one again for each takes its time.
pub(crate) fn find_all(body: &[u8], wants: &[Want<'_>]) -> Vec<Option<Json>> {
    let mut found = vec![None; wants.len()];
    let sought: Vec<_> = wants.iter().enumerate().map(|(index, want)| Sought::new(index, *want)).collect();
    let find = Find { sought: &sought, found: &mut found };
    match find.deserialize(&mut serde_json::Deserializer::from_slice(body)) {
        Ok(()) => found,
        Err(_) => vec![None; wants.len()],
    }
}

/// One of the things that are looked for, seen from some place in the body.
struct Sought<'p> {
    index: usize,
    path: &'p [&'p str],
    counts: bool,
}

impl<'p> Sought<'p> {
    fn new(index: usize, want: Want<'p>) -> Self {
        match want {
            Want::Value(path) => Self { index, path, counts: false },
            Want::Count(path) => Self { index, path, counts: true },
        }
    }

    /// The same, seen from a member.
    fn below(&self, name: &str) -> Option<Self> {
        let (first, path) = self.path.split_first()?;
        (*first == name).then_some(Self { path, ..*self })
    }

    /// What it is in a value that was built.
    fn of(&self, json: &Json) -> Option<Json> {
        let value = self.path.iter().try_fold(json, |json, name| json.get(name))?;
        match value {
            other if !self.counts => Some(other.clone()),
            Json::Null => None,
            Json::Array(items) => Some(items.len().into()),
            _ => Some(1.into()),
        }
    }
}

/// A place in the body, and what is looked for from there on.
struct Find<'a, 'p> {
    sought: &'a [Sought<'p>],
    found: &'a mut [Option<Json>],
}

impl<'de> DeserializeSeed<'de> for Find<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.sought.is_empty() {
            return IgnoredAny::deserialize(deserializer).map(|_| ());
        }
        if self.sought.iter().all(|sought| sought.counts || !sought.path.is_empty()) {
            return deserializer.deserialize_any(self);
        }
        let json = Json::deserialize(deserializer)?;
        self.sought.iter().for_each(|sought| self.found[sought.index] = sought.of(&json));
        Ok(())
    }
}

impl Find<'_, '_> {
    /// What is counted is here, and has so many items.
    fn counted(&mut self, items: u64) {
        for sought in self.sought.iter().filter(|sought| sought.path.is_empty()) {
            self.found[sought.index] = Some(items.into());
        }
    }

    /// A value that has no inside.
    fn leaf<E>(mut self) -> Result<(), E> {
        self.counted(1);
        Ok(())
    }
}

impl<'de> Visitor<'de> for Find<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        self.counted(1);
        while let Some(name) = map.next_key::<String>()? {
            let sought: Vec<_> = self.sought.iter().filter_map(|sought| sought.below(&name)).collect();
            // Of members with the same name the last one counts.
            sought.iter().for_each(|sought| self.found[sought.index] = None);
            map.next_value_seed(Find { sought: &sought, found: self.found })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let mut count = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        self.counted(count);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.leaf()
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.leaf()
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.leaf()
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.leaf()
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.leaf()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BODY: &[u8] =
        br#"{"data": {"items": [1, [2], {}], "n": 5, "no": null}, "links": {"next": {"href": "x"}}, "a\"b": "c"}"#;

    #[test]
    fn values_are_found_by_their_path() {
        assert_eq!(find(BODY, &["links", "next"]), Some(json!({"href": "x"})));
        assert_eq!(find(BODY, &["data", "n"]), Some(json!(5)));
        assert_eq!(find(BODY, &["data", "no"]), Some(Json::Null));
        assert_eq!(find(BODY, &["a\"b"]), Some(json!("c")));
        assert_eq!(find(b"[1]", &[]), Some(json!([1])));
        for path in [&["missing"][..], &["data", "n", "deeper"], &["data", "items", "0"], &["data", "no", "deeper"]] {
            assert_eq!(find(BODY, path), None, "{path:?}");
        }
        assert_eq!(find(b"{\"a\": 1", &["a"]), None);
        assert_eq!(find(b"", &[]), None);
    }

    fn count(body: &[u8], path: &[&str]) -> Option<u64> {
        find_all(body, &[Want::Count(path)]).pop().flatten()?.as_u64()
    }

    #[test]
    fn lists_are_counted_and_not_built() {
        assert_eq!(count(BODY, &["data", "items"]), Some(3));
        assert_eq!((count(b"[]", &[]), count(b"[{}, {}]", &[])), (Some(0), Some(2)));
        assert_eq!((count(BODY, &["data"]), count(BODY, &["data", "n"])), (Some(1), Some(1)));
        assert_eq!((count(BODY, &["data", "no"]), count(BODY, &["missing"]), count(b"<", &[])), (None, None, None));
    }

    #[test]
    fn many_things_are_found_in_one_go() {
        use Want::{Count, Value};
        let wants = [
            Count(&["data", "items"]),
            Value(&["links", "next", "href"]),
            Value(&["data", "n"]),
            Count(&["data", "n"]),
            Value(&["links", "next"]),
            Value(&["missing"]),
            Count(&["data"]),
            Value(&["data", "items"]),
        ];
        let expected =
            [json!(3), json!("x"), json!(5), json!(1), json!({"href": "x"}), Json::Null, json!(1), json!([1, [2], {}])];
        let found = find_all(BODY, &wants);
        assert_eq!(found.iter().map(|one| one.clone().unwrap_or_default()).collect::<Vec<_>>(), expected);
        assert_eq!(found[5], None);
        // Each alone finds the same.
        for (want, one) in wants.iter().zip(&found) {
            assert_eq!(find_all(BODY, &[*want]), std::slice::from_ref(one));
        }
        // The whole body, and a part of it; a body that is torn has nothing, wherever.
        let body = br#"{"a": {"b": [1]}, "a": {"c": 2}}"#;
        let found = find_all(body, &[Value(&[]), Value(&["a", "b"]), Value(&["a", "c"]), Count(&[])]);
        assert_eq!(found, [Some(json!({"a": {"c": 2}})), None, Some(json!(2)), Some(json!(1))]);
        assert_eq!(find_all(body, &[Value(&["a", "b"]), Value(&["a", "c"])]), [None, Some(json!(2))]);
        assert_eq!(find_all(&body[..30], &[Count(&["a", "b"]), Value(&["a", "c"])]), [None, None]);
        assert_eq!(find_all(body, &[]), []);
    }
}
