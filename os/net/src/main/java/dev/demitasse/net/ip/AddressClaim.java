package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.wire.ArpPacket;

/**
 * One IPv4 address that we use, or want to use, on a link: asks whether somebody has it, tells that we have it, defends it
 * (RFC 5227). Constants have the RFC's names (section 1.1). Guarded by the stack's lock.
 */
final class AddressClaim extends Timer {
    private static final long MILLISECOND = 1_000_000L;
    private static final int PROBE_WAIT_MILLIS = 1000;
    private static final int PROBE_NUM = 3;
    private static final int PROBE_MIN_MILLIS = 1000;
    private static final int PROBE_MAX_MILLIS = 2000;
    private static final long ANNOUNCE_WAIT = 2000 * MILLISECOND;
    private static final int ANNOUNCE_NUM = 2;
    private static final long ANNOUNCE_INTERVAL = 2000 * MILLISECOND;
    private static final long DEFEND_INTERVAL = 10_000 * MILLISECOND;

    private enum State {
        PROBING,
        HELD,
        GIVEN_UP
    }

    private final AddressClaims claims;
    private final IpAddress address;
    private final AddressOwner owner;
    private State state = State.GIVEN_UP;
    private int probes;
    private int announcements;
    private boolean defended;
    private long lastDefence;

    AddressClaim(AddressClaims claims, IpAddress address, AddressOwner owner) {
        this.claims = claims;
        this.address = address;
        this.owner = owner;
    }

    IpAddress address() {
        return address;
    }

    /** Begins to ask, after a random wait so that machines switched on together do not ask together (section 2.1.1). */
    void probe() {
        state = State.PROBING;
        arm(claims.random.nextInt(PROBE_WAIT_MILLIS) * MILLISECOND);
    }

    /** Takes the address and tells so (section 2.3). */
    void hold() {
        state = State.HELD;
        expire();
    }

    void giveUp() {
        state = State.GIVEN_UP;
        claims.timers.disarm(this);
    }

    private void arm(long wait) {
        claims.timers.arm(this, claims.turn.now() + wait);
    }

    @Override
    protected void expire() {
        switch (state) {
            case PROBING -> {
                if (probes == PROBE_NUM) {
                    hold();
                    owner.addressClaimed(address);
                    return;
                }
                probes++;
                claims.arp.request(0, address.ipv4());
                int spread = claims.random.nextInt(PROBE_MAX_MILLIS - PROBE_MIN_MILLIS);
                arm(probes == PROBE_NUM ? ANNOUNCE_WAIT : (PROBE_MIN_MILLIS + spread) * MILLISECOND);
            }
            case HELD -> {
                announcements++;
                claims.arp.request(address.ipv4(), address.ipv4());
                if (announcements < ANNOUNCE_NUM) {
                    arm(ANNOUNCE_INTERVAL);
                }
            }
            case GIVEN_UP -> {
                // the timer is disarmed
            }
        }
    }

    /** Looks at an ARP packet of another host; answers whether that host uses, or wants, our address. */
    boolean disputedBy(ArpPacket arp) {
        boolean uses = arp.senderAddress() == address.ipv4();
        boolean wants = arp.senderAddress() == 0
                && arp.operation() == ArpPacket.REQUEST
                && arp.targetAddress() == address.ipv4();
        return state == State.PROBING ? uses || wants : state == State.HELD && uses;
    }

    /** Another host disputes the address (sections 2.1.1 and 2.4). */
    void dispute() {
        if (state == State.PROBING) {
            lose();
            return;
        }
        long now = claims.turn.now();
        if (!defended || now - lastDefence >= DEFEND_INTERVAL) {
            defended = true;
            lastDefence = now;
            claims.arp.request(address.ipv4(), address.ipv4()); // section 2.4 (b)
        } else if (!owner.steadfast()) {
            lose();
        } // else section 2.4 (c): never given up, but two hosts must not shout at each other without end
    }

    private void lose() {
        claims.drop(address);
        owner.addressLost(address);
    }
}
