package dev.demitasse.control.service;

/**
 * A port that clients connect to, and the instances' port behind it.
 *
 * @param address the address to listen on
 * @param port 1 to 65535
 * @param guest the port that the application listens on, 1 to 65535
 * @param protocol what is spoken
 */
public record PublishedPort(String address, int port, int guest, Protocol protocol) {
    /** What is spoken on a port. */
    public enum Protocol {
        /** Bytes, which are passed on as they come. */
        TCP,
        /** HTTP: each request is passed on by itself, and one that cannot be is answered with an error. */
        HTTP
    }

    /** As operators write where it listens: {@code 127.0.0.1:8080}. */
    public String listen() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
