package dev.demitasse.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.storage.StorageException;
import org.junit.jupiter.api.Test;

class OpenModeTest {
    @Test
    void access_is_in_the_lowest_two_bits() {
        assertThat(OpenMode.ofFlags(0)).matches(mode -> mode.read() && !mode.write());
        assertThat(OpenMode.ofFlags(1)).matches(mode -> !mode.read() && mode.write());
        assertThat(OpenMode.ofFlags(2)).matches(mode -> mode.read() && mode.write());
    }

    @Test
    void a_random_access_file_is_made_only_when_it_may_be_written() {
        assertThat(OpenMode.ofRandomAccess(1)).isEqualTo(OpenMode.READ);
        assertThat(OpenMode.ofRandomAccess(2)).matches(mode -> mode.read() && mode.write() && mode.create());
        assertThat(OpenMode.ofRandomAccess(2 | 4)).matches(mode -> mode.write() && !mode.truncate());
    }

    @Test
    void an_output_stream_empties_or_appends() {
        assertThat(OpenMode.writing(false)).matches(mode -> mode.create() && mode.truncate() && !mode.append());
        assertThat(OpenMode.writing(true)).matches(mode -> mode.create() && !mode.truncate() && mode.append());
    }

    @Test
    void a_file_is_used_only_as_it_was_opened() {
        assertThatThrownBy(OpenMode.READ::checkWritable).isInstanceOf(StorageException.class);
        assertThatThrownBy(OpenMode.writing(false)::checkReadable).isInstanceOf(StorageException.class);
    }
}
