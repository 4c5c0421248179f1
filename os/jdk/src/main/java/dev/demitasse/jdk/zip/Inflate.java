package dev.demitasse.jdk.zip;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Decompression of a DEFLATE stream (RFC 1951) that comes and goes in pieces of any size, bare or in a zlib frame
 * (RFC 1950). Never takes more input than the stream has, so that what follows it can be found. Messages of errors are
 * zlib's. Not thread-safe.
 */
public final class Inflate {
    private enum State {
        FRAME_HEADER,
        DICTIONARY_ID,
        DICTIONARY,
        BLOCK_HEADER,
        STORED_LENGTH,
        STORED,
        CODE_COUNTS,
        LENGTH_CODE,
        CODE_LENGTHS,
        SYMBOL,
        LENGTH_EXTRA,
        DISTANCE,
        DISTANCE_EXTRA,
        MATCH,
        CHECK,
        FINISHED
    }

    /** With so much input and output at hand a match cannot run out of either. */
    private static final int FAST_INPUT = 8;

    private final boolean framed;
    private State state;

    /** Bits taken from the input and not yet used, lowest first; bits above {@link #available} are zero. */
    private long bits;

    private int available;

    private byte[] input = {};
    private int inputStart;
    private int inputPosition;
    private int inputEnd;
    private byte[] output = {};
    private int outputStart;
    private int outputPosition;
    private int outputEnd;
    /** The output from here on is not yet in the window and the sum. */
    private int remembered;

    /** The last bytes given out before this call, as a ring. */
    private final byte[] window = new byte[Format.WINDOW];

    private int windowNext;
    private int windowSize;

    private boolean lastBlock;
    private int storedLeft;
    private PrefixCode literals = FixedCode.LITERALS;
    private PrefixCode distances = FixedCode.DISTANCES;
    private int matchLength;
    private int matchDistance;
    private int symbol;

    private final byte[] codeLengths = new byte[Format.FIXED_LITERALS + Format.DISTANCES + 2];
    private int codeLengthsKnown;
    private int literalCount;
    private int distanceCount;
    private int lengthCodeCount;
    private PrefixCode lengthCode = FixedCode.LITERALS;

    private int adler;

    /** The codes of blocks that bring none of their own. */
    private static final class FixedCode {
        static final PrefixCode LITERALS = code(Format.fixedLiteralLengths());
        static final PrefixCode DISTANCES = code(Format.fixedDistanceLengths());

        private static PrefixCode code(byte[] lengths) {
            PrefixCode code = PrefixCode.of(lengths, 0, lengths.length, false);
            if (code == null) {
                throw new AssertionError("the fixed code is complete");
            }
            return code;
        }
    }

    /** @param raw whether the stream comes without a zlib frame */
    public Inflate(boolean raw) {
        framed = !raw;
        state = framed ? State.FRAME_HEADER : State.BLOCK_HEADER;
        adler = 1;
    }

    /** Starts over. */
    public void reset() {
        state = framed ? State.FRAME_HEADER : State.BLOCK_HEADER;
        bits = 0;
        available = 0;
        windowNext = 0;
        windowSize = 0;
        lastBlock = false;
        adler = 1;
    }

    /**
     * Decompresses until the input is used up, the output is full or the stream ends.
     *
     * @throws DataFormatException when the stream is broken; {@link #consumed} and {@link #produced} tell where
     */
    public void inflate(byte[] from, int fromOffset, int fromLength, byte[] to, int toOffset, int toLength)
            throws DataFormatException {
        input = from;
        inputStart = fromOffset;
        inputPosition = fromOffset;
        inputEnd = fromOffset + fromLength;
        output = to;
        outputStart = toOffset;
        outputPosition = toOffset;
        outputEnd = toOffset + toLength;
        remembered = toOffset;
        try {
            while (step()) {
                // Until something is missing.
            }
        } finally {
            remember();
            input = new byte[0];
            output = input;
        }
    }

    /** Bytes of input the last call used. */
    public int consumed() {
        return inputPosition - inputStart;
    }

    /** Bytes of output the last call made. */
    public int produced() {
        return outputPosition - outputStart;
    }

    /** Whether the stream has ended. */
    public boolean finished() {
        return state == State.FINISHED;
    }

    /** Whether the stream goes on only after {@link #setDictionary}. */
    public boolean needsDictionary() {
        return state == State.DICTIONARY;
    }

    /** The Adler-32 of the output so far, or of the dictionary that is asked for. */
    public int adler() {
        return adler;
    }

