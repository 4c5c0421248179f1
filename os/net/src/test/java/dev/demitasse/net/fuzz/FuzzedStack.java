package dev.demitasse.net.fuzz;

import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.Interface;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.Resolver;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.WallClock;
import dev.demitasse.net.simulation.FarEnd;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Peer;
import dev.demitasse.net.simulation.Simulation;
import dev.demitasse.net.wire.Dhcpv6Message;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A host that does a little of everything, for hostile frames: both families, a listener, a connection of each family that
 * the far end has opened, UDP sockets, groups, DHCP, routers, a name that is being asked for. What the far end must know to
 * be heard (sequence numbers, transaction and port numbers) is read from what the host sends.
 */
final class FuzzedStack {
    private static final long SECOND = 1_000_000_000L;
    private static final int PEER_PORT = 5000;
    private static final int ECHO_ID = 0x7e57;

    /** Most frames that one arriving may set off: no more than the largest window holds. */
    private static final int MOST_ANSWERS = 4000;

    /** What the far end must say to be believed. */
    private static final class Conversation {
        final boolean six;
        int sequence = 1000;
        int acknowledgment;

        Conversation(boolean six) {
            this.six = six;
        }
    }

    private final Simulation simulation = new Simulation(20261128);
    private final FarEnd wire = new FarEnd(1500, this::leaves);
    private final Host host = new Host(simulation, wire.device(), 1 << 20);
    private final int buffers = wire.device().pool().available();
    private final Conversation four = new Conversation(false);
    private final Conversation six = new Conversation(true);
    private final TcpListener listener;
    private final UdpSocket datagrams;
    private final DatagramSource source = new DatagramSource();
    private final ByteBuffer read = ByteBuffer.allocate(4096);
    private TcpSocket accepted;
    /** DHCPv6's options of the host's DUID and of a server's. */
    private static final byte[] IDENTIFIERS = {
        0, 1, 0, 10, 0, 3, 0, 1, 2, 0, 0, 0, 0, 1, 0, 2, 0, 10, 0, 3, 0, 1, 2, 0, 0, 0, 0, 2
    };

    private final TcpSocket first;
    private int answers;
    private int dhcpTransaction;
    private int dhcp6Transaction;
    private int leaseTransaction;
    private IpAddress clientAddress = IpAddress.ANY_IPV6;
    private byte[] dnsQuery = {};
    private int dnsPort;
    private int ntpPort;
    private byte[] ntpQuestion = {};
    private int echoed;

    FuzzedStack() {
        host.address(Peer.STACK + "/24").address(Ipv6Peer.STACK + "/64");
        simulation.run(3 * SECOND); // until no duplicate of the IPv6 addresses has shown itself
        TcpSocket socket = host.stack().tcpSocket();
        socket.bind(new Endpoint(IpAddress.ANY_IPV6, 80));
        listener = socket.listen(4);
        datagrams = host.stack().udpSocket();
        datagrams.bind(new Endpoint(IpAddress.ANY_IPV6, 9));
        open(four);
        first = accept();
        open(six);
        accepted = accept();
    }

    private Interface eth0() {
        return host.stack().interfaceNamed("eth0").orElseThrow();
    }

    private TcpSocket accept() {
        return listener.accept().orElseThrow();
    }

    private void open(Conversation with) {
        byte[] options = {2, 4, 5, (byte) 0xb4, 1, 1, 4, 2, 1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0, 1, 3, 3, 4};
        segment(with, 2, 0, 0, 60_000, options, new byte[0]);
        with.sequence++;
        segment(with, 16, 0, 0, 60_000, new byte[0], new byte[0]);
    }

    /** Joins groups of both families. */
    FuzzedStack joinGroups() {
        datagrams.join(IpAddress.parse("239.1.2.3"), eth0().index());
        datagrams.join(IpAddress.parse("ff02::123"), eth0().index());
        return this;
    }

    /** Begins to look for a DHCP server. */
    FuzzedStack startDhcp() {
        eth0().startDhcp("cup");
        simulation.run(1);
        return this;
    }

    /** Begins to listen to routers. */
    FuzzedStack startAutoconfiguration() {
        eth0().startAutoconfiguration();
        simulation.run(1);
        return this;
    }

    /** Has a router say that DHCPv6 has addresses and more to tell, and waits until the host asks. */
    FuzzedStack askDhcpv6() {
        byte[] advertisement = {(byte) 134, 0, 0, 0, 64, (byte) 0xc0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0};
        arrive(Sums.written(Ipv6Peer.frame(Ipv6Peer.LINK_LOCAL, Ipv6Peer.ALL_NODES, 58, 255, advertisement)));
        simulation.run(2 * SECOND);
        return this;
    }

    /** Begins to ask the far end for a name. */
    FuzzedStack askForName() {
        Resolver resolver = host.stack().resolver();
        resolver.setServers(List.of(Peer.SELF));
        resolver.lookup("www.example.org");
        simulation.run(1);
        return this;
    }

