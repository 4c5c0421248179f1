package dev.demitasse.control;

import dev.demitasse.control.service.PublishedPort;
import dev.demitasse.control.service.Reason;
import dev.demitasse.gateway.Gateway;
import dev.demitasse.gateway.HttpOptions;
import dev.demitasse.gateway.HttpRoute;
import dev.demitasse.gateway.HttpRoutes;
import dev.demitasse.gateway.ProxyProtocol;
import dev.demitasse.gateway.Published;
import dev.demitasse.gateway.TcpOptions;
import dev.demitasse.gateway.TlsIdentity;
import dev.demitasse.gateway.Upstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ports that services publish. Several services may share one of HTTP, each with hosts and paths of its own; the first
 * who needs it has it listen, and the last one leaves it. A port that stays is not touched when what it leads to changes.
 * Confined to the control plane's loop.
 */
final class PortBoard {
    private final Gateway gateway;
    private final Certificates certificates;
    private final Map<String, Listening> ports = new TreeMap<>();

    PortBoard(Gateway gateway, Certificates certificates) {
        this.gateway = gateway;
        this.certificates = certificates;
    }

    /** What a service publishes on a port. */
    private record Entry(String service, PublishedPort port, Upstream upstream) {
        HttpRoute route() {
            return new HttpRoute(port.host(), port.path(), upstream);
        }
    }

    /** A port that is listened on. */
    private record Listening(
            Published published,
            List<Entry> entries,
            HttpRoutes routes,
            @Nullable TlsIdentity tls) {
        boolean isHttp() {
            return entries.getFirst().port().protocol() == PublishedPort.Protocol.HTTP;
        }

        /** All who share a port say the same. */
        PublishedPort.Proxy proxy() {
            return entries.getFirst().port().proxy();
        }
    }

    /**
     * A service publishes these and nothing else.
     *
     * @throws IOException when a port cannot be had; those that can are published
     */
    void publish(String service, Map<PublishedPort, Upstream> wanted) throws IOException {
        var entries = new LinkedHashMap<String, List<Entry>>();
        wanted.forEach((port, upstream) ->
                entries.computeIfAbsent(port.listen(), _ -> new ArrayList<>()).add(new Entry(service, port, upstream)));
        var touched = new TreeSet<>(entries.keySet());
        ports.forEach((listen, listening) -> {
            if (listening.entries().stream().anyMatch(entry -> entry.service().equals(service))) {
                touched.add(listen);
            }
        });
        var failures = new ArrayList<String>();
        for (String listen : touched) {
            try {
                update(listen, service, entries.getOrDefault(listen, List.of()));
            } catch (IOException e) {
                failures.add(Reason.of(e));
            }
        }
        if (!failures.isEmpty()) {
            throw new IOException(String.join("; ", failures));
        }
    }

    private void update(String listen, String service, List<Entry> own) throws IOException {
        Listening now = ports.get(listen);
        var entries = new ArrayList<Entry>();
        if (now != null) {
            now.entries().stream()
                    .filter(entry -> !entry.service().equals(service))
                    .forEach(entries::add);
        }
        entries.addAll(own);
        if (now != null && now.entries().equals(entries)) {
            return;
        }
        if (now != null && canChange(now, entries)) {
            now.routes().replace(entries.stream().map(Entry::route).toList());
            ports.put(listen, new Listening(now.published(), List.copyOf(entries), now.routes(), now.tls()));
            renew(now.tls(), entries);
            return;
        }
        if (now != null) {
            ports.remove(listen);
            now.published().stop();
        }
        if (!entries.isEmpty()) {
            ports.put(listen, listen(List.copyOf(entries)));
        }
    }

    private static boolean canChange(Listening now, List<Entry> entries) {
        return now.isHttp()
                && !entries.isEmpty()
                && entries.stream().allMatch(entry -> entry.port().protocol() == PublishedPort.Protocol.HTTP)
                && entries.stream().allMatch(entry -> entry.port().proxy() == now.proxy())
                && entries.stream().allMatch(entry -> entry.port().certificate().isPresent() == (now.tls() != null));
    }

    private Listening listen(List<Entry> entries) throws IOException {
        PublishedPort port = entries.getFirst().port();
        Optional<TlsIdentity> tls =
                port.certificate().isEmpty() ? Optional.empty() : Optional.of(certificates.identity(names(entries)));
        var routes = new HttpRoutes(List.of());
        var address = new InetSocketAddress(port.address(), port.port());
        ProxyProtocol proxy = switch (port.proxy()) {
            case NONE -> ProxyProtocol.NONE;
            case V1 -> ProxyProtocol.V1;
            case V2 -> ProxyProtocol.V2;
        };
        try {
            Published published = switch (port.protocol()) {
                case TCP -> {
                    TcpOptions options = TcpOptions.standard().withProxyProtocol(proxy);
                    yield gateway.tcp(
                            address,
                            entries.getFirst().upstream(),
                            tls.map(options::withTls).orElse(options));
                }
                case HTTP -> {
                    routes.replace(entries.stream().map(Entry::route).toList());
                    HttpOptions options = HttpOptions.standard().withProxyProtocol(proxy);
                    yield gateway.http(
                            address, routes, tls.map(options::withTls).orElse(options));
                }
            };
            return new Listening(published, entries, routes, tls.orElse(null));
        } catch (IOException e) {
            throw new IOException(
                    "port %s cannot be listened on (%s): stop what listens there, or publish another"
                            .formatted(port.listen(), Reason.of(e)),
                    e);
        }
    }

    /** A certificate is another now: who connects from now on sees that. */
    void renew(String certificate) throws IOException {
        for (Listening listening : ports.values()) {
            if (names(listening.entries()).contains(certificate)) {
                renew(listening.tls(), listening.entries());
            }
        }
    }

    private void renew(@Nullable TlsIdentity tls, List<Entry> entries) throws IOException {
        if (tls != null) {
            certificates.renew(tls, names(entries));
        }
    }

    private static List<String> names(List<Entry> entries) {
        return entries.stream()
                .flatMap(entry -> entry.port().certificate().stream())
                .distinct()
                .toList();
    }
}
