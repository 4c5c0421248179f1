package dev.demitasse.net;

/**
 * An address of an interface with the size of its network.
 *
 * @param address the interface's own address
 * @param prefixLength leading bits that name the network: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record InterfaceAddress(IpAddress address, int prefixLength) {
    public InterfaceAddress {
        int most = address.isIpv4() ? 32 : 128;
        if (prefixLength < 0 || prefixLength > most) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " is not between 0 and " + most);
        }
    }

    /**
     * Reads {@code 10.0.2.15/24} or {@code 2001:db8::5/64}.
     *
     * @throws IllegalArgumentException when the text is something else
     */
    public static InterfaceAddress parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("\"" + text + "\" lacks its prefix length, as in 10.0.2.15/24");
        }
        int length;
        try {
            length = Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" has no number after the slash", e);
        }
        return new InterfaceAddress(IpAddress.parse(text.substring(0, slash)), length);
    }

    /** Whether another address is in this one's network. */
    public boolean covers(IpAddress other) {
        return address.isIpv4() == other.isIpv4()
                && address.sharesPrefix(other, prefixLength + (address.isIpv4() ? 96 : 0));
    }

    /** The IPv4 network mask as four bytes in an int. */
    public int netmask() {
        return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
    }

    /** The IPv4 directed broadcast address of this network. */
    public IpAddress broadcast() {
        return IpAddress.ofIpv4(address.ipv4() | ~netmask());
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
