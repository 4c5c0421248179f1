package dev.demitasse.contents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.contents.Why.Hop;
import dev.demitasse.contents.Why.Kind;
import java.util.List;
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
    void writes_the_way_in_lines() {
        assertThat(Why.lines(TO_PATTERN))
                .containsExactly(
                        "example.Main.main(String[])  (the application's main)",
                        "  calls library.Greeting.text()",
                        "  virtual call java.util.regex.Pattern.matcher(CharSequence)");
    }
}
