package dev.demitasse.control.service;

import java.util.Optional;

/**
 * A port that clients connect to, and the instances' port behind it.
 *
 * @param address the address to listen on
 * @param port 1 to 65535
 * @param guest the port that the application listens on, 1 to 65535
 * @param protocol what is spoken
 * @param host which requests of HTTP: those for this host, {@code *.name} for all below a name, {@code *} for all
 * @param path which requests of HTTP: those whose path begins with these segments
 * @param proxy whether and how instances are told a client's address before anything else
 * @param certificate the certificate by which TLS is ended here, if it is
 */
public record PublishedPort(
        String address,
        int port,
        int guest,
        Protocol protocol,
        String host,
        String path,
        Proxy proxy,
        Optional<String> certificate) {
    /** Every host. */
    public static final String ANY_HOST = "*";

    /** Every path. */
    public static final String ANY_PATH = "/";

    /** What is spoken on a port. */
    public enum Protocol {
        /** Bytes, which are passed on as they come. */
        TCP,
        /** HTTP: each request is passed on by itself, and one that cannot be is answered with an error. */
        HTTP
    }

    /** Which version of the PROXY protocol an instance is spoken to with. */
    public enum Proxy {
        /** None: it sees the gateway's address. */
        NONE,
        /** A line of text. */
        V1,
        /** A binary header. */
        V2
    }

    /** One for everything that comes, without TLS. */
    public PublishedPort(String address, int port, int guest, Protocol protocol) {
        this(address, port, guest, protocol, ANY_HOST, ANY_PATH, Proxy.NONE, Optional.empty());
    }

    /** As operators write where it listens: {@code 127.0.0.1:8080}. */
    public String listen() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    /** The same with what comes there: {@code 127.0.0.1:8080 shop.example.com/api}. */
    public String text() {
        boolean all = host.equals(ANY_HOST) && path.equals(ANY_PATH);
        return listen() + (all ? "" : " " + host + path);
    }

    /** Why the two cannot be published together; empty when they can. */
    public Optional<String> conflict(PublishedPort other) {
        if (!other.listen().equals(listen())) {
            return Optional.empty();
        }
        if (protocol != Protocol.HTTP || other.protocol != Protocol.HTTP) {
            return Optional.of("only ports with protocol: http can be shared");
        }
        if (certificate.isPresent() != other.certificate.isPresent()) {
            return Optional.of("all who share a port say tls, or none");
        }
        if (proxy != other.proxy) {
            return Optional.of("all who share a port say the same proxy-protocol, or none");
        }
        return host.equals(other.host) && path.equals(other.path)
                ? Optional.of("both are for host " + host + ", path " + path)
                : Optional.empty();
    }
}
