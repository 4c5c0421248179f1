package dev.demitasse.net.fuzz;

import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Peer;
import dev.demitasse.net.wire.DhcpMessage;
import dev.demitasse.net.wire.Dhcpv6Message;
import dev.demitasse.net.wire.DnsMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** What is fuzzed. All but the parsers take their input as {@link Steps}, each brought in as a frame of some kind. */
enum FuzzTarget {
    /** Any frame: an EtherType, then anything. */
    ETHERNET {
        @Override
        void step(FuzzedStack stack, Steps steps) {
            byte[] frame = framed(steps.flag(3) ? 0xffff_ffff_ffffL : 0x0200_0000_0001L, steps.bytes());
            stack.arrive(steps.raw() ? frame : Sums.written(frame));
        }
    },

    /** ARP packets about our address and others. */
    ARP {
        @Override
        void step(FuzzedStack stack, Steps steps) {
            byte[] packet = {8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 2, 10, 0, 0, 2, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1
            };
            byte[] changed = steps.bytes();
            int from = steps.flag(4) ? 2 : 9;
            System.arraycopy(changed, 0, packet, from, Math.min(changed.length, packet.length - from));
            stack.arrive(framed(steps.flag(3) ? 0xffff_ffff_ffffL : 0x0200_0000_0001L, packet));
        }
    },

    /** IPv4 packets of any protocol: fragments, options, lengths that lie. */
    IPV4 {
        @Override
        void step(FuzzedStack stack, Steps steps) {
            byte[] said = Arrays.copyOf(steps.bytes(), Math.max(6, steps.bytes().length));
            byte[] payload = Arrays.copyOfRange(said, 6, said.length);
            byte[] frame = Peer.ipFrame(said[1] & 0xff, payload, said[2], said[3] << 8 | said[4] & 0xff);
            frame[14] = steps.flag(5) ? said[0] : 0x45;
            frame[17] += steps.flag(6) ? said[5] : 0;
            stack.arrive(steps.raw() ? frame : Sums.written(frame));
        }
    },

    /** IPv6 packets: chains of extension headers, fragments, to us and to groups. */
    IPV6 {
        @Override
        void step(FuzzedStack stack, Steps steps) {
            byte[] said = Arrays.copyOf(steps.bytes(), Math.max(2, steps.bytes().length));
            byte[] payload = Arrays.copyOfRange(said, 2, said.length);
            byte[] frame = Ipv6Peer.frame(
                    steps.flag(4) ? Ipv6Peer.LINK_LOCAL : Ipv6Peer.SELF,
                    steps.flag(3) ? Ipv6Peer.ALL_NODES : Ipv6Peer.STACK,
                    said[0] & 0xff,
                    steps.flag(5) ? 1 : 255,
                    payload);
            frame[19] += steps.flag(6) ? said[1] : 0;
            stack.arrive(steps.raw() ? frame : Sums.written(frame));
        }
    },

    /** ICMP and, with a flag, IGMP. */
    ICMP {
        @Override
        FuzzedStack stack() {
            return new FuzzedStack().joinGroups();
        }

        @Override
        void step(FuzzedStack stack, Steps steps) {
            stack.packet(false, steps.flag(3) ? 2 : 1, steps.raw(), steps.bytes());
        }
    },

    /** ICMPv6: neighbours, routers, MLD, errors. */
    ICMPV6 {
        @Override
        FuzzedStack stack() {
            return new FuzzedStack().joinGroups().startAutoconfiguration();
        }

        @Override
        void step(FuzzedStack stack, Steps steps) {
            byte[] frame = Ipv6Peer.frame(
                    steps.flag(4) ? Ipv6Peer.SELF : Ipv6Peer.LINK_LOCAL,
                    steps.flag(3) ? Ipv6Peer.ALL_NODES : Ipv6Peer.STACK,
                    58,
                    255,
                    steps.bytes());
            stack.arrive(steps.raw() ? frame : Sums.written(frame));
        }
    },

    /** Datagrams to an open port and others. */
    UDP {
        @Override
        void step(FuzzedStack stack, Steps steps) {
            byte[] said = Arrays.copyOf(steps.bytes(), Math.max(2, steps.bytes().length));
            if (steps.flag(5)) {
                stack.packet(steps.flag(4), 17, steps.raw(), said);
            } else {
                stack.datagram(steps.flag(4), 9, said[0] == 0 ? 9 : said[0] & 0xff, said);
            }
        }
    },

