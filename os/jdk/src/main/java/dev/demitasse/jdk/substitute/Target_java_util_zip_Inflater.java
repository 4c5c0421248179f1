package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.NativeMemory;
import dev.demitasse.jdk.ZipCalls;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

@TargetClass(Inflater.class)
final class Target_java_util_zip_Inflater {
    /** How far a call came that threw. */
    @Alias
    int inputConsumed;

    @Alias
    int outputConsumed;

    @Substitute
    private static void initIDs() {}

    @Substitute
    private static long init(boolean raw) {
        return ZipCalls.openInflate(raw);
    }

    @Substitute
    private static void setDictionary(long handle, byte[] bytes, int offset, int length) {
        ZipCalls.inflate(handle).setDictionary(bytes, offset, length);
    }

    @Substitute
    private static void setDictionaryBuffer(long handle, long address, int length) {
        ZipCalls.inflate(handle).setDictionary(ZipCalls.bytes(address, length), 0, length);
    }

    @Substitute
    private long inflateBytesBytes(
            long handle,
            byte[] input,
            int inputOffset,
            int inputLength,
            byte[] output,
            int outputOffset,
            int outputLength)
            throws DataFormatException {
        return InflaterCalls.inflate(
                this,
                handle,
                ByteBuffer.wrap(input, inputOffset, inputLength),
                ByteBuffer.wrap(output, outputOffset, outputLength));
    }

    @Substitute
    private long inflateBytesBuffer(
            long handle, byte[] input, int inputOffset, int inputLength, long outputAddress, int outputLength)
            throws DataFormatException {
        return InflaterCalls.inflate(
                this,
                handle,
                ByteBuffer.wrap(input, inputOffset, inputLength),
                NativeMemory.buffer(outputAddress, outputLength));
    }

    @Substitute
    private long inflateBufferBytes(
            long handle, long inputAddress, int inputLength, byte[] output, int outputOffset, int outputLength)
            throws DataFormatException {
        return InflaterCalls.inflate(
                this,
                handle,
                NativeMemory.buffer(inputAddress, inputLength),
                ByteBuffer.wrap(output, outputOffset, outputLength));
    }

    @Substitute
    private long inflateBufferBuffer(
            long handle, long inputAddress, int inputLength, long outputAddress, int outputLength)
            throws DataFormatException {
        return InflaterCalls.inflate(
                this,
                handle,
                NativeMemory.buffer(inputAddress, inputLength),
                NativeMemory.buffer(outputAddress, outputLength));
    }

    @Substitute
    private static int getAdler(long handle) {
        return ZipCalls.inflate(handle).adler();
    }

    @Substitute
    private static void reset(long handle) {
        ZipCalls.inflate(handle).reset();
    }

    @Substitute
    private static void end(long handle) {
        ZipCalls.closeInflate(handle);
    }
}
