package dev.demitasse.jdk;

import dev.demitasse.kernel.LastWords;
import dev.demitasse.net.core.PacketRing;

/**
 * The last packets as lines for the host: {@code demi packets COUNT}, then for each {@code demi packet NANOSECONDS LENGTH
 * BYTES}, the time since 1970, the length it had, and in hexadecimal what of it is kept.
 */
final class PacketLines implements LastWords {
    private static final byte[] HEAD = {'d', 'e', 'm', 'i', ' ', 'p', 'a', 'c', 'k', 'e', 't'};
    private static final int DECIMAL = 10;

    private final PacketRing ring;

    PacketLines(PacketRing ring) {
        this.ring = ring;
    }

    @Override
    public int line(int number, byte[] target) {
        if (number > ring.count()) {
            return 0;
        }
        int at = 0;
        while (at < HEAD.length) {
            target[at] = HEAD[at];
            at++;
        }
        if (number == 0) {
            target[at] = 's';
            return decimal(ring.count(), target, at + 1);
        }
        int packet = number - 1;
        at = decimal(ring.time(packet), target, at);
        at = decimal(ring.length(packet), target, at);
        target[at] = ' ';
        at++;
        int kept = ring.kept(packet);
        for (int i = 0; i < kept; i++) {
            int value = ring.get(packet, i) & 0xff;
            target[at] = digit(value >> 4);
            target[at + 1] = digit(value & 0xf);
            at += 2;
        }
        return at;
    }

    /** Writes a blank and a number that is not negative; where it ends. */
    private static int decimal(long value, byte[] target, int from) {
        int digits = 1;
        for (long rest = value / DECIMAL; rest > 0; rest /= DECIMAL) {
            digits++;
        }
        target[from] = ' ';
        long rest = value;
        for (int i = from + digits; i > from; i--) {
            target[i] = (byte) ('0' + rest % DECIMAL);
            rest /= DECIMAL;
        }
        return from + digits + 1;
    }

    private static byte digit(int nibble) {
        return (byte) (nibble < DECIMAL ? '0' + nibble : 'a' + nibble - DECIMAL);
    }
}
