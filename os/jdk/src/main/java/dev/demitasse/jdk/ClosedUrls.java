package dev.demitasse.jdk;

import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/**
 * The handler of {@code http:} or {@code https:} in images that open no such URL: they are parsed, compared and printed as
 * ever, without the JDK's HTTP client of old and, for {@code https:}, TLS in every image that holds a URL. The builder's
 * {@code UrlProtocols} decides. Immutable.
 */
public final class ClosedUrls extends URLStreamHandler {
    private final int port;

    /**
     * A handler.
     *
     * @param port the protocol's port
     */
    public ClosedUrls(int port) {
        this.port = port;
    }

    @Override
    protected int getDefaultPort() {
        return port;
    }

    @Override
    protected URLConnection openConnection(URL url) {
        throw new UnsupportedOperationException(url.getProtocol() + ": URLs cannot be opened in this image, whose"
                + " application opens none itself; the line \"native-image: [--enable-url-protocols="
                + url.getProtocol() + "]\" in demitasse.yaml has them opened");
    }

    @Override
    protected URLConnection openConnection(URL url, Proxy proxy) {
        return openConnection(url);
    }
}
