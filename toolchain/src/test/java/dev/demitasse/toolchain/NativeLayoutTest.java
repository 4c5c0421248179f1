package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLayoutTest {
    private static final String FEATURES = "NativeCodeInfo:AMD64LibCHelperDirectives:StructInfo:CPUFeatures";
    private static final String JNI = "NativeCodeInfo:JNIHeaderDirectives:";

    @TempDir
    Path folder;

    @Test
    void answers_struct_sizes_and_field_offsets() throws Exception {
        NativeLayout.write(folder);

        assertThat(Files.readAllLines(folder.resolve("AMD64LibCHelperDirectives.cap")))
                .contains(
                        FEATURES + ":PropertyInfo:size=65",
                        FEATURES + ":StructFieldInfo:fCMOV:PropertyInfo:size=1",
                        FEATURES + ":StructFieldInfo:fCMOV:PropertyInfo:offset=1",
                        FEATURES + ":StructFieldInfo:fCMOV:PropertyInfo:signedness=$SIGNED$");
    }

    @Test
    void answers_constants_and_enums_in_hexadecimal() throws Exception {
        NativeLayout.write(folder);

        assertThat(Files.readAllLines(folder.resolve("JNIHeaderDirectives.cap")))
                .contains(
                        JNI + "ConstantInfo:JNI_VERSION_1_8:PropertyInfo:value=10008",
                        JNI + "EnumInfo:jobjectRefType:EnumConstantInfo:JNIWeakGlobalRefType:PropertyInfo:value=3");
    }

    @Test
    void gives_every_answer_once_as_key_and_value() throws Exception {
        NativeLayout.write(folder);

        try (var files = Files.list(folder).filter(Files::isRegularFile)) {
            assertThat(files).hasSize(6).allSatisfy(file -> {
                var lines = Files.readAllLines(file);
                assertThat(lines).isNotEmpty().allMatch(line -> line.matches("NativeCodeInfo:[\\w:]+=[\\w$]+"));
            });
        }
    }
}