    /**
     * Gives the bytes that the first matches may refer to.
     *
     * @throws IllegalArgumentException when it is not the one asked for
     */
    public void setDictionary(byte[] dictionary, int offset, int length) {
        if (framed) {
            if (state != State.DICTIONARY || Adler32.update(1, dictionary, offset, length) != adler) {
                throw new IllegalArgumentException();
            }
            adler = 1;
            state = State.BLOCK_HEADER;
        }
        remember(dictionary, offset, length);
    }

    private boolean step() throws DataFormatException {
        return switch (state) {
            case FRAME_HEADER -> frameHeader();
            case DICTIONARY_ID -> dictionaryId();
            case DICTIONARY, FINISHED -> false;
            case BLOCK_HEADER -> blockHeader();
            case STORED_LENGTH -> storedLength();
            case STORED -> stored();
            case CODE_COUNTS -> codeCounts();
            case LENGTH_CODE -> lengthCode();
            case CODE_LENGTHS -> codeLengths();
            case SYMBOL -> symbol();
            case LENGTH_EXTRA -> lengthExtra();
            case DISTANCE -> distance();
            case DISTANCE_EXTRA -> distanceExtra();
            case MATCH -> match();
            case CHECK -> check();
        };
    }

    /** Makes {@code count} bits available if the input has them. */
    private boolean need(int count) {
        while (available < count) {
            if (inputPosition == inputEnd) {
                return false;
            }
            bits |= (input[inputPosition++] & 0xffL) << available;
            available += 8;
        }
        return true;
    }

    private int take(int count) {
        int value = (int) (bits & (1L << count) - 1);
        bits >>>= count;
        available -= count;
        return value;
    }

    /** The next symbol of {@code code}, or {@link PrefixCode#MORE}; takes only as much input as its code is long. */
    private int decode(PrefixCode code, String invalid) throws DataFormatException {
        while (true) {
            int entry = code.decode(bits, available);
            if (entry >= 0) {
                take(entry & 15);
                return entry >>> 4;
            }
            if (entry == PrefixCode.INVALID) {
                throw new DataFormatException(invalid);
            }
            if (!need(available + 1)) {
                return PrefixCode.MORE;
            }
        }
    }

    /** RFC 1950 section 2.2. */
    private boolean frameHeader() throws DataFormatException {
        if (!need(16)) {
            return false;
        }
        int method = take(8);
        int flags = take(8);
        if ((method << 8 | flags) % 31 != 0) {
            throw new DataFormatException("incorrect header check");
        }
        if ((method & 15) != 8) {
            throw new DataFormatException("unknown compression method");
        }
        if (method >>> 4 > 7) {
            throw new DataFormatException("invalid window size");
        }
        state = (flags & 0x20) != 0 ? State.DICTIONARY_ID : State.BLOCK_HEADER;
        return true;
    }

    private boolean dictionaryId() {
        if (!need(32)) {
            return false;
        }
        adler = Integer.reverseBytes(take(32));
        state = State.DICTIONARY;
        return true;
    }

    private boolean blockHeader() throws DataFormatException {
        if (lastBlock) {
            take(available & 7);
            state = framed ? State.CHECK : State.FINISHED;
            return true;
        }
        if (!need(3)) {
            return false;
        }
        lastBlock = take(1) != 0;
        switch (take(2)) {
            case 0 -> {
                take(available & 7);
                state = State.STORED_LENGTH;
            }
            case 1 -> {
                literals = FixedCode.LITERALS;
                distances = FixedCode.DISTANCES;
                state = State.SYMBOL;
            }
            case 2 -> state = State.CODE_COUNTS;
            default -> throw new DataFormatException("invalid block type");
        }
        return true;
    }

    private boolean storedLength() throws DataFormatException {
        if (!need(32)) {
            return false;
        }
        storedLeft = take(16);
        if ((take(16) ^ 0xffff) != storedLeft) {
            throw new DataFormatException("invalid stored block lengths");
        }
        state = State.STORED;
        return true;
    }

    private boolean stored() {
        int count = Math.min(storedLeft, Math.min(inputEnd - inputPosition, outputEnd - outputPosition));
        System.arraycopy(input, inputPosition, output, outputPosition, count);
        inputPosition += count;
        outputPosition += count;
        storedLeft -= count;
        if (storedLeft > 0) {
            return false;
        }
        state = State.BLOCK_HEADER;
        return true;
    }

