//! TCP relay in front of the instances: n8n calls back one address, and any live instance answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context as _;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

/// Accepts connections on `port` and relays them to the ports behind in turn, until the runtime ends.
pub(super) async fn start(port: u16, behind: Vec<u16>) -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.with_context(|| format!("port {port}"))?;
    let behind = Arc::new(behind);
    let turn = Arc::new(AtomicUsize::new(0));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(carry(client, Arc::clone(&behind), turn.fetch_add(1, Ordering::Relaxed)));
        }
    });
    Ok(())
}

/// Relays to the first port that accepts; when none does, the client's connection is closed.
async fn carry(mut client: TcpStream, behind: Arc<Vec<u16>>, turn: usize) {
    for index in 0..behind.len() {
        let port = behind[(turn + index) % behind.len()];
        if let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await {
            // An error means that one side closed: the other one sees its connection end.
            let _ = copy_bidirectional(&mut client, &mut server).await;
            return;
        }
    }
}
