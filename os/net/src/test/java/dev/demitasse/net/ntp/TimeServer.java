package dev.demitasse.net.ntp;

import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.wire.NtpMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A time server whose clock is off by what a test says, and that can lie. */
final class TimeServer implements Host.Program {
    private final Host host;
    private final UdpSocket socket;
    private final DatagramSource source = new DatagramSource();
    private final ByteBuffer buffer = ByteBuffer.allocate(100);
    private final List<Long> asked = new ArrayList<>();
    private long ahead;
    private boolean silent;
    private UnaryOperator<NtpMessage> change = UnaryOperator.identity();

    TimeServer(Host host) {
        this.host = host;
        socket = host.stack().udpSocket();
        socket.bind(new Endpoint(IpAddress.ANY_IPV4, 123));
        host.run(this);
    }

    /** Its clock is so far ahead of the world's. */
    void ahead(long nanos) {
        ahead = nanos;
    }

    void silent(boolean value) {
        silent = value;
    }

    /** Answers something else than it would. */
    void change(UnaryOperator<NtpMessage> how) {
        change = how;
    }

    /** When it was asked, in the world's {@code nanoTime}. */
    List<Long> asked() {
        return asked;
    }

    @Override
    public boolean step() {
        boolean any = false;
        while (socket.receive(buffer.clear(), source) >= 0) {
            any = true;
            asked.add(host.simulation().nanoTime());
            NtpMessage question = NtpMessage.parse(buffer.flip()).orElseThrow();
            if (!silent) {
                answer(question, source.endpoint());
            }
        }
        return any;
    }

    private void answer(NtpMessage question, Endpoint to) {
        long now = NtpMessage.ofEpochNanos(host.simulation().epochNanos() + ahead);
        var honest = new NtpMessage(0, 4, NtpMessage.SERVER, 2, 0x0a00_0009, question.transmit(), now, now);
        buffer.clear();
        change.apply(honest).emit(buffer);
        socket.send(buffer.flip(), to);
    }
}
