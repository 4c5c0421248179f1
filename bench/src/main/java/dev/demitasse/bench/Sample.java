package dev.demitasse.bench;

/**
 * One measured value.
 *
 * @param figure what was measured, such as {@code start.answer}
 * @param service the service's name
 * @param peer the peer's name
 * @param run its number, from 1
 * @param value in the figure's unit
 * @param load the machine's load average over a minute before the measurement
 */
record Sample(String figure, String service, String peer, int run, double value, double load) {
    private static final int FIELDS = 6;

    /** As a line, its fields separated by tabs. */
    String line() {
        return String.join("\t", figure, service, peer, "" + run, "" + value, "" + load);
    }

    /** Reads what {@link #line} writes. */
    static Sample parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a sample: " + line);
        }
        return new Sample(
                fields[0],
                fields[1],
                fields[2],
                Integer.parseInt(fields[3]),
                Double.parseDouble(fields[4]),
                Double.parseDouble(fields[5]));
    }
}
