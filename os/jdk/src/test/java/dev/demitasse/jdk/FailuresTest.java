package dev.demitasse.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sun.net.ConnectionResetException;

/** The types and messages are those a program sees on Linux with the same JDK. */
class FailuresTest {
    @Test
    void a_missing_file_is_named_with_the_reason() {
        assertThat(Failures.notFound("/x", new StorageException(ErrorCode.NO_ENTRY)))
                .hasMessage("/x (No such file or directory)");
    }

    @Test
    void socket_failures_have_the_exception_of_their_kind() {
        assertThat(Failures.socketException(new NetworkException(NetworkError.CONNECTION_REFUSED)))
                .isExactlyInstanceOf(ConnectException.class)
                .hasMessage("Connection refused");
        assertThat(Failures.socketException(new NetworkException(NetworkError.ADDRESS_IN_USE)))
                .isExactlyInstanceOf(BindException.class)
                .hasMessage("Address already in use");
        assertThat(Failures.socketException(new NetworkException(NetworkError.HOST_UNREACHABLE)))
                .isExactlyInstanceOf(NoRouteToHostException.class)
                .hasMessage("No route to host");
    }

    @Test
    void a_reset_is_told_apart_where_something_is_read() {
        assertThat(Failures.readException(new NetworkException(NetworkError.CONNECTION_RESET)))
                .isExactlyInstanceOf(ConnectionResetException.class)
                .hasMessage("Connection reset");
        assertThat(Failures.writeException(new NetworkException(NetworkError.CONNECTION_RESET)))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Connection reset by peer");
        assertThat(Failures.writeException(new NetworkException(NetworkError.BROKEN_PIPE)))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Broken pipe");
    }

    @Test
    void a_refused_datagram_is_an_unreachable_port() {
        assertThat(Failures.datagramException(new NetworkException(NetworkError.CONNECTION_REFUSED)))
                .isExactlyInstanceOf(PortUnreachableException.class);
    }

    @ParameterizedTest
    @EnumSource(NetworkError.class)
    void every_socket_failure_is_a_socket_exception_with_the_usual_text(NetworkError error) {
        assertThat(Failures.socketException(new NetworkException(error, "subject")))
                .isInstanceOf(SocketException.class)
                .hasMessage(error.text());
    }
}
