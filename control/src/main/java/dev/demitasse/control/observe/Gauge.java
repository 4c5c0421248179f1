package dev.demitasse.control.observe;

import java.util.Locale;

/** What is measured of services, and part of it of instances. */
public enum Gauge {
    /** Requests, or connections where they are TCP, that came in a second. */
    REQUESTS(Over.MEAN),
    /** Of them, those that failed in a second. */
    ERRORS(Over.MEAN),
    /** Milliseconds within which half of the requests were answered; nothing when there were none. */
    MEDIAN(Over.GREATEST),
    /** Milliseconds within which 99 of a hundred were answered; nothing when there were none. */
    P99(Over.GREATEST),
    /** Bytes of this machine's memory that instances hold. */
    MEMORY(Over.GREATEST),
    /** Processors that instances keep busy; 1 is one of them, all the time. */
    PROCESSORS(Over.MEAN),
    /** Instances that were started. */
    BOOTS(Over.SUM),
    /** Instances. */
    INSTANCES(Over.GREATEST);

    private final Over over;

    Gauge(Over over) {
        this.over = over;
    }

    /** What stands for many seconds. */
    private enum Over {
        MEAN,
        GREATEST,
        SUM
    }

    /** What stands for several values; NaN, which stands for nothing, is passed over. */
    float together(float[] values, int count) {
        float sum = 0;
        float greatest = Float.NaN;
        int known = 0;
        for (int i = 0; i < count; i++) {
            if (!Float.isNaN(values[i])) {
                sum += values[i];
                greatest = known == 0 ? values[i] : Math.max(greatest, values[i]);
                known++;
            }
        }
        return switch (over) {
            case MEAN -> known == 0 ? Float.NaN : sum / known;
            case GREATEST -> greatest;
            case SUM -> known == 0 ? Float.NaN : sum;
        };
    }

    /** As the API names it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
