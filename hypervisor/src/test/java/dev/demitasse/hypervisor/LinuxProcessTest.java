package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinuxProcessTest {
    @TempDir
    private Path temporary;

    @Test
    void a_process_is_alive_and_another_of_its_number_is_not() throws IOException {
        LinuxProcess us = LinuxProcess.running(ProcessHandle.current().pid()).orElseThrow();
        assertThat(us.isAlive()).isTrue();
        assertThat(new LinuxProcess(us.pid(), us.start() - 1).isAlive()).isFalse();
    }

    @Test
    void one_that_has_ended_is_not_alive() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        LinuxProcess process = LinuxProcess.running(child.pid()).orElseThrow();
        child.destroy();
        child.waitFor();
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void it_is_remembered_in_a_file() throws IOException {
        Path file = temporary.resolve("process");
        assertThat(LinuxProcess.read(file)).isEmpty();
        var process = new LinuxProcess(123, 456);
        process.write(file);
        assertThat(LinuxProcess.read(file)).contains(process);
    }
}
