//! TLS before a service of this machine.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

/// More than one provider may be built in, so a process is told which.
pub(crate) fn choose_provider() {
    _ = ring::default_provider().install_default(); // somebody else may have done so
}

/// A certificate of this machine, and what serves by it.
pub(crate) struct Identity {
    pub(crate) certificate: CertificateDer<'static>,
    /// The same, as files have it.
    pub(crate) pem: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl Identity {
    /// A new one that offers these protocols.
    pub(crate) fn new(protocols: &[&[u8]]) -> Self {
        choose_provider();
        let CertifiedKey { cert, signing_key }: CertifiedKey<KeyPair> =
            generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
        let certificate = cert.der().clone();
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let mut config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into())
            .expect("they belong together");
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        Self { certificate, pem: cert.pem(), acceptor: TlsAcceptor::from(Arc::new(config)) }
    }
}

/// TLS before a service that has none.
pub(crate) struct Tls {
    address: SocketAddr,
    certificate: CertificateDer<'static>,
    server: JoinHandle<()>,
}

impl Tls {
    pub(crate) async fn before(service: SocketAddr) -> Self {
        Self::with(Identity::new(&[b"http/1.1"]), service).await
    }

    pub(crate) async fn with(identity: Identity, service: SocketAddr) -> Self {
        let Identity { certificate, acceptor, .. } = identity;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("an address");
        let server = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((outer, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                connections.spawn(async move {
                    let mut outer = acceptor.accept(outer).await?;
                    copy_bidirectional(&mut outer, &mut TcpStream::connect(service).await?).await
                });
            }
        });
        Self { address, certificate, server }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// One that trusts the certificate.
    pub(crate) fn http_client(&self) -> reqwest::Client {
        let certificate = reqwest::Certificate::from_der(&self.certificate).expect("a certificate");
        let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        builder.add_root_certificate(certificate).build().expect("an HTTP client")
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        self.server.abort();
    }
}
