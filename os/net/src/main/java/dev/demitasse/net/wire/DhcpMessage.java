package dev.demitasse.net.wire;

import dev.demitasse.net.IpAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A DHCP message (RFC 2131 section 2) with the options this client sends or reads (RFC 2132, RFC 3442).
 *
 * @param reply whether a server sent it (op is BOOTREPLY)
 * @param transaction xid
 * @param seconds since the client began
 * @param broadcast whether the answer is to be broadcast
 * @param clientAddress ciaddr
 * @param yourAddress yiaddr
 * @param hardwareAddress chaddr, as {@link EthernetHeader} has addresses
 * @param type the message type, option 53
 * @param requestedAddress option 50
 * @param serverIdentifier option 54
 * @param leaseSeconds option 51, unsigned; {@code 0xffffffff} is forever
 * @param renewalSeconds option 58
 * @param rebindingSeconds option 59
 * @param subnetMask option 1
 * @param routers option 3
 * @param dnsServers option 6
 * @param hostname option 12, empty for none
 * @param domain option 15, empty for none
 * @param mtu option 26, 0 for none
 * @param ntpServers option 42
 * @param classlessRoutes option 121
 */
public record DhcpMessage(
        boolean reply,
        int transaction,
        int seconds,
        boolean broadcast,
        IpAddress clientAddress,
        IpAddress yourAddress,
        long hardwareAddress,
        int type,
        Optional<IpAddress> requestedAddress,
        Optional<IpAddress> serverIdentifier,
        Optional<Long> leaseSeconds,
        Optional<Long> renewalSeconds,
        Optional<Long> rebindingSeconds,
        Optional<IpAddress> subnetMask,
        List<IpAddress> routers,
        List<IpAddress> dnsServers,
        String hostname,
        String domain,
        int mtu,
        List<IpAddress> ntpServers,
        List<ClasslessRoute> classlessRoutes) {

    public static final int DISCOVER = 1;
    public static final int OFFER = 2;
    public static final int REQUEST = 3;
    public static final int DECLINE = 4;
    public static final int ACK = 5;
    public static final int NAK = 6;
    public static final int RELEASE = 7;

    /** Most bytes this client sends or reads. */
    public static final int MAX_LENGTH = 1472;

    /** BOOTP relays expect at least so many bytes (RFC 1542 section 2.1). */
    private static final int MIN_LENGTH = 300;

    private static final int COOKIE = 0x6382_5363;
    private static final int BROADCAST_FLAG = 0x8000;

    private static final int PAD = 0;
    private static final int SUBNET_MASK = 1;
    private static final int ROUTERS = 3;
    private static final int DNS_SERVERS = 6;
    private static final int HOSTNAME = 12;
    private static final int DOMAIN = 15;
    private static final int MTU = 26;
    private static final int NTP_SERVERS = 42;
    private static final int REQUESTED_ADDRESS = 50;
    private static final int LEASE_TIME = 51;
    private static final int MESSAGE_TYPE = 53;
    private static final int SERVER_IDENTIFIER = 54;
    private static final int PARAMETERS = 55;
    private static final int MAX_MESSAGE = 57;
    private static final int RENEWAL_TIME = 58;
    private static final int REBINDING_TIME = 59;
    private static final int CLIENT_IDENTIFIER = 61;
    private static final int CLASSLESS_ROUTES = 121;
    private static final int END = 255;

    private static final byte[] WANTED = {
        SUBNET_MASK,
        CLASSLESS_ROUTES,
        ROUTERS,
        DNS_SERVERS,
        DOMAIN,
        MTU,
        NTP_SERVERS,
        LEASE_TIME,
        RENEWAL_TIME,
        REBINDING_TIME
    };

    /**
     * A route of option 121.
     *
     * @param network its network
     * @param prefixLength its size
     * @param router the next hop, unspecified when it is on the link
     */
    public record ClasslessRoute(IpAddress network, int prefixLength, IpAddress router) {}

    /** Starts a client's message. */
    public static Builder request(int type, int transaction, long hardwareAddress) {
        Builder builder = new Builder();
        builder.type = type;
        builder.transaction = transaction;
        builder.hardwareAddress = hardwareAddress;
        return builder;
    }

    /** Starts a server's answer to a message; for simulated servers. */
    public static Builder answer(int type, DhcpMessage to) {
        Builder builder = request(type, to.transaction, to.hardwareAddress);
        builder.reply = true;
        builder.broadcast = to.broadcast;
        return builder;
    }

    /** Reads a message from position to limit; nothing when it is not one. */
    public static Optional<DhcpMessage> parse(ByteBuffer bytes) {
        try {
            return parseChecked(bytes);
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Optional<DhcpMessage> parseChecked(ByteBuffer bytes) {
        Builder builder = new Builder();
        int op = bytes.get();
        int hardwareType = bytes.get();
        int hardwareLength = bytes.get();
        bytes.get();
        if ((op != 1 && op != 2) || hardwareType != 1 || hardwareLength != 6) {
            return Optional.empty();
        }
        builder.reply = op == 2;
        builder.transaction = bytes.getInt();
        builder.seconds = bytes.getShort() & 0xffff;
        builder.broadcast = (bytes.getShort() & BROADCAST_FLAG) != 0;
        builder.clientAddress = address(bytes);
        builder.yourAddress = address(bytes);
        bytes.getInt();
        bytes.getInt();
        builder.hardwareAddress = (bytes.getShort() & 0xffffL) << 32 | (bytes.getInt() & 0xffff_ffffL);
        skip(bytes, 10 + 64 + 128);
        if (bytes.getInt() != COOKIE) {
            return Optional.empty();
        }
        while (bytes.hasRemaining()) {
            int code = bytes.get() & 0xff;
            if (code == END) {
                break;
            }
            if (code != PAD) {
                int length = bytes.get() & 0xff;
                if (length > bytes.remaining()) {
                    return Optional.empty();
                }
                builder.option(code, bytes.slice(bytes.position(), length));
                skip(bytes, length);
            }
        }
        return builder.type == 0 ? Optional.empty() : Optional.of(builder.build());
    }

    /** Writes the message at the buffer's position. */
    public void emit(ByteBuffer bytes) {
        int start = bytes.position();
        bytes.put((byte) (reply ? 2 : 1)).put((byte) 1).put((byte) 6).put((byte) 0);
        bytes.putInt(transaction).putShort((short) seconds);
        bytes.putShort((short) (broadcast ? BROADCAST_FLAG : 0));
        bytes.putInt(clientAddress.ipv4()).putInt(yourAddress.ipv4()).putInt(0).putInt(0);
        bytes.putShort((short) (hardwareAddress >>> 32)).putInt((int) hardwareAddress);
        bytes.put(new byte[10 + 64 + 128]);
        bytes.putInt(COOKIE);
        bytes.put((byte) MESSAGE_TYPE).put((byte) 1).put((byte) type);
        if (!reply) {
            bytes.put((byte) CLIENT_IDENTIFIER).put((byte) 7).put((byte) 1);
            bytes.putShort((short) (hardwareAddress >>> 32)).putInt((int) hardwareAddress);
            if (type != RELEASE) {
                bytes.put((byte) MAX_MESSAGE).put((byte) 2).putShort((short) MAX_LENGTH);
                bytes.put((byte) PARAMETERS).put((byte) WANTED.length).put(WANTED);
            }
        }
        requestedAddress.ifPresent(a -> putAddresses(bytes, REQUESTED_ADDRESS, List.of(a)));
        serverIdentifier.ifPresent(a -> putAddresses(bytes, SERVER_IDENTIFIER, List.of(a)));
        subnetMask.ifPresent(a -> putAddresses(bytes, SUBNET_MASK, List.of(a)));
        leaseSeconds.ifPresent(s -> putSeconds(bytes, LEASE_TIME, s));
        renewalSeconds.ifPresent(s -> putSeconds(bytes, RENEWAL_TIME, s));
        rebindingSeconds.ifPresent(s -> putSeconds(bytes, REBINDING_TIME, s));
        putAddresses(bytes, ROUTERS, routers);
        putAddresses(bytes, DNS_SERVERS, dnsServers);
        putAddresses(bytes, NTP_SERVERS, ntpServers);
        putText(bytes, HOSTNAME, hostname);
        putText(bytes, DOMAIN, domain);
        if (mtu > 0) {
            bytes.put((byte) MTU).put((byte) 2).putShort((short) mtu);
        }
        putRoutes(bytes);
        bytes.put((byte) END);
        while (bytes.position() - start < MIN_LENGTH) {
            bytes.put((byte) PAD);
        }
    }

    private void putRoutes(ByteBuffer bytes) {
        if (classlessRoutes.isEmpty()) {
            return;
        }
        bytes.put((byte) CLASSLESS_ROUTES);
        int lengthAt = bytes.position();
        bytes.put((byte) 0);
        for (ClasslessRoute route : classlessRoutes) {
            bytes.put((byte) route.prefixLength);
            bytes.put(route.network.bytes(), 0, (route.prefixLength + 7) / 8);
            bytes.putInt(route.router.ipv4());
        }
        bytes.put(lengthAt, (byte) (bytes.position() - lengthAt - 1));
    }

    private static void putAddresses(ByteBuffer bytes, int code, List<IpAddress> addresses) {
        if (!addresses.isEmpty()) {
            bytes.put((byte) code).put((byte) (4 * addresses.size()));
            addresses.forEach(a -> bytes.putInt(a.ipv4()));
        }
    }

    private static void putSeconds(ByteBuffer bytes, int code, long seconds) {
        bytes.put((byte) code).put((byte) 4).putInt((int) seconds);
    }

    private static void putText(ByteBuffer bytes, int code, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.US_ASCII);
        if (encoded.length > 0 && encoded.length < 256) {
            bytes.put((byte) code).put((byte) encoded.length).put(encoded);
        }
    }

    private static IpAddress address(ByteBuffer bytes) {
        return IpAddress.ofIpv4(bytes.getInt());
    }

    private static void skip(ByteBuffer bytes, int count) {
        if (count > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        bytes.position(bytes.position() + count);
    }

    /** Gathers what a message is made of. Not thread-safe. */
    public static final class Builder {
        private boolean reply;
        private int transaction;
        private int seconds;
        private boolean broadcast;
        private IpAddress clientAddress = IpAddress.ANY_IPV4;
        private IpAddress yourAddress = IpAddress.ANY_IPV4;
        private long hardwareAddress;
        private int type;
        private Optional<IpAddress> requested = Optional.empty();
        private Optional<IpAddress> server = Optional.empty();
        private Optional<Long> lease = Optional.empty();
        private Optional<Long> renewal = Optional.empty();
        private Optional<Long> rebinding = Optional.empty();
        private Optional<IpAddress> mask = Optional.empty();
        private List<IpAddress> routers = List.of();
        private List<IpAddress> dns = List.of();
        private String hostname = "";
        private String domain = "";
        private int mtu;
        private List<IpAddress> ntp = List.of();
        private List<ClasslessRoute> routes = List.of();

        private Builder() {}

        public Builder seconds(int value) {
            seconds = value;
            return this;
        }

        public Builder broadcast(boolean value) {
            broadcast = value;
            return this;
        }

        public Builder clientAddress(IpAddress value) {
            clientAddress = value;
            return this;
        }

        public Builder yourAddress(IpAddress value) {
            yourAddress = value;
            return this;
        }

        public Builder requested(IpAddress value) {
            requested = Optional.of(value);
            return this;
        }

        public Builder server(IpAddress value) {
            server = Optional.of(value);
            return this;
        }

        public Builder lease(long value) {
            lease = Optional.of(value);
            return this;
        }

        public Builder renewal(long value) {
            renewal = Optional.of(value);
            return this;
        }

        public Builder rebinding(long value) {
            rebinding = Optional.of(value);
            return this;
        }

        public Builder mask(IpAddress value) {
            mask = Optional.of(value);
            return this;
        }

        public Builder routers(List<IpAddress> value) {
            routers = value;
            return this;
        }

        public Builder dns(List<IpAddress> value) {
            dns = value;
            return this;
        }

        public Builder hostname(String value) {
            hostname = value;
            return this;
        }

        public Builder domain(String value) {
            domain = value;
            return this;
        }

        public Builder mtu(int value) {
            mtu = value;
            return this;
        }

        public Builder ntp(List<IpAddress> value) {
            ntp = value;
            return this;
        }

        public Builder routes(List<ClasslessRoute> value) {
            routes = value;
            return this;
        }

        /** The message. */
        public DhcpMessage build() {
            return new DhcpMessage(
                    reply,
                    transaction,
                    seconds,
                    broadcast,
                    clientAddress,
                    yourAddress,
                    hardwareAddress,
                    type,
                    requested,
                    server,
                    lease,
                    renewal,
                    rebinding,
                    mask,
                    routers,
                    dns,
                    hostname,
                    domain,
                    mtu,
                    ntp,
                    routes);
        }

        /** Takes in one option; one that is too short is as if it were not there. */
        private void option(int code, ByteBuffer value) {
            switch (code) {
                case MESSAGE_TYPE -> type = value.hasRemaining() ? value.get() & 0xff : 0;
                case REQUESTED_ADDRESS -> requested = first(value);
                case SERVER_IDENTIFIER -> server = first(value);
                case SUBNET_MASK -> mask = first(value);
                case LEASE_TIME -> lease = secondsOf(value);
                case RENEWAL_TIME -> renewal = secondsOf(value);
                case REBINDING_TIME -> rebinding = secondsOf(value);
                case ROUTERS -> routers = addresses(value);
                case DNS_SERVERS -> dns = addresses(value);
                case NTP_SERVERS -> ntp = addresses(value);
                case HOSTNAME -> hostname = text(value);
                case DOMAIN -> domain = text(value);
                case MTU -> mtu = value.remaining() >= 2 ? value.getShort() & 0xffff : 0;
                case CLASSLESS_ROUTES -> routes = routes(value);
                default -> {
                    // not asked for
                }
            }
        }

        private static Optional<IpAddress> first(ByteBuffer value) {
            return value.remaining() >= 4 ? Optional.of(address(value)) : Optional.empty();
        }

        private static Optional<Long> secondsOf(ByteBuffer value) {
            return value.remaining() >= 4 ? Optional.of(value.getInt() & 0xffff_ffffL) : Optional.empty();
        }

        private static List<IpAddress> addresses(ByteBuffer value) {
            List<IpAddress> addresses = new ArrayList<>();
            while (value.remaining() >= 4) {
                addresses.add(address(value));
            }
            return List.copyOf(addresses);
        }

        private static String text(ByteBuffer value) {
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] == 0) {
                end--;
            }
            return new String(bytes, 0, end, StandardCharsets.US_ASCII);
        }

        private static List<ClasslessRoute> routes(ByteBuffer value) {
            List<ClasslessRoute> routes = new ArrayList<>();
            while (value.hasRemaining()) {
                int prefix = value.get() & 0xff;
                int significant = (prefix + 7) / 8;
                if (prefix > 32 || value.remaining() < significant + 4) {
                    break;
                }
                byte[] network = new byte[4];
                value.get(network, 0, significant);
                routes.add(new ClasslessRoute(IpAddress.ofBytes(network), prefix, address(value)));
            }
            return List.copyOf(routes);
        }
    }
}
