package dev.demitasse.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Makes the builder's JVM iterate immutable sets and maps in the same order every time. {@code Set.of} and {@code
 * Map.of} choose their order by the time the JVM started; what SVM builds would depend on it, and so would the sets and
 * maps in the image. Stateless.
 */
final class SteadyCollections {
    private static final String CLASS = "java/util/ImmutableCollections.class";

    private SteadyCollections() {}

    /**
     * Writes the JDK's class, with a constant in place of the time, to a folder that patches {@code java.base}.
     *
     * @throws IllegalStateException when the JDK's class does not ask for the time
     */
    static void write(Path folder) throws IOException {
        Path file = folder.resolve(CLASS);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, transformed());
    }

    private static byte[] transformed() throws IOException {
        byte[] original;
        try (InputStream in = Object.class.getResourceAsStream("/" + CLASS)) {
            original = Objects.requireNonNull(in, CLASS).readAllBytes();
        }
        var replaced = new boolean[1];
        CodeTransform constantTime = (builder, element) -> {
            if (element instanceof InvokeInstruction call
                    && call.name().equalsString("nanoTime")
                    && call.owner().name().equalsString("java/lang/System")) {
                builder.loadConstant(1L);
                replaced[0] = true;
            } else {
                builder.with(element);
            }
        };
        var classFile = ClassFile.of();
        byte[] result = classFile.transformClass(
                classFile.parse(original), ClassTransform.transformingMethodBodies(constantTime));
        if (!replaced[0]) {
            throw new IllegalStateException(CLASS + " of this JDK does not choose an order by the time");
        }
        return result;
    }
}
