package dev.demitasse.hypervisor;

import java.nio.file.Path;

/** Something that runs images. Implementations are thread-safe. */
public interface Hypervisor {
    /**
     * Starts an instance and returns as soon as its processor runs; that it boots, or serves, is told by its events.
     *
     * @param request what to run and with what; its directory must exist and be empty
     * @param listener told of console output and events until the instance ends or is {@linkplain Instance#detach
     *     detached}
     * @throws HypervisorException when it does not start; nothing is left running then
     */
    Instance start(InstanceRequest request, InstanceListener listener);

    /**
     * The instance that was started with the given directory, by this process or another, alive or ended. No listener
     * hears of it; its logs are in the directory.
     */
    Instance find(Path directory);
}
