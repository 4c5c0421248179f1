package dev.demitasse.jdk;

import dev.demitasse.net.NetworkException;
import dev.demitasse.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import sun.net.ConnectionResetException;

/** Errors of our own layers as the exceptions, with the messages, that the JDK's native code throws on Linux. */
public final class Failures {
    private Failures() {}

    /** For transfers and everything else on files. */
    public static IOException ioException(StorageException failure) {
        return new IOException(failure.code().message());
    }

    /** For opening a file in {@code java.io}. */
    public static FileNotFoundException notFound(String path, StorageException failure) {
        return new FileNotFoundException(path + " (" + failure.code().message() + ")");
    }

    /** For socket calls whose descriptor turns out not to be one of a socket, or closed. */
    public static SocketException socketException(StorageException failure) {
        return new SocketException(failure.code().message());
    }

    /** For binding, connecting, accepting and options (the JDK's net_util_md.c, {@code handleSocketError}). */
    public static IOException socketException(NetworkException failure) {
        String message = failure.error().text();
        return switch (failure.error()) {
            case CONNECTION_REFUSED, TIMED_OUT, NOT_CONNECTED -> new ConnectException(message);
            case HOST_UNREACHABLE -> new NoRouteToHostException(message);
            case ADDRESS_IN_USE, ADDRESS_NOT_AVAILABLE, ACCESS -> new BindException(message);
            default -> new SocketException(message);
        };
    }

    /** For reading a connection. */
    public static IOException readException(NetworkException failure) {
        return switch (failure.error()) {
            case CONNECTION_RESET -> new ConnectionResetException("Connection reset");
            default -> writeException(failure);
        };
    }

    /** For writing to a connection. */
    public static IOException writeException(NetworkException failure) {
        return new IOException(failure.error().text());
    }

    /** For sending and receiving datagrams. */
    public static IOException datagramException(NetworkException failure) {
        return switch (failure.error()) {
            case CONNECTION_REFUSED -> new PortUnreachableException();
            default -> socketException(failure);
        };
    }
}
