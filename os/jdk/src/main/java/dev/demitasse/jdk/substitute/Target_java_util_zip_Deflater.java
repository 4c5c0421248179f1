package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.NativeMemory;
import dev.demitasse.jdk.ZipCalls;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

@TargetClass(Deflater.class)
final class Target_java_util_zip_Deflater {
    @Substitute
    private static long init(int level, int strategy, boolean raw) {
        return ZipCalls.openDeflate(level, strategy, raw);
    }

    @Substitute
    private static void setDictionary(long handle, byte[] bytes, int offset, int length) {
        ZipCalls.deflate(handle).setDictionary(bytes, offset, length);
    }

    @Substitute
    private static void setDictionaryBuffer(long handle, long address, int length) {
        ZipCalls.deflate(handle).setDictionary(ZipCalls.bytes(address, length), 0, length);
    }

    @Substitute
    private long deflateBytesBytes(
            long handle,
            byte[] input,
            int inputOffset,
            int inputLength,
            byte[] output,
            int outputOffset,
            int outputLength,
            int flush,
            int parameters) {
        return ZipCalls.deflate(
                handle,
                ByteBuffer.wrap(input, inputOffset, inputLength),
                ByteBuffer.wrap(output, outputOffset, outputLength),
                flush,
                parameters);
    }

    @Substitute
    private long deflateBytesBuffer(
            long handle,
            byte[] input,
            int inputOffset,
            int inputLength,
            long outputAddress,
            int outputLength,
            int flush,
            int parameters) {
        return ZipCalls.deflate(
                handle,
                ByteBuffer.wrap(input, inputOffset, inputLength),
                NativeMemory.buffer(outputAddress, outputLength),
                flush,
                parameters);
    }

    @Substitute
    private long deflateBufferBytes(
            long handle,
            long inputAddress,
            int inputLength,
            byte[] output,
            int outputOffset,
            int outputLength,
            int flush,
            int parameters) {
        return ZipCalls.deflate(
                handle,
                NativeMemory.buffer(inputAddress, inputLength),
                ByteBuffer.wrap(output, outputOffset, outputLength),
                flush,
                parameters);
    }

    @Substitute
    private long deflateBufferBuffer(
            long handle,
            long inputAddress,
            int inputLength,
            long outputAddress,
            int outputLength,
            int flush,
            int parameters) {
        return ZipCalls.deflate(
                handle,
                NativeMemory.buffer(inputAddress, inputLength),
                NativeMemory.buffer(outputAddress, outputLength),
                flush,
                parameters);
    }

    @Substitute
    private static int getAdler(long handle) {
        return ZipCalls.deflate(handle).adler();
    }

    @Substitute
    private static void reset(long handle) {
        ZipCalls.deflate(handle).reset();
    }

    @Substitute
    private static void end(long handle) {
        ZipCalls.closeDeflate(handle);
    }
}
