package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KvmTrialTest {
    private final Recorder recorder = new Recorder();
    private final KvmTrial trial = new KvmTrial(recorder);

    @Test
    void what_a_guest_says_that_does_not_boot_is_kept_to_itself() throws InterruptedException {
        say("the processor lacks something");
        assertThat(trial.awaitBoot(Duration.ofMillis(1))).isFalse();
        assertThat(recorder.console()).isEmpty();
    }

    @Test
    void what_a_guest_says_that_boots_is_heard_in_its_order() throws InterruptedException {
        say("before, ");
        trial.event(new ControlEvent.Boot());
        assertThat(recorder.console()).isEqualTo("before, ");
        say("after");
        assertThat(trial.awaitBoot(Duration.ofMillis(1))).isTrue();
        assertThat(recorder.console()).isEqualTo("before, after");
        assertThat(recorder.events()).containsExactly(new ControlEvent.Boot());
    }

    private void say(String text) {
        trial.console(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
