//! A server on this machine that plays the service: it answers by method and path, and keeps what it was sent.

mod door;
mod reply;

use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use snyk_api::{Client, ClientBuilder, Error, RetryPolicy};
use snyk_api_recorder::MARKER;
pub use snyk_api_recorder::TOKEN;
use snyk_api_recorder::search::hits;
use tokio::net::TcpStream;
use tokio::task::{JoinHandle, JoinSet};

use self::door::Door;
pub use self::reply::Reply;
use crate::loopback::{Request, read};

/// The status of what no route is for: none that the client knows, and none that it would try again.
const NO_ROUTE: u16 = 418;

/// Makes an answer of a request and of how many this route has answered before.
type Script = Box<dyn Fn(&Request, usize) -> Reply + Send + Sync>;

struct Route {
    method: &'static str,
    path: String,
    script: Script,
}

/// Whether a connection is reset before anything is read of it, by how many there were before.
type Refusal = Box<dyn Fn(usize) -> bool + Send + Sync>;
impl Route {
    fn takes(&self, request: &Request) -> bool {
        self.method.is_empty() || (self.method == request.method && self.path == request.path())
    }
}

/// The routes of a service that is not there yet.
#[derive(Default)]
pub struct Routes {
    routes: Vec<Route>,
    resets: Option<Refusal>,
    keeps: bool,
}

impl Routes {
    /// None: each request is answered with a status that nobody expects.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a method and a path, encoded as it travels and without the query. The script is also given how many requests
    /// this route has answered before.
    pub fn on<F>(mut self, method: &'static str, path: impl Into<String>, script: F) -> Self
    where
        F: Fn(&Request, usize) -> Reply + Send + Sync + 'static,
    {
        self.routes.push(Route { method, path: path.into(), script: Box::new(script) });
        self
    }

    /// Resets connections when something comes on them, and does not read it. It is asked with how many there were before.
    pub fn resetting(mut self, resets: impl Fn(usize) -> bool + Send + Sync + 'static) -> Self {
        self.resets = Some(Box::new(resets));
        self
    }

    /// Keeps connections for further requests. Otherwise each is for one: a server that keeps none open cannot mix them up.
    pub fn keeping_connections(mut self) -> Self {
        self.keeps = true;
        self
    }

    /// Answers whatever no route before this one is for. Methods and paths are the script's own affair.
    pub fn otherwise<F>(self, script: F) -> Self
    where
        F: Fn(&Request, usize) -> Reply + Send + Sync + 'static,
    {
        self.on("", "", script)
    }

    /// Answers with these, one after the other, and with the last one from then on.
    pub fn replies(self, method: &'static str, path: impl Into<String>, replies: impl Into<Vec<Reply>>) -> Self {
        let replies = replies.into();
        self.on(method, path, move |_, nth| replies[nth.min(replies.len() - 1)].clone())
    }

    /// Starts the service.
    ///
    /// # Panics
    ///
    /// If there is no free port on this machine.
    pub async fn start(self) -> Service {
        let door = Door::open().await.expect("a port is free");
        let book = Mutex::new(Book { answered: vec![0; self.routes.len()], log: Vec::new() });
        let house = Arc::new(House { routes: self, book, door });
        let server = tokio::spawn(serve(house.clone()));
        Service { house, server }
    }
}

/// What a service has, apart from who comes.
struct House {
    routes: Routes,
    book: Mutex<Book>,
    door: Door,
}

/// What a service remembers.
struct Book {
    /// How many requests, by route.
    answered: Vec<usize>,
    log: Vec<Request>,
}

/// Starts a server that gives this answer to whoever comes, and to which nothing should lead. What comes is recorded.
pub async fn foreign(reply: Reply) -> Service {
    snyk_api_recorder::foreign(b"");
    let script = move |request: &Request, _| {
        snyk_api_recorder::foreign(format!("{request:?}").as_bytes());
        reply.clone()
    };
    Routes::new().otherwise(script).start().await
}

/// A service that runs until it is dropped.
pub struct Service {
    house: Arc<House>,
    server: JoinHandle<()>,
}

impl Service {
    /// Scheme, host and port.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Host and port.
    pub fn address(&self) -> SocketAddr {
        self.house.door.address()
    }