    /** Begins to ask the far end for the time. */
    FuzzedStack askTime() {
        host.stack().keepTime(List.of(Peer.SELF.toString()), new WallClock() {
            @Override
            public void step(long nanos) {
                told(nanos);
            }

            @Override
            public void slew(long nanos) {
                told(nanos);
            }
        });
        simulation.run(1);
        return this;
    }

    /** No answer can be further off than the years that NTP knows. */
    private static void told(long nanos) {
        if (Math.abs(nanos) > 200L * 366 * 86_400 * SECOND) {
            throw new AssertionError("the clock is moved by " + nanos + " ns");
        }
    }

    // ------------------------------------------------------------ what the host says

    private void leaves(byte[] frame) {
        answers++;
        int tcp = Frames.tcpAt(frame);
        if (tcp > 0) {
            Conversation with = tcp == 34 ? four : six;
            int end = Frames.number(frame, tcp + 4) + Frames.tcpTextLength(frame);
            end += (Frames.tcpFlags(frame) & 2) != 0 ? 1 : 0;
            if (with.acknowledgment == 0 || end - with.acknowledgment > 0) {
                with.acknowledgment = end;
            }
        } else if (Frames.isIpv4(frame, 17)) {
            int to = Frames.unsignedShort(frame, 36);
            if (to == 67) {
                dhcpTransaction = Frames.number(frame, 46);
            } else if (to == 53) {
                dnsPort = Frames.unsignedShort(frame, 34);
                dnsQuery = Arrays.copyOfRange(frame, 42, frame.length);
            } else if (to == 123) {
                ntpPort = Frames.unsignedShort(frame, 34);
                ntpQuestion = Arrays.copyOfRange(frame, 42, frame.length);
            }
        } else if (Frames.isIpv6(frame, 17) && Frames.unsignedShort(frame, 56) == 547) {
            if (frame[62] == Dhcpv6Message.INFORMATION_REQUEST) {
                dhcp6Transaction = Frames.number(frame, 62) & 0xff_ffff;
            } else {
                leaseTransaction = Frames.number(frame, 62) & 0xff_ffff;
            }
            clientAddress = IpAddress.ofBytes(Arrays.copyOfRange(frame, 22, 38));
        } else if (Frames.isIpv4(frame, 1) && frame[34] == 0 && Frames.unsignedShort(frame, 38) == ECHO_ID) {
            echoed |= 1;
        } else if (Frames.isIpv6(frame, 58)
                && (frame[54] & 0xff) == 129
                && Frames.unsignedShort(frame, 58) == ECHO_ID) {
            echoed |= 2;
        }
    }

    // ------------------------------------------------------------ what the far end says

    /** Lets time pass. */
    void pass(long nanos) {
        simulation.run(nanos);
    }

    /** Brings a frame in. */
    void arrive(byte[] frame) {
        answers = 0;
        wire.device().arrive(frame);
        simulation.run(1);
        if (answers > MOST_ANSWERS) {
            throw new AssertionError("one frame set off " + answers);
        }
    }

    /** Brings an IP packet of 10.0.0.2 or 2001:db8::2 in, its transport checksum written unless {@code raw}. */
    void packet(boolean overIpv6, int protocol, boolean raw, byte[] payload) {
        byte[] frame = overIpv6
                ? Ipv6Peer.frame(Ipv6Peer.SELF, Ipv6Peer.STACK, protocol, 255, payload)
                : Peer.ipFrame(protocol, payload, 0, 0);
        arrive(raw ? frame : Sums.written(frame));
    }

    private void segment(
            Conversation with, int flags, int shift, int ackShift, int window, byte[] options, byte[] text) {
        int header = 20 + options.length;
        ByteBuffer bytes = ByteBuffer.allocate(header + text.length);
        bytes.putShort((short) PEER_PORT).putShort((short) 80);
        bytes.putInt(with.sequence + shift).putInt(with.acknowledgment + ackShift);
        bytes.put((byte) (header << 2))
                .put((byte) flags)
                .putShort((short) window)
                .putInt(0);
        bytes.put(options).put(text);
        packet(with.six, 6, false, bytes.array());
        if (shift == 0 && (flags & 6) == 0) {
            with.sequence += text.length + (flags & 1);
        }
    }

