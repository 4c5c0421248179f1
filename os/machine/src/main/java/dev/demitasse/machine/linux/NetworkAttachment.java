package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import dev.demitasse.machine.CommandLine;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.Pointer;

/**
 * The network that the boot options name: {@code demi.net-socket=PATH}, a Unix socket that carries frames behind their
 * lengths (passt, QEMU's {@code -netdev stream}), or {@code demi.net-tap=NAME}, a tap interface that this user may open.
 * Values are percent-encoded, as everywhere on the command line.
 */
final class NetworkAttachment {
    private static final CGlobalData<CCharPointer> SOCKET = CGlobalDataFactory.createCString("demi.net-socket=");
    private static final CGlobalData<CCharPointer> TAP = CGlobalDataFactory.createCString("demi.net-tap=");
    private static final CGlobalData<CCharPointer> TUN_DEVICE = CGlobalDataFactory.createCString("/dev/net/tun");

    /** No network was named. */
    static final int NONE = -1;

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | 0x800 | 0x80000;

    /** {@code struct sockaddr_un}: the family, then the path. */
    private static final int ADDRESS_SIZE = 110;

    private static final int ADDRESS_PATH = 2;

    private static final int O_RDWR_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final int AT_FDCWD = -100;

    /** {@code <linux/if_tun.h>}: makes the descriptor that of the interface in {@code struct ifreq}. */
    private static final int TUNSETIFF = 0x400454ca;

    /** Says what may be left to the reader of the interface; what QEMU said before lasts as long as the interface. */
    private static final int TUNSETOFFLOAD = 0x400454d0;

    /** {@code TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6}; not of segments that tell of congestion (TUN_F_TSO_ECN). */
    private static final int CHECKSUMS_AND_SEGMENTS = 1 | 2 | 4;

    /** Sets how long the header before each frame is; what QEMU said lasts likewise. */
    private static final int TUNSETVNETHDRSZ = 0x400454d8;

    /** {@code struct virtio_net_hdr_mrg_rxbuf}. */
    private static final int FRAME_HEADER = 12;

    private static final int REQUEST_SIZE = 40;
    private static final int REQUEST_NAME_SIZE = 16;

    /** {@code IFF_TAP | IFF_NO_PI | IFF_VNET_HDR}. */
    private static final short TAP_WITH_HEADERS = 0x0002 | 0x1000 | 0x4000;

    /** {@code IFF_MULTI_QUEUE}: must be said of an interface that was made for several queues, and of no other. */
    private static final short SEVERAL_QUEUES = 0x0100;

    private NetworkAttachment() {}

    /** Whether frames have their lengths before them. */
    @Uninterruptible(reason = EARLY)
    static boolean isStream(CCharPointer commandLine) {
        return CommandLine.value(commandLine, SOCKET.get()) >= 0;
    }

    /** Whether the command line names a network at all. */
    @Uninterruptible(reason = EARLY)
    static boolean isNamed(CCharPointer commandLine) {
        return isStream(commandLine) || CommandLine.value(commandLine, TAP.get()) >= 0;
    }

    /** The network's descriptor; below zero when it cannot be opened. */
    @Uninterruptible(reason = EARLY)
    static int open(CCharPointer commandLine) {
        int path = CommandLine.value(commandLine, SOCKET.get());
        return path >= 0 ? connect(commandLine, path) : openTap(commandLine, CommandLine.value(commandLine, TAP.get()));
    }

    @Uninterruptible(reason = EARLY)
    private static int connect(CCharPointer commandLine, int path) {
        Pointer address = StackValue.get(ADDRESS_SIZE);
        address.writeShort(0, (short) AF_UNIX);
        if (!decode(commandLine, path, address.add(ADDRESS_PATH), ADDRESS_SIZE - ADDRESS_PATH)) {
            return -1;
        }
        int socket = (int) Linux.call(Linux.SOCKET, AF_UNIX, SOCK_STREAM_NONBLOCK_CLOEXEC, 0);
        // A stream to a local listener is connected at once, or not at all.
        boolean connected = socket >= 0 && Linux.call(Linux.CONNECT, socket, address.rawValue(), ADDRESS_SIZE) == 0;
        return connected ? socket : -1;
    }

    @Uninterruptible(reason = EARLY)
    private static int openTap(CCharPointer commandLine, int name) {
        Pointer request = StackValue.get(REQUEST_SIZE);
        for (int at = 0; at < REQUEST_SIZE; at += Long.BYTES) {
            request.writeLong(at, 0);
        }
        if (!decode(commandLine, name, request, REQUEST_NAME_SIZE)) {
            return -1;
        }
        Pointer headerSize = StackValue.get(Integer.BYTES);
        headerSize.writeInt(0, FRAME_HEADER);
        int tap = (int) Linux.call(Linux.OPENAT, AT_FDCWD, TUN_DEVICE.get().rawValue(), O_RDWR_NONBLOCK_CLOEXEC, 0);
        boolean attached = tap >= 0
                && attach(tap, request)
                && Linux.call(Linux.IOCTL, tap, TUNSETVNETHDRSZ, headerSize.rawValue()) == 0
                && Linux.call(Linux.IOCTL, tap, TUNSETOFFLOAD, CHECKSUMS_AND_SEGMENTS) == 0;
        return attached ? tap : -1;
    }

    /** Takes an interface with one queue, or one of the queues of an interface with several. */
    @Uninterruptible(reason = EARLY)
    private static boolean attach(int tap, Pointer request) {
        request.writeShort(REQUEST_NAME_SIZE, TAP_WITH_HEADERS);
        if (Linux.call(Linux.IOCTL, tap, TUNSETIFF, request.rawValue()) == 0) {
            return true;
        }
        request.writeShort(REQUEST_NAME_SIZE, (short) (TAP_WITH_HEADERS | SEVERAL_QUEUES));
        return Linux.call(Linux.IOCTL, tap, TUNSETIFF, request.rawValue()) == 0;
    }

    /** Writes a token's value and a zero; {@code false} when there is not room for both. */
    @Uninterruptible(reason = EARLY)
    private static boolean decode(CCharPointer text, int from, Pointer target, int room) {
        int length = 0;
        for (int at = from; text.read(at) != 0 && text.read(at) != ' '; at++) {
            byte value = text.read(at);
            if (value == '%') {
                // A digit beyond 9 is a letter, of either case; the host writes no sign that does not start a triplet.
                value = (byte) (nibble(text.read(at + 1)) << 4 | nibble(text.read(at + 2)));
                at += 2;
            }
            if (length == room - 1) {
                return false;
            }
            target.writeByte(length, value);
            length++;
        }
        target.writeByte(length, (byte) 0);
        return length > 0;
    }

    @Uninterruptible(reason = EARLY)
    private static int nibble(byte digit) {
        return digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
    }
}
