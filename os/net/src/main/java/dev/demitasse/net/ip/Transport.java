package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;

/** A protocol above IP. */
public interface Transport {
    /**
     * Takes in a packet that starts with the transport's own header. The packet is lent: it is released after the call.
     *
     * @param in where it came from and was sent to
     */
    void input(Inbound in, PacketBuffer packet);

    /**
     * Learns that a packet of ours, sent from local to remote, did not arrive.
     *
     * @param header at least the first eight bytes of the transport header that was sent; lent
     * @param mtu for {@link Unreachable#TOO_BIG} the next hop's MTU, or 0 when it was not told
     */
    void unreachable(
            long localHigh,
            long localLow,
            long remoteHigh,
            long remoteLow,
            PacketBuffer header,
            Unreachable why,
            int mtu);
}
