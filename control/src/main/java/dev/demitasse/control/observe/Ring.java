package dev.demitasse.control.observe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last so many values of one gauge. Confined to its series. */
final class Ring {
    private final float[] values;
    private int next;
    private int size;

    Ring(int capacity) {
        values = new float[capacity];
    }

    void add(float value) {
        values[next] = value;
        next = (next + 1) % values.length;
        size = Math.min(size + 1, values.length);
    }

    /** The last {@code count}, or as many as there are, the oldest first. */
    float[] last(int count) {
        int many = Math.min(count, size);
        float[] last = new float[many];
        for (int i = 0; i < many; i++) {
            last[i] = values[(next - many + i + values.length) % values.length];
        }
        return last;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (float value : last(size)) {
            out.writeFloat(value);
        }
    }

    /** Adds what {@link #write} wrote. */
    void read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > values.length) {
            throw new IOException("a ring of " + values.length + " holds no " + count + " values");
        }
        for (int i = 0; i < count; i++) {
            add(in.readFloat());
        }
    }

    int size() {
        return size;
    }

    @Override
    public String toString() {
        return Arrays.toString(last(size));
    }
}