    /** Segments of two connections, with numbers near the right ones. */
    TCP {
        @Override
        void step(FuzzedStack stack, Steps steps) {
            if (steps.flag(5)) {
                stack.use(steps.flag(6));
            }
            if (steps.raw()) {
                stack.packet(steps.flag(4), 6, false, steps.bytes());
            } else {
                stack.segment(steps.flag(4), steps.bytes());
            }
        }
    },

    /** A DHCP server's messages. */
    DHCP {
        @Override
        FuzzedStack stack() {
            return new FuzzedStack().startDhcp();
        }

        @Override
        void step(FuzzedStack stack, Steps steps) {
            if (steps.flag(3)) {
                stack.datagram(false, 67, 68, steps.bytes());
            } else {
                stack.dhcp(steps.bytes());
            }
        }

        /** A lease may take the way to the far end elsewhere, as it should. */
        @Override
        boolean keepsIpv4() {
            return false;
        }
    },

    /** A DHCPv6 server's messages. */
    DHCPV6 {
        @Override
        FuzzedStack stack() {
            return new FuzzedStack().startAutoconfiguration().askDhcpv6();
        }

        @Override
        void step(FuzzedStack stack, Steps steps) {
            stack.dhcp6(steps.flag(3), steps.flag(4), steps.bytes());
        }
    },

    /** A DNS server's answers. */
    DNS {
        @Override
        FuzzedStack stack() {
            return new FuzzedStack().askForName();
        }

        @Override
        void step(FuzzedStack stack, Steps steps) {
            stack.dns(steps.bytes());
        }
    },

    /** A DHCP message alone: what was read and is written again reads the same. */
    DHCP_MESSAGE {
        @Override
        void run(byte[] input) {
            DhcpMessage.parse(ByteBuffer.wrap(input)).ifPresent(message -> {
                ByteBuffer written = ByteBuffer.allocate(input.length + 1024);
                message.emit(written);
                DhcpMessage again = DhcpMessage.parse(written.flip()).orElseThrow();
                if (again.type() != message.type() || again.transaction() != message.transaction()) {
                    throw new AssertionError(message + " is written as " + again);
                }
            });
        }
    },

    /** A DHCPv6 message alone: what was read and is written again reads the same. */
    DHCPV6_MESSAGE {
        @Override
        void run(byte[] input) {
            Dhcpv6Message.parse(ByteBuffer.wrap(input)).ifPresent(message -> {
                ByteBuffer written = ByteBuffer.allocate(5 * input.length + 64);
                message.emit(written);
                Dhcpv6Message again = Dhcpv6Message.parse(written.flip()).orElseThrow();
                boolean same = again.transaction() == message.transaction()
                        && again.dnsServers().equals(message.dnsServers())
                        && again.domains().equals(message.domains())
                        && again.refreshSeconds() == message.refreshSeconds()
                        && Objects.equals(again.association(), message.association())
                        && again.rapid() == message.rapid()
                        && Arrays.equals(again.client(), message.client());
                if (!same) {
                    throw new AssertionError(message + " is written as " + again);
                }
            });
        }
    },

    /** A DNS message alone. */
    DNS_MESSAGE {
        @Override
        void run(byte[] input) {
            DnsMessage.parse(ByteBuffer.wrap(input)).ifPresent(message -> {
                if (message.answers().size() > input.length) {
                    throw new AssertionError(message + " has more answers than bytes");
                }
            });
        }
    },

    /** A time server's answers. */
    NTP {
        @Override
        FuzzedStack stack() {
            return new FuzzedStack().askTime();
        }

        @Override
        void step(FuzzedStack stack, Steps steps) {
            stack.ntp(steps.flag(3), steps.bytes());
        }
    };

    /** A stack for an input. */
    FuzzedStack stack() {
        return new FuzzedStack();
    }

    /** Brings one step in. */
    void step(FuzzedStack stack, Steps steps) {
        throw new UnsupportedOperationException(name() + " has no steps");
    }

    /** Whether the host must still be there over IPv4 whatever it is told. */
    boolean keepsIpv4() {
        return true;
    }

    /** Takes in an input; what it throws is what was found. */
    void run(byte[] input) {
        FuzzedStack stack = stack();
        Steps steps = new Steps(input);
        while (steps.next()) {
            stack.pass(steps.pause());
            step(stack, steps);
        }
        stack.mustAnswerPings(keepsIpv4());
        stack.mustKeepNothing();
    }

    private static byte[] framed(long destination, byte[] typeAndContent) {
        ByteBuffer frame = ByteBuffer.allocate(12 + typeAndContent.length);
        frame.putShort((short) (destination >>> 32)).putInt((int) destination);
        frame.put(new byte[] {2, 0, 0, 0, 0, 2}).put(typeAndContent);
        return frame.array();
    }
}
