package dev.demitasse.toolchain;

/** What a build is doing, in order. */
public enum Stage {
    /** Finding the application, and building it when it is a project. */
    RESOLVING("resolving the application"),
    /** Starting the compiler. */
    STARTING("starting the compiler"),
    /** Finding what the application can reach. */
    ANALYSING("analysing"),
    /** Compiling what was found. */
    COMPILING("compiling"),
    /** Laying out and writing the image heap. */
    WRITING_HEAP("writing the image heap"),
    /** Linking, and putting the image into the store. */
    LINKING("linking");

    private final String title;

    Stage(String title) {
        this.title = title;
    }

    /** A few words for the user. */
    public String title() {
        return title;
    }
}
