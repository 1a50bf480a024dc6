//! A server on this machine that plays the service: it answers by method and path, and keeps what it was sent.

use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use serde_json::Value;
use snyk_api::{Client, ClientBuilder, Error, RetryPolicy};
use snyk_api_recorder::MARKER;
pub use snyk_api_recorder::TOKEN;
use snyk_api_recorder::search::hits;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::loopback::{Request, read};

/// The media type of REST.
const MEDIA: &str = "application/vnd.api+json";

/// The status of what no route is for: none that the client knows, and none that it would try again.
const NO_ROUTE: u16 = 418;

/// An answer to give.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Reply {
    /// An answer without a body.
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// An answer with JSON in it.
    pub fn json(status: u16, body: impl ToString) -> Self {
        Self { status, body: body.to_string().into_bytes(), ..Self::default() }.header("content-type", MEDIA)
    }

    /// 200 with JSON in it.
    pub fn ok(body: impl ToString) -> Self {
        Self::json(200, body)
    }

    /// 200 with JSON in it that is packed.
    pub fn packed(body: impl Into<Vec<u8>>) -> Self {
        let reply = Self { status: 200, body: body.into(), ..Self::default() };
        reply.header("content-type", MEDIA).header("content-encoding", "gzip")
    }

    /// The same with another header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// As it travels on a connection that stays open.
    pub fn kept(&self) -> Bytes {
        self.bytes("keep-alive").into()
    }

    fn bytes(&self, connection: &str) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Status\r\nconnection: {connection}\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        [head.as_bytes(), &self.body].concat()
    }
}

/// Makes an answer of a request and of how many this route has answered before.
type Script = Box<dyn Fn(&Request, usize) -> Reply + Send + Sync>;

struct Route {
    method: &'static str,
    path: String,
    script: Script,
}

impl Route {
    fn takes(&self, request: &Request) -> bool {
        self.method.is_empty() || (self.method == request.method && self.path == request.path())
    }
}

/// The routes of a service that is not there yet.
#[derive(Default)]
pub struct Routes(Vec<Route>);

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
        self.0.push(Route { method, path: path.into(), script: Box::new(script) });
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
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("an address");
        let log = Arc::new(Mutex::new(Vec::new()));
        let server = tokio::spawn(serve(listener, self.0, log.clone()));
        Service { address, log, server }
    }
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
    address: SocketAddr,
    log: Arc<Mutex<Vec<Request>>>,
    server: JoinHandle<()>,
}

impl Service {
    /// Scheme, host and port.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
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
        self.log.lock().expect("no script panics").clone()
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

async fn serve(listener: TcpListener, routes: Vec<Route>, log: Arc<Mutex<Vec<Request>>>) {
    let mut answered = vec![0; routes.len()];
    while let Ok((stream, _)) = listener.accept().await {
        // A caller who goes away in the middle is none of the service's trouble.
        _ = answer(stream, &routes, &mut answered, &log).await;
    }
}

async fn answer(
    mut stream: TcpStream,
    routes: &[Route],
    answered: &mut [usize],
    log: &Mutex<Vec<Request>>,
) -> io::Result<()> {
    let request = read(&mut stream).await?;
    log.lock().map_err(|_| io::ErrorKind::Other)?.push(request.clone());
    let place = routes.iter().position(|route| route.takes(&request));
    let reply = place.map_or_else(
        || Reply::status(NO_ROUTE),
        |place| {
            answered[place] += 1;
            (routes[place].script)(&request, answered[place] - 1)
        },
    );
    // The connection is for one request: a server that keeps none open cannot mix them up.
    stream.write_all(&reply.bytes("close")).await?;
    stream.shutdown().await
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

/// All that an error shows of itself and of what is behind it, for people and for programmers.
///
/// # Panics
///
/// If a secret of the tests is in it.
pub fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = error.source();
    while let Some(behind) = source {
        text.push_str(&format!("\n{behind}\n{behind:?}\n{behind:#?}"));
        source = behind.source();
    }
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
