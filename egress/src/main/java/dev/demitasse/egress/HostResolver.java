package dev.demitasse.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Asks as all programs of this host do: its table of hosts, then DNS, or what else it is set up for. Stateless. */
final class HostResolver implements Resolver {
    @Override
    public List<Integer> addresses(String name) throws UnknownHostException {
        var addresses = new ArrayList<Integer>();
        for (InetAddress address : InetAddress.getAllByName(name)) {
            if (address instanceof Inet4Address v4) {
                int value = ByteBuffer.wrap(v4.getAddress()).getInt();
                // To the guest, what is on this host is behind its router.
                int seen = v4.isLoopbackAddress() ? Ipv4.HOST : value;
                if (Ipv4.isUnicast(seen) && !addresses.contains(seen)) {
                    addresses.add(seen);
                }
            }
        }
        if (addresses.isEmpty()) {
            throw new UnknownHostException(name + " has no IPv4 address");
        }
        return addresses;
    }
}
