package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;

/**
 * The TCP options this stack knows: maximum segment size (RFC 9293 3.7.1), window scale and timestamps (RFC 7323), SACK
 * (RFC 2018). One reusable object is filled from each segment, so reading allocates nothing. Not thread-safe.
 */
public final class TcpOptions {
    /** The most SACK blocks that fit. */
    public static final int MAX_SACK_BLOCKS = 4;

    /** Bytes that the timestamps option takes with its padding (RFC 7323 appendix A). */
    public static final int TIMESTAMPS_LENGTH = 12;

    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int MAXIMUM_SEGMENT_SIZE = 2;
    private static final int WINDOW_SCALE = 3;
    private static final int SACK_PERMITTED = 4;
    private static final int SACK = 5;
    private static final int TIMESTAMPS = 8;

    private int maximumSegmentSize;
    private int windowScale;
    private boolean sackPermitted;
    private boolean timestamps;
    private int timestampValue;
    private int timestampEcho;
    private int sackBlocks;
    private final int[] sackLeft = new int[MAX_SACK_BLOCKS];
    private final int[] sackRight = new int[MAX_SACK_BLOCKS];

    /** No options. */
    public TcpOptions() {
        clear();
    }

    /** Forgets everything. */
    public void clear() {
        maximumSegmentSize = 0;
        windowScale = -1;
        sackPermitted = false;
        timestamps = false;
        timestampValue = 0;
        timestampEcho = 0;
        sackBlocks = 0;
    }

    /**
     * Reads the options between the fixed header and the data offset. Options of unknown kind or wrong length are
     * skipped; a length that leads nowhere ends the reading (RFC 9293 section 3.1, MUST-7).
     *
     * @param headerLength {@link TcpHeader#headerLength}, already checked against the segment's length
     */
    public void parse(PacketBuffer segment, int headerLength) {
        clear();
        int at = TcpHeader.MIN_LENGTH;
        while (at < headerLength) {
            int kind = segment.getUnsignedByte(at);
            if (kind == END) {
                return;
            }
            if (kind == NO_OPERATION) {
                at++;
                continue;
            }
            if (at + 1 >= headerLength) {
                return;
            }
            int length = segment.getUnsignedByte(at + 1);
            if (length < 2 || at + length > headerLength) {
                return;
            }
            parse(segment, at, kind, length);
            at += length;
        }
    }

    private void parse(PacketBuffer segment, int at, int kind, int length) {
        switch (kind) {
            case MAXIMUM_SEGMENT_SIZE -> {
                if (length == 4) {
                    maximumSegmentSize = segment.getUnsignedShort(at + 2);
                }
            }
            case WINDOW_SCALE -> {
                if (length == 3) {
                    windowScale = Math.min(segment.getUnsignedByte(at + 2), 14); // RFC 7323 section 2.3
                }
            }
            case SACK_PERMITTED -> {
                if (length == 2) {
                    sackPermitted = true;
                }
            }
            case TIMESTAMPS -> {
                if (length == 10) {
                    timestamps = true;
                    timestampValue = segment.getInt(at + 2);
                    timestampEcho = segment.getInt(at + 6);
                }
            }
            case SACK -> {
                if (length % 8 == 2 && length <= 2 + 8 * MAX_SACK_BLOCKS) {
                    sackBlocks = (length - 2) / 8;
                    for (int i = 0; i < sackBlocks; i++) {
                        sackLeft[i] = segment.getInt(at + 2 + 8 * i);
                        sackRight[i] = segment.getInt(at + 6 + 8 * i);
                    }
                }
            }
            default -> {
                // an option of later days: skipped, as RFC 9293 MUST-6 says
            }
        }
    }

    /** The peer's maximum segment size, 0 when not given. */
    public int maximumSegmentSize() {
        return maximumSegmentSize;
    }

    /** The peer's window scale shift, -1 when not given. */
    public int windowScale() {
        return windowScale;
    }

    /** Whether the peer understands SACK. */
    public boolean sackPermitted() {
        return sackPermitted;
    }

    /** Whether there is a timestamps option. */
    public boolean timestamps() {
        return timestamps;
    }

    /** TSval. */
    public int timestampValue() {
        return timestampValue;
    }

    /** TSecr. */
    public int timestampEcho() {
        return timestampEcho;
    }

    /** How many SACK blocks there are. */
    public int sackBlocks() {
        return sackBlocks;
    }

    /** The first sequence number of a block. */
    public int sackLeft(int block) {
        return sackLeft[block];
    }

    /** The sequence number after a block's last. */
    public int sackRight(int block) {
        return sackRight[block];
    }

    /** Writes a maximum segment size option; answers the offset after it. */
    public static int putMaximumSegmentSize(PacketBuffer segment, int at, int size) {
        segment.putInt(at, MAXIMUM_SEGMENT_SIZE << 24 | 4 << 16 | size);
        return at + 4;
    }

    /** Writes a window scale option, padded to 4 bytes; answers the offset after it. */
    public static int putWindowScale(PacketBuffer segment, int at, int shift) {
        segment.putInt(at, NO_OPERATION << 24 | WINDOW_SCALE << 16 | 3 << 8 | shift);
        return at + 4;
    }

    /** Writes a SACK permitted option, padded to 4 bytes; answers the offset after it. */
    public static int putSackPermitted(PacketBuffer segment, int at) {
        segment.putInt(at, NO_OPERATION << 24 | NO_OPERATION << 16 | SACK_PERMITTED << 8 | 2);
        return at + 4;
    }

    /** Writes a timestamps option, padded to 12 bytes; answers the offset after it. */
    public static int putTimestamps(PacketBuffer segment, int at, int value, int echo) {
        segment.putInt(at, NO_OPERATION << 24 | NO_OPERATION << 16 | TIMESTAMPS << 8 | 10);
        segment.putInt(at + 4, value);
        segment.putInt(at + 8, echo);
        return at + TIMESTAMPS_LENGTH;
    }

    /** Bytes that a SACK option with so many blocks takes, with padding. */
    public static int sackLength(int blocks) {
        return blocks == 0 ? 0 : 4 + 8 * blocks;
    }

    /** Writes the head of a SACK option whose blocks follow by {@link #putSackBlock}; answers the offset after it. */
    public static int putSackHead(PacketBuffer segment, int at, int blocks) {
        segment.putInt(at, NO_OPERATION << 24 | NO_OPERATION << 16 | SACK << 8 | (2 + 8 * blocks));
        return at + 4;
    }

    /** Writes one SACK block; answers the offset after it. */
    public static int putSackBlock(PacketBuffer segment, int at, int left, int right) {
        segment.putInt(at, left);
        segment.putInt(at + 4, right);
        return at + 8;
    }
}
