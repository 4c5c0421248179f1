package dev.demitasse.control.service;

import java.util.List;
import java.util.Optional;

/**
 * What an operator wants of one service. Immutable.
 *
 * @param name letters, digits and dashes, at most 40
 * @param template what its instances are made of
 * @param ports what the gateway publishes, and where it leads
 * @param limits what clients may take
 * @param scale how many instances, and when
 * @param health how an instance that runs is told from one that works, if anyhow but by its listening
 * @param restart how soon an instance that ended is replaced
 * @param rollout how instances of one template give way to those of another
 */
public record ServiceSpec(
        String name,
        Template template,
        List<PublishedPort> ports,
        Limits limits,
        Scale scale,
        Optional<HealthCheck> health,
        Restart restart,
        Rollout rollout) {

    /** Copies the list. */
    public ServiceSpec {
        ports = List.copyOf(ports);
    }

    /** The same with an image, named by its digest. */
    public ServiceSpec withImage(String image) {
        return new ServiceSpec(name, template.withImage(image), ports, limits, scale, health, restart, rollout);
    }

    /** The same with another scale. */
    public ServiceSpec withScale(Scale other) {
        return new ServiceSpec(name, template, ports, limits, other, health, restart, rollout);
    }

    /** The ports of an instance that must listen before it is ready, each once. */
    public List<Integer> guestPorts() {
        return ports.stream().map(PublishedPort::guest).distinct().sorted().toList();
    }
}
