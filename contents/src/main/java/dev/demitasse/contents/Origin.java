package dev.demitasse.contents;

import java.util.Optional;
import java.util.stream.Stream;

/** Whose code a component is. */
public enum Origin {
    /** The application's own. */
    APPLICATION("app"),
    /** A library of the application's class path. */
    LIBRARY("library"),
    /** Demitasse's library OS. */
    LIBRARY_OS("library-os"),
    /** A module of the JDK. */
    JDK("jdk"),
    /** SubstrateVM, and what it made in the course of the build. */
    COMPILER("compiler");

    private final String title;

    Origin(String title) {
        this.title = title;
    }

    /** Its name in files and answers. */
    public String title() {
        return title;
    }

    /** The one of that name. */
    public static Optional<Origin> of(String title) {
        return Stream.of(values()).filter(origin -> origin.title.equals(title)).findFirst();
    }

    @Override
    public String toString() {
        return title;
    }
}
