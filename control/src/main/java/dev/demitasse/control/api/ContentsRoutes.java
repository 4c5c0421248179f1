package dev.demitasse.control.api;

import dev.demitasse.contents.Contents;
import dev.demitasse.contents.ContentsException;
import dev.demitasse.contents.ContentsView;
import dev.demitasse.contents.Difference;
import dev.demitasse.contents.Sbom;
import dev.demitasse.contents.Why;
import dev.demitasse.control.ContentsVault;
import dev.demitasse.control.ControlException;
import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.toolchain.ChangedSetting;
import dev.demitasse.toolchain.ImageManifest;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the API tells of the inside of images. Thread-safe. */
final class ContentsRoutes {
    private static final int DIGEST = 2;

    private final ControlPlane plane;
    private final ContentsVault vault;

    ContentsRoutes(ControlPlane plane) {
        this.plane = plane;
        this.vault = plane.contents();
    }

    void addTo(Routes routes) {
        routes.add("PUT", "/v1/images/{digest}/contents", Role.OPERATOR, this::put);
        routes.add(
                "GET",
                "/v1/images/{digest}/contents",
                Role.VIEWER,
                call -> call.json(200, ContentsView.of(contents(digest(call)))));
        routes.add("GET", "/v1/images/{digest}/why", Role.VIEWER, this::why);
        routes.add("GET", "/v1/images/{digest}/diff", Role.VIEWER, this::difference);
        routes.add("GET", "/v1/images/{digest}/sbom", Role.VIEWER, this::sbom);
    }

    private void put(Call call) throws IOException {
        String digest = digest(call);
        if (!plane.images().has(digest)) {
            throw new ApiException(404, "there is no image sha256:" + digest + ": send it before its contents");
        }
        vault.put(digest, call.body());
        call.json(201, Map.of("digest", digest));
    }

    /**
     * An answer to the question why.
     *
     * @param name what was found, in full
     * @param kind class, package or driver
     * @param path from main or the boot entry to it
     */
    record WhyView(String name, String kind, List<Why.Hop> path) {}

    private void why(Call call) throws IOException {
        String name =
                call.query("name").orElseThrow(() -> new SpecException("name is needed: a class, package or driver"));
        var why = new Why(contents(digest(call)));
        Why.Answer answer = why.of(name).orElseThrow(() -> new ApiException(404, missing(name, why.suggestions(name))));
        call.json(200, new WhyView(answer.name(), answer.kind().toString(), answer.path()));
    }

    private static String missing(String name, List<String> like) {
        return name + " is not in the image"
                + (like.isEmpty() ? "" : "; did you mean " + String.join(" or ", like) + "?");
    }

    /**
     * What differs between two images.
     *
     * @param from digest of the one before
     * @param to digest of the one after
     * @param settings what they say differently of themselves
     * @param size bytes of both
     * @param classes that only one of them has
     * @param components that only one has, or that differ
     * @param resized classes whose machine code differs in size
     * @param heap bytes of the image heap that belong to classes, of both
     * @param ports that only one has
     * @param drivers that only one has
     * @param capabilities what only one can do
     */
    record DifferenceView(
            String from,
            String to,
            List<ChangedSetting> settings,
            Difference.Sizes size,
            Difference.Names<String> classes,
            Difference.Components components,
            List<Difference.Resized> resized,
            Difference.Sizes heap,
            Difference.Names<Integer> ports,
            Difference.Names<String> drivers,
            Difference.Names<String> capabilities) {}

    private void difference(Call call) throws IOException {
        String to = digest(call);
        String from = checked(call.query("against")
                .orElseThrow(() -> new SpecException("against is needed: the digest of another image")));
        var difference = Difference.between(contents(from), contents(to));
        call.json(
                200,
                new DifferenceView(
                        from,
                        to,
                        ChangedSetting.between(manifest(from), manifest(to)),
                        difference.size(),
                        difference.classes(),
                        difference.components(),
                        difference.resized(),
                        difference.heap(),
                        difference.ports(),
                        difference.drivers(),
                        difference.capabilities()));
    }

    private ImageManifest manifest(String digest) throws IOException {
        return plane.images().intact(digest).manifest();
    }

    private void sbom(Call call) throws IOException {
        String digest = digest(call);
        call.text("application/vnd.cyclonedx+json", Sbom.of(vault.name(digest), digest, contents(digest)));
    }

    private Contents contents(String digest) throws IOException {
        if (!plane.images().has(digest)) {
            throw new ApiException(404, "there is no image sha256:" + digest);
        }
        try {
            return vault.contents(digest)
                    .orElseThrow(() -> new ApiException(
                            404, "what is inside image sha256:" + digest + " is not recorded: apply it again"));
        } catch (ContentsException e) {
            throw new ControlException(e.getMessage() + ": apply the image again");
        }
    }

    private static String digest(Call call) {
        return checked(call.parts().get(DIGEST));
    }

    private static String checked(String digest) {
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new ControlException(digest + " is no digest: 64 hexadecimal digits are");
        }
        return digest;
    }
}
