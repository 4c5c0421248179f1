package dev.demitasse.net.ntp;

import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Resolution;
import dev.demitasse.net.Resolver;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.WallClock;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.udp.DatagramSocket;
import dev.demitasse.net.udp.Udp;
import dev.demitasse.net.wire.NtpMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An SNTP client (RFC 5905 section 14, with the rules of RFC 4330 section 10 for those who ask): one question at a time to
 * one server, the next server when none comes back. The first answer steps the clock. Later ones slew it; one that is far
 * off is not believed until the third in a row says so (the step-out of RFC 5905 section 12), as after a machine that stood
 * still. There is no authentication: who is on the path to the server can set the clock. Guarded by the stack's lock.
 */
public final class TimeClient {
    private static final int PORT = 123;
    private static final long SECOND = 1_000_000_000L;

    private static final long PATIENCE = 3 * SECOND;

    /** RFC 4330 section 10: never more often than every 15 s, and ever more rarely while nobody answers. */
    private static final long FIRST_RETRY = 15 * SECOND;

    private static final long LAST_RETRY = 1024 * SECOND;

    /** While it begins, and later. */
    private static final long EARLY_INTERVAL = 64 * SECOND;

    private static final long INTERVAL = 256 * SECOND;
    private static final int EARLY_ANSWERS = 5;

    /** RFC 5905 section 12, STEPT. */
    private static final long FAR_OFF = 128_000_000L;

    private static final int TIMES_FAR_OFF = 3;

    /** An answer that took longer says too little: it may be wrong by half of it. */
    private static final long LONGEST_TRIP = SECOND;

    /** RFC 5905 figure 12: letters of a refusal. */
    private static final int DENY = 0x4445_4e59;

    private static final int RESTRICT = 0x5253_5452;

    /** RFC 5905 section 7.3, MAXSTRAT: from it on a server is not set itself. */
    private static final int UNSET = 16;

    private final Turn turn;
    private final Timers timers;
    private final Randomness random;
    private final Udp udp;
    private final Resolver resolver;
    private final WallClock clock;
    private final List<String> servers;
    private final ByteBuffer buffer = ByteBuffer.allocate(NtpMessage.LENGTH);
    private final DatagramSource source = new DatagramSource();
    private final Timer next = new Timer() {
        @Override
        protected void expire() {
            ask();
        }
    };
    private final Timer patience = new Timer() {
        @Override
        protected void expire() {
            unanswered();
        }
    };

    private @Nullable UdpSocket socket;
    private Resolver.@Nullable Lookup lookup;

    /** Grows with every socket that is opened or closed, so that a loop over one notices. */
    private int questions;

    private int server;
    private long nonce;
    private long askedAt;
    private long askedEpoch;
    private long retry = FIRST_RETRY;
    private long futile = SECOND;
    private int answers;
    private int farOff;

    /**
     * A client, not started.
     *
     * @param servers names or addresses, in order of preference
     */
    public TimeClient(
            Turn turn,
            Timers timers,
            Randomness random,
            Udp udp,
            Resolver resolver,
            WallClock clock,
            List<String> servers) {
        this.turn = turn;
        this.timers = timers;
        this.random = random;
        this.udp = udp;
        this.resolver = resolver;
        this.clock = clock;
        this.servers = new ArrayList<>(servers);
    }

    /** Asks from now on. */
    public void start() {
        if (!servers.isEmpty()) {
            timers.arm(next, turn.now());
        }
    }

    /** Asks no more; the clock stays as it is. */
    public void stop() {
        timers.disarm(next);
        close();
    }

    private void ask() {
        timers.arm(patience, turn.now() + PATIENCE);
        Resolver.Lookup name = resolver.lookup(servers.get(server));
        lookup = name;
        name.setListener(this::resolved);
    }

    private void resolved(Resolver.Lookup done) {
        if (done.resolution() instanceof Resolution.Addresses found) {
            askAt(found.addresses().getFirst());
        } else {
            notAsked();
        }
    }

