package dev.demitasse.images;

/** What cannot be done with an image, a registry, a key or a signature; the message is for the user as it is. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure described by {@code message}. */
    public ImageException(String message) {
        super(message);
    }

    /** A failure described by {@code message}, found because of {@code cause}. */
    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
