package dev.demitasse.images;

import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What exceptions say, as a part of a line. Stateless. */
final class Reasons {
    private static final int LONGEST = 300;

    private Reasons() {}

    static String of(Throwable e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case FileSystemException file when file.getReason() != null -> file.getFile() + ": " + file.getReason();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : line(e.getMessage());
        };
    }

    /** A text from elsewhere, fit to be part of one line on a terminal. */
    static String line(String text) {
        String plain = text.replaceAll("\\p{C}+|\\s+", " ").strip();
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "...";
    }
}
