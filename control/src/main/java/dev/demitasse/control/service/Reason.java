package dev.demitasse.control.service;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why something failed, for people. Stateless. */
public final class Reason {
    private Reason() {}

    /** What an exception says; the JDK's file exceptions say which file and leave the rest to their type's name. */
    public static String of(Throwable e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            default -> {
                String message = e.getMessage();
                yield message == null ? e.toString() : message;
            }
        };
    }
}
