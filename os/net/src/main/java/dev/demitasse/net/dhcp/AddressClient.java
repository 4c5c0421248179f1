package dev.demitasse.net.dhcp;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.ip.EthernetLink;
import dev.demitasse.net.wire.AddressAssociation;
import dev.demitasse.net.wire.AddressAssociation.Leased;
import dev.demitasse.net.wire.Dhcpv6Message;
import java.util.List;

/**
 * Stateful DHCPv6 (RFC 8415 section 6.2): asks for addresses of one interface where routers say that servers have them,
 * and keeps them for as long as the servers let it. What they say of DNS {@link InformationClient} asks for.
 *
 * <p>The first offer is taken, without waiting for a better one of another server, and the first question goes out at
 * once: the start of an image may depend on it. A server may answer with the address right away (rapid commit). Addresses
 * have no network of their own (section 18.2.10.1): what is on the link, routers say. Guarded by the stack's lock.
 */
public final class AddressClient implements Dhcpv6Channel.Client {
    private enum State {
        STOPPED,
        SOLICITING,
        REQUESTING,
        BOUND,
        RENEWING,
        REBINDING,
        DECLINING
    }

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    // RFC 8415 section 7.6, in seconds
    private static final long FIRST_TIMEOUT = 1;
    private static final long SOLICIT_MAXIMUM = 3600;
    private static final long REQUEST_MAXIMUM = 30;
    private static final int REQUEST_TRIES = 10;
    private static final long RENEW_TIMEOUT = 10;
    private static final long RENEW_MAXIMUM = 600;
    private static final int DECLINE_TRIES = 4;

    /** Before a server that had no fit address is asked again, as DHCP over IPv4 has it (RFC 2131 section 3.1). */
    private static final long PAUSE = 10 * SECOND;

    /** Status codes (section 21.13). */
    private static final int SUCCESS = 0;

    private static final int NO_ADDRESSES = 2;
    private static final int NO_BINDING = 3;
    private static final int NOT_ON_LINK = 4;

    private final Dhcpv6Channel channel;
    private final EthernetLink link;
    private final Turn turn;
    private final Timers timers;
    private final Randomness random;
    private final Retransmission retransmission;
    private final Timer timer = new Timer() {
        @Override
        protected void expire() {
            due();
        }
    };

    private State state = State.STOPPED;
    private int transaction;
    private long began;
    private int tries;
    private long solicitMaximum = SOLICIT_MAXIMUM;
    private byte[] server = {};

    /** What is asked for, or held, or given back. */
    private List<Leased> addresses = List.of();

    private long rebindAt;
    private long endsAt;

    /** A client for an interface, not started. */
    public AddressClient(Dhcpv6Channel channel, EthernetLink link, Turn turn, Timers timers, Randomness random) {
        this.channel = channel;
        this.link = link;
        this.turn = turn;
        this.timers = timers;
        this.random = random;
        this.retransmission = new Retransmission(random);
    }

    /** Begins to ask. Starting again changes nothing. */
    public void start() {
        if (state == State.STOPPED) {
            channel.open(this);
            begin(State.SOLICITING);
        }
    }

    /** Stops, and gives up the addresses. */
    public void stop() {
        if (state != State.STOPPED) {
            state = State.STOPPED;
            channel.close(this);
            timers.disarm(timer);
            link.ipv6().forgetLeased();
        }
    }

    /** Another node has an address that was leased: the server is told, and asked for another one (section 18.2.8). */
    public void duplicate(IpAddress address) {
        if (state != State.STOPPED && state != State.DECLINING) {
            addresses = List.of(new Leased(address, 0, 0));
            begin(State.DECLINING);
        }
    }

