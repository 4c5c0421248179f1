package dev.demitasse.images;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.demitasse.toolchain.OciDescriptor;
import dev.demitasse.toolchain.OciManifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry in memory, of one repository, that keeps to the distribution specification but for the faults a test gives
 * it. Thread-safe.
 */
final class FakeRegistry implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/v2/(.*)/(manifests|blobs|referrers)/(.*)");

    final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    final Map<String, String> types = new ConcurrentHashMap<>();

    /** Requests as {@code METHOD PATH [Range]}. */
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** Whether it knows referrers. */
    volatile boolean referrers = true;

    /** How many bytes of the next blob it takes or gives before it breaks off; -1 for all. */
    volatile int cutAfter = -1;

    /** Done before it breaks off what it gives. */
    volatile Runnable beforeCut = () -> {};

    /** What it gives in place of a blob's bytes. */
    volatile UnaryOperator<byte[]> tampering = UnaryOperator.identity();

    /** The authorization that it wants, and the challenge by which it says so. */
    volatile String wanted = "";

    volatile String challenge = "";

    /** Where it sends those who want blobs. */
    volatile String redirect = "";

    private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
    private final HttpServer server;

    FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    ImageName name(String reference) {
        return ImageName.parse(host() + "/team/app" + (reference.startsWith("sha256:") ? "@" : ":") + reference);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(exchange.getRequestMethod() + " " + path + (range == null ? "" : " " + range));
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            if (!wanted.isEmpty() && !wanted.equals(shown)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
                send(exchange, 401, new byte[0]);
                return;
            }
            Matcher parts = PATH.matcher(path);
            if (!parts.matches()) {
                send(exchange, path.equals("/v2/") ? 200 : 404, new byte[0]);
                return;
            }
            switch (parts.group(2)) {
                case "manifests" -> manifest(exchange, parts.group(3));
                case "referrers" -> referrers(exchange, parts.group(3));
                default -> blob(exchange, parts.group(3));
            }
        }
    }

    private void manifest(HttpExchange exchange, String reference) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            for (String key : List.of(reference, Digests.of(bytes))) {
                manifests.put(key, bytes);
                types.put(key, exchange.getRequestHeaders().getFirst("Content-Type"));
            }
            boolean image =
                    exchange.getRequestHeaders().getFirst("Content-Type").equals(OciManifest.MEDIA_TYPE);
            if (referrers && image && OciManifest.parse(bytes).about().isPresent()) {
                exchange.getResponseHeaders()
                        .set(
                                "OCI-Subject",
                                OciManifest.parse(bytes).about().get().digest());
            }
            send(exchange, 201, new byte[0]);
            return;
        }
        byte[] bytes = manifests.get(reference);
        if (bytes == null) {
            send(exchange, 404, new byte[0]);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", types.get(reference));
        exchange.getResponseHeaders().set("Docker-Content-Digest", Digests.of(bytes));
        send(exchange, 200, bytes);
    }

    private void referrers(HttpExchange exchange, String digest) throws IOException {
        if (!referrers) {
            send(exchange, 404, new byte[0]);
            return;
        }
        var found = new HashMap<String, OciDescriptor>();
        for (byte[] bytes : manifests.values()) {
            OciManifest manifest = OciManifest.parse(bytes);
            if (manifest.about()
                    .filter(subject -> subject.digest().equals(digest))
                    .isPresent()) {
                found.put(
                        Digests.of(bytes),
                        new OciDescriptor(
                                OciManifest.MEDIA_TYPE,
                                Digests.of(bytes),
                                bytes.length,
                                manifest.artifactType(),
                                Map.of()));
            }
        }
        send(exchange, 200, OciIndex.toBytes(List.copyOf(found.values())));
    }

    private void blob(HttpExchange exchange, String rest) throws IOException {
        if (rest.startsWith("uploads/")) {
            upload(exchange, rest.substring("uploads/".length()));
            return;
        }
        byte[] known = blobs.get(rest);
        if (known == null) {
            send(exchange, 404, new byte[0]);
            return;
        }
        if (!redirect.isEmpty() && exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Location", redirect + rest);
            send(exchange, 307, new byte[0]);
            return;
        }
        byte[] bytes = tampering.apply(known);
        exchange.getResponseHeaders().set("Docker-Content-Digest", rest);
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        send(exchange, range == null ? 200 : 206, Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private void upload(HttpExchange exchange, String id) throws IOException {
        String at = "/v2/team/app/blobs/uploads/";
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                String made = "u" + requests.size();
                uploads.put(made, new ByteArrayOutputStream());
                exchange.getResponseHeaders().set("Location", at + made + "?state=0");
                send(exchange, 202, new byte[0]);
            }
            case "PATCH" -> {
                ByteArrayOutputStream upload = Objects.requireNonNull(uploads.get(id));
                String from =
                        exchange.getRequestHeaders().getFirst("Content-Range").replaceFirst("-.*", "");
                if (upload.size() != Integer.parseInt(from)) {
                    send(exchange, 416, new byte[0]);
                    return;
                }
                InputStream in = exchange.getRequestBody();
                int length = Integer.parseInt(exchange.getRequestHeaders().getFirst("Content-Length"));
                if (cutAfter >= 0 && length > cutAfter) {
                    upload.write(in.readNBytes(cutAfter));
                    cutAfter = -1;
                    return;
                }
                upload.write(in.readAllBytes());
                exchange.getResponseHeaders().set("Location", at + id + "?state=1");
                send(exchange, 202, new byte[0]);
            }
            case "GET" -> {
                exchange.getResponseHeaders()
                        .set(
                                "Range",
                                "0-"
                                        + Math.max(
                                                0,
                                                Objects.requireNonNull(uploads.get(id))
                                                                .size()
                                                        - 1));
                send(exchange, 204, new byte[0]);
            }
            default -> {
                byte[] bytes = Objects.requireNonNull(uploads.remove(id)).toByteArray();
                String digest = exchange.getRequestURI().getQuery().replaceFirst(".*digest=", "");
                boolean right = Digests.of(bytes).equals(digest);
                if (right) {
                    blobs.put(digest, bytes);
                }
                send(exchange, right ? 201 : 400, new byte[0]);
            }
        }
    }

    private void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bytes.length == 0 || head ? -1 : bytes.length);
        if (bytes.length == 0 || head) {
            return;
        }
        boolean cut = cutAfter >= 0
                && bytes.length > cutAfter
                && exchange.getRequestURI().getPath().contains("/blobs/");
        exchange.getResponseBody().write(bytes, 0, cut ? cutAfter : bytes.length);
        if (cut) {
            cutAfter = -1;
            exchange.getResponseBody().flush();
            beforeCut.run();
        } else {
            exchange.getResponseBody().close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