    /** Says something on a connection: flags, distances to the right numbers, window, options, text. */
    void segment(boolean overIpv6, byte[] said) {
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(said, Math.max(8, said.length)));
        int flags = bytes.get();
        int shift = bytes.getShort();
        int ackShift = bytes.getShort();
        int window = bytes.getShort();
        int options = Math.min(Math.min(40, (bytes.get() & 0xf) * 4), bytes.remaining() & ~3);
        byte[] optionBytes = new byte[options];
        bytes.get(optionBytes);
        byte[] text = new byte[bytes.remaining()];
        bytes.get(text);
        segment(overIpv6 ? six : four, flags, shift, ackShift, window, optionBytes, text);
    }

    /** A datagram to a port of the host. */
    void datagram(boolean overIpv6, int from, int to, byte[] payload) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + payload.length);
        bytes.putShort((short) from).putShort((short) to).putShort((short) bytes.capacity());
        bytes.putShort((short) 0).put(payload);
        packet(overIpv6, 17, false, bytes.array());
    }

    /** A DHCP answer in this conversation: the message type, yiaddr, then options. */
    void dhcp(byte[] said) {
        ByteBuffer bytes = ByteBuffer.allocate(240 + 3 + said.length);
        bytes.putInt(0x0201_0600).putInt(dhcpTransaction);
        bytes.position(16);
        bytes.put(said, 1 % Math.max(1, said.length), Math.min(4, Math.max(0, said.length - 1)));
        bytes.position(28);
        bytes.put(new byte[] {2, 0, 0, 0, 0, 1});
        bytes.position(236);
        bytes.putInt(0x6382_5363);
        bytes.put((byte) 53).put((byte) 1).put(said.length > 0 ? said[0] : 5);
        bytes.put(said, Math.min(5, said.length), Math.max(0, said.length - 5));
        datagram(false, 67, 68, bytes.array());
    }

    /**
     * A DHCPv6 answer to the question for configuration, or to that for an address: the message type, then options, behind
     * the identifiers of both unless they are to be made up, too.
     */
    void dhcp6(boolean lease, boolean identified, byte[] said) {
        byte[] identifiers = identified ? IDENTIFIERS : new byte[0];
        ByteBuffer message = ByteBuffer.allocate(4 + identifiers.length + Math.max(0, said.length - 1));
        message.putInt((said.length > 0 ? said[0] : 7) << 24 | (lease ? leaseTransaction : dhcp6Transaction));
        message.put(identifiers);
        message.put(said, Math.min(1, said.length), Math.max(0, said.length - 1));
        ByteBuffer bytes = ByteBuffer.allocate(8 + message.capacity());
        bytes.putShort((short) 547).putShort((short) 546).putShort((short) bytes.capacity());
        bytes.putShort((short) 0).put(message.array());
        arrive(Sums.written(Ipv6Peer.frame(Ipv6Peer.LINK_LOCAL, clientAddress, 17, 64, bytes.array())));
    }

    /** An answer to the question that is under way: the question's beginning, flags and counts, then records. */
    void dns(byte[] said) {
        int question = dnsQuery.length - 11; // without EDNS(0)'s record
        if (question < 12) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(question + Math.max(0, said.length - 8));
        bytes.put(dnsQuery, 0, question);
        bytes.position(2);
        bytes.put(said, 0, Math.min(2, said.length));
        bytes.putShort(4, (short) 1);
        bytes.position(6);
        bytes.put(said, Math.min(2, said.length), Math.clamp(said.length - 2, 0, 6));
        bytes.position(question);
        bytes.put(said, Math.min(8, said.length), Math.max(0, said.length - 8));
        datagram(false, 53, dnsPort, bytes.array());
    }

    /** An answer to the question that is under way, or to another: all that is said but the number that comes back. */
    void ntp(boolean other, byte[] said) {
        byte[] answer = Arrays.copyOf(said, said.length);
        if (!other && said.length >= 32 && ntpQuestion.length == 48) {
            System.arraycopy(ntpQuestion, 40, answer, 24, 8);
        }
        datagram(false, 123, ntpPort, answer);
    }

    // ------------------------------------------------------------ what the applications do, and what must hold

    /** The applications read, or write too. */
    void use(boolean write) {
        try {
            for (TcpSocket socket : List.of(first, accepted)) {
                socket.read(read.clear());
                if (write) {
                    socket.write(ByteBuffer.allocate(3000));
                }
            }
        } catch (NetworkException e) {
            // reset, or closed by the peer: what there is to be seen here is that nothing else is thrown
        }
        try {
            datagrams.receive(read.clear(), source);
        } catch (NetworkException e) {
            // an ICMP error about it
        }
        listener.accept().ifPresent(TcpSocket::close);
        simulation.run(1);
    }

    /** Fails unless the host still answers pings, over IPv6 and, where it still has its address, over IPv4. */
    void mustAnswerPings(boolean ipv4) {
        byte[] echo = {8, 0, 0, 0, (byte) (ECHO_ID >>> 8), (byte) ECHO_ID, 0, 1};
        packet(false, 1, false, echo);
        byte[] echo6 = echo.clone();
        echo6[0] = (byte) 128;
        packet(true, 58, false, echo6);
        simulation.run(5 * SECOND);
        int wanted = ipv4 ? 3 : 2;
        if ((echoed & wanted) != wanted) {
            throw new AssertionError("the host no longer answers pings over " + ((echoed & 2) == 0 ? "IPv6" : "IPv4")
                    + "; routes " + host.stack().routes());
        }
    }

    /** Fails unless, with all sockets closed and all timers run out, every packet buffer is back. */
    void mustKeepNothing() {
        first.close();
        accepted.close();
        datagrams.close();
        listener.close();
        eth0().stopDhcp();
        eth0().stopAutoconfiguration();
        simulation.run(300 * SECOND);
        if (wire.device().pool().available() != buffers) {
            throw new AssertionError(
                    (buffers - wire.device().pool().available()) + " packet buffers are not given back");
        }
        if (host.stack().counters().tcpCurrEstab != 0) {
            throw new AssertionError(host.stack().counters().tcpCurrEstab + " connections never end");
        }
    }
}
