package dev.demitasse.contents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.demitasse.contents.Why.Hop;
import dev.demitasse.contents.Why.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WhyTest {
    private final Why why = new Why(Samples.program());

    private static final List<Hop> TO_PATTERN = List.of(
            new Hop("example.Main.main(String[])", "the application's main"),
            new Hop("library.Greeting.text()", "calls"),
            new Hop("java.util.regex.Pattern.matcher(CharSequence)", "virtual call"));

    @Test
    void shows_the_calls_from_main_to_a_class() {
        assertThat(why.of("java.util.regex.Pattern"))
                .contains(new Why.Answer("java.util.regex.Pattern", Kind.CLASS, TO_PATTERN));
    }

    @Test
    void knows_a_class_by_its_last_name_when_no_other_has_it() {
        assertThat(why.of("Pattern")).map(Why.Answer::path).contains(TO_PATTERN);
    }

    @Test
    void shows_of_a_package_the_class_that_is_nearest() {
        assertThat(why.of("java.util.regex")).contains(new Why.Answer("java.util.regex", Kind.PACKAGE, TO_PATTERN));
        assertThat(why.of("library"))
                .map(answer -> answer.path().getLast().method())
                .contains("library.Greeting.text()");
        assertThat(why.of("library.*")).map(answer -> answer.path().size()).contains(2);
        assertThat(why.of("java.util")).isEmpty();
        assertThat(why.of("java.*")).isPresent();
    }

    @Test
    void knows_a_driver_however_it_is_written() {
        for (String name : List.of("virtio-net", "VirtioNet", "dev.demitasse.drivers.VirtioNet")) {
            assertThat(why.of(name))
                    .contains(new Why.Answer(
                            "dev.demitasse.drivers.VirtioNet",
                            Kind.DRIVER,
                            List.of(
                                    new Hop("dev.demitasse.kernel.Boot.boot(Pointer)", "boot entry"),
                                    new Hop("dev.demitasse.drivers.VirtioNet.start()", "calls"))));
        }
    }

    @Test
    void begins_with_what_registered_a_class_that_nothing_calls() {
        assertThat(why.of("library.internal.Hidden"))
                .map(Why.Answer::path)
                .contains(List.of(new Hop("reflection registration", ""), new Hop("library.internal.Hidden", "needs")));
    }

    @Test
    void has_no_way_to_a_class_of_which_the_build_learned_none() {
        assertThat(why.of("java.util.regex.Pattern$$Lambda/0x1a.2"))
                .map(Why.Answer::path)
                .contains(List.of());
    }

    @Test
    void suggests_names_that_are_nearly_the_one_asked_for() {
        assertThat(why.of("java.util.regex.Patern")).isEmpty();
        assertThat(why.suggestions("java.util.regex.Patern")).containsExactly("java.util.regex.Pattern");
        assertThat(why.suggestions("Greting")).containsExactly("library.Greeting");
        assertThat(why.suggestions("SomethingElse")).isEmpty();
    }

    @Test
    void answers_for_any_class_of_a_large_image_in_less_than_a_second() {
        var random = new Random(3);
        var steps = new ArrayList<Step>(List.of(new Step(-1, "the application's main", "a.Main.main(String[])")));
        var classes = new ArrayList<ImageClass>();
        for (int i = 1; i < 10_000; i++) {
            // Mostly the one before: ways of up to some hundred steps.
            int parent = random.nextInt(20) == 0 ? random.nextInt(i) : i - 1;
            steps.add(new Step(parent, "calls", "a.p%d.C%d.m()".formatted(i % 100, i)));
            classes.add(new ImageClass("a.p%d.C%d".formatted(i % 100, i), 1, 1, i));
        }
        var component = new Component(Origin.LIBRARY, "a:b", "1", "", "", List.of(), classes);
        var large = new Why(
                new Contents(component.bytes(), List.of(), List.of(), List.of(component), List.of(), List.of(), steps));
        long slowest = 0;
        for (ImageClass one : classes.subList(0, 500)) {
            long start = System.nanoTime();
            assertThat(large.of(one.name()))
                    .map(Why.Answer::path)
                    .get()
                    .asInstanceOf(LIST)
                    .isNotEmpty();
            slowest = Math.max(slowest, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void writes_the_way_in_lines() {
        assertThat(Why.lines(TO_PATTERN))
                .containsExactly(
                        "example.Main.main(String[])  (the application's main)",
                        "  calls library.Greeting.text()",
                        "  virtual call java.util.regex.Pattern.matcher(CharSequence)");
    }
}
