package dev.demitasse.fidelity;

import java.util.List;

/** Something that is not as it should be between two runs of the checks. */
sealed interface Finding {
    /** A check that differs and is not listed. */
    record Different(String check, String expected, String actual) implements Finding {
        @Override
        public String toString() {
            return check + " differs:\n    HotSpot: " + expected + "\n    image:   " + actual;
        }
    }

    /** A check whose line is missing, though the program ran to its end. */
    record Missing(String check) implements Finding {
        @Override
        public String toString() {
            return check + " is missing";
        }
    }

    /** A check that HotSpot did not run. */
    record Unexpected(String check) implements Finding {
        @Override
        public String toString() {
            return check + " ran in the image only";
        }
    }

    /** The program ended before its end, at this check. */
    record Crashed(String check, List<String> lastLines) implements Finding {
        @Override
        public String toString() {
            return "the image ended at " + check + ":\n    " + String.join("\n    ", lastLines);
        }
    }

    /** A check that is listed as different and does not differ. */
    record ListedButEqual(String check) implements Finding {
        @Override
        public String toString() {
            return check + " is listed as different and is equal: take it off the list";
        }
    }

    /** A check that is listed and does not exist. */
    record ListedButUnknown(String check) implements Finding {
        @Override
        public String toString() {
            return check + " is listed as different and is no check";
        }
    }
}
