package dev.demitasse.images;

/** How a signature is an OCI artifact. Stateless. */
final class SignatureArtifact {
    /** What the artifact is. */
    static final String TYPE = "application/vnd.demitasse.signature.v1";

    private SignatureArtifact() {}
}