    /** Asks a new question. */
    private void begin(State next) {
        state = next;
        transaction = random.nextInt(1 << 24);
        began = turn.now();
        tries = 0;
        switch (next) {
            case SOLICITING -> {
                addresses = List.of();
                server = new byte[0];
                retransmission.begin(FIRST_TIMEOUT, solicitMaximum);
            }
            case REQUESTING -> retransmission.begin(FIRST_TIMEOUT, REQUEST_MAXIMUM);
            case RENEWING, REBINDING -> retransmission.begin(RENEW_TIMEOUT, RENEW_MAXIMUM);
            case DECLINING -> retransmission.begin(FIRST_TIMEOUT, SOLICIT_MAXIMUM);
            case STOPPED, BOUND -> throw new IllegalStateException("nothing is asked in " + next);
        }
        ask();
    }

    /** Asks for the first time or again. */
    private void ask() {
        int type = switch (state) {
            case SOLICITING -> Dhcpv6Message.SOLICIT;
            case REQUESTING -> Dhcpv6Message.REQUEST;
            case RENEWING -> Dhcpv6Message.RENEW;
            case REBINDING -> Dhcpv6Message.REBIND;
            case DECLINING -> Dhcpv6Message.DECLINE;
            case STOPPED, BOUND -> throw new IllegalStateException("nothing is asked in " + state);
        };
        boolean anyServer = state == State.SOLICITING || state == State.REBINDING;
        int elapsed = Math.clamp((turn.now() - began) / (10 * MILLISECOND), 0, 0xffff);
        var association = new AddressAssociation(link.index(), 0, 0, SUCCESS, addresses);
        channel.send(Dhcpv6Message.ask(
                type, transaction, channel.identifier(), anyServer ? new byte[0] : server, elapsed, association));
        tries++;
        long again = turn.now() + retransmission.next();
        if (state == State.RENEWING) {
            again = sooner(sooner(again, rebindAt), endsAt);
        } else if (state == State.REBINDING) {
            again = sooner(again, endsAt);
        }
        timers.arm(timer, again);
    }

    private static long sooner(long one, long other) {
        return other == Long.MAX_VALUE || one - other < 0 ? one : other;
    }

    private boolean passed(long time) {
        return time != Long.MAX_VALUE && turn.now() - time >= 0;
    }

    /** The time for the next step has come. */
    private void due() {
        boolean over = passed(endsAt);
        switch (state) {
            case BOUND, RENEWING, REBINDING -> {
                if (over) {
                    begin(State.SOLICITING);
                } else if (state == State.BOUND) {
                    begin(State.RENEWING);
                } else if (state == State.RENEWING && passed(rebindAt)) {
                    begin(State.REBINDING);
                } else {
                    ask();
                }
            }
            case REQUESTING -> askOrStartOver(REQUEST_TRIES);
            case DECLINING -> askOrStartOver(DECLINE_TRIES);
            case SOLICITING -> ask();
            case STOPPED -> {
                // its timer is not armed
            }
        }
    }

    private void askOrStartOver(int most) {
        if (tries >= most) {
            begin(State.SOLICITING);
        } else {
            ask();
        }
    }

    @Override
    public void told(Dhcpv6Message message) {
        if (message.transaction() != transaction) {
            return;
        }
        boolean reply = message.type() == Dhcpv6Message.REPLY;
        switch (state) {
            case SOLICITING -> {
                solicitMaximum(message);
                if (message.type() == Dhcpv6Message.ADVERTISE && gives(message)) {
                    take(message);
                    begin(State.REQUESTING);
                } else if (reply && message.rapid() && gives(message)) {
                    bind(message);
                }
            }
            case REQUESTING, RENEWING, REBINDING -> {
                if (reply) {
                    settle(message);
                }
            }
            case DECLINING -> {
                if (reply) {
                    startOver();
                }
            }
            case STOPPED, BOUND -> {
                // nothing was asked
            }
        }
    }

    /** Section 21.24: a server may ask for rarer questions where it has no addresses. */
    private void solicitMaximum(Dhcpv6Message message) {
        if (message.maximumTimeout() >= 60 && message.maximumTimeout() <= 86_400) {
            solicitMaximum = message.maximumTimeout();
        }
    }

