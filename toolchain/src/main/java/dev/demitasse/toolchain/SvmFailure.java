package dev.demitasse.toolchain;

import java.util.List;

/** SVM's builder has failed; the message says why in the user's terms. */
final class SvmFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> output;

    SvmFailure(String message, List<String> output) {
        super(message);
        this.output = output;
    }

    /** All lines that the builder printed. */
    List<String> output() {
        return output;
    }
}
