//! A draft as a person would leave it: gaps filled, additions where they belong, an example of everything.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::{GAP, examples};
use crate::{File, Source};

/// What stands behind the name of a file, and of the family, where something is to be added to that file.
const ADDITIONS: &str = ".additions.yaml";

/// What fills a gap.
const FILLED: &str = "Word.";

/// The description with a draft in it, and with whatever earlier drafts left beside it: each gap is filled with a word,
/// additions stand where they belong, and operations without examples have some. It says nothing, and compiles if the
/// description does.
///
/// # Errors
///
/// If something is to be added where something else stands, or is no YAML.
pub fn complete(sources: &[Source], drafted: &[File]) -> Result<Vec<Source>, String> {
    let mut whole = merge(sources, drafted)?;
    for source in whole.iter_mut().filter(|source| source.path.ends_with(".yaml")) {
        if let Ok(text) = std::str::from_utf8(&source.bytes)
            && text.contains(GAP)
        {
            source.bytes = fill(text).into_bytes();
        }
    }
    let made = examples(&whole);
    whole.extend(made.into_iter().map(|file| Source { path: file.path, bytes: file.text.into_bytes() }));
    Ok(whole)
}

/// Puts additions where they belong, those of a draft and those that lie about in the description.
pub(super) fn merge(sources: &[Source], drafted: &[File]) -> Result<Vec<Source>, String> {
    let drafted = drafted.iter().map(|file| (format!("spec/{}", file.path), file.text.clone().into_bytes()));
    let all = sources.iter().map(|source| (source.path.clone(), source.bytes.clone())).chain(drafted);
    let (additions, rest): (Vec<_>, Vec<_>) = all.partition(|(path, _)| target(path).is_some());
    let mut files: BTreeMap<String, Vec<u8>> = rest.into_iter().collect();
    for (path, bytes) in additions {
        let home = target(&path).unwrap_or_default();
        let more = read(&path, &bytes)?;
        let merged = match files.get(&home) {
            Some(old) => add(read(&home, old)?, more),
            None => Ok(more),
        };
        let merged = merged.map_err(|what| format!("{path} does not go with {home}: {what}"))?;
        let text = serde_yaml::to_string(&merged).map_err(|error| format!("{path}: {error}"))?;
        files.insert(home, text.into_bytes());
    }
    Ok(files.into_iter().map(|(path, bytes)| Source { path, bytes }).collect())
}

/// The file that additions belong to: `spec/shared.yaml` for `spec/shared.rest.additions.yaml`.
pub(crate) fn target(path: &str) -> Option<String> {
    let (home, family) = path.strip_suffix(ADDITIONS)?.rsplit_once('.')?;
    let name = home.strip_prefix("spec/")?;
    (!name.contains(['/', '.']) && !family.contains('/')).then(|| format!("{home}.yaml"))
}

fn read(path: &str, bytes: &[u8]) -> Result<Value, String> {
    serde_yaml::from_slice(bytes).map_err(|error| format!("{path} cannot be read: {error}"))
}

/// Adds maps to maps, and lists to lists.
fn add(old: Value, more: Value) -> Result<Value, String> {
    match (old, more) {
        (Value::Null, more) => Ok(more),
        (Value::Sequence(old), Value::Sequence(more)) => Ok(Value::Sequence(old.into_iter().chain(more).collect())),
        (Value::Mapping(mut old), Value::Mapping(more)) => {
            for (key, value) in more {
                let value = match old.get_mut(&key) {
                    Some(there) => {
                        let there = std::mem::take(there);
                        add(there, value).map_err(|what| format!("{}: {what}", key.as_str().unwrap_or_default()))?
                    }
                    None => value,
                };
                old.insert(key, value);
            }
            Ok(Value::Mapping(old))
        }
        (old, more) if old == more => Ok(old),
        _ => Err("something else stands there".to_owned()),
    }
}

/// Fills every gap with a word, as a person would with a text.
fn fill(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, gap)) = rest.split_once(GAP) {
        filled.push_str(before);
        filled.push_str(FILLED);
        rest = gap.split_once(')').map_or("", |(_, rest)| rest);
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_name_the_file_they_belong_to() {
        assert_eq!(target("spec/shared.rest.additions.yaml").as_deref(), Some("spec/shared.yaml"));
        for other in
            ["spec/shared.yaml", "spec/rest/x.v1.additions.yaml", "spec/additions.yaml", "shared.v1.additions.yaml"]
        {
            assert_eq!(target(other), None, "{other}");
        }
    }

    #[test]
    fn what_stands_there_is_not_replaced() {
        let source = |path: &str, text: &str| Source { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
        let there = source("spec/permissions.yaml", "a: A\nb: B\n");
        let same = source("spec/permissions.v1.additions.yaml", "b: B\nc: TODO(c)\n");
        let whole = complete(&[there.clone(), same], &[]).expect("they go together");
        assert_eq!(whole.len(), 1);
        assert_eq!(String::from_utf8_lossy(&whole[0].bytes), "a: A\nb: B\nc: Word.\n");
        let other = source("spec/permissions.v1.additions.yaml", "b: C\n");
        let refused = complete(&[there, other], &[]).expect_err("they do not");
        assert_eq!(
            refused,
            "spec/permissions.v1.additions.yaml does not go with spec/permissions.yaml: b: something else stands there"
        );
    }
}
