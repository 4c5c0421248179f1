package dev.demitasse.net.ip;

import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;

/** Scopes, labels and precedences of addresses (RFC 6724 sections 2.1 and 3), with the table that hosts have by default. */
final class AddressPolicy {
    /** Scopes as multicast addresses have them (section 3.1). */
    private static final int LINK_LOCAL = 2;

    private static final int SITE_LOCAL = 5;
    private static final int GLOBAL = 14;

    /** A row of the table. */
    private record Row(InterfaceAddress prefix, int precedence, int label) {}

    private static final Row[] TABLE = {
        row("::1/128", 50, 0),
        row("::/96", 1, 3),
        row("2001::/32", 5, 5),
        row("2002::/16", 30, 2),
        row("3ffe::/16", 1, 12),
        row("fec0::/10", 1, 11),
        row("fc00::/7", 3, 13)
    };

    /** Of ::ffff:0:0/96. */
    private static final int IPV4_PRECEDENCE = 35;

    private static final int IPV4_LABEL = 4;

    /** Of ::/0. */
    private static final int OTHER_PRECEDENCE = 40;

    private static final int OTHER_LABEL = 1;

    private AddressPolicy() {}

    private static Row row(String prefix, int precedence, int label) {
        return new Row(InterfaceAddress.parse(prefix), precedence, label);
    }

    /** How far an address is good for; IPv4's private ones as far as others (section 3.2). */
    static int scope(IpAddress address) {
        if (address.isMulticast() && !address.isIpv4()) {
            return (int) (address.high() >>> 48) & 0xf;
        }
        if (address.isLinkLocal() || address.isLoopback()) {
            return LINK_LOCAL;
        }
        return address.high() >>> 54 == 0xfec0 >>> 6 ? SITE_LOCAL : GLOBAL;
    }

    /** Addresses with the same label go together. */
    static int label(IpAddress address) {
        if (address.isIpv4()) {
            return IPV4_LABEL;
        }
        for (Row row : TABLE) {
            if (row.prefix.covers(address)) {
                return row.label;
            }
        }
        return OTHER_LABEL;
    }

    /** Destinations with a higher one are better. */
    static int precedence(IpAddress address) {
        if (address.isIpv4()) {
            return IPV4_PRECEDENCE;
        }
        for (Row row : TABLE) {
            if (row.prefix.covers(address)) {
                return row.precedence;
            }
        }
        return OTHER_PRECEDENCE;
    }

    /** How many bits two IPv6 addresses share, of those that name a network: identifiers say nothing of nearness. */
    static int commonPrefix(IpAddress one, IpAddress other) {
        return Math.min(Long.SIZE, one.commonPrefix(other));
    }
}
