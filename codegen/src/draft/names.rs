//! Names of operations: the verb, and what of the path the area does not say already.

use super::words::{free, singular, snake, words};
use crate::contract::{Contract, Kind, Method, Operation};

/// Verbs that summaries begin with, or paths end with.
const VERBS: &[&str] = &[
    "activate",
    "add",
    "approve",
    "archive",
    "assign",
    "cancel",
    "check",
    "clone",
    "convert",
    "copy",
    "create",
    "deactivate",
    "delete",
    "disable",
    "disconnect",
    "enable",
    "export",
    "generate",
    "get",
    "ignore",
    "import",
    "install",
    "invite",
    "issue",
    "list",
    "manage",
    "monitor",
    "move",
    "patch",
    "ping",
    "provision",
    "refresh",
    "register",
    "remove",
    "replace",
    "resend",
    "reset",
    "restore",
    "retry",
    "revoke",
    "rotate",
    "search",
    "send",
    "set",
    "start",
    "stop",
    "switch",
    "sync",
    "test",
    "update",
    "upload",
    "validate",
];

/// Verbs that are another word for one that every area has.
const SAME: &[(&str, &str)] =
    &[("retrieve", "get"), ("fetch", "get"), ("patch", "update"), ("edit", "update"), ("post", "create")];

/// What most things belong to, and so says nothing of them.
const CONTAINERS: &[&str] = &["org", "group", "tenant", "self"];

/// Segments that are there for the form.
const FORMAL: &[&str] = &["relationships", "reporting"];

/// The names of an area's operations, in their order.
pub(super) fn operation_names(contract: &Contract, area: &str, operations: &[&Operation]) -> Vec<String> {
    let parts: Vec<Parts> = operations.iter().map(|operation| Parts::new(contract, area, operation)).collect();
    // Of operations that would be called the same, the one for an organization has the plain name.
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| parts[*index].rank());
    let mut names = vec![String::new(); parts.len()];
    for index in order {
        let wanted = parts[index].wanted(operations[index]);
        // What clashes in Rust, too: `move` and `move_` are one name there.
        let name = free(&wanted, |name| {
            names
                .iter()
                .all(|other| crate::model::Ident::ty(other) != crate::model::Ident::ty(name) || other.is_empty())
        });
        names[index] = name;
    }
    names
}

/// What an operation's path is about: `project` for `/orgs/{org_id}/projects/{project_id}`.
pub(super) fn thing(path: &str) -> String {
    let mut literals = path.split('/').filter(|segment| !segment.is_empty() && !segment.starts_with('{'));
    literals.next_back().map_or_else(|| "item".to_owned(), |last| snake(&super::words::singular_of(last)))
}

struct Parts {
    verb: String,
    /// The literals of the path that the area's name does not hold, the last one first.
    literals: Vec<Vec<String>>,
    /// What it is for, where that is not the only choice.
    container: Option<String>,
    /// The path ends with what the area is about.
    said: bool,
    length: usize,
}

/// Verbs that go with many.
const PLURAL: &[&str] = &["list", "add", "remove", "search", "set", "replace"];

/// Whether the last word of a path says what the operation does.
fn is_verb(method: Method, word: &str) -> bool {
    match method {
        Method::Get => word == "search",
        Method::Delete => false,
        _ => VERBS.contains(&word),
    }
}

/// Whether the area's name holds a segment's.
fn is_said(own: &[String], name: &[String]) -> bool {
    let name: Vec<String> = name.iter().map(|word| singular(word)).collect();
    own.ends_with(&name) || name.iter().all(|word| own.contains(word))
}

/// A segment's words without those of the area, and without the verb, which stands before them.
fn unsaid(own: &[String], verb: &str, name: Vec<String>) -> Vec<String> {
    let single: Vec<String> = name.iter().map(|word| singular(word)).collect();
    let start = if single.starts_with(own) { own.len() } else { 0 };
    name.into_iter().skip(start).skip_while(|word| singular(word) == verb).collect()
}

impl Parts {
    fn new(contract: &Contract, area: &str, operation: &Operation) -> Self {
        let segments: Vec<&str> = operation.path.split('/').filter(|segment| !segment.is_empty()).collect();
        let mut verb = verb(operation, is_list(contract, operation));
        let own: Vec<String> = words(area).iter().map(|word| singular(word)).collect();
        let first = segments.first().map(|first| singular(&first.to_lowercase()));
        let container = first.filter(|first| CONTAINERS.contains(&first.as_str()));
        let mut literals: Vec<Vec<String>> = Vec::new();
        let mut said = true;
        for (index, segment) in segments.iter().enumerate().filter(|(_, segment)| !segment.starts_with('{')) {
            let last = index + 1 == segments.len();
            let mut name = words(segment);
            if last && name.len() == 1 && is_verb(operation.method, &name[0]) {
                verb.clone_from(&name[0]);
            } else if (index > 0 || container.is_none()) && !FORMAL.contains(segment) {
                // One of them, unless the operation is about all.
                let plural = last && PLURAL.contains(&verb.as_str());
                said = is_said(&own, &name);
                if let Some(word) = name.last_mut().filter(|_| !plural) {
                    *word = singular(word);
                }
                let rest = unsaid(&own, &verb, name);
                if !said && !rest.is_empty() {
                    literals.push(rest);
                }
            }
        }
        let all = segments.last().is_some_and(|last| !last.starts_with('{') && singular(last) != *last);
        if operation.method == Method::Delete && all && operation.body.is_none() {
            verb.push_str("_all");
        }
        literals.reverse();
        Self { verb, literals, container, said, length: segments.len() }
    }

