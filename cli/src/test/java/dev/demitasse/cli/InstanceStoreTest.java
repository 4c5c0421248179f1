package dev.demitasse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstanceStoreTest {
    @TempDir
    private Path root;

    private InstanceStore store;

    @BeforeEach
    void open() {
        store = new InstanceStore(root.resolve("instances"));
    }

    @Test
    void a_store_that_does_not_exist_is_empty() {
        assertThat(store.all()).isEmpty();
    }

    @Test
    void what_is_written_is_read_again_the_latest_first() {
        InstanceRecord older = add("web", "2026-01-01T00:00:00Z");
        InstanceRecord newer = add("job", "2026-01-01T00:00:00.5Z");
        assertThat(store.all()).containsExactly(newer, older);
    }

    @Test
    void an_instance_is_found_by_its_name_and_by_the_beginning_of_its_id() {
        InstanceRecord web = add("web", "2026-01-01T00:00:00Z");
        assertThat(store.find("web")).isEqualTo(web);
        assertThat(store.find(web.id())).isEqualTo(web);
        assertThat(store.find(web.id().substring(0, 5))).isEqualTo(web);
    }

    @Test
    void an_unknown_name_says_where_to_look() {
        assertThatThrownBy(() -> store.find("nobody"))
                .isInstanceOf(CommandException.class)
                .hasMessage("no instance is called nobody; demi ps -a lists them");
    }

    @Test
    void an_instance_that_is_being_started_is_not_listed() {
        store.create();
        assertThat(store.all()).isEmpty();
    }

    @Test
    void names_are_made_unique() {
        assertThat(store.uniqueName("web")).isEqualTo("web");
        add("web", "2026-01-01T00:00:00Z");
        assertThat(store.uniqueName("web")).isEqualTo("web-2");
        add("web-2", "2026-01-01T00:00:00Z");
        assertThat(store.uniqueName("web")).isEqualTo("web-3");
    }

    @Test
    void only_the_user_may_read_an_instances_console() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.create())))
                .isEqualTo("rwx------");
    }

    @Test
    void a_removed_instance_leaves_nothing() {
        InstanceRecord web = add("web", "2026-01-01T00:00:00Z");
        store.remove(store.directory(web));
        assertThat(store.all()).isEmpty();
        assertThat(store.directory(web)).doesNotExist();
    }

    private InstanceRecord add(String name, String started) {
        var instance = new InstanceRecord(
                store.create().getFileName().toString(),
                name,
                "/images/x",
                "00".repeat(32),
                64 << 20,
                List.of("127.0.0.1:8080:80"),
                started);
        store.write(instance);
        return instance;
    }
}
