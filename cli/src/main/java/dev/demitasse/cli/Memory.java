package dev.demitasse.cli;

import dev.demitasse.toolchain.MemorySize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An amount of memory on the command line.
 *
 * @param bytes more than zero
 */
record Memory(long bytes) {
    /** Reads it as users write it. */
    static final class Converter implements ITypeConverter<Memory> {
        @Override
        public Memory convert(String text) {
            return MemorySize.parse(text)
                    .map(Memory::new)
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is no size such as 64M or 1G"));
        }
    }
}
