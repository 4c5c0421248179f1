package dev.demitasse.toolchain;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a blob is, where others refer to it: {@code descriptor.md} of the OCI image specification 1.1. Immutable, and
 * checked: its digest can be a file's name.
 *
 * @param mediaType what the blob is
 * @param digest {@code sha256:} and 64 hexadecimal digits
 * @param size its bytes
 * @param artifactType what the manifest is that this describes; empty for other blobs
 * @param annotations texts of whoever refers to it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OciDescriptor(
        String mediaType,
        String digest,
        @JsonInclude(JsonInclude.Include.ALWAYS) long size,
        String artifactType,
        Map<String, String> annotations) {
    /** What digests begin with; this version knows no other algorithm. */
    public static final String SHA256 = "sha256:";

    private static final Pattern DIGEST = Pattern.compile(SHA256 + "[0-9a-f]{64}");
    private static final String NAME = "org.opencontainers.image.ref.name";

    /** Checks the digest and the size; makes what is absent empty. */
    public OciDescriptor(
            @Nullable String mediaType,
            @Nullable String digest,
            long size,
            @Nullable String artifactType,
            @Nullable Map<String, String> annotations) {
        if (digest == null || !isDigest(digest)) {
            throw new IllegalArgumentException("a digest is no sha256: and 64 hexadecimal digits");
        }
        if (size < 0) {
            throw new IllegalArgumentException("a size is negative");
        }
        this.mediaType = mediaType == null ? "" : mediaType;
        this.digest = digest;
        this.size = size;
        this.artifactType = artifactType == null ? "" : artifactType;
        this.annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }

    /** The description of a blob. */
    public static OciDescriptor of(String mediaType, String digest, long size) {
        return new OciDescriptor(mediaType, digest, size, "", Map.of());
    }

    /** Whether a text is a digest of the kind known here. */
    public static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    /** The digest's 64 hexadecimal digits. */
    @JsonIgnore
    public String hex() {
        return digest.substring(SHA256.length());
    }

    /** What the blob is called in a layout's index, where it is. */
    @JsonIgnore
    public Optional<String> name() {
        return Optional.ofNullable(annotations.get(NAME));
    }

    /** The same, called so in an index. */
    public OciDescriptor named(String name) {
        return new OciDescriptor(mediaType, digest, size, artifactType, Map.of(NAME, name));
    }

    /** The same without what whoever refers to it says. */
    public OciDescriptor bare() {
        return new OciDescriptor(mediaType, digest, size, artifactType, Map.of());
    }

    /** Whether the other describes the same blob. */
    public boolean isSameBlob(OciDescriptor other) {
        return digest.equals(other.digest);
    }
}
