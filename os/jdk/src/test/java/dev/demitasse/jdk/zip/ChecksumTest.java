package dev.demitasse.jdk.zip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    @Property(tries = 500)
    void crc32_is_zlibs_however_the_data_is_split(
            @ForAll @Size(max = 300) byte[] data, @ForAll @IntRange(max = 300) int split) {
        CRC32 reference = new CRC32();
        reference.update(data);
        int first = Math.min(split, data.length);

        int sum = Crc32.update(0, data, 0, first);
        sum = Crc32.update(sum, data, first, data.length - first);

        assertThat(sum).isEqualTo((int) reference.getValue());
    }

    @Property(tries = 500)
    void adler32_is_zlibs_however_the_data_is_split(
            @ForAll @Size(max = 300) byte[] data, @ForAll @IntRange(max = 300) int split) {
        var reference = new java.util.zip.Adler32();
        reference.update(data);
        int first = Math.min(split, data.length);

        int sum = Adler32.update(1, data, 0, first);
        for (int i = first; i < data.length; i++) {
            sum = Adler32.update(sum, data[i]);
        }

        assertThat(sum).isEqualTo((int) reference.getValue());
    }

    @Test
    void adler32_does_not_overflow_on_the_largest_bytes() {
        byte[] data = new byte[1_000_000];
        Arrays.fill(data, (byte) 0xff);
        var reference = new java.util.zip.Adler32();
        reference.update(data);

        assertThat(Adler32.update(1, data, 0, data.length)).isEqualTo((int) reference.getValue());
    }
}
