package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.wire.Ipv6Header;
import org.jspecify.annotations.Nullable;

/**
 * Where the packet in hand came from and was sent to: what the IP header said, for transports of either family. One
 * object that is filled anew for each packet.
 */
public final class Inbound {
    @Nullable Link link;

    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int trafficClass;
    int hopLimit;
    boolean toGroup;

    Inbound() {}

    void fillIpv4(Link from, int source, int destination, int headerTrafficClass, boolean group) {
        link = from;
        sourceHigh = 0;
        sourceLow = IpAddress.mapped(source);
        destinationHigh = 0;
        destinationLow = IpAddress.mapped(destination);
        trafficClass = headerTrafficClass;
        toGroup = group;
    }

    void fillIpv6(Link from, PacketBuffer packet, boolean group) {
        link = from;
        sourceHigh = Ipv6Header.sourceHigh(packet);
        sourceLow = Ipv6Header.sourceLow(packet);
        destinationHigh = Ipv6Header.destinationHigh(packet);
        destinationLow = Ipv6Header.destinationLow(packet);
        trafficClass = Ipv6Header.trafficClass(packet);
        hopLimit = Ipv6Header.hopLimit(packet);
        toGroup = group;
    }

    void fill(Inbound other) {
        link = other.link;
        sourceHigh = other.sourceHigh;
        sourceLow = other.sourceLow;
        destinationHigh = other.destinationHigh;
        destinationLow = other.destinationLow;
        trafficClass = other.trafficClass;
        hopLimit = other.hopLimit;
        toGroup = other.toGroup;
    }

    /** The interface it came in by. */
    public Link link() {
        if (link == null) {
            throw new IllegalStateException("no packet in hand");
        }
        return link;
    }

    /** The sender's address, as an object. */
    public IpAddress source() {
        return new IpAddress(sourceHigh, sourceLow);
    }

    /** The address it was sent to, as an object. */
    public IpAddress destination() {
        return new IpAddress(destinationHigh, destinationLow);
    }

    /** First half of the sender's address. */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** Second half of the sender's address. */
    public long sourceLow() {
        return sourceLow;
    }

    /** First half of the address it was sent to. */
    public long destinationHigh() {
        return destinationHigh;
    }

    /** Second half of the address it was sent to. */
    public long destinationLow() {
        return destinationLow;
    }

    /** The traffic class octet: DSCP and, in the last two bits, ECN. */
    public int trafficClass() {
        return trafficClass;
    }

    /** Whether it was sent to a broadcast or multicast address. */
    public boolean toGroup() {
        return toGroup;
    }
}
