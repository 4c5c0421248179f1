package dev.demitasse.toolchain;

import java.nio.file.Path;

/** SVM's builder has failed; the message says why in the user's terms. */
final class SvmFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Path log;

    SvmFailure(String message, Path log) {
        super(message);
        this.log = log;
    }

    /** The file with all that the builder printed. */
    Path log() {
        return log;
    }
}