    /** RFC 1951 section 3.2.7, from here to {@link #codeLengths}. */
    private boolean codeCounts() throws DataFormatException {
        if (!need(14)) {
            return false;
        }
        literalCount = take(5) + 257;
        distanceCount = take(5) + 1;
        lengthCodeCount = take(4) + 4;
        if (literalCount > Format.LITERALS || distanceCount > Format.DISTANCES) {
            throw new DataFormatException("too many length or distance symbols");
        }
        Arrays.fill(codeLengths, (byte) 0);
        codeLengthsKnown = 0;
        state = State.LENGTH_CODE;
        return true;
    }

    private boolean lengthCode() throws DataFormatException {
        for (; codeLengthsKnown < lengthCodeCount; codeLengthsKnown++) {
            if (!need(3)) {
                return false;
            }
            codeLengths[Format.LENGTH_CODE_ORDER[codeLengthsKnown]] = (byte) take(3);
        }
        PrefixCode code = PrefixCode.of(codeLengths, 0, Format.LENGTH_CODES, false);
        if (code == null) {
            throw new DataFormatException("invalid code lengths set");
        }
        lengthCode = code;
        Arrays.fill(codeLengths, (byte) 0);
        codeLengthsKnown = 0;
        state = State.CODE_LENGTHS;
        return true;
    }

    private boolean codeLengths() throws DataFormatException {
        int total = literalCount + distanceCount;
        while (codeLengthsKnown < total) {
            int entry = lengthCode.decode(bits, available);
            int codeBits = entry & 15;
            int value = entry >>> 4;
            int extraBits = value < 16 ? 0 : value == 16 ? 2 : value == 17 ? 3 : 7;
            if (entry == PrefixCode.INVALID) {
                throw new DataFormatException("invalid code lengths set");
            }
            // Code and repeat count are taken together or not at all, so that no state lies between them.
            if (entry == PrefixCode.MORE || available < codeBits + extraBits) {
                if (!need(available + 1)) {
                    return false;
                }
                continue;
            }
            take(codeBits);
            if (value < 16) {
                codeLengths[codeLengthsKnown++] = (byte) value;
                continue;
            }
            int repeat = take(extraBits) + (value == 18 ? 11 : 3);
            if (codeLengthsKnown + repeat > total || (value == 16 && codeLengthsKnown == 0)) {
                throw new DataFormatException("invalid bit length repeat");
            }
            byte length = value == 16 ? codeLengths[codeLengthsKnown - 1] : 0;
            Arrays.fill(codeLengths, codeLengthsKnown, codeLengthsKnown + repeat, length);
            codeLengthsKnown += repeat;
        }
        startBlock();
        return true;
    }

    private void startBlock() throws DataFormatException {
        if (codeLengths[Format.END_OF_BLOCK] == 0) {
            throw new DataFormatException("invalid code -- missing end-of-block");
        }
        PrefixCode code = PrefixCode.of(codeLengths, 0, literalCount, true);
        if (code == null) {
            throw new DataFormatException("invalid literal/lengths set");
        }
        literals = code;
        code = PrefixCode.of(codeLengths, literalCount, distanceCount, true);
        if (code == null) {
            throw new DataFormatException("invalid distances set");
        }
        distances = code;
        state = State.SYMBOL;
    }

    private boolean symbol() throws DataFormatException {
        while (true) {
            if (inputEnd - inputPosition >= FAST_INPUT && outputEnd - outputPosition >= Format.LONGEST_MATCH) {
                if (fast()) {
                    return true;
                }
                continue;
            }
            if (outputPosition == outputEnd && !endOfBlockIsNext()) {
                return false;
            }
            int value = decode(literals, "invalid literal/length code");
            if (value == PrefixCode.MORE) {
                return false;
            }
            if (value < Format.END_OF_BLOCK) {
                output[outputPosition++] = (byte) value;
                continue;
            }
            if (value == Format.END_OF_BLOCK) {
                state = State.BLOCK_HEADER;
            } else {
                startMatch(value);
            }
            return true;
        }
    }

    /**
     * Whether the next symbol needs no room: the end of the last block is to be seen even when the output is full, or
     * the caller would not learn that the stream has ended.
     */
    private boolean endOfBlockIsNext() {
        while (true) {
            int entry = literals.decode(bits, available);
            if (entry != PrefixCode.MORE) {
                return entry >= 0 && entry >>> 4 == Format.END_OF_BLOCK;
            }
            if (!need(available + 1)) {
                return false;
            }
        }
    }

    private void startMatch(int value) throws DataFormatException {
        symbol = value - Format.END_OF_BLOCK - 1;
        if (symbol >= Format.LENGTH_BASE.length) {
            throw new DataFormatException("invalid literal/length code");
        }
        state = State.LENGTH_EXTRA;
    }

