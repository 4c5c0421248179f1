package dev.demitasse.control.observe;

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

    int size() {
        return size;
    }

    @Override
    public String toString() {
        return Arrays.toString(last(size));
    }
}
