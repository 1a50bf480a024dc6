//! Tasks of the maintainers: `cargo xtask help`.

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use xtask::{
    Outcome, Report, Trouble, changes, conformance, coverage, docs, draft, fetch, generate, openapi, project, tell,
};

/// Regenerates the client and checks it for drift.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    /// The root of the workspace; by default it is looked for from the current folder upwards
    #[arg(long, value_name = "DIR", global = true)]
    root: Option<PathBuf>,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Compile spec/ and write the generated files
    Generate,
    /// Report what has drifted: generated files from the description or, with documents, the description from the docs
    Drift(Drift),
    /// Tell what became of spec/ since a revision, and what that does to programs that use the client
    ///
    /// Prints the entry for the changelog, under the version that has to follow the one in generated-client/Cargo.toml of that
    /// revision. Ends with 0 if no change breaks a program, with 1 if one does, and with 2 if the two states cannot be compared.
    Changes(Changes),
    /// Write the description as an OpenAPI document, for other tools
    Openapi(Openapi),
    /// Call every operation against mock servers that follow the vendor's documents
    Conformance(Conformance),
    /// Tell what of the vendor's documentation the description covers
    Coverage(Coverage),
    /// Download the vendor's documents; replaces those in the folder only if all of them are good
    Fetch(Fetch),
    /// Draft YAML of operations from a document of the vendor's, for a person to finish
    Draft(Draft),
}

#[derive(Debug, Args)]
struct Draft {
    /// The vendor's OpenAPI document, YAML or JSON
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The family that it describes; by default the document's servers tell
    #[arg(long, value_name = "v1|rest")]
    family: Option<String>,
    /// Write files into this folder, and replace none; by default the draft is printed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Draft the whole document, whatever the description has
    #[arg(long, conflicts_with = "operations")]
    all: bool,
    /// An operationId, or as in "GET /orgs"; by default all operations that the description lacks
    #[arg(value_name = "OPERATION")]
    operations: Vec<String>,
}

#[derive(Debug, Args)]
struct Openapi {
    /// The file to write, JSON
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Args)]
struct Fetch {
    /// The folder to put rest-openapi.json, v1-openapi.yaml and api-endpoints-index.md into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The list of versions of the REST API, or a document of it
    #[arg(long, value_name = "URL", default_value = fetch::REST_URL)]
    rest_url: String,
    /// The document of v1
    #[arg(long, value_name = "URL", default_value = fetch::V1_URL)]
    v1_url: String,
    /// The docs' page "API endpoints index", Markdown
    #[arg(long, value_name = "URL", default_value = fetch::INDEX_URL)]
    index_url: String,
    /// The version of the REST API; by default the newest that is generally available
    #[arg(long, value_name = "DATE")]
    rest_version: Option<String>,
}

