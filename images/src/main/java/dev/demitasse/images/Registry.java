package dev.demitasse.images;

import dev.demitasse.images.RegistryHttp.Answer;
import dev.demitasse.images.RegistryHttp.Question;
import dev.demitasse.toolchain.OciDescriptor;
import dev.demitasse.toolchain.OciManifest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One repository of a registry, by the OCI distribution specification 1.1: manifests, and what refers to them. Blobs are
 * moved by {@link BlobDownload} and {@link BlobUpload}. Thread-safe.
 */
final class Registry {
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

    /** Manifests about one image that are looked at, at most. */
    private static final int MOST_REFERRERS = 64;

    private final RegistryHttp http;
    private final String repository;

    Registry(RegistryHttp http, String repository) {
        this.http = http;
        this.repository = repository;
    }

    /** The repository of an image's name. */
    static Registry of(ImageName name, String actions, RegistryOptions options, Credentials credentials) {
        String host = name.neededRegistry();
        var http = new RegistryHttp(
                options.address(host),
                "repository:" + name.repository() + ":" + actions,
                options,
                () -> credentials.find(host));
        return new Registry(http, name.repository());
    }

    RegistryHttp http() {
        return http;
    }

    /** A path below the repository. */
    String path(String rest) {
        return repository + "/" + rest;
    }

    /** A manifest's bytes, and what they are. */
    record Fetched(OciDescriptor described, byte[] bytes) {}

    /**
     * The manifest of a tag or a digest, verified where it is a digest; empty when there is none.
     *
     * @param type its media type; another is an error
     */
    Optional<Fetched> manifest(String reference, String type) throws IOException, InterruptedException {
        Question question = Question.of("GET", http.at(path("manifests/" + reference)), Map.of("Accept", type));
        try (Answer answer = http.ask(question)) {
            if (answer.status() == 404) {
                return Optional.empty();
            }
            if (answer.status() != 200) {
                throw http.refused(answer, "the manifest " + reference);
            }
            String answered = answer.header("Content-Type")
                    .orElse(type)
                    .replaceFirst(";.*", "")
                    .strip();
            if (!answered.equals(type)) {
                throw new ImageException(http.host() + "/" + repository + ":" + reference
                        + " is no image of Demitasse, but of the type " + Reasons.line(answered));
            }
            byte[] bytes = answer.bytes(OciManifest.MOST_BYTES);
            String digest = Digests.of(bytes);
            if (OciDescriptor.isDigest(reference) && !digest.equals(reference)) {
                throw new ImageException(http.host() + " answers with another manifest than " + reference
                        + ": its bytes have the digest " + digest);
            }
            return Optional.of(new Fetched(OciDescriptor.of(type, digest, bytes.length), bytes));
        }
    }

    /** Puts a manifest, whose blobs are there; returns whether the registry has taken note of its subject. */
    boolean putManifest(String reference, String type, byte[] bytes) throws IOException, InterruptedException {
        Question question = Question.of("PUT", http.at(path("manifests/" + reference)), Map.of("Content-Type", type))
                .with(BodyPublishers.ofByteArray(bytes), bytes.length);
        try (Answer answer = http.ask(question)) {
            if (answer.status() != 201) {
                throw http.refused(answer, "the manifest " + reference);
            }
            return answer.header("OCI-Subject").isPresent();
        }
    }

    /** The manifests of a type that say something about another one, at most {@value #MOST_REFERRERS}. */
    List<OciDescriptor> referrers(OciDescriptor subject, String artifactType) throws IOException, InterruptedException {
        Question question =
                Question.of("GET", http.at(path("referrers/" + subject.digest())), Map.of("Accept", INDEX_TYPE));
        List<OciDescriptor> all;
        try (Answer answer = http.ask(question)) {
            all = answer.status() == 200 ? listed(answer.bytes(OciManifest.MOST_BYTES)) : taggedReferrers(subject);
        }
        return all.stream()
                .filter(described -> described.artifactType().equals(artifactType))
                .limit(MOST_REFERRERS)
                .toList();
    }

    /** The referrers as registries without that part of the API keep them: an index under a tag made of the digest. */
    private List<OciDescriptor> taggedReferrers(OciDescriptor subject) throws IOException, InterruptedException {
        Optional<Fetched> index = manifest(tag(subject), INDEX_TYPE);
        return index.isEmpty() ? List.of() : listed(index.get().bytes());
    }

    /** Adds a referrer where the registry does not do so itself. */
    void tagReferrer(OciDescriptor subject, OciDescriptor referrer) throws IOException, InterruptedException {
        List<OciDescriptor> all = new ArrayList<>(taggedReferrers(subject));
        if (all.stream().noneMatch(referrer::isSameBlob)) {
            all.add(referrer.bare());
            putManifest(tag(subject), INDEX_TYPE, OciIndex.toBytes(all));
        }
    }

    private static String tag(OciDescriptor subject) {
        return "sha256-" + subject.hex();
    }

    private List<OciDescriptor> listed(byte[] json) throws IOException {
        try {
            return OciIndex.parse(json);
        } catch (IOException e) {
            throw new IOException(http.host() + "'s list of referrers " + e.getMessage(), e);
        }
    }
}
