package dev.demitasse.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassPathNamesTest {
    private final ClassPathNames names = new ClassPathNames(List.of("a.B", "a.C$D"));

    @Test
    void a_class_of_the_class_path_is_explained_with_the_entry_to_add_and_what_finds_it() {
        assertThat(names.explain("a.C$D"))
                .startsWith("a.C$D: it is on the class path")
                .contains("demi trace")
                .contains("{\"type\": \"a.C$D\"} to \"reflection\" in META-INF/native-image/");
    }

    @Test
    void of_any_other_class_the_name_is_all_that_is_said() {
        assertThat(names.explain("a.E")).isEqualTo("a.E");
    }
}
