package dev.demitasse.jdk.substitute;

import dev.demitasse.jdk.ZipCalls;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** What the four forms of {@code Inflater}'s native call have in common. */
final class InflaterCalls {
    private InflaterCalls() {}

    static long inflate(Target_java_util_zip_Inflater inflater, long handle, ByteBuffer input, ByteBuffer output)
            throws DataFormatException {
        int inputStart = input.position();
        int outputStart = output.position();
        try {
            return ZipCalls.inflate(handle, input, output);
        } catch (DataFormatException e) {
            inflater.inputConsumed = input.position() - inputStart;
            inflater.outputConsumed = output.position() - outputStart;
            throw e;
        }
    }
}
