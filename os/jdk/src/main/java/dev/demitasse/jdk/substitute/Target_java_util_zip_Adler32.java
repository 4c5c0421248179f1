package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ZipCalls;
import dev.demitasse.jdk.zip.Adler32;

@TargetClass(java.util.zip.Adler32.class)
final class Target_java_util_zip_Adler32 {
    @Substitute
    private static int update(int adler, int value) {
        return Adler32.update(adler, value);
    }

    @Substitute
    private static int updateBytes(int adler, byte[] bytes, int offset, int length) {
        return Adler32.update(adler, bytes, offset, length);
    }

    @Substitute
    private static int updateByteBuffer(int adler, long address, int offset, int length) {
        return ZipCalls.adler32(adler, address + offset, length);
    }
}
