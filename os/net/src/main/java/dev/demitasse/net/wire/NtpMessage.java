package dev.demitasse.net.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A message of NTP (RFC 5905 section 7.3), without extension fields. Times are NTP's: seconds since 1900 modulo 2^32 in the
 * upper half, their fraction in the lower.
 *
 * @param leap what is known of the next leap second; 3 when the sender's clock is not set
 * @param version 1 to 7
 * @param mode such as {@link #CLIENT}
 * @param stratum how far the sender is from a reference clock, 0 to 255; 0 for a refusal
 * @param reference what the sender is set by; with stratum 0 four letters that say why it refuses
 * @param origin the transmit time of the message that this answers
 * @param receive when that came
 * @param transmit when this left
 */
public record NtpMessage(
        int leap, int version, int mode, int stratum, int reference, long origin, long receive, long transmit) {
    public static final int CLIENT = 3;
    public static final int SERVER = 4;
    public static final int UNSYNCHRONIZED = 3;

    /** Bytes. */
    public static final int LENGTH = 48;

    private static final int VERSION = 4;
    private static final long SECOND = 1_000_000_000L;

    /** From 1900 to 1970. */
    private static final long EPOCH_SECONDS = 2_208_988_800L;

    /** A client's question; with nothing in it but a number that comes back, it tells nothing of the client's clock. */
    public static NtpMessage question(long transmit) {
        return new NtpMessage(0, VERSION, CLIENT, 0, 0, 0, 0, transmit);
    }

    /** Reads a message; what follows it is not looked at. */
    public static Optional<NtpMessage> parse(ByteBuffer bytes) {
        if (bytes.remaining() < LENGTH) {
            return Optional.empty();
        }
        int at = bytes.position();
        int first = bytes.get(at) & 0xff;
        return Optional.of(new NtpMessage(
                first >> 6,
                first >> 3 & 7,
                first & 7,
                bytes.get(at + 1) & 0xff,
                bytes.getInt(at + 12),
                bytes.getLong(at + 24),
                bytes.getLong(at + 32),
                bytes.getLong(at + 40)));
    }

    /** Writes it. */
    public void emit(ByteBuffer target) {
        target.put((byte) (leap << 6 | version << 3 | mode)).put((byte) stratum).putShort((short) 0);
        target.putLong(0).putInt(reference).putLong(0);
        target.putLong(origin).putLong(receive).putLong(transmit);
    }

    /** Nanoseconds since 1970 of a time between 1968 and 2104: the era follows from the first bit (RFC 4330 section 3). */
    public static long epochNanos(long time) {
        long seconds = time >>> 32;
        long era = time < 0 ? 0 : 1L << 32;
        return (seconds + era - EPOCH_SECONDS) * SECOND + ((time & 0xffff_ffffL) * SECOND >>> 32);
    }

    /** The time of NTP that nanoseconds since 1970 are. */
    public static long ofEpochNanos(long nanos) {
        long seconds = Math.floorDiv(nanos, SECOND) + EPOCH_SECONDS;
        return seconds << 32 | (Math.floorMod(nanos, SECOND) << 32) / SECOND;
    }
}
