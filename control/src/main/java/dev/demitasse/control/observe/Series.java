package dev.demitasse.control.observe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one service or instance has done: each second of the last five minutes, and every fifteen of the last two hours.
 * A bounded 25 KB. Guarded by its lock.
 */
public final class Series {
    /** Seconds that are kept one by one. */
    static final int FINE = 300;

    /** Seconds that one coarse value stands for. */
    static final int COARSE_STEP = 15;

    /** Coarse values that are kept. */
    static final int COARSE = 2 * 3600 / COARSE_STEP;

    private final Map<Gauge, Ring> fine = new EnumMap<>(Gauge.class);
    private final Map<Gauge, Ring> coarse = new EnumMap<>(Gauge.class);
    private long last;
    private long lastCoarse;

    Series() {
        for (Gauge gauge : Gauge.values()) {
            fine.put(gauge, new Ring(FINE));
            coarse.put(gauge, new Ring(COARSE));
        }
    }

    /**
     * What was measured, for charts.
     *
     * @param step seconds between values
     * @param until the second of the last value, since 1970
     * @param values by gauge, the oldest first; null where there was nothing to measure
     */
    public record View(int step, long until, Map<String, List<@Nullable Float>> values) {}

    /** Adds what was measured in a second, since 1970; gauges that are not there are NaN. */
    synchronized void add(long second, Map<Gauge, Float> measured) {
        fillCoarse(second);
        // A second that was left out, on a machine that was busy, is one without anything known.
        for (long missed = Math.max(last + 1, second - FINE); last != 0 && missed < second; missed++) {
            addSecond(missed, Map.of());
        }
        addSecond(second, measured);
    }

    /** After a longer pause, between two control planes, nothing is known of what lies before the seconds kept one by one. */
    private void fillCoarse(long second) {
        if (lastCoarse == 0 || second - last <= FINE) {
            return;
        }
        long end = second - FINE;
        long oldest = (end / COARSE_STEP - COARSE) * COARSE_STEP;
        for (long step = Math.max(lastCoarse + COARSE_STEP, oldest); step < end; step += COARSE_STEP) {
            for (Gauge gauge : Gauge.values()) {
                ring(coarse, gauge).add(Float.NaN);
            }
            lastCoarse = step;
        }
        // So that the next coarse value is not of seconds before the pause.
        for (Gauge gauge : Gauge.values()) {
            for (int i = 0; i < COARSE_STEP; i++) {
                ring(fine, gauge).add(Float.NaN);
            }
        }
    }

    private void addSecond(long second, Map<Gauge, Float> measured) {
        for (Gauge gauge : Gauge.values()) {
            ring(fine, gauge).add(measured.getOrDefault(gauge, Float.NaN));
        }
        last = second;
        if (second % COARSE_STEP == 0) {
            for (Gauge gauge : Gauge.values()) {
                float[] period = ring(fine, gauge).last(COARSE_STEP);
                ring(coarse, gauge).add(gauge.together(period, period.length));
            }
            lastCoarse = second;
        }
    }

    /** Writes all that is kept. */
    synchronized void write(DataOutput out) throws IOException {
        out.writeLong(last);
        out.writeLong(lastCoarse);
        for (Gauge gauge : Gauge.values()) {
            ring(fine, gauge).write(out);
            ring(coarse, gauge).write(out);
        }
    }

    /** What {@link #write} wrote. */
    static Series read(DataInput in) throws IOException {
        var series = new Series();
        series.last = in.readLong();
        series.lastCoarse = in.readLong();
        for (Gauge gauge : Gauge.values()) {
            ring(series.fine, gauge).read(in);
            ring(series.coarse, gauge).read(in);
        }
        return series;
    }

    /** The last seconds, each or in steps of fifteen. */
    synchronized View view(boolean longer) {
        Map<Gauge, Ring> rings = longer ? coarse : fine;
        var values = new LinkedHashMap<String, List<@Nullable Float>>();
        for (Gauge gauge : Gauge.values()) {
            var list = new ArrayList<@Nullable Float>();
            for (float value : ring(rings, gauge).last(Math.max(FINE, COARSE))) {
                list.add(Float.isNaN(value) ? null : value);
            }
            values.put(gauge.toString(), list);
        }
        return longer ? new View(COARSE_STEP, lastCoarse, values) : new View(1, last, values);
    }

    private static Ring ring(Map<Gauge, Ring> rings, Gauge gauge) {
        Ring ring = rings.get(gauge);
        if (ring == null) {
            throw new IllegalStateException("every gauge has a ring");
        }
        return ring;
    }
}
