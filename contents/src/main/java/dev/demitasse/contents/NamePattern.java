package dev.demitasse.contents;

/**
 * Packages and classes as people name them: {@code a.b} is a package or a class, {@code a.b.*} a package and all below. Immutable.
 *
 * @param text as written
 */
public record NamePattern(String text) {
    private static final String BELOW = ".*";

    /** Whether a class is meant. */
    public boolean matches(ImageClass one) {
        if (!text.endsWith(BELOW)) {
            return one.name().equals(text) || one.packageName().equals(text);
        }
        String base = text.substring(0, text.length() - BELOW.length());
        return one.packageName().equals(base) || one.packageName().startsWith(base + ".");
    }
}
