package dev.demitasse.images;

import dev.demitasse.toolchain.OciDescriptor;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an image is called: {@code [HOST[:PORT]/]REPOSITORY[:TAG|@sha256:DIGEST]}, in the form of the OCI distribution
 * specification 1.1. The part before the first slash is a registry when it has a dot or a colon or is {@code localhost}.
 * Immutable.
 *
 * @param registry host and port; empty for a name of this machine only
 * @param repository path of lower-case words
 * @param reference tag or digest
 */
public record ImageName(Optional<String> registry, String repository, String reference) {
    private static final Pattern REGISTRY = Pattern.compile(
            "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])(?::\\d{1,5})?");
    private static final Pattern REPOSITORY =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final int LONGEST = 255;

    /**
     * Reads a name; {@code latest} is the tag of one that says none.
     *
     * @throws ImageException when it is none
     */
    public static ImageName parse(String text) {
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        boolean remote = first.contains(".") || first.contains(":") || first.equals("localhost");
        String rest = remote ? text.substring(slash + 1) : text;
        int at = rest.indexOf('@');
        int colon = at >= 0 ? at : rest.lastIndexOf(':');
        String repository = colon < 0 ? rest : rest.substring(0, colon);
        String reference = colon < 0 ? "latest" : rest.substring(colon + 1);
        boolean reads = at >= 0
                ? OciDescriptor.isDigest(reference)
                : TAG.matcher(reference).matches();
        if (!reads
                || text.length() > LONGEST
                || remote && !REGISTRY.matcher(first).matches()
                || !REPOSITORY.matcher(repository).matches()) {
            throw new ImageException("\"" + text
                    + "\" is no name of an image: [HOST[:PORT]/]REPOSITORY[:TAG] is one, in lower case before the tag");
        }
        return new ImageName(remote ? Optional.of(first) : Optional.empty(), repository, reference);
    }

    /** Whether the reference is a digest, so that the name can only ever stand for one manifest. */
    public boolean isDigest() {
        return OciDescriptor.isDigest(reference);
    }

    /** The registry; a name without one cannot be pushed or pulled. */
    public String neededRegistry() {
        return registry.orElseThrow(() -> new ImageException("the name " + this
                + " has no registry: give the image one that begins with HOST[:PORT]/, with demi tag"));
    }

    @Override
    public String toString() {
        return registry.map(host -> host + "/").orElse("") + repository + (isDigest() ? "@" : ":") + reference;
    }
}
