package dev.demitasse.net;

/**
 * An IPv4 or IPv6 address. Immutable.
 *
 * <p>Both families share one 128-bit form in which an IPv4 address is written as its IPv4-mapped IPv6 address
 * {@code ::ffff:a.b.c.d} (RFC 4291 section 2.5.5.2), so everything above the IP layer compares and hashes two longs
 * whatever the family. The packet path passes those longs around; this object is for the places where an address is kept.
 *
 * @param high the first eight bytes, 0 for IPv4
 * @param low the last eight bytes; for IPv4, {@code 0x0000ffff} followed by the address
 */
public record IpAddress(long high, long low) {
    /** Upper half of {@link #low} for every IPv4 address. */
    private static final long MAPPED = 0x0000_ffffL;

    /** The unspecified IPv4 address, {@code 0.0.0.0}. */
    public static final IpAddress ANY_IPV4 = ofIpv4(0);

    /** The unspecified IPv6 address, {@code ::}. */
    public static final IpAddress ANY_IPV6 = new IpAddress(0, 0);

    /** {@code 127.0.0.1}. */
    public static final IpAddress LOOPBACK_IPV4 = ofIpv4(0x7f00_0001);

    /** {@code ::1}. */
    public static final IpAddress LOOPBACK_IPV6 = new IpAddress(0, 1);

    /** {@code 255.255.255.255}, which reaches every host on the link. */
    public static final IpAddress BROADCAST_IPV4 = ofIpv4(-1);

    /** {@code 224.0.0.1}, every host on the link. */
    public static final IpAddress ALL_HOSTS_IPV4 = ofIpv4(0xe000_0001);

    /** {@code ff02::1}, every IPv6 node on the link. */
    public static final IpAddress ALL_NODES = new IpAddress(0xff02_0000_0000_0000L, 1);

    /** {@code ff02::2}, every IPv6 router on the link. */
    public static final IpAddress ALL_ROUTERS = new IpAddress(0xff02_0000_0000_0000L, 2);

    /** The IPv4 address with these four bytes, first byte in the most significant place. */
    public static IpAddress ofIpv4(int bits) {
        return new IpAddress(0, mapped(bits));
    }

    /** The {@link #low} half of an IPv4 address; its {@link #high} half is 0. */
    public static long mapped(int ipv4) {
        return MAPPED << 32 | (ipv4 & 0xffff_ffffL);
    }

    /** Whether the two halves are those of an IPv4 address. */
    public static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> 32 == MAPPED;
    }

    /**
     * The address with these 4 or 16 bytes, in network order.
     *
     * @throws IllegalArgumentException when there is another number of bytes
     */
    public static IpAddress ofBytes(byte... bytes) {
        return switch (bytes.length) {
            case 4 -> ofIpv4((int) bigEndian(bytes, 0, 4));
            case 16 -> new IpAddress(bigEndian(bytes, 0, 8), bigEndian(bytes, 8, 8));
            default -> throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    /**
     * Reads dotted-decimal IPv4 or RFC 4291 IPv6 text, without brackets, zone or prefix length.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    public static IpAddress parse(String text) {
        return IpAddressText.parse(text);
    }

    /** Whether this is an IPv4 address. */
    public boolean isIpv4() {
        return isIpv4(high, low);
    }

    /** The four bytes of an IPv4 address as an int; meaningless for IPv6. */
    public int ipv4() {
        return (int) low;
    }

    /** Whether this is {@code 0.0.0.0} or {@code ::}. */
    public boolean isAny() {
        return high == 0 && (low == 0 || low == MAPPED << 32);
    }

    /** Whether this is in {@code 127.0.0.0/8} or {@code ::1}. */
    public boolean isLoopback() {
        return isIpv4() ? ipv4() >>> 24 == 127 : high == 0 && low == 1;
    }

    /** Whether this is in {@code 224.0.0.0/4} or {@code ff00::/8}. */
    public boolean isMulticast() {
        return isIpv4() ? ipv4() >>> 28 == 14 : high >>> 56 == 0xff;
    }

    /** Whether this is in {@code 169.254.0.0/16} or {@code fe80::/10}. */
    public boolean isLinkLocal() {
        return isIpv4() ? ipv4() >>> 16 == 0xa9fe : high >>> 54 == 0x3fa;
    }

    /** The group that neighbours ask for an IPv6 address in (RFC 4291 section 2.7.1). */
    public IpAddress solicitedNode() {
        return new IpAddress(0xff02_0000_0000_0000L, 0x1_ff00_0000L | (low & 0xff_ffffL));
    }

    /** Whether the first {@code bits} of the 128-bit form are those of another address. */
    public boolean sharesPrefix(IpAddress other, int bits) {
        return commonPrefix(other) >= bits;
    }

    /** How many leading bits of the 128-bit form are those of another address. */
    public int commonPrefix(IpAddress other) {
        return high == other.high
                ? 64 + Long.numberOfLeadingZeros(low ^ other.low)
                : Long.numberOfLeadingZeros(high ^ other.high);
    }

    /** The address in network order: 4 bytes for IPv4, else 16. */
    public byte[] bytes() {
        int length = isIpv4() ? 4 : 16;
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            int fromEnd = length - 1 - i;
            bytes[i] = (byte) (fromEnd < 8 ? low >>> (8 * fromEnd) : high >>> (8 * (fromEnd - 8)));
        }
        return bytes;
    }

    /** A well-mixed hash of the two halves, without allocation. */
    public static int hash(long high, long low) {
        long mixed = (high * 0x9e37_79b9_7f4a_7c15L + low) * 0xff51_afd7_ed55_8ccdL;
        return (int) (mixed >>> 32);
    }

    @Override
    public int hashCode() {
        return hash(high, low);
    }

    /** The usual text: dotted decimal, or RFC 5952. */
    @Override
    public String toString() {
        return IpAddressText.format(this);
    }

    private static long bigEndian(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }
}
