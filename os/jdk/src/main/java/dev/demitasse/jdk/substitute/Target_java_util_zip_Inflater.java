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
    private int inputConsumed;

    @Alias
    private int outputConsumed;

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

    private long inflate(long handle, ByteBuffer input, ByteBuffer output) throws DataFormatException {
        int inputStart = input.position();
        int outputStart = output.position();
        try {
            return ZipCalls.inflate(handle, input, output);
        } catch (DataFormatException e) {
            inputConsumed = input.position() - inputStart;
            outputConsumed = output.position() - outputStart;
            throw e;
        }
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
        return inflate(
                handle,
                ByteBuffer.wrap(input, inputOffset, inputLength),
                ByteBuffer.wrap(output, outputOffset, outputLength));
    }

    @Substitute
    private long inflateBytesBuffer(
            long handle, byte[] input, int inputOffset, int inputLength, long outputAddress, int outputLength)
            throws DataFormatException {
        return inflate(
                handle,
                ByteBuffer.wrap(input, inputOffset, inputLength),
                NativeMemory.buffer(outputAddress, outputLength));
    }

    @Substitute
    private long inflateBufferBytes(
            long handle, long inputAddress, int inputLength, byte[] output, int outputOffset, int outputLength)
            throws DataFormatException {
        return inflate(
                handle,
                NativeMemory.buffer(inputAddress, inputLength),
                ByteBuffer.wrap(output, outputOffset, outputLength));
    }

    @Substitute
    private long inflateBufferBuffer(
            long handle, long inputAddress, int inputLength, long outputAddress, int outputLength)
            throws DataFormatException {
        return inflate(
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