#[derive(Debug, Args)]
struct Coverage {
    /// The vendor's OpenAPI document of REST, YAML or JSON
    #[arg(long, value_name = "FILE")]
    rest: PathBuf,
    /// The vendor's OpenAPI document of v1, YAML or JSON
    #[arg(long, value_name = "FILE")]
    v1: PathBuf,
    /// The docs' page "API endpoints index", Markdown
    #[arg(long, value_name = "FILE")]
    index: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
struct Drift {
    /// The vendor's OpenAPI document of v1, YAML or JSON
    #[arg(long, value_name = "FILE")]
    v1: Option<PathBuf>,
    /// The vendor's OpenAPI document of REST, YAML or JSON
    #[arg(long, value_name = "FILE")]
    rest: Option<PathBuf>,
    /// The docs' page "API endpoints index", Markdown
    #[arg(long, value_name = "FILE", requires_all = ["rest", "v1"])]
    index: Option<PathBuf>,
    /// What `cargo xtask openapi` exported, to be compared in the place of spec/
    #[arg(long, value_name = "FILE")]
    description: Option<PathBuf>,
    /// How to print differences to the documents
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Print entries for spec/deviations.yaml, to be given a reason and evidence
    #[arg(long, conflicts_with = "format")]
    entries: bool,
}

#[derive(Debug, Args)]
struct Changes {
    /// The git revision to begin at: a commit, a branch, a tag
    #[arg(long, value_name = "REV")]
    since: String,
    /// The git revision to end at; by default the working tree
    #[arg(long, value_name = "REV")]
    until: Option<String>,
    /// How to tell the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Args)]
struct Conformance {
    /// The vendor's OpenAPI document of v1, YAML or JSON
    #[arg(long, value_name = "FILE")]
    v1: PathBuf,
    /// The vendor's OpenAPI document of REST, YAML or JSON
    #[arg(long, value_name = "FILE")]
    rest: PathBuf,
    /// Answer with made-up values rather than with the documents' examples
    #[arg(long)]
    dynamic: bool,
    /// With --dynamic: the same seed makes up the same values
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Call this operation only; may be given several times
    #[arg(long = "operation", value_name = "NAME")]
    operations: Vec<String>,
    /// Leave the mended documents and the mock servers' logs behind
    #[arg(long)]
    keep: bool,
    /// The mock server Prism; by default SNYK_API_PRISM, then the one on the path, then one that npm installs below target/
    #[arg(long, value_name = "FILE")]
    prism: Option<PathBuf>,
}

fn main() -> ExitCode {
    // `parse` ends with 2 by itself where the arguments are wrong.
    match run(Cli::parse()) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::FAILURE,
        Err(trouble) => {
            tell(format_args!("error: {trouble}"));
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli) -> Result<Outcome, Trouble> {
    let here = || env::current_dir().map_err(|error| Trouble(format!("cannot tell the current folder: {error}")));
    let root = match cli.root {
        Some(root) => root,
        None => project::find_root(&here()?)?,
    };
    match cli.task {
        Task::Generate => generate::generate(&root, &generate::compile).map(print),
        Task::Drift(options) => {
            let options = docs::Options::from(options);
            match options.documents.is_empty() {
                true => generate::drift(&root, &generate::compile).map(print),
                false => docs::drift(&root, &options).map(print),
            }
        }
        Task::Changes(options) => changes::changes(&root, &options.into()).map(print),
        Task::Draft(options) => draft::run(&root, &options.into()).map(print),
        Task::Conformance(options) => conformance::run(&root, &options.into()),
        Task::Openapi(options) => openapi::export(&root, &options.out).map(print),
        Task::Fetch(options) => fetch::run(&options.into()).map(print),
        Task::Coverage(options) => coverage::run(&root, &options.into()).map(print),
    }
}

/// Prints what was asked for on the standard output, and why it could not be had on the standard error.
fn print(report: Report) -> Outcome {
    if !report.output.is_empty() {
        drop(writeln!(io::stdout(), "{}", report.output));
    }
    if !report.complaint.is_empty() {
        tell(report.complaint);
    }
    report.outcome
}

impl From<Drift> for docs::Options {
    fn from(options: Drift) -> Self {
        let documents = [("v1", options.v1), ("rest", options.rest)];
        let documents = documents.into_iter().filter_map(|(family, path)| Some((family.to_owned(), path?))).collect();
        let format = match (options.entries, options.format) {
            (true, _) => docs::Format::Entries,
            (false, Format::Text) => docs::Format::Text,
            (false, Format::Json) => docs::Format::Json,
        };
        Self { documents, index: options.index, description: options.description, format }
    }
}

impl From<Changes> for changes::Options {
    fn from(options: Changes) -> Self {
        let Changes { since, until, format } = options;
        let format = match format {
            Format::Text => changes::Format::Markdown,
            Format::Json => changes::Format::Json,
        };
        Self { since, until, format }
    }
}

impl From<Conformance> for conformance::Options {
    fn from(options: Conformance) -> Self {
        let Conformance { v1, rest, dynamic, seed, operations, keep, prism } = options;
        Self { v1, rest, dynamic, seed, operations, keep, prism }
    }
}

impl From<Coverage> for coverage::Options {
    fn from(options: Coverage) -> Self {
        let Coverage { rest, v1, index, format } = options;
        Self { rest, v1, index, json: format == Format::Json }
    }
}

impl From<Fetch> for fetch::Options {
    fn from(options: Fetch) -> Self {
        let Fetch { out, rest_url, v1_url, index_url, rest_version } = options;
        Self { out, rest_url, v1_url, index_url, rest_version, limits: fetch::Limits::default() }
    }
}

impl From<Draft> for draft::Options {
    fn from(options: Draft) -> Self {
        let Draft { from, family, out, all, operations } = options;
        Self { from, family, out, all, operations }
    }
}
