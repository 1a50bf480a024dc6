//! A server on this machine that answers one request and tells what it was sent.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case, and values, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The path, before any `?`.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The query as it came; empty for none.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The values of a header, in the order in which they came.
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// An answer to give.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The media type; none for no body.
    pub media: &'static str,
    /// The body.
    pub body: &'static str,
    /// The `Location` header, if there is one.
    pub location: Option<String>,
}

/// Starts a server that answers one request. The handle gives what it was sent.
///
/// # Errors
///
/// If there is no free port on this machine.
pub async fn serve(answer: Answer) -> io::Result<(SocketAddr, JoinHandle<io::Result<Request>>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        let request = read(&mut stream).await?;
        stream.write_all(&response(&answer)).await?;
        stream.shutdown().await?;
        Ok(request)
    });
    Ok((address, server))
}

/// Reads one request, with its body.
pub(crate) async fn read(stream: &mut TcpStream) -> io::Result<Request> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        more(stream, &mut bytes).await?;
    };
    let mut request = parse(&String::from_utf8_lossy(&bytes[..head]));
    let length = request.header("content-length").first().and_then(|length| length.parse().ok()).unwrap_or(0);
    while bytes.len() < head + 4 + length {
        more(stream, &mut bytes).await?;
    }
    request.body = bytes[head + 4..].to_vec();
    Ok(request)
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<()> {
    match stream.read_buf(bytes).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

fn parse(head: &str) -> Request {
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let (method, target) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
    Request { method, target, headers, body: Vec::new() }
}

fn response(answer: &Answer) -> Vec<u8> {
    let Answer { status, media, body, location } = answer;
    let mut head = format!("HTTP/1.1 {status} Status\r\nconnection: close\r\n");
    if !media.is_empty() {
        head.push_str(&format!("content-type: {media}\r\n"));
    }
    if let Some(location) = location {
        head.push_str(&format!("location: {location}\r\n"));
    }
    if *status != 204 {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    format!("{head}\r\n{body}").into_bytes()
}
