package dev.demitasse.hypervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs images of the target {@code process}, each as a process of this Linux in a session of its own, so that neither
 * the terminal's Ctrl-C nor the end of this process reaches it. The image itself gives up its privileges when it starts;
 * its console and its control channel are the files of the logs. Thread-safe.
 */
public final class ProcessSandbox implements Hypervisor {
    /** The variable by which an image takes its boot options; other users cannot read it, unlike arguments. */
    private static final String BOOT_OPTIONS = "DEMITASSE_BOOT";

    /** Standard error, which is the control channel's log. */
    private static final String EVENTS_DESCRIPTOR = "2";

    private final String passt;

    /** With the user network of the program {@code passt}, its path, or its name on the {@code PATH}. */
    public ProcessSandbox(String passt) {
        this.passt = passt;
    }

    @Override
    public Instance start(InstanceRequest request, InstanceListener listener) {
        if (!request.disks().isEmpty()) {
            throw new HypervisorException("a process has no disks: leave --disk out, or use --target qemu");
        }
        if (!Files.isExecutable(request.image())) {
            throw new HypervisorException(request.image() + " is not executable: chmod +x " + request.image());
        }
        var files = new InstanceFiles(request.directory());
        try {
            String options = KernelCommandLine.ofProcess(
                    request.configuration(), request.network(), request.memory(), platformOptions(request, files));
            ProcessInstance instance = ProcessInstance.start(files, request.image(), Map.of(BOOT_OPTIONS, options));
            instance.attach(listener);
            return instance;
        } catch (IOException e) {
            Passt.end(files.networkSocket());
            throw new HypervisorException("cannot start " + request.image() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException("interrupted while starting", e);
        }
    }

    @Override
    public Instance find(Path directory) {
        return ProcessInstance.found(new InstanceFiles(directory));
    }

    /** Brings the network up, and says how the process finds it. */
    private Map<String, String> platformOptions(InstanceRequest request, InstanceFiles files)
            throws InterruptedException {
        var options = new LinkedHashMap<String, String>();
        options.put("events", EVENTS_DESCRIPTOR);
        if (request.debugged()) {
            options.put("debug", "1");
        }
        switch (request.network()) {
            case Network.None() -> {}
            case Network.User user -> {
                if (user.outbound() instanceof Outbound.Denied) {
                    throw new HypervisorException(
                            "the network of a process cannot keep it from opening connections by itself: a filter is needed");
                }
                Passt.start(passt, files, user, request.capture());
                options.put("net-socket", files.networkSocket().toString());
            }
            case Network.Tap tap -> {
                if (request.capture().isPresent()) {
                    throw new HypervisorException("a process on a tap is captured on the tap: tcpdump -i " + tap.name()
                            + " -w " + request.capture().get());
                }
                options.put("net-tap", tap.name());
            }
            case Network.Bridge _ ->
                throw new HypervisorException(
                        "a process joins no bridge by itself: give it a tap interface of that bridge with --network tap=NAME");
        }
        return options;
    }
}
