package dev.demitasse.machine;

/** A source of unpredictable bytes, good enough to seed a cryptographic generator. Thread-safe. */
public interface Entropy {
    /** Fills {@code bytes[offset .. offset + length)}. */
    void fill(byte[] bytes, int offset, int length);

    /** Eight unpredictable bytes. */
    default long nextLong() {
        byte[] bytes = new byte[Long.BYTES];
        fill(bytes, 0, bytes.length);
        long value = 0;
        for (byte b : bytes) {
            value = (value << 8) | (b & 0xff);
        }
        return value;
    }
}
