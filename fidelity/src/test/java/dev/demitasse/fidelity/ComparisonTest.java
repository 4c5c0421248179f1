package dev.demitasse.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The comparison finds what is planted in a run of real checks. */
final class ComparisonTest {
    private static String text = "";

    @BeforeAll
    static void run() throws Exception {
        text = HotSpot.run(Images.MAIN, "streams");
    }

    @Test
    void a_run_is_equal_to_itself() {
        assertThat(Output.parse(text).values()).hasSizeGreaterThan(20);
        assertThat(findings(text)).isEmpty();
    }

    @Test
    void a_planted_difference_is_found() {
        assertThat(findings(text.replace("streams/flat-map\t6", "streams/flat-map\t7")))
                .containsExactly(new Finding.Different("streams/flat-map", "6", "7"));
    }

    @Test
    void a_planted_difference_that_is_listed_is_none() {
        String planted = text.replace("streams/flat-map\t6", "streams/flat-map\t7");
        assertThat(findings(planted, "streams/flat-map")).isEmpty();
    }

    @Test
    void a_listed_difference_that_is_none_is_found() {
        assertThat(findings(text, "streams/flat-map")).containsExactly(new Finding.ListedButEqual("streams/flat-map"));
    }

    @Test
    void a_listed_check_that_does_not_exist_is_found_where_its_area_ran() {
        assertThat(findings(text, "streams/no-such", "other/area"))
                .containsExactly(new Finding.ListedButUnknown("streams/no-such"));
    }

    @Test
    void a_missing_line_is_found() {
        assertThat(findings(text.replace("streams/flat-map\t6\n", "")))
                .containsExactly(new Finding.Missing("streams/flat-map"));
    }

    @Test
    void a_line_of_its_own_is_found() {
        assertThat(findings("streams/more\t1\n" + text)).containsExactly(new Finding.Unexpected("streams/more"));
    }

    @Test
    void a_crash_midway_is_found_and_named() {
        int crash = text.indexOf("streams/flat-map");
        assertThat(findings(text.substring(0, crash) + "panic: page fault\n  at f\n"))
                .singleElement()
                .isInstanceOfSatisfying(Finding.Crashed.class, crashed -> {
                    assertThat(crashed.check()).isEqualTo("streams/flat-map");
                    assertThat(crashed.lastLines()).containsExactly("panic: page fault", "  at f");
                });
    }

    @Test
    void two_checks_of_one_name_are_refused() {
        assertThatThrownBy(() -> Output.parse("a/b\t1\na/b\t2\n")).hasMessage("two checks are called a/b");
    }

    @Test
    void a_run_on_HotSpot_that_is_not_whole_is_refused() {
        assertThatThrownBy(() -> Comparison.findings(Output.parse("a/b\t1\n"), Output.parse("a/b\t1\n"), Set.of()))
                .hasMessageContaining("HotSpot did not run all checks");
    }

    private static java.util.List<Finding> findings(String actual, String... listed) {
        return Comparison.findings(Output.parse(text), Output.parse(actual), Set.of(listed));
    }
}
