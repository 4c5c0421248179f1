package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KvmVerdictTest {
    @TempDir
    private Path temporary;

    @Test
    void no_device_is_absent_whatever_was_recorded() {
        var verdict = new KvmVerdict(temporary.resolve("none"), temporary.resolve("verdict"));
        verdict.record(true);
        assertThat(verdict.state()).isEqualTo(KvmVerdict.State.ABSENT);
    }

    @Test
    void a_device_is_untried_until_a_trial_is_recorded() throws IOException {
        Path device = Files.createFile(temporary.resolve("kvm"));
        Path file = temporary.resolve("state/verdict");
        var verdict = new KvmVerdict(device, file);
        assertThat(verdict.state()).isEqualTo(KvmVerdict.State.UNTRIED);
        verdict.record(false);
        assertThat(new KvmVerdict(device, file).state()).isEqualTo(KvmVerdict.State.FAILS);
        verdict.record(true);
        assertThat(new KvmVerdict(device, file).state()).isEqualTo(KvmVerdict.State.WORKS);
    }

    @Test
    void a_verdict_of_before_the_last_boot_is_forgotten() throws IOException {
        Path device = Files.createFile(temporary.resolve("kvm"));
        Path file = Files.writeString(temporary.resolve("verdict"), "fails 0000-another-boot");
        assertThat(new KvmVerdict(device, file).state()).isEqualTo(KvmVerdict.State.UNTRIED);
    }
}
