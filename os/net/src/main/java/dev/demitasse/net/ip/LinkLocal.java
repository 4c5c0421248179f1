package dev.demitasse.net.ip;

import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import org.jspecify.annotations.Nullable;

/**
 * An address of 169.254/16 for a link on which nobody gives addresses (RFC 3927): picks one, asks whether it is free,
 * picks another when it is not. The same machine picks the same ones. Guarded by the stack's lock.
 */
public final class LinkLocal implements AddressOwner {
    /** Told of what that means beyond the link. */
    public interface Observer {
        /** The interface has got an address, or lost {@code lost}. */
        void linkLocalChanged(@Nullable IpAddress lost);
    }

    /** Section 2.1: the first and the last 256 addresses are reserved. */
    private static final int FIRST = 0xa9fe_0100;

    private static final int COUNT = 254 * 256;
    private static final int PREFIX = 16;

    /** Section 2.2.1: after so many conflicts, one attempt a minute. */
    private static final int MAX_CONFLICTS = 10;

    private static final long RATE_LIMIT_INTERVAL = 60_000_000_000L;

    private final EthernetLink link;
    private final Internet internet;
    private final Turn turn;
    private final Timers timers;
    private final Observer observer;
    private int conflicts;
    private @Nullable IpAddress candidate;
    private final Timer retry = new Timer() {
        @Override
        protected void expire() {
            pick();
        }
    };

    /** Not started. */
    public LinkLocal(EthernetLink link, Internet internet, Turn turn, Timers timers, Observer observer) {
        this.link = link;
        this.internet = internet;
        this.turn = turn;
        this.timers = timers;
        this.observer = observer;
    }

    /** Begins to look for an address; starting again changes nothing. */
    public void start() {
        if (candidate == null && !retry.armed()) {
            conflicts = 0;
            pick();
        }
    }

    /** Gives the address up: there is a better one now, or none is wanted. */
    public void stop() {
        timers.disarm(retry);
        IpAddress held = candidate;
        candidate = null;
        if (held != null) {
            release(held);
        }
    }

    private void pick() {
        long mixed = (link.hardwareAddress() + conflicts) * 0x9e37_79b9_7f4a_7c15L;
        IpAddress picked = IpAddress.ofIpv4(FIRST + (int) Long.remainderUnsigned(mixed >>> 20, COUNT));
        candidate = picked;
        link.claims().probe(picked, this);
    }

    @Override
    public void addressClaimed(IpAddress address) {
        internet.addAddress(link, new InterfaceAddress(address, PREFIX));
        observer.linkLocalChanged(null);
    }

    @Override
    public void addressLost(IpAddress address) {
        candidate = null;
        release(address);
        conflicts++;
        if (conflicts > MAX_CONFLICTS) {
            timers.arm(retry, turn.now() + RATE_LIMIT_INTERVAL);
        } else {
            pick();
        }
    }

    private void release(IpAddress address) {
        boolean used = link.owns(address.high(), address.low());
        internet.removeAddress(link, address);
        if (used) {
            observer.linkLocalChanged(address);
        }
    }
}