    /// How soon it is named: the plain one of several first.
    fn rank(&self) -> (usize, usize) {
        let container = match self.container.as_deref() {
            Some("org") => 0,
            None => 1,
            Some("group") => 2,
            Some(_) => 3,
        };
        (container, self.length)
    }

    fn with(&self, count: usize) -> String {
        let literals = self.literals.iter().take(count).rev().flatten();
        snake(&std::iter::once(&self.verb).chain(literals).cloned().collect::<Vec<_>>())
    }

    /// As many words as are needed to say what it is about.
    fn least(&self) -> usize {
        usize::from(!self.said)
    }

    fn short(&self) -> String {
        self.with(self.least())
    }

    /// Names, the best one first.
    fn wanted(&self, operation: &Operation) -> Vec<String> {
        let mut wanted = vec![self.short()];
        let container = self.container.as_ref().map(|container| format!("_for_{container}")).unwrap_or_default();
        let more = self.least() + 1..=self.literals.len();
        // Where that is the only difference, what it is for says more than the path.
        let (first, second) = (format!("{}{container}", self.short()), more.clone().map(|count| self.with(count)));
        match self.container.as_deref() {
            Some("org") | None => wanted.extend(second.chain([first])),
            Some(_) => wanted.extend([first].into_iter().chain(second)),
        }
        wanted.extend(more.map(|count| format!("{}{container}", self.with(count))));
        let mut parameters =
            operation.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
        wanted.extend(parameters.next_back().map(|name| format!("{}_by_{}", self.short(), snake(&words(name)))));
        wanted.push(snake(&words(&operation.name)));
        wanted
    }
}

fn verb(operation: &Operation, list: bool) -> String {
    let listed = operation.docs.to_lowercase().starts_with("list ") && !operation.path.ends_with("settings");
    let by_method = match operation.method {
        Method::Get if list || listed => "list",
        Method::Get => "get",
        Method::Post => "create",
        Method::Put | Method::Patch => "update",
        Method::Delete => "delete",
    };
    if operation.method == Method::Get {
        return by_method.to_owned();
    }
    let said = [operation.docs.split_whitespace().next().unwrap_or_default(), &operation.name];
    let word = said.iter().find_map(|text| {
        let word = words(text).into_iter().next()?;
        let word = SAME.iter().find(|(other, _)| *other == word).map_or(word.as_str(), |(_, verb)| verb).to_owned();
        VERBS.contains(&word.as_str()).then_some(word)
    });
    // Whatever the summary calls it, the common ones are called the same in each area.
    let common = |word: &String| match operation.method {
        Method::Delete => word == "remove" || word == "revoke",
        Method::Put | Method::Patch => ["set", "replace", "move", "archive"].contains(&word.as_str()),
        _ => true,
    };
    word.filter(common).unwrap_or_else(|| by_method.to_owned())
}

/// Whether what comes back is a list.
fn is_list(contract: &Contract, operation: &Operation) -> bool {
    let good = operation.answers.iter().filter(|answer| answer.status.starts_with('2'));
    good.flat_map(|answer| &answer.content).any(|(_, schema)| {
        let list = |kind: &Kind| matches!(kind, Kind::List(_));
        match &contract.schema(*schema).kind {
            Kind::Object(object) => {
                let data = object.members.iter().find(|member| member.name == "data");
                let only = match object.members.as_slice() {
                    [only] => Some(only),
                    _ => None,
                };
                data.or(only).is_some_and(|member| list(&contract.schema(member.schema).kind))
            }
            kind => list(kind),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(method: Method, path: &str, docs: &str) -> Operation {
        Operation { name: "doIt".to_owned(), docs: docs.to_owned(), ..Operation::new("rest", method, path) }
    }

    fn names(area: &str, operations: &[(Method, &str, &str)]) -> Vec<String> {
        let operations: Vec<Operation> =
            operations.iter().map(|(method, path, docs)| operation(*method, path, docs)).collect();
        operation_names(&Contract::default(), area, &operations.iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_areas_own_name_is_left_out() {
        let found = names(
            "zoos",
            &[
                (Method::Get, "/orgs/{org_id}/zoos/{zoo_id}", ""),
                (Method::Delete, "/orgs/{org_id}/zoos/{zoo_id}", "Delete a zoo"),
                (Method::Patch, "/orgs/{org_id}/zoos/{zoo_id}", "Edit a zoo"),
                (Method::Post, "/orgs/{org_id}/zoos/{zoo_id}/animals", "Add animals"),
                (Method::Post, "/orgs/{org_id}/zoos/{zoo_id}/animals/remove", "Take animals out"),
                (Method::Post, "/orgs/{org_id}/zoos/{zoo_id}/open-gates", "Open them"),
                (Method::Put, "/orgs/{org_id}/zoos/{zoo_id}/settings", "Change settings"),
            ],
        );
        assert_eq!(
            found,
            ["get", "delete", "update", "add_animals", "remove_animal", "create_open_gate", "update_settings"]
        );
    }

    #[test]
    fn the_same_name_gets_more_of_the_path() {
        let found = names(
            "apps",
            &[
                (Method::Get, "/groups/{group_id}/apps/{app_id}", ""),
                (Method::Get, "/orgs/{org_id}/apps/{app_id}", ""),
                (Method::Post, "/orgs/{org_id}/apps/{app_id}/secrets", "Manage secrets"),
                (Method::Post, "/orgs/{org_id}/apps/installs/{install_id}/secrets", "Manage secrets"),
            ],
        );
        assert_eq!(found, ["get_for_group", "get", "manage_secret", "manage_install_secret"]);
    }

    #[test]
    fn odd_paths_have_names_too() {
        let found = names("type", &[(Method::Get, "/", ""), (Method::Get, "/{}", ""), (Method::Get, "/ß/1", "")]);
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|name| name.starts_with("get")), "{found:?}");
    }
}
