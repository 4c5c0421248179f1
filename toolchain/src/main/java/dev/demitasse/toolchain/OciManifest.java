package dev.demitasse.toolchain;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What belongs together as one artifact: {@code manifest.md} of the OCI image specification 1.1. Immutable.
 *
 * @param schemaVersion 2
 * @param mediaType {@value #MEDIA_TYPE}
 * @param artifactType what the artifact is
 * @param config the blob that describes it
 * @param layers the blobs it is made of
 * @param subject the manifest that this one says something about, if it does
 * @param annotations texts about it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OciManifest(
        int schemaVersion,
        String mediaType,
        String artifactType,
        OciDescriptor config,
        List<OciDescriptor> layers,
        @Nullable OciDescriptor subject,
        Map<String, String> annotations) {
    /** The media type of manifests. */
    public static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";

    /** The bytes of the longest manifest that is read; the distribution specification asks registries for as much. */
    public static final int MOST_BYTES = 4 << 20;

    private static final int SCHEMA = 2;
    private static final ObjectMapper JSON = new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** Refuses what is no manifest; makes absent collections empty and copies the others. */
    public OciManifest(
            int schemaVersion,
            @Nullable String mediaType,
            @Nullable String artifactType,
            @Nullable OciDescriptor config,
            @Nullable List<OciDescriptor> layers,
            @Nullable OciDescriptor subject,
            @Nullable Map<String, String> annotations) {
        if (schemaVersion != SCHEMA || !MEDIA_TYPE.equals(mediaType) || config == null) {
            throw new IllegalArgumentException("it is not of the media type " + MEDIA_TYPE);
        }
        this.schemaVersion = schemaVersion;
        this.mediaType = MEDIA_TYPE;
        this.artifactType = artifactType == null ? "" : artifactType;
        this.config = config;
        this.layers = layers == null ? List.of() : List.copyOf(layers);
        this.subject = subject;
        this.annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }

    /** The manifest of an artifact. */
    public static OciManifest of(String artifactType, OciDescriptor config, List<OciDescriptor> layers) {
        return new OciManifest(SCHEMA, MEDIA_TYPE, artifactType, config, layers, null, Map.of());
    }

    /** The same, saying something about another manifest. */
    public OciManifest about(OciDescriptor other) {
        return new OciManifest(schemaVersion, mediaType, artifactType, config, layers, other.bare(), annotations);
    }

    /** The manifest that this one says something about. */
    @JsonIgnore
    public Optional<OciDescriptor> about() {
        return Optional.ofNullable(subject);
    }

    /** All blobs that it needs. */
    public Stream<OciDescriptor> blobs() {
        return Stream.concat(Stream.of(config), layers.stream());
    }

    /** The first layer of a media type. */
    public Optional<OciDescriptor> layer(String type) {
        return layers.stream().filter(layer -> layer.mediaType().equals(type)).findFirst();
    }

    /** The JSON text in UTF-8; equal manifests have equal bytes. */
    public byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JacksonException e) {
            throw new IllegalStateException("a record of strings and numbers is always JSON", e);
        }
    }

    /**
     * Reads a manifest.
     *
     * @throws IOException when the bytes are none, with a message to follow the manifest's name
     */
    public static OciManifest parse(byte[] json) throws IOException {
        try {
            return JSON.readValue(json, OciManifest.class);
        } catch (JacksonException e) {
            Throwable cause = e.getCause() instanceof IllegalArgumentException inner ? inner : e;
            String reason =
                    cause instanceof JacksonException jackson ? jackson.getOriginalMessage() : cause.getMessage();
            throw new IOException("is no manifest of an OCI artifact: " + reason, e);
        }
    }
}
