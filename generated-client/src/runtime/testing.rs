//! A small HTTP server on this machine, and operations to call there, for tests of what no generated operation is needed for.

use std::cell::OnceCell;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

pub(super) use snyk_api_recorder::TOKEN;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::operation::*;
use super::{Client, ClientBuilder, RetryPolicy};

/// What all operations of tests have in common.
pub(super) const PLAIN: Operation = Operation {
    name: "rest.zoo.plain",
    family: Family::Rest,
    area: "zoo",
    method: Method::Get,
    path: "/orgs/{org_id}/animals",
    page: "https://docs.zoo.example",
    permissions: &[],
    parameters: &[],
    body: None,
    answers: &[Answer { status: 200, media: &["application/vnd.api+json"] }],
    limits: &[],
    regions: &[],
    customers: None,
    effect: Effect::Read,
    version: Some("2024-10-15"),
    stability: Stability::Ga,
    deprecated: None,
    sunset: None,
    paging: None,
    poll: None,
};

/// A request as it came.
#[derive(Clone, Debug)]
pub(super) struct Request {
    head: String,
    pub(super) body: String,
}

impl Request {
    /// Method and target, `GET /rest/orgs?version=…`.
    pub(super) fn line(&self) -> &str {
        self.head.lines().next().and_then(|line| line.strip_suffix(" HTTP/1.1")).expect("a request line")
    }

    /// A query parameter as it stands there.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let pairs = self.line().split_once('?')?.1.split('&');
        pairs.filter_map(|pair| pair.split_once('=')).find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.into_iter().find(|(other, _)| *other == name).map(|(_, value)| value)
    }
}

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    status: u16,
    headers: Vec<String>,
    body: String,
    hangs: bool,
    gate: Option<Arc<Semaphore>>,
    /// What is written in place of an answer before the connection is closed.
    raw: Option<Vec<u8>>,
}

impl Reply {
    pub(super) fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), hangs: false, gate: None, raw: None }
    }

    pub(super) fn json(body: impl Into<String>) -> Self {
        Self::new(200, body).with("content-type: application/vnd.api+json")
    }

    /// Writes these bytes, and then nothing more.
    pub(super) fn hang_after(bytes: impl Into<Vec<u8>>) -> Self {
        Self { hangs: true, ..Self::raw(bytes) }
    }

    /// Writes these bytes, and closes the connection.
    pub(super) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { raw: Some(bytes.into()), ..Self::new(0, "") }
    }

    /// Never answers.
    pub(super) fn hang() -> Self {
        Self { hangs: true, ..Self::new(0, "") }
    }

    /// Is held back until the gate has a permit for it.
    pub(super) fn behind(self, gate: &Arc<Semaphore>) -> Self {
        Self { gate: Some(Arc::clone(gate)), ..self }
    }

    pub(super) fn with(mut self, header: impl Into<String>) -> Self {
        self.headers.push(header.into());
        self
    }

    pub(super) fn written(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        let headers: String = self.headers.iter().map(|header| format!("{header}\r\n")).collect();
        let (status, length) = (self.status, self.body.len());
        format!("HTTP/1.1 {status} Status\r\n{headers}content-length: {length}\r\n\r\n{}", self.body).into_bytes()
    }
}

thread_local! {
    /// The HTTP client as ours is made, once for a test: it reads all of the platform's certificates, which takes its time.
    static HTTP: OnceCell<reqwest::Client> = const { OnceCell::new() };
}

type Answering = Arc<dyn Fn(&Request, usize) -> Reply + Send + Sync>;

/// Of clients of another address, that try once.
pub(super) fn builder(origin: impl Into<String>) -> ClientBuilder {
    snyk_api_recorder::start();
    let builder = Client::builder().token(TOKEN);
    let plain = || builder.clone().api_url("http://127.0.0.1").build().expect("a client");
    let http = HTTP.with(|http| http.get_or_init(|| plain().0.http.clone()).clone());
    builder.api_url(origin).http_client(http).retry(RetryPolicy::none())
}

pub(super) struct Server {
    address: String,
    received: Arc<Mutex<Vec<Request>>>,
    /// Requests that hang and whose caller is still there.
    open: Arc<AtomicUsize>,
}

impl Server {
    /// Answers each request by what it is and how many came before it.
    pub(super) async fn new(answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let received = Arc::new(Mutex::new(Vec::new()));
        let open = Arc::new(AtomicUsize::new(0));
        let (log, answer): (_, Answering) = (Arc::clone(&received), Arc::new(answer));
        let hanging = Arc::clone(&open);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&answer), Arc::clone(&log), Arc::clone(&hanging)));
            }
        });
        Self { address, received, open }
    }

    /// Answers with these, one after the other; the last one holds for all that comes after it.
    pub(super) async fn script(replies: impl Into<Vec<Reply>>) -> Self {
        let replies = replies.into();
        Self::new(move |_, index| replies[index.min(replies.len() - 1)].clone()).await
    }

    /// Gives this answer to whoever comes, and nobody should. What comes is recorded.
    pub(super) async fn foreign(reply: Reply) -> Self {
        snyk_api_recorder::foreign(b"");
        Self::new(move |request, _| {
            snyk_api_recorder::foreign([&*request.head, &*request.body].join("\n").as_bytes());
            reply.clone()
        })
        .await
    }

    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn builder(&self) -> ClientBuilder {
        builder(self.origin())
    }

    pub(super) fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }

    pub(super) fn received(&self) -> Vec<Request> {
        self.received.lock().expect("no test panicked").clone()
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.received().iter().map(|request| request.line().to_owned()).collect()
    }

    /// How many requests hang whose caller is still there.
    pub(super) fn open(&self) -> usize {
        self.open.load(SeqCst)
    }

    pub(super) fn count(&self) -> usize {
        self.received.lock().expect("no test panicked").len()
    }
}

/// Keeps silent until the other side has gone.
async fn closed(stream: &mut TcpStream, open: &AtomicUsize) -> io::Result<()> {
    open.fetch_add(1, SeqCst);
    while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
    open.fetch_sub(1, SeqCst);
    Ok(())
}

async fn serve(
    mut stream: TcpStream,
    answer: Answering,
    log: Arc<Mutex<Vec<Request>>>,
    open: Arc<AtomicUsize>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    loop {
        let request = read(&mut stream).await?;
        let index = {
            let mut log = log.lock().expect("no test panicked");
            log.push(request.clone());
            log.len() - 1
        };
        let reply = answer(&request, index);
        if reply.hangs {
            stream.write_all(reply.raw.as_deref().unwrap_or_default()).await?;
            return closed(&mut stream, &open).await;
        }
        if let Some(gate) = &reply.gate {
            gate.acquire().await.expect("nobody closes gates").forget();
        }
        stream.write_all(&reply.written()).await?;
        if reply.raw.is_some() {
            return Ok(());
        }
    }
}

async fn read(stream: &mut TcpStream) -> io::Result<Request> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        if body.len() >= length {
            return Ok(Request { head: head.to_owned(), body: body.to_owned() });
        }
    }
}
