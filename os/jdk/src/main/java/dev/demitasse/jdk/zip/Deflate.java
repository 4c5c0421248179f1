package dev.demitasse.jdk.zip;

/**
 * Compression to a DEFLATE stream (RFC 1951) in pieces of any size, bare or in a zlib frame (RFC 1950). Levels,
 * strategies and flush modes are {@code java.util.zip.Deflater}'s; the bytes are not those zlib would make, but
 * decompress to the same. Not thread-safe.
 */
public final class Deflate {
    /** The strategy that looks for no matches; all others look for them alike. */
    public static final int HUFFMAN_ONLY = 2;

    /** Output comes when there is enough of it. */
    public static final int NO_FLUSH = 0;

    /** All input so far can be decompressed from the output so far. */
    public static final int SYNC_FLUSH = 2;

    /** The same, and what follows can be decompressed without what was before. */
    public static final int FULL_FLUSH = 3;

    /** The input ends here. */
    public static final int FINISH = 4;

    private static final int DEFAULT_LEVEL = 6;

    /** Per level: how many earlier places to compare at most. */
    private static final int[] EFFORT = {0, 4, 6, 12, 16, 32, 128, 256, 1024, 4096};

    /** Per level: a match of this length is not bettered. */
    private static final int[] ENOUGH = {0, 8, 16, 32, 16, 32, 128, 128, 258, 258};

    /** Per level: with a match of this length or more the next place is not looked at; 0 never looks. */
    private static final int[] LAZY = {0, 0, 0, 0, 4, 16, 16, 32, 128, 258};

    private static final int ADLER_START = 1;

    private final boolean framed;
    private final Matcher matcher = new Matcher();
    private final Symbols symbols = new Symbols();
    private final Output output = new Output();
    private final BlockWriter writer = new BlockWriter(output, symbols);

    private int level;
    private int strategy;
    /** Where the current block starts in the matcher's window; negative when that has slid out. */
    private int blockStart;

    private int adler = ADLER_START;
    private boolean headerWritten;
    private boolean dictionarySet;
    private boolean ended;
    /** The flush that all input before it has had; the same one again would only add empty blocks. */
    private boolean flushed = true;

    private int consumed;
    private int produced;

    /**
     * @param level 0 to 9, -1 for the default
     * @param strategy 0 to 2
     * @param raw whether to leave out the zlib frame
     */
    public Deflate(int level, int strategy, boolean raw) {
        this.framed = !raw;
        setParameters(level, strategy);
    }

    /** Changes level and strategy from here on. */
    public void setParameters(int newLevel, int newStrategy) {
        int chosen = newLevel < 0 ? DEFAULT_LEVEL : newLevel;
        if (chosen != level || newStrategy != strategy) {
            endBlock(false);
        }
        level = chosen;
        strategy = newStrategy;
    }

    /** Starts over, with the same level and strategy. */
    public void reset() {
        matcher.clear();
        symbols.clear();
        output.clear();
        blockStart = 0;
        adler = ADLER_START;
        headerWritten = false;
        dictionarySet = false;
        ended = false;
        flushed = true;
    }

    /** Bytes of input the last call used. */
    public int consumed() {
        return consumed;
    }

    /** Bytes of output the last call made. */
    public int produced() {
        return produced;
    }

    /** Whether the stream has ended and all of it has been given out. */
    public boolean finished() {
        return ended && output.size() == 0;
    }

    /** The Adler-32 of the input so far. */
    public int adler() {
        return adler;
    }

    /**
     * Gives the bytes that the first matches may refer to; the reader needs the same.
     *
     * @throws IllegalArgumentException in a framed stream when compression has begun, in a bare one in the middle of data
     */
    public void setDictionary(byte[] dictionary, int offset, int length) {
        if (framed ? headerWritten || adler != ADLER_START : matcher.position != matcher.end) {
            throw new IllegalArgumentException();
        }
        endBlock(false);
        if (framed) {
            adler = Adler32.update(ADLER_START, dictionary, offset, length);
            dictionarySet = true;
        }
        matcher.clear();
        int count = Math.min(length, Format.WINDOW - Matcher.LOOK_AHEAD);
        matcher.fill(dictionary, offset + length - count, count);
        while (matcher.position < matcher.end) {
            matcher.insert(matcher.position++);
        }
        blockStart = matcher.position;
    }

