package dev.demitasse.cli;

import dev.demitasse.contents.ContentsView;
import dev.demitasse.contents.Sbom;
import dev.demitasse.hypervisor.Instances;
import dev.demitasse.toolchain.ImageManifest;
import dev.demitasse.toolchain.MemorySize;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi inspect}. */
@Command(
        name = "inspect",
        description = "Show all about an image, down to its classes, or about an instance.",
        footer = {
            "",
            "Examples:",
            "  demi inspect hello-http.elf --packages     what is inside by size, all bytes of the file",
            "  demi inspect hello-http.elf --sbom         its bill of materials (CycloneDX 1.6)",
            "  demi inspect hello-http --output json"
        })
final class InspectCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "IMAGE|INSTANCE",
            description = "An image file, the beginning of an image's digest, an instance's name or id, or the name"
                    + " of an image built before.")
    private String name = "";

    @Option(names = "--packages", description = "Show the packages of each component.")
    private boolean packages;

    @Option(names = "--classes", description = "Show the classes of each package.")
    private boolean classes;

    @Option(names = "--sbom", description = "Print the image's bill of materials, and nothing else.")
    private boolean sbom;

    @Mixin
    private OutputOption output = new OutputOption();

    private record ImageView(
            String digest,
            String file,
            long size,
            ImageManifest manifest,
            @Nullable ContentsView contents) {}

    private record InstanceView(InstanceRecord instance, String state, String directory) {}

    @Override
    public Integer call() throws IOException {
        Home home = Home.ofUser();
        if (sbom) {
            System.out.println(sbom(KnownImage.of(name, home)));
            return ExitStatus.OK;
        }
        if (packages || classes) {
            // Only an image has any.
            show(KnownImage.of(name, home));
            return ExitStatus.OK;
        }
        // Of what goes by one name, what runs is asked for before what was built, and a file before both.
        boolean runs = home.instances().all().stream()
                .anyMatch(one -> one.name().equals(name) || one.id().startsWith(name));
        Optional<KnownImage> image =
                runs && !Files.exists(Path.of(name)) ? Optional.empty() : KnownImage.find(name, home);
        if (image.isPresent()) {
            show(image.get());
        } else {
            show(home, home.instances().find(name));
        }
        return ExitStatus.OK;
    }

    private static String sbom(KnownImage known) throws IOException {
        return Sbom.of(known.image().manifest().name(), known.image().digest(), known.contents());
    }

    private void show(KnownImage known) throws IOException {
        ReadyImage image = known.image();
        ImageManifest manifest = image.manifest();
        long size = Files.size(image.file());
        Optional<ContentsView> contents = known.knownContents().map(ContentsView::of);
        if (output.isJson()) {
            System.out.println(Json.write(
                    new ImageView(image.digest(), image.file().toString(), size, manifest, contents.orElse(null))));
            return;
        }
        System.out.println("image    sha256:" + image.digest());
        System.out.println("file     " + image.file() + " (" + Quantities.size(size) + ")");
        System.out.println("manifest " + new String(manifest.toBytes(), StandardCharsets.UTF_8));
        if (contents.isEmpty()) {
            System.out.println("contents not recorded: it was built elsewhere or by an older version");
            return;
        }
        List<String> drivers = contents.get().drivers().stream()
                .map(driver -> driver.substring(driver.lastIndexOf('.') + 1))
                .toList();
        System.out.println("drivers  " + (drivers.isEmpty() ? "none" : String.join(" ", drivers)));
        System.out.println();
        new ContentsTable(packages, classes).print(contents.get(), System.out);
    }

    private void show(Home home, InstanceRecord instance) {
        InstanceStore store = home.instances();
        InstanceState state = InstanceState.of(Instances.find(store.directory(instance)));
        if (output.isJson()) {
            System.out.println(Json.write(new InstanceView(
                    instance, state.text(), store.directory(instance).toString())));
            return;
        }
        System.out.println("instance " + instance.id() + " (" + instance.name() + ")");
        System.out.println("state    " + state.text());
        System.out.println("image    sha256:" + instance.digest());
        System.out.println("file     " + instance.image());
        System.out.println("memory   " + MemorySize.text(instance.memory()));
        System.out.println("ports    " + (instance.ports().isEmpty() ? "none" : String.join(" ", instance.ports())));
        System.out.println("started  " + instance.started());
        System.out.println("logs     " + store.directory(instance).resolve("console.log"));
    }
}
