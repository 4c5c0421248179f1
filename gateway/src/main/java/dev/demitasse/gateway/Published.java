package dev.demitasse.gateway;

import java.net.InetSocketAddress;

/** A port that the gateway listens on. Safe for use by several threads. */
public interface Published extends AutoCloseable {
    /** Returns the address listened on, with the port that was chosen if 0 was asked for. */
    InetSocketAddress address();

    /** Stops listening; connections that came in here go on. Calling it again does nothing. */
    void stop();

    /** Stops listening and closes the connections that came in here. Calling it again does nothing. */
    @Override
    void close();
}