    /// From now on it refuses connections. Nobody else gets its port as long as it is there.
    ///
    /// # Panics
    ///
    /// If somebody else has got it.
    pub fn leave(&self) {
        self.house.door.shut().expect("the port is still ours");
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.house.door.count()
    }

    /// What makes a client of this service. It tries once, so that requests can be counted.
    pub fn builder(&self) -> ClientBuilder {
        snyk_api_recorder::start();
        Client::builder().token(TOKEN).api_url(self.url()).retry(RetryPolicy::none())
    }

    /// A client of this service.
    ///
    /// # Panics
    ///
    /// If it cannot be built.
    pub fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }

    /// What came so far.
    ///
    /// # Panics
    ///
    /// If a script panicked.
    pub fn requests(&self) -> Vec<Request> {
        self.house.book.lock().expect("no script panics").log.clone()
    }

    /// Method, path and query of what came so far.
    pub fn calls(&self) -> Vec<String> {
        self.requests().iter().map(|request| format!("{} {}", request.method, request.target)).collect()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Whoever comes is answered at once, and all of them are let go when this ends.
async fn serve(house: Arc<House>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, nth) = house.door.enter().await;
        connections.spawn(attend(stream, nth, house.clone()));
        while connections.try_join_next().is_some() {}
    }
}

/// Answers what comes on a connection. A caller who goes away in the middle is none of the service's trouble.
async fn attend(mut stream: TcpStream, nth: usize, house: Arc<House>) -> io::Result<()> {
    if house.routes.resets.as_ref().is_some_and(|resets| resets(nth)) {
        // Only once the request is under way is there a connection for certain, as the client sees it.
        stream.peek(&mut [0]).await?;
        return stream.set_zero_linger();
    }
    loop {
        let reply = house.answer(read(&mut stream).await?);
        if reply.is_last {
            house.door.shut()?;
        }
        if !reply.send(&mut stream, house.routes.keeps).await? {
            return Ok(());
        }
    }
}

impl House {
    fn answer(&self, request: Request) -> Reply {
        let routes = &self.routes.routes;
        let place = routes.iter().position(|route| route.takes(&request));
        // The lock is held, so that scripts run one after the other.
        let mut book = self.book.lock().expect("no script panics");
        book.log.push(request.clone());
        let Some(place) = place else { return Reply::status(NO_ROUTE) };
        book.answered[place] += 1;
        (routes[place].script)(&request, book.answered[place] - 1)
    }
}

/// The value of a parameter in a query, as it travels.
pub fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// An example of the description, as JSON.
///
/// # Panics
///
/// If there is none at this place under `spec/examples`.
pub fn example(place: &str) -> Value {
    let path = format!("{}/../spec/examples/{place}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All that an error tells of itself and of what is behind it, for people and for programmers.
pub fn told(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = error.source();
    while let Some(behind) = source {
        text.push_str(&format!("\n{behind}\n{behind:?}\n{behind:#?}"));
        source = behind.source();
    }
    text
}

/// The same, in tests of what has to be kept back.
///
/// # Panics
///
/// If a secret of the tests is in it.
pub fn shown(error: &Error) -> String {
    let text = told(error);
    hides(&text);
    text
}

/// Searches what is shown for the secrets of the tests.
///
/// # Panics
///
/// If there is one.
pub fn hides(text: &str) {
    let hits = hits("what is shown", text.as_bytes()).expect("a text can be read");
    assert!(hits.is_empty(), "a secret is shown, {hits:?}: {}", text.replace(MARKER, "MARKER"));
}