    private boolean lengthExtra() {
        int extra = Format.LENGTH_EXTRA_BITS[symbol];
        if (!need(extra)) {
            return false;
        }
        matchLength = Format.LENGTH_BASE[symbol] + take(extra);
        state = State.DISTANCE;
        return true;
    }

    private boolean distance() throws DataFormatException {
        int value = decode(distances, "invalid distance code");
        if (value == PrefixCode.MORE) {
            return false;
        }
        if (value >= Format.DISTANCES) {
            throw new DataFormatException("invalid distance code");
        }
        symbol = value;
        state = State.DISTANCE_EXTRA;
        return true;
    }

    private boolean distanceExtra() throws DataFormatException {
        int extra = Format.DISTANCE_EXTRA_BITS[symbol];
        if (!need(extra)) {
            return false;
        }
        matchDistance = Format.DISTANCE_BASE[symbol] + take(extra);
        checkDistance();
        state = State.MATCH;
        return true;
    }

    private void checkDistance() throws DataFormatException {
        if (matchDistance > windowSize + (outputPosition - outputStart)) {
            throw new DataFormatException("invalid distance too far back");
        }
    }

    private boolean match() {
        copyMatch(Math.min(matchLength, outputEnd - outputPosition));
        if (matchLength > 0) {
            return false;
        }
        state = State.SYMBOL;
        return true;
    }

    /** Repeats {@code count} bytes, first from the window, then from what this call has put out. */
    private void copyMatch(int count) {
        int left = count;
        int source = outputPosition - matchDistance;
        while (left > 0 && source < outputStart) {
            output[outputPosition++] = window[windowNext - (outputStart - source) & Format.WINDOW - 1];
            source++;
            left--;
        }
        if (left > 0 && matchDistance >= left) {
            System.arraycopy(output, source, output, outputPosition, left);
            outputPosition += left;
        } else {
            // Overlapping: bytes repeated are themselves repeated.
            for (; left > 0; left--) {
                output[outputPosition++] = output[source++];
            }
        }
        matchLength -= count;
    }

    /**
     * Decodes while neither input nor output can run out within a symbol, then gives whole bytes that were read ahead
     * back.
     *
     * @return whether the block has ended
     */
    private boolean fast() throws DataFormatException {
        boolean ended = false;
        while (inputEnd - inputPosition >= FAST_INPUT && outputEnd - outputPosition >= Format.LONGEST_MATCH) {
            need(48);
            int entry = literals.decode(bits, available);
            if (entry < 0) {
                throw new DataFormatException("invalid literal/length code");
            }
            take(entry & 15);
            int value = entry >>> 4;
            if (value < Format.END_OF_BLOCK) {
                output[outputPosition++] = (byte) value;
                continue;
            }
            if (value == Format.END_OF_BLOCK) {
                state = State.BLOCK_HEADER;
                ended = true;
                break;
            }
            startMatch(value);
            lengthExtra();
            distance();
            distanceExtra();
            match();
        }
        giveBack();
        return ended;
    }

    /** Whole bytes that {@link #fast} took ahead return to this call's input; an earlier call's cannot. */
    private void giveBack() {
        int count = Math.min(available >>> 3, inputPosition - inputStart);
        inputPosition -= count;
        available -= 8 * count;
        bits &= (1L << available) - 1;
    }

    /** RFC 1950 section 2.2: ADLER32. */
    private boolean check() throws DataFormatException {
        if (!need(32)) {
            return false;
        }
        remember();
        if (Integer.reverseBytes(take(32)) != adler) {
            throw new DataFormatException("incorrect data check");
        }
        state = State.FINISHED;
        return true;
    }

    /** Keeps the end of this call's output for the matches of the next. */
    private void remember() {
        int length = outputPosition - remembered;
        if (length > 0) {
            if (framed) {
                adler = Adler32.update(adler, output, outputPosition - length, length);
            }
            remember(output, outputPosition - length, length);
            remembered = outputPosition;
        }
    }

    private void remember(byte[] bytes, int offset, int length) {
        int count = Math.min(length, Format.WINDOW);
        int from = offset + length - count;
        int first = Math.min(count, Format.WINDOW - windowNext);
        System.arraycopy(bytes, from, window, windowNext, first);
        System.arraycopy(bytes, from + first, window, 0, count - first);
        windowNext = windowNext + count & Format.WINDOW - 1;
        windowSize = Math.min(Format.WINDOW, windowSize + count);
    }
}
