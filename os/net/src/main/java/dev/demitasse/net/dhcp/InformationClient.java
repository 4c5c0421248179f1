package dev.demitasse.net.dhcp;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.Dhcpv6Message;
import java.util.List;

/**
 * Stateless DHCPv6 (RFC 8415 section 6.1): asks for DNS servers and search domains on one interface whose addresses come
 * from routers, when these say that there is more to be had. {@link AddressClient} asks for addresses. Guarded by the stack's lock.
 */
public final class InformationClient implements Dhcpv6Channel.Client {
    /** Whoever wants to know what a server tells. Called under the stack's lock. */
    public interface Observer {
        /** The answer to the last question; empty lists once the client is stopped. */
        void informationLearned(List<IpAddress> servers, List<String> domains);
    }

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    // RFC 8415 section 7.6
    private static final long INF_MAX_DELAY = SECOND;
    private static final long INF_TIMEOUT = 1;
    private static final long INF_MAX_RT = 3600;
    private static final long REFRESH_DEFAULT = 86_400;
    private static final long REFRESH_MINIMUM = 600;
    private static final long NEVER = 0xffff_ffffL;

    private final Dhcpv6Channel channel;
    private final Turn turn;
    private final Timers timers;
    private final Randomness random;
    private final Observer observer;
    private final Retransmission retransmission;
    private final Timer timer = new Timer() {
        @Override
        protected void expire() {
            ask();
        }
    };

    private boolean running;
    private boolean asking;
    private int transaction;
    private long began;
    private long maximumTimeout = INF_MAX_RT;

    /** A client for an interface, not started. */
    public InformationClient(Dhcpv6Channel channel, Turn turn, Timers timers, Randomness random, Observer observer) {
        this.channel = channel;
        this.turn = turn;
        this.timers = timers;
        this.random = random;
        this.observer = observer;
        this.retransmission = new Retransmission(random);
    }

    /** Begins to ask, after a moment that keeps machines from asking in step. Starting again changes nothing. */
    public void start() {
        if (!running) {
            running = true;
            channel.open(this);
            timers.arm(timer, turn.now() + random.nextInt((int) (INF_MAX_DELAY / MILLISECOND)) * MILLISECOND);
        }
    }

    /** Stops, and forgets what was told. */
    public void stop() {
        if (running) {
            running = false;
            channel.close(this);
            asking = false;
            timers.disarm(timer);
            observer.informationLearned(List.of(), List.of());
        }
    }

    /** Asks for the first time, again, or anew when what was told is to be refreshed. */
    private void ask() {
        if (!asking) {
            asking = true;
            transaction = random.nextInt(1 << 24);
            began = turn.now();
            retransmission.begin(INF_TIMEOUT, maximumTimeout);
        }
        int elapsed = Math.clamp((turn.now() - began) / (10 * MILLISECOND), 0, 0xffff);
        channel.send(Dhcpv6Message.informationRequest(transaction, channel.identifier(), elapsed));
        timers.arm(timer, turn.now() + retransmission.next());
    }

    /** Section 16.10. */
    @Override
    public void told(Dhcpv6Message reply) {
        if (!asking
                || reply.type() != Dhcpv6Message.REPLY
                || reply.transaction() != transaction
                || reply.status() != 0) {
            return;
        }
        asking = false;
        if (reply.maximumTimeout() >= 60 && reply.maximumTimeout() <= 86_400) { // section 21.25
            maximumTimeout = reply.maximumTimeout();
        }
        timers.disarm(timer);
        long refresh = reply.refreshSeconds() < 0 ? REFRESH_DEFAULT : reply.refreshSeconds();
        if (refresh != NEVER) { // section 21.23
            timers.arm(timer, turn.now() + Math.max(refresh, REFRESH_MINIMUM) * SECOND);
        }
        observer.informationLearned(reply.dnsServers(), reply.domains());
    }
}
