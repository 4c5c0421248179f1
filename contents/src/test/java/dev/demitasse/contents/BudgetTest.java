package dev.demitasse.contents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private final Contents program = Samples.program();

    @Test
    void allows_what_keeps_within_it() {
        var budget = new Budget(OptionalLong.of(program.size()), List.of("java.net.http", "java.util"), false, true);

        assertThat(budget.check(program)).isEmpty();
        assertThat(Budget.NONE.check(program)).isEmpty();
    }

    @Test
    void tells_how_much_too_large_an_image_is_and_what_is_largest() {
        var budget = new Budget(OptionalLong.of(1000), List.of(), false, false);

        assertThat(budget.check(program))
                .extracting(Budget.Breach::text)
                .containsExactly("the image has 1100 bytes, and max-size is 1000; the largest components in bytes: "
                        + "java.base 555, library:greetings 340, example:main 110");
    }

    @Test
    void shows_the_way_to_a_forbidden_package() {
        var budget = new Budget(OptionalLong.empty(), List.of("java.util.*"), false, false);

        assertThat(budget.check(program)).extracting(Budget.Breach::text).containsExactly("""
                        java.util.* is forbidden, and java.util.regex.Pattern is in the image:
                        example.Main.main(String[])  (the application's main)
                          calls library.Greeting.text()
                          virtual call java.util.regex.Pattern.matcher(CharSequence)""");
    }

    @Test
    void takes_a_name_for_a_class_or_for_a_package_without_those_below() {
        assertThat(breaches("library.Greeting")).isEqualTo(1);
        assertThat(breaches("library")).isEqualTo(1);
        assertThat(breaches("library.internal.*")).isEqualTo(1);
        assertThat(breaches("java.util")).isZero();
        assertThat(breaches("java.util.regex.Pat.*")).isZero();
    }

    private int breaches(String forbidden) {
        return new Budget(OptionalLong.empty(), List.of(forbidden), false, false)
                .check(program)
                .size();
    }

    @Test
    void shows_the_way_to_reflection() {
        var budget = new Budget(OptionalLong.empty(), List.of(), true, true);

        assertThat(budget.check(program)).extracting(Budget.Breach::text).containsExactly("""
                        reflection is to be none, and is used:
                        example.Main.main(String[])  (the application's main)
                          calls library.Greeting.text()
                          calls java.lang.reflect.Method.invoke(Object, Object[])""");
    }
}
