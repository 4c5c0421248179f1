package dev.demitasse.bench;

import java.util.List;

/**
 * Where several values lie.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param least the smallest
 * @param most the largest
 * @param count how many there are, at least one
 */
record Spread(double median, double least, double most, int count) {
    /** Of values in any order. */
    static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        int size = sorted.size();
        double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast(), size);
    }
}