    private void askAt(IpAddress address) {
        UdpSocket asking = new DatagramSocket(udp);
        socket = asking;
        questions++;
        // Neither the port nor the number can be known to who does not see them pass.
        nonce = random.nextLong();
        askedAt = turn.nanoTime();
        askedEpoch = turn.epochNanos();
        try {
            asking.connect(new Endpoint(address, PORT));
            asking.setReadinessListener(this::ready);
            buffer.clear();
            NtpMessage.question(nonce).emit(buffer);
            asking.send(buffer.flip());
        } catch (NetworkException e) {
            notAsked();
        }
    }

    private void ready(NetworkSocket unused) {
        UdpSocket asking = socket;
        if (asking == null) {
            return;
        }
        int mine = questions;
        try {
            while (mine == questions && asking.receive(buffer.clear(), source) >= 0) {
                NtpMessage.parse(buffer.flip()).filter(this::belongs).ifPresent(this::answered);
            }
        } catch (NetworkException e) {
            unanswered();
        }
    }

    /** The socket is connected, so that it is from the server. */
    private boolean belongs(NtpMessage message) {
        return message.mode() == NtpMessage.SERVER && message.origin() == nonce;
    }

    private void answered(NtpMessage message) {
        if (message.stratum() == 0) {
            refused(message.reference());
            return;
        }
        long trip = turn.nanoTime() - askedAt;
        long received = NtpMessage.epochNanos(message.receive());
        long sent = NtpMessage.epochNanos(message.transmit());
        if (message.leap() == NtpMessage.UNSYNCHRONIZED
                || message.stratum() >= UNSET
                || message.transmit() == 0
                || sent - received < 0
                || trip - (sent - received) > LONGEST_TRIP) {
            unanswered();
            return;
        }
        // RFC 5905 section 8: the mean of how far the two ways were off.
        long before = received - askedEpoch;
        long after = sent - (askedEpoch + trip);
        long offset = before / 2 + after / 2;
        retry = FIRST_RETRY;
        futile = SECOND;
        answers++;
        tell(offset);
        pause(answers <= EARLY_ANSWERS || farOff > 0 ? EARLY_INTERVAL : INTERVAL);
    }

    private void tell(long offset) {
        boolean far = Math.abs(offset) > FAR_OFF;
        farOff = far && answers > 1 ? farOff + 1 : 0;
        if (answers == 1 || farOff == TIMES_FAR_OFF) {
            farOff = 0;
            clock.step(offset);
        } else if (!far) {
            clock.slew(offset);
        }
    }

    /** RFC 5905 section 7.4: who denies is not asked again, who finds it too much is asked less. */
    private void refused(int why) {
        if (why == DENY || why == RESTRICT) {
            servers.remove(server);
            if (servers.isEmpty()) {
                stop();
                return;
            }
        }
        retry = LAST_RETRY;
        unanswered();
    }

    /** There is no route yet, or no such name: no server has had to do with it, and it may be otherwise soon. */
    private void notAsked() {
        server = (server + 1) % servers.size();
        long wait = futile;
        futile = Math.min(2 * futile, LAST_RETRY);
        pause(wait);
    }

    private void unanswered() {
        server = (server + 1) % servers.size();
        long wait = retry;
        retry = Math.min(2 * retry, LAST_RETRY);
        pause(wait);
    }

    /** Until the next question, give or take a tenth, which keeps machines from asking in step. */
    private void pause(long nanos) {
        close();
        timers.arm(next, turn.now() + nanos + nanos / 1000 * (random.nextInt(201) - 100));
    }

    private void close() {
        timers.disarm(patience);
        Resolver.Lookup asked = lookup;
        lookup = null;
        if (asked != null) {
            asked.cancel();
        }
        UdpSocket open = socket;
        socket = null;
        questions++;
        if (open != null) {
            open.close();
        }
    }
}
