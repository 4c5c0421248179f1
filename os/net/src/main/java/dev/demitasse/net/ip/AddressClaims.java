package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.ArpPacket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@link AddressClaim}s of one link. Guarded by the stack's lock. */
public final class AddressClaims {
    final Arp arp;
    final Turn turn;
    final Timers timers;
    final Randomness random;
    private final List<AddressClaim> claims = new ArrayList<>(2);

    AddressClaims(Arp arp, Turn turn, Timers timers, Randomness random) {
        this.arp = arp;
        this.turn = turn;
        this.timers = timers;
        this.random = random;
    }

    /** Asks on the link whether somebody has an address; its owner hears the answer in four to seven seconds. */
    public void probe(IpAddress address, AddressOwner owner) {
        add(address, owner).probe();
    }

    /** Takes an address at once, unless it is claimed already: tells so and defends it from now on. */
    public void hold(IpAddress address, AddressOwner owner) {
        if (find(address) == null) {
            add(address, owner).hold();
        }
    }

    /** Forgets an address. */
    public void drop(IpAddress address) {
        AddressClaim claim = find(address);
        if (claim != null) {
            claims.remove(claim);
            claim.giveUp();
        }
    }

    private AddressClaim add(IpAddress address, AddressOwner owner) {
        drop(address);
        AddressClaim claim = new AddressClaim(this, address, owner);
        claims.add(claim);
        return claim;
    }

    private @Nullable AddressClaim find(IpAddress address) {
        for (AddressClaim claim : claims) {
            if (claim.address().equals(address)) {
                return claim;
            }
        }
        return null;
    }

    /** Looks at an ARP packet of another host; answers whether it disputes an address of ours. */
    boolean disputed(ArpPacket arp) {
        for (int i = 0; i < claims.size(); i++) {
            AddressClaim claim = claims.get(i);
            if (claim.disputedBy(arp)) {
                claim.dispute();
                return true;
            }
        }
        return false;
    }
}
