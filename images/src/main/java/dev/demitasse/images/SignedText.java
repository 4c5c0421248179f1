package dev.demitasse.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.toolchain.OciDescriptor;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a signature says. Immutable; the JSON text of it is what is signed.
 *
 * @param image digest of the image file
 * @param manifest digest of the OCI manifest around it
 * @param name what the image was called when it was signed; empty for nothing
 * @param key id of the key
 * @param signed when, in ISO 8601
 * @param expires when it is good no more, in ISO 8601; empty for never
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record SignedText(String image, String manifest, String name, String key, String signed, String expires) {
    /** What the text is, to whoever verifies the signature. */
    static final String TYPE = "application/vnd.demitasse.signature.v1+json";

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    SignedText(
            @Nullable String image,
            @Nullable String manifest,
            @Nullable String name,
            @Nullable String key,
            @Nullable String signed,
            @Nullable String expires) {
        if (image == null
                || manifest == null
                || key == null
                || signed == null
                || !OciDescriptor.isDigest(image)
                || !OciDescriptor.isDigest(manifest)) {
            throw new IllegalArgumentException("image, manifest, key or signed is missing");
        }
        this.image = image;
        this.manifest = manifest;
        this.name = name == null ? "" : name;
        this.key = key;
        this.signed = signed;
        this.expires = expires == null ? "" : expires;
        // Refuses what is no time.
        Instant.parse(signed);
        expiry();
    }

    Optional<Instant> expiry() {
        return expires.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(expires));
    }

    byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JacksonException e) {
            throw new IllegalStateException("a record of strings is always JSON", e);
        }
    }

    static SignedText parse(byte[] json) throws IOException {
        try {
            return JSON.readValue(json, SignedText.class);
        } catch (JacksonException | DateTimeException e) {
            throw new IOException("what is signed is damaged: " + Reasons.of(e), e);
        }
    }
}
