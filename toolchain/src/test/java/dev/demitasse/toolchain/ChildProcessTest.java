package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    @Test
    void passes_on_both_outputs_and_the_status() throws Exception {
        var lines = new ArrayList<String>();

        int status = ChildProcess.run(shell("echo one; echo two >&2; exit 3"), lines::add);

        assertThat(status).isEqualTo(3);
        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void kills_the_program_and_its_children_when_interrupted() throws Exception {
        var pids = new ArrayBlockingQueue<String>(2);
        var ended = new AtomicReference<Throwable>();
        Thread runner = Thread.ofPlatform().start(() -> {
            try {
                ChildProcess.run(shell("sleep 60 & echo $!; echo $$; wait"), pids::add);
            } catch (IOException | InterruptedException e) {
                ended.set(e);
            }
        });
        List<ProcessHandle> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String pid = pids.poll(10, TimeUnit.SECONDS);
            assertThat(pid).isNotNull();
            processes.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
        }

        runner.interrupt();
        runner.join();

        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        for (ProcessHandle process : processes) {
            assertThat(process.isAlive()).isFalse();
        }
    }

    @Test
    void takes_a_program_that_the_terminal_has_interrupted_for_an_interrupt() {
        assertThatThrownBy(() -> ChildProcess.run(shell("exit 130"), _ -> {})).isInstanceOf(InterruptedException.class);
    }

    @Test
    void fails_when_there_is_no_such_program() {
        assertThatThrownBy(() -> ChildProcess.run(new ProcessBuilder("/nowhere"), _ -> {}))
                .isInstanceOf(IOException.class);
    }

    private static ProcessBuilder shell(String script) {
        return new ProcessBuilder("/bin/sh", "-c", script);
    }
}
