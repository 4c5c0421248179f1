package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemorySizeTest {
    @ParameterizedTest
    @ValueSource(strings = {"64M", "512K", "1536M", "1K"})
    void a_size_is_written_as_it_is_read(String text) {
        assertThat(MemorySize.parse(text).map(MemorySize::text)).contains(text);
    }
}
