//! Files of a revision, through `git`: the names in one question, the texts in another, however many there are.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use snyk_api_codegen::{MAX_FILE, Source};

use crate::{Trouble, project};

/// A revision of the workspace.
pub(super) struct Revision<'a> {
    root: &'a Path,
    name: &'a str,
    /// The commit's own id, so that nothing that moves meanwhile matters.
    commit: String,
}

/// A file of a revision.
struct Entry {
    object: String,
    path: String,
}

impl<'a> Revision<'a> {
    /// Finds a revision by what a person calls it.
    pub(super) fn find(root: &'a Path, name: &'a str) -> Result<Self, Trouble> {
        if name.is_empty() || name.starts_with('-') {
            return Err(Trouble(format!("`{name}` is no revision: name a commit, a branch or a tag")));
        }
        run(root, &["rev-parse", "--git-dir"])
            .and_then(|output| check(&output, &format!("{} is in no git repository", root.display())).map(drop))?;
        let output = run(root, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")])?;
        let what = format!("git knows no revision `{name}`; fetch it, or name a commit, a branch or a tag");
        let commit = check(&output, &what)?.trim().to_owned();
        Ok(Self { root, name, commit })
    }

    /// As a person calls it.
    pub(super) fn name(&self) -> &str {
        self.name
    }

    /// The files of the description.
    pub(super) fn sources(&self) -> Result<Vec<Source>, Trouble> {
        let mut entries = self.entries(&[project::SPEC])?;
        entries.retain(|entry| project::is_source(&entry.path));
        if entries.is_empty() {
            let (name, spec) = (self.name, project::SPEC);
            return Err(Trouble(format!(
                "revision `{name}` has no `{spec}` folder; name one that came after the description"
            )));
        }
        let texts = self.texts(&entries)?;
        Ok(entries.into_iter().zip(texts).map(|(entry, bytes)| Source { path: entry.path, bytes }).collect())
    }

    /// The text of a file, if there is one.
    pub(super) fn text(&self, path: &str) -> Result<Option<String>, Trouble> {
        let texts = self.texts(&self.entries(&[path])?)?;
        Ok(texts.into_iter().next().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// What stands at and below some paths.
    fn entries(&self, paths: &[&str]) -> Result<Vec<Entry>, Trouble> {
        let arguments = [&["ls-tree", "-r", "-z", &self.commit, "--"], paths].concat();
        let output = run(self.root, &arguments)?;
        let list = check(&output, &format!("git does not list the files of `{}`", self.name))?;
        list.split('\0').filter(|line| !line.is_empty()).map(|line| self.entry(line)).collect()
    }

    /// `100644 blob 4b82… <tab> spec/api.yaml`
    fn entry(&self, line: &str) -> Result<Entry, Trouble> {
        let parts = line.split_once('\t').map(|(head, path)| (head.split(' ').collect::<Vec<_>>(), path));
        match parts {
            Some((head, path)) if matches!(head[..], ["100644" | "100755", "blob", _]) => {
                Ok(Entry { object: head[2].to_owned(), path: path.to_owned() })
            }
            Some((_, path)) => {
                Err(Trouble(format!("{path} of `{}` is a link or a submodule, which is not followed there", self.name)))
            }
            None => Err(Trouble(format!("git lists the files of `{}` in an unknown way: {line:?}", self.name))),
        }
    }

    /// The texts of files, in their order, cut where the compiler would refuse them anyway.
    fn texts(&self, entries: &[Entry]) -> Result<Vec<Vec<u8>>, Trouble> {
        let mut batch = Batch::start(self.root)?;
        let texts = entries.iter().map(|entry| {
            batch.read(&entry.object).map_err(|error| {
                Trouble(format!("git does not give {} of `{}`: {error}; is the clone complete?", entry.path, self.name))
            })
        });
        texts.collect()
    }
}

/// A process that gives one object after the other.
struct Batch {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Batch {
    fn start(root: &Path) -> Result<Self, Trouble> {
        let mut command = git(root);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(no_git)?;
        let (questions, answers) = (child.stdin.take(), child.stdout.take());
        let answers = answers.ok_or_else(|| Trouble("git has no standard output".to_owned()))?;
        Ok(Self { child, questions, answers: BufReader::new(answers) })
    }

    /// Asks for one object, and reads it before the next is asked for: neither side ever waits for the other.
    fn read(&mut self, object: &str) -> std::io::Result<Vec<u8>> {
        let questions = self.questions.as_mut().ok_or(ErrorKind::BrokenPipe)?;
        writeln!(questions, "{object}")?;
        questions.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let size = head.trim_end().rsplit_once(' ').and_then(|(_, size)| size.parse::<u64>().ok());
        let size = size.ok_or_else(|| std::io::Error::other(head.trim_end().to_owned()))?;
        let kept = size.min(MAX_FILE as u64 + 1);
        let mut bytes = Vec::new();
        self.answers.by_ref().take(kept).read_to_end(&mut bytes)?;
        // What is left of a file that is too large, and the line's end behind every object.
        std::io::copy(&mut self.answers.by_ref().take(size - kept + 1), &mut std::io::sink())?;
        if (bytes.len() as u64) < kept {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(bytes)
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // The end of its input is the end of the process.
        drop(self.questions.take());
        drop(self.child.wait());
    }
}

fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root);
    command
}

fn run(root: &Path, arguments: &[&str]) -> Result<Output, Trouble> {
    git(root).args(arguments).output().map_err(no_git)
}

fn no_git(error: std::io::Error) -> Trouble {
    match error.kind() {
        ErrorKind::NotFound => Trouble("there is no `git` to read the revision with; install it".to_owned()),
        _ => Trouble(format!("cannot start git: {error}")),
    }
}

/// What git said, or what went wrong in our words and in git's.
fn check(output: &Output, what: &str) -> Result<String, Trouble> {
    if output.status.success() {
        return String::from_utf8(output.stdout.clone())
            .map_err(|_| Trouble(format!("{what}: it holds names that are not UTF-8")));
    }
    match String::from_utf8_lossy(&output.stderr).trim() {
        "" => Err(Trouble(what.to_owned())),
        said => Err(Trouble(format!("{what}: {said}"))),
    }
}