    /**
     * Compresses until the input is used up and, when flushing, all output for it has been given out, or until the
     * output is full. Goes on where it stopped when called again.
     */
    public void deflate(byte[] from, int fromOffset, int fromLength, byte[] to, int toOffset, int toLength, int flush) {
        consumed = 0;
        produced = 0;
        writeHeader();
        while (true) {
            produced += output.take(to, toOffset + produced, toLength - produced);
            if (produced == toLength || ended) {
                return;
            }
            int taken = level == 0
                    ? store(from, fromOffset + consumed, fromLength - consumed)
                    : compress(from, fromOffset + consumed, fromLength - consumed, flush);
            consumed += taken;
            if (taken == 0 && output.size() == 0) {
                if (flush == NO_FLUSH || (flush != FINISH && flushed)) {
                    return;
                }
                flush(flush);
            }
        }
    }

    /** RFC 1950 section 2.2: a window of 32 KiB, and how hard was tried. */
    private void writeHeader() {
        if (!framed || headerWritten) {
            return;
        }
        headerWritten = true;
        int effort = level < 2 ? 0 : level < 6 ? 1 : level == 6 ? 2 : 3;
        int header = 0x7800 | effort << 6 | (dictionarySet ? 0x20 : 0);
        header += 31 - header % 31;
        output.bits(header >>> 8, 8);
        output.bits(header & 0xff, 8);
        if (dictionarySet) {
            output.bits(Integer.reverseBytes(adler), 32);
            adler = ADLER_START;
        }
    }

    private int take(byte[] from, int offset, int length) {
        blockStart -= matcher.slide();
        int taken = matcher.fill(from, offset, length);
        if (framed) {
            adler = Adler32.update(adler, from, offset, taken);
        }
        flushed &= taken == 0;
        return taken;
    }

    /** Level 0: the window is filled and written out as it is. */
    private int store(byte[] from, int offset, int length) {
        if (matcher.slides()) {
            endBlock(false);
        }
        int taken = take(from, offset, length);
        matcher.position = matcher.end;
        return taken;
    }

    private int compress(byte[] from, int offset, int length, int flush) {
        int taken = take(from, offset, length);
        boolean toTheEnd = flush != NO_FLUSH && taken == length;
        while (matcher.position < matcher.end) {
            if (!toTheEnd && matcher.end - matcher.position < Matcher.LOOK_AHEAD) {
                break;
            }
            next();
            if (symbols.size >= Symbols.MOST) {
                endBlock(false);
            }
        }
        return taken;
    }

    /** Encodes what is at the matcher's position as a literal or match, or a few literals and a match. */
    private void next() {
        int at = matcher.position;
        if (strategy == HUFFMAN_ONLY) {
            symbols.literal(matcher.bytes[at] & 0xff);
            matcher.position++;
            return;
        }
        int length = matcher.find(at, EFFORT[level], ENOUGH[level]);
        int distance = matcher.distance;
        int known = at + 1;
        while (length > 0 && length < LAZY[level] && !symbols.nearlyFull() && at + 1 < matcher.end) {
            int betterLength = matcher.find(known++, EFFORT[level], ENOUGH[level]);
            if (betterLength <= length) {
                break;
            }
            symbols.literal(matcher.bytes[at++] & 0xff);
            length = betterLength;
            distance = matcher.distance;
        }
        if (length == 0) {
            symbols.literal(matcher.bytes[at] & 0xff);
            matcher.position = at + 1;
            return;
        }
        symbols.match(length, distance);
        matcher.position = at + length;
        while (known < matcher.position) {
            matcher.insert(known++);
        }
    }

    private void endBlock(boolean last) {
        int length = matcher.position - blockStart;
        if (length > 0 || last) {
            if (level == 0) {
                writer.stored(matcher.bytes, blockStart, length, last);
            } else {
                writer.write(matcher.bytes, blockStart, length, last);
            }
        }
        blockStart = matcher.position;
    }

    private void flush(int flush) {
        if (flush == FINISH) {
            endBlock(true);
            output.align();
            if (framed) {
                output.bits(Integer.reverseBytes(adler), 32);
            }
            ended = true;
            return;
        }
        endBlock(false);
        // An empty stored block ends on a byte boundary (RFC 1951 section 3.2.4).
        writer.stored(matcher.bytes, 0, 0, false);
        if (flush == FULL_FLUSH) {
            matcher.forget();
        }
        flushed = true;
    }
}
