package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Instances and control planes are killed at random while clients ask. {@code -Ddemitasse.chaos.seconds=600} does so for
 * ten minutes, {@code -Ddemitasse.chaos.seed=N} in the order of another run. It runs alone, since it measures how soon
 * services are back: {@code mvn test -pl system-tests/harness,system-tests -Dgroups=alone -DexcludedGroups=none}.
 */
@Tag("alone")
final class ChaosTest {
    private static final int SECONDS = Integer.getInteger("demitasse.chaos.seconds", 90);
    private static final long SEED = Long.getLong("demitasse.chaos.seed", System.nanoTime());
    private static final Duration BACK = Duration.ofSeconds(2);

    /** Of so many kills one is of the control plane. */
    private static final int SHARE_OF_PLANES = 6;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final List<Kill> kills = new ArrayList<>();

    /** Something that was killed, and when, by {@link System#nanoTime}. */
    private record Kill(boolean plane, String what, long time) {}

    /** A time without a control plane. */
    private record Outage(long begin, long end) {}

    @Test
    void nothing_fails_but_what_was_under_way_in_what_was_killed() throws Exception {
        Demi.shared().succeed("build", "--target", "process", Demi.example("hello-http"));
        List<Integer> ports = List.of(Tool.freePort(), Tool.freePort(), Tool.freePort());
        var asked = new ArrayList<Client.Asked>();
        try (var plane = new ControlPlane(folder.resolve("s"))) {
            apply(plane, "many", ports.get(0), "replicas: 3\nhealth: {http: /}\n");
            apply(plane, "one", ports.get(1), "replicas: 1\n");
            apply(plane, "ahead", ports.get(2), "scale: {min: 1, max: 2, warm: 1}\n");
            plane.awaitOutput("3 of 3", "services");
            List<Client> clients = ports.stream().map(Client::new).toList();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (System.nanoTime() - end < 0) {
                Thread.sleep(random.nextInt(500, 3000));
                kill(plane);
            }
            Thread.sleep(BACK);
            for (Client client : clients) {
                client.close();
                asked.addAll(client.asked());
            }
            plane.awaitService("many serving 3 of 3 ");
            plane.awaitService("one serving 1 of 1 ");
            plane.awaitService("ahead serving 1 of 1-2, 1 warm ");
            check(asked, plane);
            plane.interrupt();
            assertThat(plane.processes()).as("processes after the end").isZero();
        }
    }

    private void apply(ControlPlane plane, String name, int port, String rest) throws IOException {
        Path file = Files.writeString(
                folder.resolve(name + ".yaml"), """
                service: %s
                image: %s
                egress: open
                ports: [{listen: %d, guest: 8080, protocol: http}]
                %s""".formatted(name, Demi.example("hello-http"), port, rest));
        plane.demi("apply", "--target", "process", "-f", file.toString());
    }

    private void kill(ControlPlane plane) throws InterruptedException {
        var instances = new ArrayList<>(plane.instances().entrySet());
        // The third at the latest, so that no run is without.
        if (random.nextInt(SHARE_OF_PLANES) == 0 || kills.size() == 2) {
            // One of the instances with it, now and then: nobody sees that one end.
            if (random.nextBoolean() && !instances.isEmpty()) {
                kill(instances.get(random.nextInt(instances.size())).getKey(), plane);
            }
            kills.add(new Kill(true, "the control plane", System.nanoTime()));
            plane.killAndRestart();
        } else if (!instances.isEmpty()) {
            kill(instances.get(random.nextInt(instances.size())).getKey(), plane);
        }
    }

    private void kill(String instance, ControlPlane plane) {
        Long pid = plane.instances().get(instance);
        if (pid != null) {
            kills.add(new Kill(false, instance, System.nanoTime()));
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** What failed was under way in what was killed; of the control plane, from its end until its service is back. */
    private void check(List<Client.Asked> asked, ControlPlane plane) {
        List<Outage> outages = kills.stream()
                .filter(Kill::plane)
                .map(kill -> outage(kill, asked))
                .toList();
        List<Long> away = outages.stream()
                .map(outage -> (outage.end() - outage.begin()) / 1_000_000)
                .sorted()
                .toList();
        List<Client.Asked> undisturbed = asked.stream()
                .filter(one -> outages.stream().noneMatch(outage -> one.overlaps(outage.begin(), outage.end())))
                .toList();
        long slowest = undisturbed.stream()
                .filter(Client.Asked::isGood)
                .mapToLong(one -> (one.end() - one.begin()) / 1_000_000)
                .max()
                .orElseThrow();
        String story =
                "seed %d; %d requests, %d instances killed, the slowest answer %d ms; control planes killed, away ms: %s"
                        .formatted(SEED, asked.size(), kills.size() - outages.size(), slowest, away);
        System.out.println(story);
        assertThat(undisturbed.stream().filter(one -> !one.isGood() && !wasInAnInstanceKilled(one)))
                .as(() -> story + "\n" + plane.events())
                .isEmpty();
        assertThat(asked.size()).as(story).isGreaterThan(SECONDS);
        assertThat(slowest).as("milliseconds; " + story).isLessThan(BACK.toMillis());
        if (!away.isEmpty()) {
            assertThat(away.get(away.size() / 2)).as("median; " + story).isLessThan(BACK.toMillis());
        }
    }

    /** From the kill of a control plane to the first answer that somebody had who asked after it. */
    private static Outage outage(Kill kill, List<Client.Asked> asked) {
        long end = asked.stream()
                .filter(one -> one.isGood() && one.begin() - kill.time() > 0)
                .mapToLong(Client.Asked::end)
                .min()
                .orElseThrow(() -> new AssertionError("no service came back after " + kill));
        return new Outage(kill.time(), end);
    }

    private boolean wasInAnInstanceKilled(Client.Asked one) {
        return kills.stream().anyMatch(kill -> one.overlaps(kill.time(), kill.time()));
    }
}
