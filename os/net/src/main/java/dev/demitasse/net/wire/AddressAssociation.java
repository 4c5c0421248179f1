package dev.demitasse.net.wire;

import dev.demitasse.net.IpAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * DHCPv6's option of addresses for one interface of a client (IA_NA, RFC 8415 section 21.4).
 *
 * @param identifier which interface, in the client's own numbers
 * @param renew seconds after which the server is to be asked again (T1), unsigned; 0 leaves it to the client
 * @param rebind seconds after which any server is to be asked (T2), likewise
 * @param status why there are no addresses (section 21.13), 0 for success or none
 * @param addresses at most {@link #MOST}
 */
public record AddressAssociation(int identifier, long renew, long rebind, int status, List<Leased> addresses) {
    /** A time that does not end. */
    public static final long FOREVER = 0xffff_ffffL;

    /** As many addresses as are looked at. */
    public static final int MOST = 4;

    static final int CODE = 3;
    static final int STATUS_CODE = 13;
    private static final int ADDRESS = 5;
    private static final int ADDRESS_LENGTH = 24;
    private static final int LENGTH = 12;
    private static final int OPTION_HEADER = 4;

    /** An address and for how many seconds, unsigned, it is good for new connections, and at all (section 21.6). */
    public record Leased(IpAddress address, long preferred, long valid) {}

    public AddressAssociation {
        addresses = List.copyOf(addresses);
    }

    /** Reads the option's value; what is malformed throws, as it does in {@link Dhcpv6Message}. */
    static AddressAssociation parse(ByteBuffer value) {
        int identifier = value.getInt();
        long renew = seconds(value);
        long rebind = seconds(value);
        int status = 0;
        List<Leased> addresses = new ArrayList<>(1);
        while (value.hasRemaining()) {
            int code = value.getShort() & 0xffff;
            int length = value.getShort() & 0xffff;
            if (length > value.remaining()) {
                throw new BufferUnderflowException();
            }
            ByteBuffer inner = value.slice(value.position(), length);
            value.position(value.position() + length);
            if (code == ADDRESS && addresses.size() < MOST) {
                addresses.add(
                        new Leased(new IpAddress(inner.getLong(), inner.getLong()), seconds(inner), seconds(inner)));
            } else if (code == STATUS_CODE) {
                status = inner.getShort() & 0xffff;
            }
        }
        return new AddressAssociation(identifier, renew, rebind, status, addresses);
    }

    private static long seconds(ByteBuffer value) {
        return value.getInt() & FOREVER;
    }

    /** Writes the whole option. */
    void emit(ByteBuffer bytes) {
        int length = LENGTH + addresses.size() * (OPTION_HEADER + ADDRESS_LENGTH);
        length += status == 0 ? 0 : OPTION_HEADER + Short.BYTES;
        bytes.putShort((short) CODE).putShort((short) length);
        bytes.putInt(identifier).putInt((int) renew).putInt((int) rebind);
        for (Leased each : addresses) {
            bytes.putShort((short) ADDRESS).putShort((short) ADDRESS_LENGTH);
            bytes.putLong(each.address.high()).putLong(each.address.low());
            bytes.putInt((int) each.preferred).putInt((int) each.valid);
        }
        if (status != 0) {
            bytes.putShort((short) STATUS_CODE).putShort((short) Short.BYTES).putShort((short) status);
        }
    }
}