    /** Sections 18.2.10.1 and 18.2.10.2. */
    private void settle(Dhcpv6Message reply) {
        int status = status(reply);
        if (gives(reply)) {
            bind(reply);
        } else if (status == NO_BINDING && state != State.REQUESTING) {
            server = reply.server();
            begin(State.REQUESTING);
        } else if (state == State.REQUESTING && (status == NO_ADDRESSES || status == NOT_ON_LINK)) {
            startOver();
        } else if (state != State.REQUESTING && withdraws(reply)) {
            begin(State.SOLICITING);
        }
    }

    /** Looks for a server once more, but not at once: the same one would say the same. */
    private void startOver() {
        tries = REQUEST_TRIES;
        timers.arm(timer, turn.now() + PAUSE);
    }

    /** Gives up those of our addresses that a server takes back; answers whether there were any. */
    private boolean withdraws(Dhcpv6Message reply) {
        AddressAssociation association = reply.association();
        boolean any = false;
        if (association != null && association.identifier() == link.index() && status(reply) == SUCCESS) {
            for (Leased each : association.addresses()) {
                if (each.valid() == 0) {
                    link.ipv6().lease(each.address(), 0, 0);
                    any = true;
                }
            }
        }
        return any;
    }

    private static int status(Dhcpv6Message message) {
        AddressAssociation association = message.association();
        return association == null || message.status() != SUCCESS ? message.status() : association.status();
    }

    /** Whether a message has an address for us that can be used. */
    private boolean gives(Dhcpv6Message message) {
        AddressAssociation association = message.association();
        return association != null
                && association.identifier() == link.index()
                && status(message) == SUCCESS
                && (association.rebind() == 0 || association.renew() <= association.rebind()) // section 21.4
                && association.addresses().stream().anyMatch(AddressClient::usable);
    }

    private static boolean usable(Leased leased) {
        IpAddress address = leased.address();
        return leased.valid() > 0
                && leased.preferred() <= leased.valid() // section 21.6
                && !address.isIpv4()
                && !address.isAny()
                && !address.isLoopback()
                && !address.isMulticast()
                && !address.isLinkLocal();
    }

    private void take(Dhcpv6Message message) {
        server = message.server();
        AddressAssociation association = message.association();
        addresses = association == null
                ? List.of()
                : association.addresses().stream().filter(AddressClient::usable).toList();
    }

    /** Uses what a server gives, and sees when it is to be asked again (sections 14.2 and 21.4). */
    private void bind(Dhcpv6Message reply) {
        take(reply);
        AddressAssociation association = reply.association();
        long preferred = AddressAssociation.FOREVER;
        long valid = 0;
        for (Leased each : addresses) {
            link.ipv6().lease(each.address(), nanos(each.valid()), nanos(each.preferred()));
            preferred = Math.min(preferred, each.preferred());
            valid = Math.max(valid, each.valid());
        }
        long renew = association == null || association.renew() == 0 ? part(preferred, 5) : association.renew();
        long rebind = association == null || association.rebind() == 0 ? part(preferred, 8) : association.rebind();
        state = State.BOUND;
        rebindAt = at(Math.max(rebind, renew));
        endsAt = at(valid);
        timers.disarm(timer);
        if (renew != AddressAssociation.FOREVER) {
            // However little time a server gives, it is not asked again sooner than it would be without an answer.
            timers.arm(timer, at(Math.max(renew, RENEW_TIMEOUT)));
        }
    }

    /** So many tenths of a lifetime. */
    private static long part(long seconds, int tenths) {
        return seconds == AddressAssociation.FOREVER ? seconds : seconds * tenths / 10;
    }

    private static long nanos(long seconds) {
        return seconds == AddressAssociation.FOREVER ? Long.MAX_VALUE : seconds * SECOND;
    }

    private long at(long seconds) {
        return seconds == AddressAssociation.FOREVER ? Long.MAX_VALUE : turn.now() + seconds * SECOND;
    }
}
