package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The scoreboard against a slow model of itself that keeps a list of objects and sums up whenever asked. */
class SentSegmentsTest {
    private static final int RUNS = 300;
    private static final int STEPS = 400;

    private static final class Sent {
        private int start;
        private final int end;
        private long time;
        private boolean sacked;
        private boolean lost;
        private boolean resent;

        Sent(int start, int end, long time) {
            this.start = start;
            this.end = end;
            this.time = time;
        }

        int inFlight() {
            return sacked || (lost && !resent) ? 0 : end - start;
        }

        void lose() {
            lost = true;
            resent = false;
        }
    }

    private final List<Sent> model = new ArrayList<>();
    private Random random = new Random(0);
    private SentSegments sent = new SentSegments(0);
    private long now;

    private void step() {
        now += random.nextInt(3);
        switch (random.nextInt(9)) {
            case 0, 1 -> {
                int end = sent.next() + 1 + random.nextInt(1000);
                model.add(new Sent(sent.next(), end, now));
                sent.add(end, now);
            }
            case 2 -> acknowledge();
            case 3 -> sack();
            case 4 -> resend();
            case 5 -> loseByTime();
            case 6 -> {
                if (random.nextInt(6) == 0) {
                    sent.loseAll();
                    model.stream().filter(s -> !s.sacked).forEach(Sent::lose);
                } else {
                    sent.loseRest();
                    model.stream().filter(s -> !s.sacked && !s.lost).forEach(Sent::lose);
                }
            }
            case 7 -> rare();
            default -> split();
        }
    }

    private void acknowledge() {
        int ack = sent.unacknowledged() + random.nextInt(sent.outstanding() + 1);
        sent.delivery().begin();
        sent.acknowledge(ack);
        int delivered = model.stream()
                .filter(s -> !s.sacked)
                .mapToInt(s -> Math.max(0, Math.min(s.end, ack) - s.start))
                .sum();
        model.removeIf(s -> s.end - ack <= 0);
        if (!model.isEmpty()) {
            model.getFirst().start = Math.max(model.getFirst().start, ack);
        }
        assertThat(sent.delivery().bytes()).isEqualTo(delivered);
        assertThat(sent.unacknowledged()).isEqualTo(ack);
    }

    private void sack() {
        int left = sent.unacknowledged() + random.nextInt(sent.outstanding() + 1);
        int right = left + random.nextInt(4000);
        int news = 0;
        for (Sent s : model) {
            if (s.start >= left && s.end <= right && !s.sacked) {
                s.sacked = true;
                s.lost = false;
                s.resent = false;
                news += s.end - s.start;
            }
        }
        assertThat(sent.selectivelyAcknowledge(left, right)).isEqualTo(news);
    }

    private void resend() {
        int index = sent.nextLost();
        int expected = -1;
        for (int i = 0; i < model.size() && expected < 0; i++) {
            expected = model.get(i).lost && !model.get(i).resent ? i : -1;
        }
        assertThat(index).isEqualTo(expected);
        if (index >= 0) {
            sent.resent(index, now);
            model.get(index).resent = true;
            model.get(index).time = now;
        }
    }

    /** RFC 8985 section 6.2, step 5, without its short cut. */
    private void loseByTime() {
        if (model.isEmpty()) {
            return;
        }
        Sent latest = model.get(random.nextInt(model.size()));
        long patience = random.nextInt(20);
        boolean found = false;
        long doubt = 0;
        for (Sent s : model) {
            boolean before = s.time < latest.time || (s.time == latest.time && s.end < latest.end);
            if (s.sacked || (s.lost && !s.resent) || !before) {
                continue;
            }
            long left = s.time + patience - now;
            doubt = Math.max(doubt, left);
            if (left <= 0) {
                s.lose();
                found = true;
            }
        }
        assertThat(sent.loseSentBefore(latest.time, latest.end, patience, now)).isEqualTo(found);
        assertThat(sent.inDoubt()).isEqualTo(doubt);
    }

    private void rare() {
        switch (random.nextInt(12)) {
            case 0 -> {
                sent.forgiveLosses();
                model.forEach(s -> {
                    s.lost = false;
                    s.resent = false;
                });
            }
            case 1 -> {
                sent.forgetSacks();
                model.forEach(s -> s.sacked = false);
            }
            default -> {
                long time = now - random.nextInt(10);
                sent.loseRestSentBefore(time);
                model.stream()
                        .filter(s -> !s.sacked && !s.lost && s.time < time)
                        .forEach(Sent::lose);
            }
        }
    }

    private void split() {
        int index = sent.nextLost();
        if (index < 0 || sent.end(index) - sent.start(index) < 2) {
            return;
        }
        int middle = sent.start(index) + 1 + random.nextInt(sent.end(index) - sent.start(index) - 1);
        sent.split(index, middle);
        Sent whole = model.remove(index);
        Sent first = new Sent(whole.start, middle, whole.time);
        Sent second = new Sent(middle, whole.end, whole.time);
        first.lost = true;
        second.lost = true;
        model.add(index, second);
        model.add(index, first);
    }

    private void compare() {
        assertThat(sent.size()).isEqualTo(model.size());
        assertThat(sent.inFlight())
                .isEqualTo(model.stream().mapToInt(Sent::inFlight).sum());
        assertThat(sent.sackedSegments())
                .isEqualTo((int) model.stream().filter(s -> s.sacked).count());
        assertThat(sent.hasUnsentLoss()).isEqualTo(model.stream().anyMatch(s -> s.lost && !s.resent));
        assertThat(sent.reneged()).isEqualTo(!model.isEmpty() && model.getFirst().sacked);
        for (int i = 0; i < model.size(); i++) {
            assertThat(sent.start(i)).isEqualTo(model.get(i).start);
            assertThat(sent.end(i)).isEqualTo(model.get(i).end);
        }
    }

    @Test
    void the_scoreboard_agrees_with_its_model_after_every_step() {
        for (int run = 0; run < RUNS; run++) {
            random = new Random(run);
            sent = new SentSegments(1_000);
            sent.start();
            model.clear();
            for (int step = 0; step < STEPS; step++) {
                try {
                    step();
                    compare();
                } catch (AssertionError e) {
                    throw new AssertionError("run " + run + ", step " + step + ": " + e.getMessage(), e);
                }
            }
        }
    }
}
