package dev.demitasse.net.simulation;

import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.wire.DnsMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A recursive DNS server over UDP and TCP that knows what a test has told it. */
public final class DnsServer implements Host.Program {
    private final UdpSocket udp;
    private final TcpListener listener;
    private final List<TcpSocket> connections = new ArrayList<>();
    private final DatagramSource source = new DatagramSource();
    private final ByteBuffer buffer = ByteBuffer.allocate(70_000);
    private final Map<String, List<DnsMessage.Answer>> records = new TreeMap<>();
    private final List<DnsMessage.Question> asked = new ArrayList<>();
    private int failure;
    private boolean truncate;
    private boolean silent;
    private int silentType;
    private boolean foldsCase;
    private int wrongIds;

    /** A server on a host. */
    public DnsServer(Host host) {
        udp = host.stack().udpSocket();
        udp.bind(new Endpoint(IpAddress.ANY_IPV4, 53));
        TcpSocket socket = host.stack().tcpSocket();
        socket.bind(new Endpoint(IpAddress.ANY_IPV4, 53));
        listener = socket.listen(5);
        host.run(this);
    }

    /** Adds an address of either family. */
    public DnsServer address(String name, String address, long seconds) {
        byte[] bytes = IpAddress.parse(address).bytes();
        int type = bytes.length == 4 ? DnsMessage.TYPE_A : DnsMessage.TYPE_AAAA;
        return record(new DnsMessage.Answer(name, type, seconds, bytes, ""));
    }

    /** Adds an alias. */
    public DnsServer alias(String name, String target, long seconds) {
        return record(new DnsMessage.Answer(name, DnsMessage.TYPE_CNAME, seconds, new byte[0], target));
    }

    /** Adds any record. */
    public DnsServer record(DnsMessage.Answer answer) {
        records.computeIfAbsent(answer.name().toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .add(answer);
        return this;
    }

    /** Answers everything with this code; 0 to stop. */
    public void failWith(int code) {
        failure = code;
    }

    /** Truncates every answer over UDP. */
    public void truncate(boolean value) {
        truncate = value;
    }

    /** Does not answer. */
    public void silent(boolean value) {
        silent = value;
    }

    /** Does not answer questions of this type; 0 to stop. */
    public void silentAbout(int type) {
        silentType = type;
    }

    /** Repeats names in lower case, whatever the question's case. */
    public void foldsCase(boolean value) {
        foldsCase = value;
    }

    /** Sends so many answers with a wrong id, as a forger would, before each right one. */
    public void forge(int answers) {
        wrongIds = answers;
    }

    /** The questions so far, in lower case. */
    public List<DnsMessage.Question> asked() {
        return asked;
    }

    @Override
    public boolean step() {
        boolean did = false;
        if (udp.receive(buffer.clear(), source) >= 0) {
            did = true;
            DnsMessage query = DnsMessage.parse(buffer.flip()).orElseThrow();
            asked.add(folded(query.question()));
            if (!silent && query.question().type() != silentType) {
                answerOverUdp(query);
            }
        }
        TcpSocket accepted = listener.accept().orElse(null);
        if (accepted != null) {
            connections.add(accepted);
            did = true;
        }
        for (TcpSocket connection : List.copyOf(connections)) {
            did |= serve(connection);
        }
        return did;
    }

    private void answerOverUdp(DnsMessage query) {
        for (int i = 0; i <= wrongIds; i++) {
            DnsMessage answer = answer(query, truncate, i < wrongIds ? query.id() + 1 + i & 0xffff : query.id());
            answer.emit(buffer.clear());
            udp.send(buffer.flip(), source.endpoint());
        }
    }

    private boolean serve(TcpSocket connection) {
        int count = connection.read(buffer.clear());
        if (count == -2) {
            return false;
        }
        if (count < 0) {
            connection.close();
            connections.remove(connection);
            return true;
        }
        DnsMessage query = DnsMessage.parse(buffer.flip().position(2)).orElseThrow();
        asked.add(folded(query.question()));
        ByteBuffer answer = ByteBuffer.allocate(4000).position(2);
        answer(query, false, query.id()).emit(answer);
        answer.putShort(0, (short) (answer.position() - 2));
        connection.write(answer.flip());
        return true;
    }

    private static DnsMessage.Question folded(DnsMessage.Question question) {
        return new DnsMessage.Question(question.name().toLowerCase(Locale.ROOT), question.type());
    }

    private DnsMessage answer(DnsMessage query, boolean truncated, int id) {
        List<DnsMessage.Answer> answers = new ArrayList<>();
        String name = query.question().name().toLowerCase(Locale.ROOT);
        boolean known = records.containsKey(name);
        while (name != null && failure == 0 && !truncated && answers.size() < 60) {
            name = collect(name, query.question().type(), answers);
        }
        int code = failure != 0 ? failure : known ? DnsMessage.NO_ERROR : DnsMessage.NAME_ERROR;
        return new DnsMessage(
                id,
                true,
                truncated,
                true,
                code,
                foldsCase ? folded(query.question()) : query.question(),
                answers,
                answers.isEmpty() ? 60 : 0,
                0);
    }

    private @Nullable String collect(String name, int type, List<DnsMessage.Answer> answers) {
        for (DnsMessage.Answer record : records.getOrDefault(name, List.of())) {
            if (record.type() == type) {
                answers.add(record);
            } else if (record.type() == DnsMessage.TYPE_CNAME) {
                answers.add(record);
                return record.target().toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }
}
