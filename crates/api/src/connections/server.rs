//! Serves an application of actix-web on a listener. `HttpServer` of actix-web is this, for its own sockets only.

use std::future::poll_fn;
use std::net::TcpListener;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, Request};
use actix_service::{IntoServiceFactory, ServiceFactoryExt as _, apply_fn_factory, map_config};
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, Server, Service as _, ServiceFactory, ServiceResponse};
use tokio::net::TcpStream;

use super::Connection;
use super::endless;
use super::limits::Connections;
use super::socket::Socket;

/// Switches off the timeout of actix-http, which sends a 408 to a client that has not asked anything: [`Socket`]
/// closes such connections without a response, so that a client can repeat its request on another (RFC 9112 §9.5).
const NO_HEAD_TIMEOUT: Duration = Duration::ZERO;
/// Time for a client to close its half of a connection.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// Bounds of a server.
pub struct Bounds {
    /// Number of threads.
    pub workers: usize,
    /// Maximum number of open connections per thread.
    pub connections: usize,
    /// Time for requests in progress to finish at shutdown.
    pub stop_timeout: Duration,
}

/// Serves the application on each thread.
///
/// # Errors
/// Fails when the system refuses the listener.
pub fn serve<A, S, B>(
    listener: TcpListener,
    connections: &Connections,
    bounds: &Bounds,
    app: impl Fn() -> A + Clone + Send + 'static,
) -> std::io::Result<Server>
where
    A: IntoServiceFactory<S, Request> + 'static,
    S: ServiceFactory<
            Request,
            Config = AppConfig,
            Response = ServiceResponse<B>,
            Error = actix_web::Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    let address = listener.local_addr()?;
    let connections = connections.clone();
    let server = Server::build()
        .workers(bounds.workers)
        .max_concurrent_connections(bounds.connections)
        .shutdown_timeout(bounds.stop_timeout.as_secs())
        .disable_signals();
    let stops = server.graceful_shutdown_signal();
    let server = server.listen("http", listener, move || {
        let (connections, stops) = (connections.clone(), stops.clone());
        let app = app().into_factory().map_err(|error: actix_web::Error| error.error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stops = stops.clone();
                async move { stops.notified().await }
            })
            .client_request_timeout(NO_HEAD_TIMEOUT)
            .client_disconnect_timeout(CLOSE_TIMEOUT)
            .local_addr(address)
            .on_connect_ext(|socket: &Socket, data| {
                data.insert(Rc::clone(socket.connection()));
            })
            .h1(map_config(app, |()| AppConfig::default()));
        apply_fn_factory(http, move |tcp: TcpStream, http| {
            let peer = tcp.peer_addr().ok();
            let connected = connections.accept(tcp).map(|socket| {
                let connection = Rc::clone(socket.connection());
                (Box::pin(http.call((socket, peer))), connection)
            });
            async move {
                match connected {
                    Some((requests, connection)) => answer(requests, &connection).await,
                    None => Ok(()),
                }
            }
        })
    })?;
    Ok(server.run())
}

/// Answers the requests of a connection, then sends the events of an endless response.
async fn answer(
    mut requests: Pin<Box<impl Future<Output = Result<(), DispatchError>>>>,
    connection: &Connection,
) -> Result<(), DispatchError> {
    let taken = poll_fn(|context| {
        let answered = requests.as_mut().poll(context);
        match connection.take_over() {
            Some(taken) => Poll::Ready(Ok(Some(taken))),
            None => answered.map_ok(|()| None),
        }
    })
    .await?;
    drop(requests);
    if let Some((tcp, events)) = taken {
        endless::send(tcp, events).await;
    }
    Ok(())
}
