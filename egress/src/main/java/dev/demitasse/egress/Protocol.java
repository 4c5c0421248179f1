package dev.demitasse.egress;

import java.util.Locale;

/** The transport protocols of destinations. */
public enum Protocol {
    /** Connections. */
    TCP,
    /** Datagrams. */
    UDP;

    /** As operators write it: {@code tcp}, {@code udp}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
