package dev.demitasse.net.wire;

import dev.demitasse.net.IpAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A DHCPv6 message between client and server (RFC 8415 section 8) with the options of who asks for addresses or for
 * configuration: identifiers, addresses, elapsed time, DNS (RFC 3646), and how often to ask.
 *
 * @param type such as {@link #INFORMATION_REQUEST}
 * @param transaction 24 bits
 * @param client the client's DUID (option 1), empty for none
 * @param server the server's DUID (option 2), empty for none
 * @param elapsed hundredths of a second since the client began (option 8), -1 for none
 * @param status option 13, 0 for success or none
 * @param dnsServers option 23
 * @param domains option 24
 * @param refreshSeconds when to ask again (option 32), unsigned; -1 for none
 * @param maximumTimeout the longest time between two questions in seconds (option 83, and 82 where it is about
 *     addresses), -1 for none
 * @param association addresses (option 3), if any
 * @param rapid whether two messages are to be enough, or have been (option 14)
 */
public record Dhcpv6Message(
        int type,
        int transaction,
        byte[] client,
        byte[] server,
        int elapsed,
        int status,
        List<IpAddress> dnsServers,
        List<String> domains,
        long refreshSeconds,
        long maximumTimeout,
        @Nullable AddressAssociation association,
        boolean rapid) {
    public static final int SOLICIT = 1;
    public static final int ADVERTISE = 2;
    public static final int REQUEST = 3;
    public static final int RENEW = 5;
    public static final int REBIND = 6;
    public static final int REPLY = 7;
    public static final int DECLINE = 9;
    public static final int INFORMATION_REQUEST = 11;

    /** Most bytes that are sent or read. */
    public static final int MAX_LENGTH = 1232;

    private static final int CLIENT_IDENTIFIER = 1;
    private static final int SERVER_IDENTIFIER = 2;
    private static final int OPTION_REQUEST = 6;
    private static final int ELAPSED_TIME = 8;
    private static final int STATUS_CODE = 13;
    private static final int RAPID_COMMIT = 14;
    private static final int DNS_SERVERS = 23;
    private static final int DOMAIN_LIST = 24;
    private static final int INFORMATION_REFRESH_TIME = 32;
    private static final int SOL_MAX_RT = 82;
    private static final int INF_MAX_RT = 83;

    /** What who asks for configuration wants to be told, and who asks for addresses; section 21.7 demands the last ones. */
    private static final int[] WANTED = {DNS_SERVERS, DOMAIN_LIST, INFORMATION_REFRESH_TIME, INF_MAX_RT};

    private static final int[] WANTED_WITH_ADDRESSES = {SOL_MAX_RT};

    /** As many of each kind as are looked at. */
    private static final int MOST = 16;

    private static final int MAX_DUID = 130; // section 11.1: 128 bytes and the type

    /** A client's question for configuration without an address. */
    public static Dhcpv6Message informationRequest(int transaction, byte[] client, int elapsed) {
        return ask(INFORMATION_REQUEST, transaction, client, new byte[0], elapsed, null);
    }

    /** A client's message about its addresses. */
    public static Dhcpv6Message ask(
            int type,
            int transaction,
            byte[] client,
            byte[] server,
            int elapsed,
            @Nullable AddressAssociation association) {
        return new Dhcpv6Message(
                type,
                transaction,
                client,
                server,
                elapsed,
                0,
                List.of(),
                List.of(),
                -1,
                -1,
                association,
                type == SOLICIT);
    }

    /** Reads a message from position to limit; nothing when it is malformed. */
    public static Optional<Dhcpv6Message> parse(ByteBuffer bytes) {
        try {
            return Optional.of(checked(bytes));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Dhcpv6Message checked(ByteBuffer bytes) {
        int head = bytes.getInt();
        byte[] client = {};
        byte[] server = {};
        int elapsed = -1;
        int status = 0;
        List<IpAddress> servers = List.of();
        List<String> domains = List.of();
        long refresh = -1;
        long timeout = -1;
        AddressAssociation association = null;
        boolean rapid = false;
        while (bytes.hasRemaining()) {
            int code = bytes.getShort() & 0xffff;
            int length = bytes.getShort() & 0xffff;
            if (length > bytes.remaining()) {
                throw new BufferUnderflowException();
            }
            ByteBuffer value = bytes.slice(bytes.position(), length);
            bytes.position(bytes.position() + length);
            switch (code) {
                case CLIENT_IDENTIFIER -> client = duid(value);
                case SERVER_IDENTIFIER -> server = duid(value);
                case ELAPSED_TIME -> elapsed = length == 2 ? value.getShort() & 0xffff : -1;
                case STATUS_CODE -> status = length >= 2 ? value.getShort() & 0xffff : status;
                case DNS_SERVERS -> servers = addresses(value);
                case DOMAIN_LIST -> domains = DomainNames.parse(value, MOST);
                case INFORMATION_REFRESH_TIME -> refresh = length == 4 ? value.getInt() & 0xffff_ffffL : -1;
                case AddressAssociation.CODE -> association = AddressAssociation.parse(value);
                case RAPID_COMMIT -> rapid = true;
                case SOL_MAX_RT, INF_MAX_RT -> timeout = length == 4 ? value.getInt() & 0xffff_ffffL : -1;
                default -> {
                    // section 16: unknown options are ignored
                }
            }
        }
        return new Dhcpv6Message(
                head >>> 24,
                head & 0xff_ffff,
                client,
                server,
                elapsed,
                status,
                servers,
                domains,
                refresh,
                timeout,
                association,
                rapid);
    }

    private static byte[] duid(ByteBuffer value) {
        if (value.remaining() > MAX_DUID) {
            throw new BufferUnderflowException(); // malformed, like all else that does not fit
        }
        byte[] duid = new byte[value.remaining()];
        value.get(duid);
        return duid;
    }

    private static List<IpAddress> addresses(ByteBuffer value) {
        List<IpAddress> addresses = new ArrayList<>(1);
        while (value.remaining() >= 16 && addresses.size() < MOST) {
            addresses.add(new IpAddress(value.getLong(), value.getLong()));
        }
        return List.copyOf(addresses);
    }

    /** Writes the message at the buffer's position; a question with the list of what is wanted. */
    public void emit(ByteBuffer bytes) {
        bytes.putInt(type << 24 | transaction);
        putOption(bytes, CLIENT_IDENTIFIER, client);
        putOption(bytes, SERVER_IDENTIFIER, server);
        if (elapsed >= 0) {
            bytes.putShort((short) ELAPSED_TIME).putShort((short) 2).putShort((short) elapsed);
        }
        if (elapsed >= 0 && type != DECLINE) { // appendix B: who gives back wants nothing
            int[] wanted = association == null ? WANTED : WANTED_WITH_ADDRESSES;
            bytes.putShort((short) OPTION_REQUEST).putShort((short) (2 * wanted.length));
            for (int code : wanted) {
                bytes.putShort((short) code);
            }
        }
        if (association != null) {
            association.emit(bytes);
        }
        if (rapid) {
            bytes.putShort((short) RAPID_COMMIT).putShort((short) 0);
        }
        if (status != 0) {
            bytes.putShort((short) STATUS_CODE).putShort((short) 2).putShort((short) status);
        }
        if (!dnsServers.isEmpty()) {
            bytes.putShort((short) DNS_SERVERS).putShort((short) (16 * dnsServers.size()));
            dnsServers.forEach(each -> bytes.putLong(each.high()).putLong(each.low()));
        }
        if (!domains.isEmpty()) {
            bytes.putShort((short) DOMAIN_LIST).putShort((short) 0);
            int from = bytes.position();
            DomainNames.emit(bytes, domains);
            bytes.putShort(from - 2, (short) (bytes.position() - from));
        }
        putSeconds(bytes, INFORMATION_REFRESH_TIME, refreshSeconds);
        putSeconds(bytes, association == null ? INF_MAX_RT : SOL_MAX_RT, maximumTimeout);
    }

    private static void putOption(ByteBuffer bytes, int code, byte[] value) {
        if (value.length > 0) {
            bytes.putShort((short) code).putShort((short) value.length).put(value);
        }
    }

    private static void putSeconds(ByteBuffer bytes, int code, long seconds) {
        if (seconds >= 0) {
            bytes.putShort((short) code).putShort((short) 4).putInt((int) seconds);
        }
    }
}
