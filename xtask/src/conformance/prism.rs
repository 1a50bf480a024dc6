//! Prism, the mock server: finding it, starting it, and never leaving it behind.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, io};

use super::Options;
use crate::Trouble;

/// The version that is installed where there is none.
const VERSION: &str = "5.14.2";

/// Versions that this tool knows the command line of.
const MAJOR: &str = "5.";

/// The variable that may name the program.
const VARIABLE: &str = "SNYK_API_PRISM";

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often a server is started anew on another port because somebody else took the first.
const ATTEMPTS: usize = 3;

/// Loaded into the server's process: ends it when the process that started it is gone, in whatever way. The server is killed at
/// the end anyway; this is for an end that leaves no time to do so.
const WATCHDOG: &str = "process.stdin.on('error', () => {}).on('close', () => process.exit(0)).resume();\n";

/// The program.
#[derive(Debug)]
pub(super) struct Prism {
    program: PathBuf,
}

impl Prism {
    /// Finds the program: the one that was named, the one on the path, or one that is installed into `folder`.
    pub(super) fn find(named: Option<&Path>, folder: &Path) -> Result<Self, Trouble> {
        let variable = env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(program) = named.map(Path::to_path_buf).or(variable) {
            let version = version(&program).map_err(|error| Trouble::with("run", &program, error))?;
            return if version.starts_with(MAJOR) {
                Ok(Self { program })
            } else {
                Err(Trouble::with("use", &program, format!("it is version {version}, and {MAJOR}x is needed")))
            };
        }
        let installed = folder.join("node_modules/.bin/prism");
        for program in [PathBuf::from("prism"), installed.clone()] {
            if version(&program).is_ok_and(|version| version.starts_with(MAJOR)) {
                return Ok(Self { program });
            }
        }
        install(folder)?;
        version(&installed).map_err(|error| Trouble::with("run", &installed, error))?;
        Ok(Self { program: installed })
    }

    /// Starts a server for a document, on a port of its own. Its log is written beside the document.
    pub(super) fn start(&self, name: &str, document: &Path, options: &Options) -> Result<Server, Trouble> {
        let watchdog = document.with_extension("watchdog.cjs");
        fs::write(&watchdog, WATCHDOG).map_err(|error| Trouble::with("write", &watchdog, error))?;
        let mut arguments: Vec<OsString> = ["mock", "--host", "127.0.0.1"].map(OsString::from).to_vec();
        // Without an own process for its log, so that there is one process to end, and the log is in order.
        arguments.extend(["--multiprocess=false", "--cors=false"].map(OsString::from));
        if options.dynamic {
            arguments.extend(["--dynamic".into(), "--seed".into(), options.seed.to_string().into()]);
        }
        arguments.push(document.into());
        let recipe = Recipe {
            name: name.to_owned(),
            program: self.program.clone(),
            arguments,
            node_options: node_options(&watchdog, env::var_os("NODE_OPTIONS").as_deref()),
            log: document.with_extension("log"),
        };
        let (port, child) = recipe.start()?;
        Ok(Server { recipe, port, child, deadline: Instant::now() + PATIENCE })
    }
}

/// The version that a program says it has.
fn version(program: &Path) -> Result<String, String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("{} at --version", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Installs the program into a folder of the build.
fn install(folder: &Path) -> Result<(), Trouble> {
    crate::tell(format_args!("installing Prism {VERSION} into {}", folder.display()));
    fs::create_dir_all(folder).map_err(|error| Trouble::with("make", folder, error))?;
    let mut command = Command::new("npm");
    command.args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]).arg(folder);
    command.arg(format!("@stoplight/prism-cli@{VERSION}"));
    // What npm prints is no line of the driver, so it goes where messages go.
    let status = command.stdin(Stdio::null()).stdout(io::stderr()).status();
    let help = format!("install Prism {VERSION} yourself and name it with --prism or {VARIABLE}");
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Trouble(format!("npm could not install Prism: {status}; {help}"))),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(Trouble(format!("there is no `prism` and no `npm` to install it with; {help}")))
        }
        Err(error) => Err(Trouble(format!("cannot run npm: {error}; {help}"))),
    }
}

