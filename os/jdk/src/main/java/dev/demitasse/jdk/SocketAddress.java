package dev.demitasse.jdk;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An address and port in memory, as {@code sun.nio.ch.NativeSocketAddress} reads and writes them: Linux's
 * {@code sockaddr_in} (family, port, address) and {@code sockaddr_in6} (family, port, flow, address, scope). Family
 * and scope are in native order, port and address in network order.
 */
public final class SocketAddress {
    /** {@code AF_INET}. */
    public static final int FAMILY_4 = 2;

    /** {@code AF_INET6}. */
    public static final int FAMILY_6 = 10;

    /** Bytes of {@code sockaddr_in}. */
    public static final int SIZE_4 = 16;

    /** Bytes of {@code sockaddr_in6}. */
    public static final int SIZE_6 = 28;

    /** Where the port is in both. */
    public static final int PORT = 2;

    /** Where the address is in {@code sockaddr_in}. */
    public static final int ADDRESS_4 = 4;

    /** Where the flow information is in {@code sockaddr_in6}. */
    public static final int FLOW_6 = 4;

    /** Where the address is in {@code sockaddr_in6}. */
    public static final int ADDRESS_6 = 8;

    /** Where the scope is in {@code sockaddr_in6}. */
    public static final int SCOPE_6 = 24;

    private SocketAddress() {}

    /** Reads one. */
    static Endpoint read(long address) {
        ByteBuffer memory = NativeMemory.buffer(address, SIZE_6);
        boolean four = memory.get(0) == FAMILY_4;
        byte[] bytes = new byte[four ? 4 : 16];
        memory.get(four ? ADDRESS_4 : ADDRESS_6, bytes);
        int zone = four ? 0 : memory.order(ByteOrder.nativeOrder()).getInt(SCOPE_6);
        return new Endpoint(
                IpAddress.ofBytes(bytes), memory.order(ByteOrder.BIG_ENDIAN).getShort(PORT) & 0xffff, zone);
    }

    /** Writes one; {@code zone} is the interface of a link-local IPv6 address. */
    static void write(long address, IpAddress from, int port, int zone) {
        ByteBuffer memory = NativeMemory.buffer(address, SIZE_6);
        byte[] bytes = from.bytes();
        boolean four = bytes.length == 4;
        memory.put(0, (byte) (four ? FAMILY_4 : FAMILY_6)).put(1, (byte) 0);
        memory.putShort(PORT, (short) port);
        memory.put(four ? ADDRESS_4 : ADDRESS_6, bytes);
        if (!four) {
            memory.putInt(FLOW_6, 0);
            memory.order(ByteOrder.nativeOrder()).putInt(SCOPE_6, from.isLinkLocal() ? zone : 0);
        }
    }
}
