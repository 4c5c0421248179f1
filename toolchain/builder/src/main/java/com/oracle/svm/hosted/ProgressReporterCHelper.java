package com.oracle.svm.hosted;

/**
 * Takes the place of SVM's class of this name, which loads a native library that only GraalVM distributions have. The
 * answers are those for "not known".
 */
public final class ProgressReporterCHelper {
    private static final int COLUMNS = 120;

    /** The widest line that SVM's progress report prints; its reporter reads this field. */
    static final int MAX_CHARACTERS_PER_LINE = COLUMNS;

    private ProgressReporterCHelper() {}

    /** Columns of the terminal, within what the report can use. */
    public static int getTerminalWindowColumnsClamped() {
        return COLUMNS;
    }

    /** Columns of the terminal. */
    public static int getTerminalWindowColumns() {
        return COLUMNS;
    }

    /** Peak resident memory of this process in bytes; -1 for not known. */
    public static long getPeakRSS() {
        return -1;
    }
}
