//! A service for many callers at once. It keeps their connections, and has a thread of its own, so that nothing of it counts
//! among what the caller's runtime does.

use std::io;
use std::net::{SocketAddr, TcpListener as Listener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::oneshot::{Receiver, Sender, channel};

use crate::loopback::{Request, read};

/// Makes an answer as it travels, or none: then the caller waits for as long as it likes.
type Script = Arc<dyn Fn(&Request) -> Option<Bytes> + Send + Sync>;

/// A service that runs until it is dropped.
pub struct Busy {
    address: SocketAddr,
    counts: Arc<Counts>,
    _running: Sender<()>,
}

#[derive(Default)]
struct Counts {
    requests: AtomicUsize,
    waiting: AtomicUsize,
    open: AtomicUsize,
}

impl Busy {
    /// Starts it.
    ///
    /// # Panics
    ///
    /// If there is no free port on this machine.
    pub fn start(script: impl Fn(&Request) -> Option<Bytes> + Send + Sync + 'static) -> Self {
        let listener = Listener::bind("127.0.0.1:0").expect("a port is free");
        listener.set_nonblocking(true).expect("it can wait");
        let address = listener.local_addr().expect("an address");
        let (running, stopped) = channel();
        let counts = Arc::new(Counts::default());
        let shared = Arc::clone(&counts);
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_io().build().expect("a runtime");
            runtime.block_on(serve(listener, Arc::new(script), shared, stopped));
        });
        Self { address, counts, _running: running }
    }

    /// Scheme, host and port.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests came so far.
    pub fn requests(&self) -> usize {
        self.counts.requests.load(SeqCst)
    }

    /// How many callers wait for an answer that does not come.
    pub fn waiting(&self) -> usize {
        self.counts.waiting.load(SeqCst)
    }

    /// How many connections there are.
    pub fn open(&self) -> usize {
        self.counts.open.load(SeqCst)
    }
}

async fn serve(listener: Listener, script: Script, counts: Arc<Counts>, mut stopped: Receiver<()>) {
    let listener = TcpListener::from_std(listener).expect("a runtime runs");
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stopped => return,
        };
        let Ok((stream, _)) = accepted else { continue };
        let (script, counts) = (Arc::clone(&script), Arc::clone(&counts));
        tokio::spawn(async move {
            counts.open.fetch_add(1, SeqCst);
            // A caller who goes away is none of the service's trouble.
            _ = answer(stream, &script, &counts).await;
            counts.open.fetch_sub(1, SeqCst);
        });
    }
}

async fn answer(mut stream: TcpStream, script: &Script, counts: &Counts) -> io::Result<()> {
    stream.set_nodelay(true)?;
    loop {
        let request = read(&mut stream).await?;
        counts.requests.fetch_add(1, SeqCst);
        match script(&request) {
            Some(answer) => stream.write_all(&answer).await?,
            None => {
                counts.waiting.fetch_add(1, SeqCst);
                let gone = stream.read_u8().await;
                counts.waiting.fetch_sub(1, SeqCst);
                gone?;
            }
        }
    }
}
