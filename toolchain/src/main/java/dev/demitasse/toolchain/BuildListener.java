package dev.demitasse.toolchain;

/** Watches a build. The methods come from the building thread or the one that reads the compiler's output, in turn. */
public interface BuildListener {
    /** A listener that ignores everything. */
    BuildListener SILENT = new BuildListener() {};

    /** The build has entered a stage. */
    default void stage(Stage stage) {}

    /** The compiler has printed a line. */
    default void output(String line) {}

    /** Something was left out or decided that the user may want to know; one sentence. */
    default void note(String text) {}
}
