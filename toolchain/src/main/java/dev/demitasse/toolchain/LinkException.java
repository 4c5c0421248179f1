package dev.demitasse.toolchain;

/** An object file that cannot be read, or objects that do not make an image together. The message is one for the user. */
public final class LinkException extends BuildException {
    private static final long serialVersionUID = 1L;

    /** A failure described by {@code message}. */
    public LinkException(String message) {
        super(message);
    }
}
