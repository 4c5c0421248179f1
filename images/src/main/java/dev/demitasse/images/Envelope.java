package dev.demitasse.images;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;

/**
 * A text with a signature of it: DSSE, the Dead Simple Signing Envelope, version 1.0.2, with one Ed25519 signature (RFC
 * 8032). What is signed is the text's type and the text, with their lengths, so that no text can be taken for one of
 * another type. Immutable.
 *
 * @param type what the text is
 * @param text the signed bytes
 * @param key id of the key; a hint, which is not signed
 * @param signature of {@link #signedBytes}
 */
record Envelope(String type, byte[] text, String key, byte[] signature) {
    /** The longest envelope that is read. */
    static final int MOST_BYTES = 1 << 16;

    /** What the file is. */
    static final String MEDIA_TYPE = "application/vnd.dsse.envelope.v1+json";

    private static final String ALGORITHM = "Ed25519";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Signs a text. */
    static Envelope sign(String type, byte[] text, String key, PrivateKey secret) {
        try {
            Signature signing = Signature.getInstance(ALGORITHM);
            signing.initSign(secret);
            signing.update(signedBytes(type, text));
            return new Envelope(type, text, key, signing.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has " + ALGORITHM, e);
        }
    }

    /** Whether the signature is this key's. */
    boolean isBy(PublicKey known) {
        try {
            Signature verifying = Signature.getInstance(ALGORITHM);
            verifying.initVerify(known);
            verifying.update(signedBytes(type, text));
            return verifying.verify(signature);
        } catch (GeneralSecurityException _) {
            // A signature of another form than Ed25519's.
            return false;
        }
    }

    /** PAE of the specification: "DSSEv1", then type and text, each after its length, all parted by blanks. */
    static byte[] signedBytes(String type, byte[] text) {
        byte[] head = ("DSSEv1 " + type.getBytes(StandardCharsets.UTF_8).length + " " + type + " " + text.length + " ")
                .getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + text.length);
        System.arraycopy(text, 0, all, head.length, text.length);
        return all;
    }

    byte[] toBytes() {
        ObjectNode json = JSON.createObjectNode();
        json.put("payloadType", type);
        json.put("payload", Base64.getEncoder().encodeToString(text));
        json.putArray("signatures")
                .addObject()
                .put("keyid", key)
                .put("sig", Base64.getEncoder().encodeToString(signature));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JacksonException e) {
            throw new IllegalStateException("an object of strings is always JSON", e);
        }
    }

    static Envelope parse(byte[] json) throws IOException {
        try {
            JsonNode root = JSON.readTree(json);
            JsonNode first = root.path("signatures").path(0);
            return new Envelope(
                    root.path("payloadType").asText(""),
                    Base64.getDecoder().decode(root.path("payload").asText("")),
                    first.path("keyid").asText(""),
                    Base64.getDecoder().decode(first.path("sig").asText("")));
        } catch (JacksonException e) {
            throw new IOException("it is no JSON: " + Reasons.line(e.getOriginalMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new IOException("it is no envelope: " + Reasons.of(e), e);
        }
    }
}
