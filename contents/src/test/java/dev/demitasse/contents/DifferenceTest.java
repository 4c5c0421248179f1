package dev.demitasse.contents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void is_empty_between_equal_contents() {
        assertThat(Difference.between(Samples.program(), Samples.program()).isEmpty())
                .isTrue();
    }

    @Test
    void tells_a_library_of_another_version_and_the_classes_that_grew() {
        var difference = Difference.between(Samples.program(), Samples.with(310, "1.1"));

        assertThat(difference.isEmpty()).isFalse();
        assertThat(difference.size().after() - difference.size().before()).isEqualTo(10);
        assertThat(difference.components().changed())
                .containsExactly(new Difference.Changed("library:greetings", 340, 350, "1.0", "1.1"));
        assertThat(difference.resized()).containsExactly(new Difference.Resized("library.Greeting", 300, 310));
        assertThat(difference.classes().isEmpty()).isTrue();
    }

    @Test
    void tells_what_came_and_what_went() {
        Contents before = Samples.program();
        var components = new ArrayList<>(before.components());
        components.removeIf(component -> component.name().equals("library:unused"));
        components.removeIf(component -> component.name().equals("demitasse-drivers"));
        components.add(
                Samples.component(Origin.LIBRARY, "library:unused", "2", new ImageClass("library.Used", 1, 1, -1)));
        Contents after = new Contents(
                before.size() - 70 + 2,
                List.of(8080, 9090),
                List.of(),
                components,
                before.others(),
                List.of(new Capability(Capability.OUTBOUND_NETWORK, 2)),
                before.steps());

        var difference = Difference.between(before, after);

        assertThat(difference.components().added()).containsExactly("library:unused");
        assertThat(difference.components().removed()).containsExactly("demitasse-drivers");
        assertThat(difference.classes().added()).containsExactly("library.Used");
        assertThat(difference.classes().removed()).containsExactly("dev.demitasse.drivers.VirtioNet");
        assertThat(difference.ports().added()).containsExactly(9090);
        assertThat(difference.drivers().removed()).containsExactly("dev.demitasse.drivers.VirtioNet");
        assertThat(difference.capabilities().added()).containsExactly("outbound-network");
        assertThat(difference.capabilities().removed()).containsExactly("reflection");
    }
}
