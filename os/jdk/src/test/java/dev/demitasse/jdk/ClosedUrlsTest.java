package dev.demitasse.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import org.junit.jupiter.api.Test;

class ClosedUrlsTest {
    private static final String TEXT = "http://example.org/a/b;c?d=e#f";

    @Test
    void parses_as_the_handler_of_the_jdk_does() throws MalformedURLException {
        URL url = closed(TEXT);
        URL known = URI.create(TEXT).toURL();
        assertThat(url).hasToString(known.toString());
        assertThat(url.getDefaultPort()).isEqualTo(known.getDefaultPort());
        assertThat(url.getPort()).isEqualTo(known.getPort());
        assertThat(url.getPath()).isEqualTo(known.getPath());
        assertThat(url.getQuery()).isEqualTo(known.getQuery());
        assertThat(url.getRef()).isEqualTo(known.getRef());
    }

    @Test
    void says_how_a_url_can_be_opened() throws MalformedURLException {
        URL url = closed(TEXT);
        assertThatThrownBy(url::openStream)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("--enable-url-protocols=http]");
        assertThatThrownBy(() -> url.openConnection(Proxy.NO_PROXY)).isInstanceOf(UnsupportedOperationException.class);
    }

    @SuppressWarnings("deprecation") // The constructor that takes no handler is what URI calls.
    private static URL closed(String text) throws MalformedURLException {
        return new URL(null, text, new ClosedUrls(80));
    }
}
