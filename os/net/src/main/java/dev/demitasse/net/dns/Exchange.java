package dev.demitasse.net.dns;

import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.tcp.StreamSocket;
import dev.demitasse.net.udp.DatagramSocket;
import dev.demitasse.net.wire.DnsMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One question put to the servers until one answers: over UDP in rounds with growing patience, over TCP when an answer
 * was truncated. Each try has its own socket with a random port and a random id (RFC 5452). Guarded by the stack's lock.
 */
final class Exchange {
    /** Told how the exchange ended. */
    interface Outcome {
        /** A server has answered, with a code that answers the question. */
        void answered(DnsMessage answer);

        /** No server gave a usable answer. */
        void failed(String reason);
    }

    private static final int PORT = 53;
    private static final int PAYLOAD = 1232; // what passes nearly everywhere unfragmented
    private static final int ROUNDS = 3;
    private static final long PATIENCE = 2_000_000_000L;
    private static final long TCP_PATIENCE = 5_000_000_000L;

    private final DnsResolver resolver;
    private final DnsMessage.Question question;
    private final List<IpAddress> servers;
    private final Outcome outcome;
    private final DatagramSource source = new DatagramSource();
    private final Timer timer = new Timer() {
        @Override
        protected void expire() {
            refused = "no DNS server answered in time";
            next();
        }
    };

    private int attempt = -1;
    private int id;
    private String asked = "";

    /** Grows with every socket, so that a loop over one notices when it has been replaced. */
    private int tries;

    private @Nullable UdpSocket udp;
    private @Nullable TcpSocket tcp;
    private ByteBuffer outgoing = ByteBuffer.allocate(0);
    private ByteBuffer incoming = ByteBuffer.allocate(0);
    private String refused = "no DNS server is configured";

    Exchange(DnsResolver resolver, DnsMessage.Question question, List<IpAddress> servers, Outcome outcome) {
        this.resolver = resolver;
        this.question = question;
        this.servers = servers;
        this.outcome = outcome;
    }

    void start() {
        next();
    }

    /** Ends without telling. */
    void cancel() {
        resolver.timers.disarm(timer);
        closeSockets();
    }

    private void next() {
        closeSockets();
        resolver.timers.disarm(timer);
        attempt++;
        if (attempt >= ROUNDS * servers.size()) {
            outcome.failed(refused);
            return;
        }
        askOverUdp();
    }

    private Endpoint server() {
        return new Endpoint(servers.get(attempt % servers.size()), PORT);
    }

    private ByteBuffer query() {
        id = resolver.random.nextInt(0x1_0000);
        asked = attempt < servers.size() ? mixed(question.name()) : question.name();
        ByteBuffer bytes = ByteBuffer.allocate(512);
        DnsMessage.query(id, new DnsMessage.Question(asked, question.type()), PAYLOAD)
                .emit(bytes);
        return bytes.flip();
    }

    /**
     * The name with letters of random case, which an honest server repeats and a forger must guess (the idea known as
     * 0x20). In later rounds it is left out, for servers that do not repeat it.
     */
    private String mixed(String name) {
        StringBuilder text = new StringBuilder(name);
        long coins = resolver.random.nextLong();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (letter && (Long.rotateRight(coins, i) & 1) != 0) {
                text.setCharAt(i, (char) (c ^ 0x20));
            }
        }
        return text.toString();
    }

    private void askOverUdp() {
        resolver.timers.arm(timer, resolver.turn.now() + (PATIENCE << Math.min(attempt / servers.size(), 2)));
        UdpSocket socket = new DatagramSocket(resolver.udp);
        udp = socket;
        try {
            socket.connect(server());
            socket.setReadinessListener(this::udpReady);
            socket.send(query());
        } catch (NetworkException e) {
            refused = e.getMessage() == null ? "sending failed" : e.getMessage();
        }
    }

    private void udpReady(NetworkSocket ready) {
        UdpSocket socket = udp;
        if (socket == null) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(PAYLOAD);
        try {
            int mine = tries;
            while (mine == tries && socket.receive(bytes.clear(), source) >= 0) {
                DnsMessage.parse(bytes.flip()).filter(this::belongs).ifPresent(this::arrived);
            }
        } catch (NetworkException e) {
            refused = e.getMessage() == null ? "receiving failed" : e.getMessage();
            next();
        }
    }

    /** Not only the id: a forger must guess the question and, with the socket connected, server and port too. */
    private boolean belongs(DnsMessage message) {
        return message.response()
                && message.id() == id
                && message.question().type() == question.type()
                && message.question().name().equals(asked);
    }

    private void arrived(DnsMessage message) {
        if (message.truncated() && tcp == null) {
            askOverTcp();
            return;
        }
        if (message.code() != DnsMessage.NO_ERROR && message.code() != DnsMessage.NAME_ERROR) {
            refused = "the DNS server answered with code " + message.code();
            next();
            return;
        }
        cancel();
        outcome.answered(message);
    }

    private void askOverTcp() {
        closeSockets();
        resolver.timers.arm(timer, resolver.turn.now() + TCP_PATIENCE);
        ByteBuffer query = query();
        outgoing = ByteBuffer.allocate(query.remaining() + 2)
                .putShort((short) query.remaining())
                .put(query)
                .flip();
        incoming = ByteBuffer.allocate(2);
        TcpSocket socket = new StreamSocket(resolver.tcp);
        tcp = socket;
        try {
            socket.connect(server());
            socket.setReadinessListener(this::tcpReady);
        } catch (NetworkException e) {
            refused = e.getMessage() == null ? "connecting failed" : e.getMessage();
            next();
        }
    }

    private void tcpReady(NetworkSocket ready) {
        TcpSocket socket = tcp;
        if (socket == null) {
            return;
        }
        int mine = tries;
        try {
            if (!socket.finishConnect()) {
                return;
            }
            if (outgoing.hasRemaining()) {
                socket.write(outgoing);
            }
            Optional<DnsMessage> message = readOverTcp(socket);
            if (message.isPresent() && mine == tries) {
                arrived(message.get());
            }
        } catch (NetworkException e) {
            refused = e.getMessage() == null ? "the connection broke" : e.getMessage();
            next();
        }
    }

    private Optional<DnsMessage> readOverTcp(TcpSocket socket) {
        while (incoming.hasRemaining()) {
            int count = socket.read(incoming);
            if (count == NetworkSocket.END_OF_STREAM) {
                refused = "the DNS server closed the connection";
                next();
                return Optional.empty();
            }
            if (count < 0) {
                return Optional.empty();
            }
            if (!incoming.hasRemaining() && incoming.capacity() == 2) {
                incoming =
                        ByteBuffer.allocate(2 + (incoming.getShort(0) & 0xffff)).position(2);
            }
        }
        Optional<DnsMessage> message =
                DnsMessage.parse(incoming.flip().position(2)).filter(this::belongs);
        if (message.isEmpty()) {
            refused = "the DNS server's answer makes no sense";
            next();
        }
        return message;
    }

    private void closeSockets() {
        tries++;
        if (udp != null) {
            udp.close();
            udp = null;
        }
        if (tcp != null) {
            tcp.close();
            tcp = null;
        }
    }
}