/// The options for Node.js that load the watchdog, behind those that are set already.
fn node_options(watchdog: &Path, already: Option<&OsStr>) -> OsString {
    let mut options = already.map(OsStr::to_os_string).unwrap_or_default();
    let path = watchdog.display().to_string().replace('\\', "\\\\").replace('"', "\\\"");
    options.push(format!(" --require \"{path}\""));
    options
}

/// How to start a server.
#[derive(Debug)]
struct Recipe {
    name: String,
    program: PathBuf,
    arguments: Vec<OsString>,
    node_options: OsString,
    log: PathBuf,
}

impl Recipe {
    fn start(&self) -> Result<(u16, Child), Trouble> {
        let trouble = |error: io::Error| Trouble(format!("cannot start Prism for {}: {error}", self.name));
        let log = File::create(&self.log).map_err(trouble)?;
        // The port is free again when the listener is dropped; that somebody takes it in between is seen later.
        let port =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|one| one.local_addr()).map_err(trouble)?.port();
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg("--port").arg(port.to_string());
        command.env("NODE_OPTIONS", &self.node_options).env("NO_COLOR", "1");
        command.stdin(Stdio::piped()).stdout(log.try_clone().map_err(trouble)?).stderr(log);
        Ok((port, command.spawn().map_err(trouble)?))
    }

    fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }
}

/// A server under way. It ends with this value.
#[derive(Debug)]
pub(super) struct Server {
    recipe: Recipe,
    port: u16,
    child: Child,
    deadline: Instant,
}

impl Server {
    /// Where it answers. Prism serves the paths of a document as they are, without the base path of the document's server.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it has logged.
    pub(super) fn log(&self) -> String {
        self.recipe.log()
    }

    /// Waits until it answers.
    pub(super) fn wait_until_ready(&mut self) -> Result<(), Trouble> {
        let mut attempt = 1;
        while Instant::now() < self.deadline {
            if let Ok(Some(status)) = self.child.try_wait() {
                if attempt < ATTEMPTS && self.log().contains("EADDRINUSE") {
                    attempt += 1;
                    (self.port, self.child) = self.recipe.start()?;
                    continue;
                }
                return Err(self.complain(&format!("ended with {status} before it answered")));
            }
            if self.answers() {
                return Ok(());
            }
            sleep(Duration::from_millis(100));
        }
        Err(self.complain(&format!("did not answer within {} seconds", PATIENCE.as_secs())))
    }

    /// That it is still there.
    pub(super) fn check(&mut self) -> Result<(), Trouble> {
        match self.child.try_wait() {
            Ok(Some(status)) => Err(self.complain(&format!("ended with {status} while it was used"))),
            _ => Ok(()),
        }
    }

    /// Whether it answers a request, with whatever status, and is the one that says in its log that it listens there.
    fn answers(&self) -> bool {
        self.log().contains(&format!("listening on {}", self.url())) && probe(self.port).unwrap_or(false)
    }

    /// What went wrong, with the end of the log.
    fn complain(&self, what: &str) -> Trouble {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        let end = lines[lines.len().saturating_sub(8)..].join("\n  ");
        Trouble(format!("Prism for {} {what}; the end of its log:\n  {end}", self.recipe.name))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Whether something on a port speaks HTTP.
fn probe(port: u16) -> io::Result<bool> {
    let limit = Duration::from_secs(5);
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), limit)?;
    stream.set_read_timeout(Some(limit))?;
    stream.set_write_timeout(Some(limit))?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut start = [0; 5];
    stream.read_exact(&mut start)?;
    Ok(start == *b"HTTP/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_watchdog_comes_behind_other_options() {
        let options = node_options(Path::new("/a b/\"c\".cjs"), Some(OsStr::new("--trace-warnings")));
        assert_eq!(options, "--trace-warnings --require \"/a b/\\\"c\\\".cjs\"");
    }

    #[test]
    fn a_program_that_is_not_there() {
        let error = Prism::find(Some(Path::new("/nowhere/prism")), Path::new("/nowhere")).expect_err("it is not there");
        assert!(error.0.starts_with("cannot run /nowhere/prism: "), "{error}");
    }
}
