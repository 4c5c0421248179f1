package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ZipCalls;
import dev.demitasse.jdk.zip.Crc32;
import java.util.zip.CRC32;

@TargetClass(CRC32.class)
final class Target_java_util_zip_CRC32 {
    @Substitute
    private static int update(int crc, int value) {
        return Crc32.update(crc, value);
    }

    @Substitute
    private static int updateBytes0(int crc, byte[] bytes, int offset, int length) {
        return Crc32.update(crc, bytes, offset, length);
    }

    @Substitute
    private static int updateByteBuffer0(int crc, long address, int offset, int length) {
        return ZipCalls.crc32(crc, address + offset, length);
    }
}
