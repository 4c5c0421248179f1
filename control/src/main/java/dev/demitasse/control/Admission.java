package dev.demitasse.control;

import dev.demitasse.control.fleet.ImageVault;
import dev.demitasse.control.service.PublishedPort;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.toolchain.BootTarget;
import dev.demitasse.toolchain.BuildException;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Says before anything is changed whether a service can run on this machine. Thread-safe. */
final class Admission {
    private final ImageVault images;
    private final Secrets secrets;
    private final Certificates certificates;

    Admission(ImageVault images, Secrets secrets, Certificates certificates) {
        this.images = images;
        this.secrets = secrets;
        this.certificates = certificates;
    }

    /**
     * Whether the image, the secrets and the certificates are there, and the image can be what the service says.
     *
     * @param file what messages call the service's text
     * @throws SpecException when not
     */
    void check(String file, ServiceSpec spec) {
        String digest = spec.template()
                .digest()
                .orElseThrow(
                        () -> new SpecException(
                                file + ": the image \"" + spec.template().image()
                                        + "\" is no sha256:DIGEST; demi apply finds, builds and sends what other names stand for"));
        spec.template().secrets().values().stream()
                .filter(name -> !secrets.has(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new SpecException(file + ": " + Secrets.missing(name));
                });
        spec.ports().stream()
                .flatMap(port -> port.certificate().stream())
                .filter(name -> !certificates.has(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new SpecException(file + ": " + Certificates.missing(name));
                });
        try {
            ReadyImage image = images.image(digest);
            BootTarget.checkMemory(image, spec.template().memory().orElse(image.memory()));
            if (spec.scale().warm() > 0 && !System.getProperty("os.name").equals("Linux")) {
                throw new SpecException(file + ": warm: " + spec.scale().warm()
                        + " needs Linux, which alone tells whether an instance is paused: leave it out");
            }
        } catch (IOException | BuildException e) {
            throw new SpecException(file + ": " + Reason.of(e), e);
        }
    }

    /**
     * Whether all ports can be published.
     *
     * @throws ControlException when another service publishes one, and not for other hosts or paths
     */
    static void ports(ServiceSpec spec, List<ServiceSpec> all) {
        portTaken(spec, all).ifPresent(reason -> {
            throw new ControlException(reason);
        });
    }

    /** Why a port cannot be published, if one cannot. */
    static Optional<String> portTaken(ServiceSpec spec, List<ServiceSpec> all) {
        for (ServiceSpec other : all) {
            if (other.name().equals(spec.name())) {
                continue;
            }
            for (PublishedPort port : spec.ports()) {
                Optional<String> reason = other.ports().stream()
                        .flatMap(theirs -> port.conflict(theirs).stream())
                        .findFirst();
                if (reason.isPresent()) {
                    return Optional.of("port " + port.listen() + " is the service " + other.name() + "'s already ("
                            + reason.get() + "): publish another, or delete that service");
                }
            }
        }
        return Optional.empty();
    }
}
