package dev.demitasse.cli;

import dev.demitasse.hypervisor.Instances;
import dev.demitasse.toolchain.ImageManifest;
import dev.demitasse.toolchain.MemorySize;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi inspect}. */
@Command(
        name = "inspect",
        description = "Show all about an image or an instance.",
        footer = {"", "Examples:", "  demi inspect hello-http.elf", "  demi inspect hello-http --output json"})
final class InspectCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "IMAGE|INSTANCE",
            description = "An image file, the beginning of an image's digest, or an instance's name or id.")
    private String name = "";

    @Mixin
    private OutputOption output = new OutputOption();

    private record ImageView(String digest, String file, long size, ImageManifest manifest) {}

    private record InstanceView(InstanceRecord instance, String state, String directory) {}

    @Override
    public Integer call() throws IOException {
        Home home = Home.ofUser();
        Optional<ReadyImage> image = ReadyImage.find(name, home.images());
        if (image.isPresent()) {
            show(image.get());
        } else {
            show(home, home.instances().find(name));
        }
        return ExitStatus.OK;
    }

    private void show(ReadyImage image) throws IOException {
        ImageManifest manifest = image.manifest();
        long size = Files.size(image.file());
        if (output.isJson()) {
            System.out.println(
                    Json.write(new ImageView(image.digest(), image.file().toString(), size, manifest)));
            return;
        }
        System.out.println("image    sha256:" + image.digest());
        System.out.println("file     " + image.file() + " (" + Quantities.size(size) + ")");
        System.out.println("manifest " + new String(manifest.toBytes(), StandardCharsets.UTF_8));
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
