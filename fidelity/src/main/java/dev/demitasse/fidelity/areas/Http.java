package dev.demitasse.fidelity.areas;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandlers;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.demitasse.fidelity.Checks;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieManager;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** The JDK's HTTP server and its clients, over the loopback interface. */
public final class Http {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private Http() {}

    /** A server with virtual threads, and a URI to reach it. */
    private record Site(HttpServer server) implements AutoCloseable {
        static Site open() throws IOException {
            return of(HttpServer.create(ANY_PORT, 0));
        }

        static Site secure() throws Exception {
            return secure("server.p12");
        }

        static Site secure(String store) throws Exception {
            HttpsServer server = HttpsServer.create(ANY_PORT, 0);
            server.setHttpsConfigurator(new HttpsConfigurator(Tls.context(store, store)));
            return of(server);
        }

        private static Site of(HttpServer server) {
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext(
                    "/hello",
                    exchange -> respond(
                            exchange, 200, "hello " + exchange.getRequestURI().getQuery()));
            server.createContext("/echo", exchange -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().add("X-Method", exchange.getRequestMethod());
                exchange.getResponseHeaders()
                        .add("X-Header", "" + exchange.getRequestHeaders().getFirst("X-Header"));
                exchange.getResponseHeaders().add("X-Protocol", exchange.getProtocol());
                exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.createContext("/chunked", exchange -> {
                exchange.sendResponseHeaders(200, 0);
                for (int i = 0; i < 5; i++) {
                    exchange.getResponseBody().write(("chunk " + i + "\n").getBytes(StandardCharsets.US_ASCII));
                    exchange.getResponseBody().flush();
                }
                exchange.close();
            });
            server.createContext("/redirect", exchange -> {
                exchange.getResponseHeaders().add("Location", "/hello?redirected");
                respond(exchange, 302, "");
            });
            server.createContext("/slow", exchange -> {
                try {
                    Thread.sleep(2000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                respond(exchange, 200, "slow");
            });
            server.createContext("/cookie", exchange -> {
                exchange.getResponseHeaders().add("Set-Cookie", "session=42; Path=/");
                respond(exchange, 200, "" + exchange.getRequestHeaders().getFirst("Cookie"));
            });
            server.createContext("/gzip", exchange -> {
                exchange.getResponseHeaders().add("Content-Encoding", "gzip");
                exchange.sendResponseHeaders(200, 0);
                try (var out = new GZIPOutputStream(exchange.getResponseBody())) {
                    out.write("zipped".repeat(100).getBytes(StandardCharsets.US_ASCII));
                }
            });
            server.createContext("/broken", exchange -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write(new byte[10]);
                exchange.getResponseBody().flush();
                throw new IOException("on purpose");
            });
            server.createContext(
                            "/secret",
                            exchange -> respond(
                                    exchange, 200, exchange.getPrincipal().getUsername()))
                    .setAuthenticator(new BasicAuthenticator("realm") {
                        @Override
                        public boolean checkCredentials(String user, String password) {
                            return user.equals("me") && password.equals("open sesame");
                        }
                    });
            server.start();
            return new Site(server);
        }

        private static void respond(HttpExchange exchange, int status, String text) throws IOException {
            try (exchange) {
                byte[] body = text.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        }

        URI uri(String path) {
            String scheme = server instanceof HttpsServer ? "https" : "http";
            return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + path);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static HttpResponse<String> get(HttpClient client, URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static String failure(Checks.Value value) throws Exception {
        try {
            return "" + value.get();
        } catch (IOException e) {
            return e.getClass().getName() + ": " + e.getMessage() + " / "
                    + (e.getCause() == null ? "" : e.getCause().getClass().getName());
        }
    }

    /** Runs them. */
    public static void run(Checks checks) {
        server(checks);
        client(checks);
        older(checks);
        secure(checks);
    }

    private static String raw(Site site, String request) throws IOException {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), site.server.getAddress().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .replaceAll("Date: .*?\r\n", "");
        }
    }

    private static void server(Checks checks) {
        checks.check("server-raw", () -> {
            try (var site = Site.open()) {
                return raw(site, "GET /hello?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            }
        });
        checks.check("server-http-1-0", () -> {
            try (var site = Site.open()) {
                return raw(site, "GET /hello?y HTTP/1.0\r\n\r\n");
            }
        });
        checks.check("server-pipelined", () -> {
            try (var site = Site.open()) {
                String one = "GET /hello?1 HTTP/1.1\r\nHost: a\r\n\r\n";
                return raw(site, one + one.replace("Host: a", "Host: a\r\nConnection: close"));
            }
        });
        checks.check("server-not-found", () -> {
            try (var site = Site.open()) {
                return raw(site, "GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            }
        });
        checks.check("server-bad-request", () -> {
            try (var site = Site.open()) {
                return raw(site, "NONSENSE\r\n\r\n");
            }
        });
        checks.check("server-chunked-request", () -> {
            try (var site = Site.open()) {
                return raw(
                        site,
                        "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            }
        });
        checks.check("server-date", () -> {
            try (var site = Site.open()) {
                return get(HttpClient.newHttpClient(), site.uri("/hello"))
                        .headers()
                        .firstValue("date")
                        .orElse("none")
                        .matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
            }
        });
        checks.check("server-filter", () -> {
            try (var site = Site.open()) {
                var log = new ArrayList<String>();
                var context = site.server.createContext(
                        "/filtered", HttpHandlers.of(201, com.sun.net.httpserver.Headers.of("X", "y"), "body"));
                context.getFilters()
                        .add(Filter.beforeHandler("before", exchange -> log.add("before " + exchange.getRequestURI())));
                HttpResponse<String> response = get(HttpClient.newHttpClient(), site.uri("/filtered"));
                return List.of(
                        log,
                        response.statusCode(),
                        response.body(),
                        response.headers().firstValue("x"));
            }
        });
        checks.check("file-server", () -> {
            Path folder = Files.createTempDirectory("fidelity-www");
            Files.writeString(folder.resolve("page.html"), "<p>page</p>");
            HttpServer server =
                    SimpleFileServer.createFileServer(ANY_PORT, folder.toRealPath(), SimpleFileServer.OutputLevel.NONE);
            server.start();
            try (var site = new Site(server)) {
                HttpResponse<String> page = get(HttpClient.newHttpClient(), site.uri("/page.html"));
                HttpResponse<String> listing = get(HttpClient.newHttpClient(), site.uri("/"));
                return List.of(
                        page.body(),
                        page.headers().firstValue("content-type"),
                        listing.body().contains("page.html"),
                        get(HttpClient.newHttpClient(), site.uri("/absent")).statusCode());
            }
        });
        checks.check("server-stopped", () -> {
            URI uri;
            try (var site = Site.open()) {
                uri = site.uri("/hello");
            }
            return failure(() -> get(HttpClient.newHttpClient(), uri));
        });
    }

    private static void client(Checks checks) {
        checks.check("client-get", () -> {
            try (var site = Site.open()) {
                HttpResponse<String> response = get(HttpClient.newHttpClient(), site.uri("/hello?name"));
                return List.of(
                        response.statusCode(),
                        response.body(),
                        response.version(),
                        response.headers().firstValue("content-length"));
            }
        });
        checks.check("client-post", () -> {
            try (var site = Site.open()) {
                var request = HttpRequest.newBuilder(site.uri("/echo"))
                        .header("X-Header", "v")
                        .POST(BodyPublishers.ofString("\u00e9 body"))
                        .build();
                HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
                return List.of(
                        response.body(),
                        response.headers().firstValue("x-method"),
                        response.headers().firstValue("x-header"),
                        response.headers().firstValue("x-protocol"));
            }
        });
        checks.check("client-methods", () -> {
            try (var site = Site.open()) {
                var methods = new ArrayList<String>();
                for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")) {
                    var request = HttpRequest.newBuilder(site.uri("/echo"))
                            .method(method, BodyPublishers.noBody())
                            .build();
                    methods.add(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .headers()
                            .firstValue("x-method")
                            .orElse("none"));
                }
                return methods;
            }
        });
        checks.check("client-large", () -> {
            try (var site = Site.open()) {
                byte[] body = new byte[2 << 20];
                new java.util.Random(2).nextBytes(body);
                var request = HttpRequest.newBuilder(site.uri("/echo"))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();
                return java.util.Arrays.equals(
                        HttpClient.newHttpClient()
                                .send(request, BodyHandlers.ofByteArray())
                                .body(),
                        body);
            }
        });
        checks.check("client-chunked", () -> {
            try (var site = Site.open()) {
                return HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(site.uri("/chunked")).build(), BodyHandlers.ofLines())
                        .body()
                        .toList();
            }
        });
        checks.check("client-async", () -> {
            try (var site = Site.open();
                    var client = HttpClient.newHttpClient()) {
                var responses = IntStream.range(0, 40)
                        .mapToObj(i -> client.sendAsync(
                                        HttpRequest.newBuilder(site.uri("/hello?" + i))
                                                .build(),
                                        BodyHandlers.ofString())
                                .thenApply(HttpResponse::body))
                        .toList();
                return responses.stream().map(CompletableFuture::join).toList();
            }
        });
        checks.check("client-redirect", () -> {
            try (var site = Site.open()) {
                HttpResponse<String> not = get(HttpClient.newHttpClient(), site.uri("/redirect"));
                HttpResponse<String> followed = get(
                        HttpClient.newBuilder()
                                .followRedirects(HttpClient.Redirect.NORMAL)
                                .build(),
                        site.uri("/redirect"));
                return List.of(
                        not.statusCode(),
                        followed.body(),
                        followed.previousResponse().isPresent());
            }
        });
        checks.check("client-timeout", () -> {
            try (var site = Site.open()) {
                return failure(() -> HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(site.uri("/slow"))
                                        .timeout(Duration.ofMillis(100))
                                        .build(),
                                BodyHandlers.ofString()));
            }
        });
        checks.check("client-cookies", () -> {
            try (var site = Site.open()) {
                HttpClient client = HttpClient.newBuilder()
                        .cookieHandler(new CookieManager())
                        .build();
                return List.of(
                        get(client, site.uri("/cookie")).body(),
                        get(client, site.uri("/cookie")).body());
            }
        });
        checks.check("client-authentication", () -> {
            try (var site = Site.open()) {
                HttpClient client = HttpClient.newBuilder()
                        .authenticator(new Authenticator() {
                            @Override
                            protected PasswordAuthentication getPasswordAuthentication() {
                                return new PasswordAuthentication("me", "open sesame".toCharArray());
                            }
                        })
                        .build();
                return List.of(
                        get(HttpClient.newHttpClient(), site.uri("/secret")).statusCode(),
                        get(client, site.uri("/secret")).body());
            }
        });
        checks.check("client-broken-body", () -> {
            try (var site = Site.open()) {
                try {
                    return get(HttpClient.newHttpClient(), site.uri("/broken")).body();
                } catch (IOException e) {
                    return e.getClass();
                }
            }
        });
        checks.check("client-to-file", () -> {
            try (var site = Site.open()) {
                Path file = Files.createTempFile("fidelity", "");
                HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(site.uri("/hello?file")).build(), BodyHandlers.ofFile(file));
                return Files.readString(file);
            }
        });
        checks.check("client-stream", () -> {
            try (var site = Site.open()) {
                try (var in = HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(site.uri("/chunked")).build(), BodyHandlers.ofInputStream())
                        .body()) {
                    return in.readNBytes(7);
                }
            }
        });
        checks.check(
                "client-wrong-uri",
                () -> HttpRequest.newBuilder(URI.create("ftp://x/")).build());
        checks.check(
                "client-restricted-header",
                () -> HttpRequest.newBuilder(URI.create("http://x/")).header("Content-Length", "5"));
        checks.check("client-h2c", () -> {
            // The server knows no HTTP/2: the upgrade is declined.
            try (var site = Site.open()) {
                var client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .build();
                return List.of(get(client, site.uri("/hello?h2c")).version(), client.version());
            }
        });
        checks.check("client-request-facts", () -> {
            var request = HttpRequest.newBuilder(URI.create("http://h/"))
                    .header("a", "1")
                    .header("a", "2")
                    .build();
            return List.of(
                    request.method(), request.headers().allValues("A"), request.expectContinue(), request.toString());
        });
        checks.check(
                "client-headers",
                () -> HttpHeaders.of(Map.of("A", List.of("1", "2")), (n, v) -> v.equals("2"))
                        .map());
        checks.check("client-connection-reused", () -> {
            try (var site = Site.open()) {
                var ports = new java.util.HashSet<Integer>();
                site.server.createContext("/port", exchange -> {
                    ports.add(exchange.getRemoteAddress().getPort());
                    Site.respond(exchange, 200, "x");
                });
                HttpClient client = HttpClient.newHttpClient();
                for (int i = 0; i < 5; i++) {
                    get(client, site.uri("/port"));
                }
                return ports.size();
            }
        });
        checks.check("client-closed", () -> {
            HttpClient client = HttpClient.newHttpClient();
            client.close();
            return failure(() -> get(client, URI.create("http://127.0.0.1:1/")));
        });
        checks.check("client-websocket-refused", () -> {
            try (var site = Site.open()) {
                try {
                    return HttpClient.newHttpClient()
                            .newWebSocketBuilder()
                            .buildAsync(
                                    URI.create(site.uri("/hello").toString().replace("http", "ws")),
                                    new WebSocket.Listener() {})
                            .get();
                } catch (java.util.concurrent.ExecutionException e) {
                    return e.getCause().getClass();
                }
            }
        });
    }

    private static void older(Checks checks) {
        checks.check("url-connection", () -> {
            try (var site = Site.open()) {
                var connection = (HttpURLConnection) site.uri("/echo").toURL().openConnection();
                connection.setDoOutput(true);
                connection.getOutputStream().write("old".getBytes(StandardCharsets.US_ASCII));
                return List.of(
                        connection.getResponseCode(),
                        connection.getResponseMessage(),
                        new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII),
                        connection.getHeaderField("X-Method"));
            }
        });
        checks.check("url-connection-error", () -> {
            try (var site = Site.open()) {
                return site.uri("/nowhere").toURL().openStream();
            } catch (java.io.FileNotFoundException e) {
                return ("" + e.getMessage()).replaceAll(":\\d+", ":N");
            }
        });
        checks.check("url-connection-redirect", () -> {
            try (var site = Site.open()) {
                return new String(site.uri("/redirect").toURL().openStream().readAllBytes(), StandardCharsets.US_ASCII);
            }
        });
    }

    private static void secure(Checks checks) {
        checks.check("https", () -> {
            try (var site = Site.secure();
                    var client = HttpClient.newBuilder()
                            .sslContext(Tls.context("other.p12", "server.p12"))
                            .build()) {
                HttpResponse<String> response = get(client, site.uri("/hello?tls"));
                var session = response.sslSession().orElseThrow();
                return List.of(
                        response.body(), session.getProtocol(), session.getCipherSuite(), session.getPeerPrincipal());
            }
        });
        checks.check("https-untrusted", () -> {
            try (var site = Site.secure();
                    var client = HttpClient.newHttpClient()) {
                return failure(() -> get(client, site.uri("/hello")));
            }
        });
        checks.check("https-wrong-host", () -> {
            try (var site = Site.secure("misnamed.p12");
                    var client = HttpClient.newBuilder()
                            .sslContext(Tls.context("other.p12", "misnamed.p12"))
                            .build()) {
                return failure(() -> get(client, site.uri("/hello")));
            }
        });
        checks.check("https-large", () -> {
            try (var site = Site.secure();
                    var client = HttpClient.newBuilder()
                            .sslContext(Tls.context("other.p12", "server.p12"))
                            .build()) {
                byte[] body = new byte[300_000];
                new java.util.Random(3).nextBytes(body);
                var request = HttpRequest.newBuilder(site.uri("/echo"))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();
                return java.util.Arrays.equals(
                        client.send(request, BodyHandlers.ofByteArray()).body(), body);
            }
        });
        checks.check("https-url-connection", () -> {
            try (var site = Site.secure()) {
                var connection = (javax.net.ssl.HttpsURLConnection)
                        site.uri("/hello?old").toURL().openConnection();
                connection.setSSLSocketFactory(
                        Tls.context("other.p12", "server.p12").getSocketFactory());
                return new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        + connection.getCipherSuite();
            }
        });
    }
}
