package dev.demitasse.storage;

import static dev.demitasse.storage.MemoryFileSystemTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.machine.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceTest {
    private static final Clock CLOCK = new Clock() {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public long epochNanos() {
            return 0;
        }
    };

    private final ImageFileSystem image = new ImageFileSystem.Builder(1, 500)
            .file("/www/index.html", "<html>".getBytes(StandardCharsets.UTF_8))
            .file("/etc/motd", new byte[0])
            .symbolicLink("/www/home", "index.html")
            .symbolicLink("/site", "www")
            .symbolicLink("/up", "/www/../etc/motd")
            .symbolicLink("/loop", "/loop")
            .directory("/tmp")
            .build();
    private final MemoryFileSystem memory = new MemoryFileSystem(2, 1 << 20, CLOCK, new ReentrantLock());
    private Namespace namespace = new Namespace(image);

    @BeforeEach
    void mountMemory() throws StorageException {
        namespace = new Namespace(image).mount("/tmp", memory);
    }

    private String text(String path) throws StorageException {
        ByteBuffer target = ByteBuffer.allocate(100);
        int length = ((RegularFile) namespace.find(path)).read(0, target);
        return new String(target.array(), 0, length, StandardCharsets.UTF_8);
    }

    @Test
    void finds_files_through_links_dots_and_repeated_slashes() throws StorageException {
        for (String path : new String[] {
            "/www/index.html",
            "www/index.html",
            "//www///index.html",
            "/www/./index.html",
            "/www/../www/index.html",
            "/../../www/index.html",
            "/site/index.html",
            "/site/home",
            "/tmp/../site/home"
        }) {
            assertThat(text(path)).as(path).isEqualTo("<html>");
        }
    }

    @Test
    void says_why_a_path_leads_nowhere() {
        assertFails(ErrorCode.NO_ENTRY, () -> namespace.find("/missing"));
        assertFails(ErrorCode.NO_ENTRY, () -> namespace.find("/missing/.."));
        assertFails(ErrorCode.NO_ENTRY, () -> namespace.find(""));
        assertFails(ErrorCode.NOT_DIRECTORY, () -> namespace.find("/www/index.html/x"));
        assertFails(ErrorCode.NOT_DIRECTORY, () -> namespace.find("/www/index.html/"));
        assertFails(ErrorCode.NOT_DIRECTORY, () -> namespace.find("/www/index.html/.."));
        assertFails(ErrorCode.LOOP, () -> namespace.find("/loop"));
        assertFails(ErrorCode.NAME_TOO_LONG, () -> namespace.find("/" + "n".repeat(256)));
    }

    @Test
    void the_last_link_of_a_path_can_be_the_answer_itself() throws StorageException {
        assertThat(namespace.findNoFollow("/site/home"))
                .isInstanceOfSatisfying(
                        SymbolicLink.class, link -> assertThat(link.target()).isEqualTo("index.html"));
        assertThat(namespace.findNoFollow("/loop")).isInstanceOf(SymbolicLink.class);
    }

    @Test
    void real_paths_have_neither_links_nor_dots() throws StorageException {
        assertThat(namespace.realPath("site/./home")).isEqualTo("/www/index.html");
        assertThat(namespace.realPath("/up")).isEqualTo("/etc/motd");
        assertThat(namespace.realPath("/tmp/..")).isEqualTo("/");
    }

    @Test
    void a_mounted_file_system_hides_the_directory_below_it() throws StorageException {
        Namespace.Place place = namespace.place("/tmp/new");
        place.directory().createFile(place.name(), 0644);

        assertThat(namespace.find("/tmp/new").attributes().device()).isEqualTo(2);
        assertThat(namespace.find("/tmp")).isSameAs(memory.root());
        assertThat(namespace.fileSystemOf("/tmp/new")).isSameAs(memory);
        assertThat(namespace.fileSystemOf("/www")).isSameAs(image);
        assertThat(namespace.mounts()).extracting(Namespace.Mount::path).containsExactly("/", "/tmp");
        assertFails(ErrorCode.NO_ENTRY, () -> new Namespace(image).mount("/missing", memory));
        assertFails(ErrorCode.NOT_DIRECTORY, () -> new Namespace(image).mount("/www/index.html", memory));
    }

    @Test
    void a_place_need_not_exist_but_its_directory_must() throws StorageException {
        assertThat(namespace.place("/site/new").directory()).isSameAs(namespace.find("/www"));
        assertThat(namespace.place("/loop").name()).isEqualTo("loop");
        assertFails(ErrorCode.NO_ENTRY, () -> namespace.place("/missing/new"));
        assertFails(ErrorCode.NOT_DIRECTORY, () -> namespace.place("/www/index.html/new"));
        assertFails(ErrorCode.EXISTS, () -> namespace.place("/"));
        assertFails(ErrorCode.INVALID, () -> namespace.place("/tmp/.."));
        assertFails(ErrorCode.NO_ENTRY, () -> namespace.place(""));
    }

    @Test
    void nothing_in_the_image_can_be_changed() throws StorageException {
        Directory www = (Directory) namespace.find("/www");
        RegularFile index = (RegularFile) namespace.find("/www/index.html");

        assertFails(ErrorCode.READ_ONLY, () -> www.createFile("new", 0644));
        assertFails(ErrorCode.EXISTS, () -> www.createDirectory("index.html", 0755));
        assertFails(ErrorCode.READ_ONLY, () -> www.removeFile("index.html"));
        assertFails(ErrorCode.NO_ENTRY, () -> www.removeDirectory("missing"));
        assertFails(ErrorCode.READ_ONLY, () -> www.rename("index.html", memory.root(), "x"));
        assertFails(ErrorCode.READ_ONLY, () -> index.write(0, ByteBuffer.allocate(0)));
        assertFails(ErrorCode.READ_ONLY, () -> index.truncate(0));
        assertFails(ErrorCode.READ_ONLY, () -> index.setPermissions(0));
        assertThat(index.attributes().modified()).isEqualTo(500);
        assertThat(image.capacity()).isEqualTo(6);
    }

    @Test
    void an_image_refuses_two_files_in_one_place() {
        ImageFileSystem.Builder builder = new ImageFileSystem.Builder(1, 0).file("/a/b", new byte[0]);

        assertThatThrownBy(() -> builder.file("/a/b", new byte[0])).hasMessageContaining("/a/b");
        assertThatThrownBy(() -> builder.file("/a/b/c", new byte[0])).hasMessageContaining("through the file b");
        assertThatThrownBy(() -> builder.file("a", new byte[0])).hasMessageContaining("does not start with /");
        assertThatThrownBy(() -> builder.file("/a/../b", new byte[0])).hasMessageContaining("plain form");
    }
}
