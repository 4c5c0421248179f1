package dev.demitasse.control.api;

import dev.demitasse.control.ServiceView;
import dev.demitasse.control.service.Template;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image of the control plane as operators see it. Immutable.
 *
 * @param digest 64 hexadecimal digits
 * @param name what the application is called
 * @param main its main class
 * @param target what it is for
 * @param architecture the processor it is for
 * @param memory bytes that an instance gets unless its service says otherwise
 * @param size bytes of the file
 * @param sizes of it, bytes by origin
 * @param ports that it says it listens on
 * @param builder versions of what built it
 * @param services that are made of it now
 */
public record ImageView(
        String digest,
        String name,
        String main,
        String target,
        String architecture,
        long memory,
        long size,
        Map<String, Long> sizes,
        List<Integer> ports,
        Map<String, String> builder,
        List<String> services) {
    /** Copies the collections. */
    public ImageView {
        sizes = new TreeMap<>(sizes);
        ports = List.copyOf(ports);
        builder = new TreeMap<>(builder);
        services = List.copyOf(services);
    }

    /** An image with those of the services that are made of it. */
    static ImageView of(ReadyImage image, List<ServiceView> services) throws IOException {
        String digest = image.digest();
        return new ImageView(
                digest,
                image.manifest().name(),
                image.manifest().main(),
                image.manifest().target(),
                image.manifest().architecture(),
                image.memory(),
                Files.size(image.file()),
                image.manifest().sizes(),
                image.manifest().ports(),
                image.manifest().builder(),
                services.stream()
                        .filter(service -> service.image().equals(Template.DIGEST_PREFIX + digest))
                        .map(ServiceView::name)
                        .toList());
    }
}
