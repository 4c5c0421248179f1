package dev.demitasse.net.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A DNS message (RFC 1035 section 4.1) with one question, as this resolver sends them, and the answers it understands.
 *
 * @param id what joins answer and question
 * @param response whether it is an answer
 * @param truncated whether the answer did not fit (TC)
 * @param recursionDesired RD
 * @param code RCODE
 * @param question the question; in an answer, repeated
 * @param answers the answer section
 * @param negativeSeconds how long a negative answer may be kept (RFC 2308 section 5): the lesser of TTL and MINIMUM of
 *     the SOA record in the authority section, 0 without one
 * @param payloadSize UDP payload the sender can take (EDNS(0), RFC 6891), 0 to leave the option out
 */
public record DnsMessage(
        int id,
        boolean response,
        boolean truncated,
        boolean recursionDesired,
        int code,
        Question question,
        List<Answer> answers,
        long negativeSeconds,
        int payloadSize) {
    public static final int TYPE_A = 1;
    public static final int TYPE_CNAME = 5;
    public static final int TYPE_SOA = 6;
    public static final int TYPE_PTR = 12;
    public static final int TYPE_AAAA = 28;
    private static final int TYPE_OPT = 41;
    private static final int CLASS_IN = 1;

    /** RCODE: fine. */
    public static final int NO_ERROR = 0;

    /** RCODE: there is no such name. */
    public static final int NAME_ERROR = 3;

    /** Longest name on the wire (RFC 1035 section 2.3.4). */
    private static final int MAX_NAME = 255;

    private static final int MAX_LABEL = 63;
    private static final int MAX_ANSWERS = 64;

    /**
     * What is asked.
     *
     * @param name without final dot; compared without case
     * @param type such as {@link #TYPE_A}
     */
    public record Question(String name, int type) {}

    /**
     * One record of the answer.
     *
     * @param name whose record it is
     * @param type such as {@link #TYPE_A}
     * @param seconds how long it may be kept
     * @param address the bytes of an A or AAAA record, else empty
     * @param target the name of a CNAME or PTR record, else empty
     */
    public record Answer(String name, int type, long seconds, byte[] address, String target) {}

    /** A question to a recursive server. */
    public static DnsMessage query(int id, Question question, int payloadSize) {
        return new DnsMessage(id, false, false, true, NO_ERROR, question, List.of(), 0, payloadSize);
    }

    /** Whether a name can be asked for: labels of 1 to 63 bytes, 253 bytes in all. */
    public static boolean validName(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MAX_NAME - 2) {
            return false;
        }
        int label = 0;
        for (byte b : bytes) {
            if (b == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (++label > MAX_LABEL) {
                return false;
            }
        }
        return label > 0;
    }

    /** Reads a message from position to limit; nothing when it is malformed or has other than one question. */
    public static Optional<DnsMessage> parse(ByteBuffer bytes) {
        try {
            return Optional.ofNullable(new Reader(bytes).message());
        } catch (BufferUnderflowException | IndexOutOfBoundsException | MalformedName e) {
            return Optional.empty();
        }
    }

    /** Writes the message at the buffer's position, names without compression. */
    public void emit(ByteBuffer bytes) {
        int flags = (response ? 0x8000 : 0) | (truncated ? 0x0200 : 0) | (recursionDesired ? 0x0100 : 0) | code;
        bytes.putShort((short) id).putShort((short) flags).putShort((short) 1).putShort((short) answers.size());
        bytes.putShort((short) (negativeSeconds > 0 ? 1 : 0)).putShort((short) (payloadSize > 0 ? 1 : 0));
        putName(bytes, question.name);
        bytes.putShort((short) question.type).putShort((short) CLASS_IN);
        for (Answer answer : answers) {
            putName(bytes, answer.name);
            bytes.putShort((short) answer.type).putShort((short) CLASS_IN).putInt((int) answer.seconds);
            int lengthAt = bytes.position();
            bytes.putShort((short) 0).put(answer.address);
            if (!answer.target.isEmpty()) {
                putName(bytes, answer.target);
            }
            bytes.putShort(lengthAt, (short) (bytes.position() - lengthAt - 2));
        }
        if (negativeSeconds > 0) {
            putName(bytes, question.name);
            bytes.putShort((short) TYPE_SOA).putShort((short) CLASS_IN).putInt((int) negativeSeconds);
            bytes.putShort((short) 22).put((byte) 0).put((byte) 0);
            bytes.putInt(1).putInt(1).putInt(1).putInt(1).putInt((int) negativeSeconds);
        }
        if (payloadSize > 0) {
            bytes.put((byte) 0)
                    .putShort((short) TYPE_OPT)
                    .putShort((short) payloadSize)
                    .putInt(0)
                    .putShort((short) 0);
        }
    }

    static void putName(ByteBuffer bytes, String name) {
        for (String label : name.split("\\.", -1)) {
            byte[] encoded = label.getBytes(StandardCharsets.UTF_8);
            if (encoded.length > 0) {
                bytes.put((byte) encoded.length).put(encoded);
            }
        }
        bytes.put((byte) 0);
    }

    /** A name that breaks the rules; never leaves this class. */
    private static final class MalformedName extends RuntimeException {
        private static final long serialVersionUID = 1;

        MalformedName() {
            super("malformed name", null, false, false);
        }
    }

    /** Reads one message; a pointer in a name may only point backwards, so reading ends. */
    private static final class Reader {
        private final ByteBuffer bytes;
        private final int start;

        Reader(ByteBuffer bytes) {
            this.bytes = bytes;
            this.start = bytes.position();
        }

        @Nullable DnsMessage message() {
            int id = bytes.getShort() & 0xffff;
            int flags = bytes.getShort() & 0xffff;
            int questions = bytes.getShort() & 0xffff;
            int answerCount = bytes.getShort() & 0xffff;
            int authorityCount = bytes.getShort() & 0xffff;
            bytes.getShort();
            boolean isQuery = (flags & 0x7800) == 0;
            if (questions != 1 || !isQuery) {
                return null;
            }
            Question question = new Question(name(), bytes.getShort() & 0xffff);
            if (bytes.getShort() != CLASS_IN) {
                return null;
            }
            boolean truncated = (flags & 0x0200) != 0;
            List<Answer> answers = new ArrayList<>();
            long negative = 0;
            try {
                for (int i = 0; i < answerCount && i < MAX_ANSWERS; i++) {
                    Answer answer = answer();
                    if (answer != null) {
                        answers.add(answer);
                    }
                }
                for (int i = 0; i < authorityCount && answerCount <= MAX_ANSWERS; i++) {
                    negative = Math.max(negative, authority());
                }
            } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
                if (!truncated) {
                    return null;
                }
            }
            return new DnsMessage(
                    id,
                    (flags & 0x8000) != 0,
                    truncated,
                    (flags & 0x0100) != 0,
                    flags & 0x0f,
                    question,
                    List.copyOf(answers),
                    negative,
                    0);
        }

        private @Nullable Answer answer() {
            String owner = name();
            int type = bytes.getShort() & 0xffff;
            int dnsClass = bytes.getShort() & 0xffff;
            long seconds = ttl(bytes.getInt());
            int length = bytes.getShort() & 0xffff;
            int end = bytes.position() + length;
            if (length > bytes.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] address = {};
            String target = "";
            boolean known = dnsClass == CLASS_IN;
            if (known && ((type == TYPE_A && length == 4) || (type == TYPE_AAAA && length == 16))) {
                address = new byte[length];
                bytes.get(address);
            } else if (known && (type == TYPE_CNAME || type == TYPE_PTR)) {
                target = name();
            } else {
                known = false;
            }
            bytes.position(end);
            return known ? new Answer(owner, type, seconds, address, target) : null;
        }

        private long authority() {
            name();
            int type = bytes.getShort() & 0xffff;
            bytes.getShort();
            long seconds = ttl(bytes.getInt());
            int length = bytes.getShort() & 0xffff;
            int end = bytes.position() + length;
            long minimum = 0;
            if (type == TYPE_SOA && length >= 22) {
                minimum = Math.min(seconds, ttl(bytes.getInt(end - 4)));
            }
            bytes.position(Math.min(end, bytes.limit()));
            return minimum;
        }

        /** RFC 2181 section 8: a TTL with its top bit set counts as zero. */
        private static long ttl(int value) {
            return Math.max(0, value);
        }

        private String name() {
            StringBuilder name = new StringBuilder();
            int at = bytes.position();
            int after = -1;
            int lowest = at;
            while (true) {
                int length = bytes.get(at) & 0xff;
                if (length >= 0xc0) {
                    int target = start + ((length & 0x3f) << 8 | (bytes.get(at + 1) & 0xff));
                    if (after < 0) {
                        after = at + 2;
                    }
                    if (target >= lowest) {
                        throw new MalformedName();
                    }
                    lowest = target;
                    at = target;
                } else if (length > MAX_LABEL) {
                    throw new MalformedName();
                } else if (length == 0) {
                    bytes.position(after < 0 ? at + 1 : after);
                    return name.toString();
                } else {
                    if (!name.isEmpty()) {
                        name.append('.');
                    }
                    byte[] label = new byte[length];
                    bytes.get(at + 1, label);
                    for (byte b : label) {
                        if (b == '.' || b == 0) {
                            throw new MalformedName(); // would read as another name
                        }
                    }
                    name.append(new String(label, StandardCharsets.UTF_8));
                    if (name.length() > MAX_NAME) {
                        throw new MalformedName();
                    }
                    at += 1 + length;
                }
            }
        }
    }
}
