package dev.demitasse.images;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.demitasse.toolchain.OciDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A list of manifests as registries keep it: {@code image-index.md} of the OCI image specification 1.1. Stateless. */
final class OciIndex {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private OciIndex() {}

    /** The manifests listed; those whose digests are of other algorithms are left out. */
    static List<OciDescriptor> parse(byte[] json) throws IOException {
        var manifests = new ArrayList<OciDescriptor>();
        try {
            for (JsonNode node : JSON.readTree(json).path("manifests")) {
                if (OciDescriptor.isDigest(node.path("digest").asText(""))) {
                    manifests.add(JSON.treeToValue(node, OciDescriptor.class));
                }
            }
        } catch (JacksonException e) {
            throw new IOException("is damaged: " + Reasons.line(e.getOriginalMessage()), e);
        }
        return manifests;
    }

    static byte[] toBytes(List<OciDescriptor> manifests) throws IOException {
        ObjectNode index = JSON.createObjectNode();
        index.put("schemaVersion", 2);
        index.put("mediaType", "application/vnd.oci.image.index.v1+json");
        index.set("manifests", JSON.valueToTree(manifests));
        return JSON.writeValueAsBytes(index);
    }
}
