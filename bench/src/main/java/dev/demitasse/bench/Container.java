package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A container, run by runc. It has namespaces of its own but for the network, which is that of the servers. */
final class Container implements Peer {
    private final Paths paths;
    private final Network network;
    private final RootFileSystem files;

    Container(Paths paths, Network network, RootFileSystem files) {
        this.paths = paths;
        this.network = network;
        this.files = files;
    }

    @Override
    public String name() {
        return "container";
    }

    @Override
    public String title() {
        return "Container";
    }

    @Override
    public String description() {
        return "a jlinked JDK with the same tuning, in a container of runc";
    }

    @Override
    public String host() {
        return Network.SERVER;
    }

    @Override
    public void prepare(Service service) throws IOException, InterruptedException {
        files.prepare(service);
    }

    @Override
    public List<Path> image(Service service) {
        return List.of(files.folder(service));
    }

    @Override
    public OptionalInt memory() {
        return OptionalInt.of(256);
    }

    @Override
    public ProcessBuilder command(Service service, int memoryMib) throws IOException {
        Path bundle = Files.createDirectories(paths.of(service).resolve("bundle"));
        Files.writeString(bundle.resolve("config.json"), configuration(files.folder(service), memoryMib));
        String id = "demi-bench-" + System.nanoTime();
        return new ProcessBuilder("runc", "run", "--bundle", bundle.toString(), id);
    }

    /** As the OCI runtime specification 1.0 has it. */
    private String configuration(Path root, int memoryMib) {
        String arguments =
                RootFileSystem.command().stream().map(word -> '"' + word + '"').collect(Collectors.joining(", "));
        return """
                {
                  "ociVersion": "1.0.2",
                  "process": {
                    "terminal": false,
                    "user": {"uid": 0, "gid": 0},
                    "args": [%s],
                    "env": ["PATH=/jdk/bin"],
                    "cwd": "/",
                    "noNewPrivileges": true,
                    "capabilities": {"bounding": [], "effective": [], "permitted": []}
                  },
                  "root": {"path": "%s", "readonly": true},
                  "mounts": [
                    {"destination": "/proc", "type": "proc", "source": "proc"},
                    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]},
                    {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev"]}
                  ],
                  "linux": {
                    "resources": {"memory": {"limit": %d}},
                    "namespaces": [
                      {"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"},
                      {"type": "network", "path": "%s"}
                    ]
                  }
                }
                """.formatted(arguments, root, (long) memoryMib << 20, network.serversPath());
    }
}
