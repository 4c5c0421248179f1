package dev.demitasse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.machine.Clock;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MemoryFileSystemTest {
    private static final int CAPACITY = 1 << 20;

    private long now = 1000;

    private final MemoryFileSystem fileSystem = new MemoryFileSystem(7, CAPACITY, clock(), new ReentrantLock());
    private final Directory root = fileSystem.root();

    private Clock clock() {
        return new Clock() {
            @Override
            public long nanoTime() {
                return now;
            }

            @Override
            public long epochNanos() {
                return now;
            }
        };
    }

    static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static byte[] content(RegularFile file) {
        ByteBuffer target = ByteBuffer.allocate((int) file.size());
        file.read(0, target);
        return target.array();
    }

    @Property(tries = 100)
    void a_file_holds_what_was_written_like_an_array(@ForAll long seed) throws StorageException {
        Random random = new Random(seed);
        RegularFile file = root.createFile("f" + seed, 0644);
        byte[] model = new byte[0];
        for (int i = 0; i < 30; i++) {
            int at = random.nextInt(20_000);
            switch (random.nextInt(4)) {
                case 0 -> {
                    int size = random.nextInt(20_000);
                    file.truncate(size);
                    model = Arrays.copyOf(model, size);
                }
                case 1 -> {
                    byte[] more = bytes(random, 5000);
                    assertThat(file.append(ByteBuffer.wrap(more))).isEqualTo(more.length);
                    int size = model.length;
                    model = Arrays.copyOf(model, size + more.length);
                    System.arraycopy(more, 0, model, size, more.length);
                }
                default -> {
                    byte[] part = bytes(random, 9000);
                    assertThat(file.write(at, ByteBuffer.wrap(part))).isEqualTo(part.length);
                    if (part.length > 0) {
                        model = Arrays.copyOf(model, Math.max(model.length, at + part.length));
                        System.arraycopy(part, 0, model, at, part.length);
                    }
                }
            }
            assertThat(file.size()).isEqualTo(model.length);
            ByteBuffer some = ByteBuffer.allocate(random.nextInt(6000));
            int from = random.nextInt(25_000);
            int count = file.read(from, some);
            assertThat(count).isEqualTo(Math.clamp(model.length - from, 0, some.capacity()));
            assertThat(Arrays.copyOf(some.array(), count))
                    .isEqualTo(Arrays.copyOfRange(
                            model, Math.min(from, model.length), Math.min(from, model.length) + count));
        }
        assertThat(content(file)).isEqualTo(model);
        root.removeFile("f" + seed);
        assertThat(fileSystem.free()).isEqualTo(CAPACITY);
    }

    private static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void a_full_file_system_takes_what_fits_then_refuses() throws StorageException {
        RegularFile file = root.createFile("big", 0644);
        ByteBuffer source = ByteBuffer.allocate(2 * CAPACITY);

        int written = file.write(0, source);

        assertThat(written).isPositive().isLessThan(CAPACITY);
        assertThat(file.size()).isEqualTo(written);
        assertFails(ErrorCode.NO_SPACE, () -> file.write(written, ByteBuffer.allocate(4096)));
        file.truncate(0);
        assertThat(file.write(0, ByteBuffer.allocate(4096))).isEqualTo(4096);
    }

    @Test
    void names_and_directories_are_counted_too() throws StorageException {
        int made = 0;
        try {
            for (; made < CAPACITY; made++) {
                root.createDirectory("d" + made, 0755);
            }
        } catch (StorageException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE);
        }
        assertThat(made).isBetween(100, CAPACITY / 100);
    }

    @Test
    void a_hole_costs_nothing_and_reads_as_zeros() throws StorageException {
        RegularFile file = root.createFile("sparse", 0644);

        file.truncate(1L << 40);

        assertThat(file.size()).isEqualTo(1L << 40);
        assertThat(file.write(5_000_000, ByteBuffer.wrap(new byte[] {1}))).isEqualTo(1);
        ByteBuffer read = ByteBuffer.allocate(3);
        file.read(4_999_999, read);
        assertThat(read.array()).containsExactly(0, 1, 0);
    }

    @Test
    void a_file_in_use_keeps_its_content_without_a_name() throws StorageException {
        RegularFile file = root.createFile("f", 0644);
        file.open();
        file.write(0, ByteBuffer.allocate(10_000));

        root.removeFile("f");

        assertThat(root.find("f")).isNull();
        assertThat(file.size()).isEqualTo(10_000);
        assertThat(file.attributes().links()).isZero();
        file.close();
        assertThat(fileSystem.free()).isEqualTo(CAPACITY);
    }

    @Test
    void two_names_of_a_file_share_its_content() throws StorageException {
        RegularFile file = root.createFile("a", 0644);

        root.link("b", file);
        file.write(0, ByteBuffer.wrap(new byte[] {42}));
        root.removeFile("a");

        assertThat(root.find("b")).isSameAs(file);
        assertThat(content(file)).containsExactly(42);
        assertThat(file.attributes().links()).isEqualTo(1);
        assertFails(ErrorCode.NOT_PERMITTED, () -> root.link("c", root));
        MemoryFileSystem other = new MemoryFileSystem(8, CAPACITY, clock(), new ReentrantLock());
        assertFails(ErrorCode.CROSS_DEVICE, () -> other.root().link("b", file));
    }

    @Test
    void a_rename_replaces_only_its_like() throws StorageException {
        RegularFile file = root.createFile("file", 0644);
        root.createFile("old", 0644);
        Directory directory = root.createDirectory("directory", 0755);
        Directory full = root.createDirectory("full", 0755);
        full.createFile("child", 0644);

        root.rename("file", root, "old");

        assertThat(root.find("old")).isSameAs(file);
        assertFails(ErrorCode.IS_DIRECTORY, () -> root.rename("old", root, "directory"));
        assertFails(ErrorCode.NOT_DIRECTORY, () -> root.rename("directory", root, "old"));
        assertFails(ErrorCode.NOT_EMPTY, () -> root.rename("directory", root, "full"));
        assertFails(ErrorCode.NO_ENTRY, () -> root.rename("missing", root, "full"));
        root.rename("full", root, "directory");
        assertThat(root.find("directory")).isSameAs(full).isNotSameAs(directory);
        assertThat(root.names()).containsExactly("old", "directory");
    }

    @Test
    void a_rename_onto_another_name_of_the_same_file_keeps_both() throws StorageException {
        RegularFile file = root.createFile("a", 0644);
        root.link("b", file);

        root.rename("a", root, "b");

        assertThat(root.names()).containsExactly("a", "b");
    }

    @Test
    void a_directory_never_moves_into_itself() throws StorageException {
        Directory outer = root.createDirectory("outer", 0755);
        Directory inner = outer.createDirectory("inner", 0755);

        assertFails(ErrorCode.INVALID, () -> root.rename("outer", inner, "outer"));
        assertFails(ErrorCode.INVALID, () -> root.rename("outer", outer, "x"));
        outer.rename("inner", root, "inner");
        root.rename("outer", inner, "outer");

        assertThat(inner.find("outer")).isSameAs(outer);
    }

    @Test
    void nothing_can_be_made_in_a_removed_directory() throws StorageException {
        Directory directory = root.createDirectory("d", 0755);
        directory.createFile("f", 0644);

        assertFails(ErrorCode.NOT_EMPTY, () -> root.removeDirectory("d"));
        assertFails(ErrorCode.IS_DIRECTORY, () -> root.removeFile("d"));
        directory.removeFile("f");
        assertFails(ErrorCode.NO_ENTRY, () -> directory.removeFile("f"));
        root.removeDirectory("d");

        assertFails(ErrorCode.NO_ENTRY, () -> directory.createFile("f", 0644));
        assertThat(fileSystem.free()).isEqualTo(CAPACITY);
    }

    @Test
    void times_tell_what_happened_when() throws StorageException {
        RegularFile file = root.createFile("f", 0640);
        now = 2000;
        file.write(0, ByteBuffer.allocate(1));
        now = 3000;
        file.setPermissions(0100600);

        Attributes attributes = file.attributes();

        assertThat(attributes.created()).isEqualTo(1000);
        assertThat(attributes.modified()).isEqualTo(2000);
        assertThat(attributes.changed()).isEqualTo(3000);
        assertThat(attributes.mode()).isEqualTo(0100600);
        file.setTimes(5, 6);
        assertThat(file.attributes().accessed()).isEqualTo(5);
        assertThat(file.attributes().modified()).isEqualTo(6);
        assertThat(root.attributes().modified()).as("of the directory").isEqualTo(1000);
    }

    @Test
    void positions_that_cannot_be_are_refused() throws StorageException {
        RegularFile file = root.createFile("f", 0644);

        assertFails(ErrorCode.FILE_TOO_LARGE, () -> file.write(Long.MAX_VALUE, ByteBuffer.allocate(1)));
        assertFails(ErrorCode.FILE_TOO_LARGE, () -> file.write(-1, ByteBuffer.allocate(1)));
        assertFails(ErrorCode.FILE_TOO_LARGE, () -> file.truncate(Long.MAX_VALUE));
        assertFails(ErrorCode.INVALID, () -> file.truncate(-1));
        assertThat(file.read(Long.MAX_VALUE, ByteBuffer.allocate(1))).isZero();
    }

    @Test
    void a_socket_has_a_name_and_no_content() throws StorageException {
        SocketNode socket = root.createSocket("s", 0755);

        assertThat(root.find("s")).isSameAs(socket);
        assertThat(socket.attributes().type()).isEqualTo(FileType.SOCKET);
        assertThat(socket.attributes().size()).isZero();
        assertFails(ErrorCode.EXISTS, () -> root.createSocket("s", 0755));

        root.rename("s", root, "t");
        assertThat(root.find("t")).isSameAs(socket);
        root.removeFile("t");
        assertThat(root.find("t")).isNull();
        assertThat(fileSystem.free()).isEqualTo(CAPACITY);
    }
}
