package dev.demitasse.machine.x86;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;

/** The battery-backed clock (Motorola MC146818A data sheet), read once at boot, to the second, in UTC. */
final class Rtc {
    private static final int INDEX = 0x70;
    private static final int DATA = 0x71;

    private static final int SECONDS = 0;
    private static final int MINUTES = 2;
    private static final int HOURS = 4;
    private static final int DAY = 7;
    private static final int MONTH = 8;
    private static final int YEAR = 9;
    private static final int STATUS_A = 0xa;
    private static final int STATUS_B = 0xb;

    private static final int UPDATE_IN_PROGRESS = 0x80;
    private static final int HOURS_24 = 2;
    private static final int BINARY = 4;
    private static final int PM = 0x80;

    private Rtc() {}

    /** Seconds since the epoch, or 0 when the machine has no such clock. */
    @Uninterruptible(reason = EARLY)
    static long epochSeconds() {
        // An absent device reads as all ones, and an update takes 2 ms at most.
        for (int tries = 0; (read(STATUS_A) & UPDATE_IN_PROGRESS) != 0; tries++) {
            if (tries == 10_000) {
                return 0;
            }
        }
        int status = read(STATUS_B);
        int hours = read(HOURS);
        boolean afternoon = (status & HOURS_24) == 0 && (hours & PM) != 0;
        hours = number(hours & ~PM, status);
        if ((status & HOURS_24) == 0) {
            hours = hours % 12 + (afternoon ? 12 : 0);
        }
        long days = daysSinceEpoch(
                2000 + number(read(YEAR), status), number(read(MONTH), status), number(read(DAY), status));
        return ((days * 24 + hours) * 60 + number(read(MINUTES), status)) * 60 + number(read(SECONDS), status);
    }

    @Uninterruptible(reason = EARLY)
    private static int read(int register) {
        Cpu.out8(INDEX, register);
        return Cpu.in8(DATA);
    }

    @Uninterruptible(reason = EARLY)
    private static int number(int value, int status) {
        return (status & BINARY) != 0 ? value : (value >> 4) * 10 + (value & 0xf);
    }

    /** Days of the proleptic Gregorian calendar, counted in years that begin in March so that leap days come last. */
    @Uninterruptible(reason = EARLY)
    static long daysSinceEpoch(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int m = month <= 2 ? month + 9 : month - 3;
        long days = 365L * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
        return days - 719_468;
    }
}
