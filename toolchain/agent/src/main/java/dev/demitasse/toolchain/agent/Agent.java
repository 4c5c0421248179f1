package dev.demitasse.toolchain.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.util.Arrays;

/** Where the JVM starts the agent: {@code -javaagent:JAR=FILE}, with the file that gets the notes. Stateless. */
public final class Agent {
    private Agent() {}

    /**
     * Begins to note, before the application's main method.
     *
     * @param file where the notes go; it is made anew
     */
    public static void premain(String file, Instrumentation instrumentation)
            throws IOException, UnmodifiableClassException {
        Recorder.begin(Path.of(file));
        instrumentation.addTransformer(new CallRecording(), true);
        Class<?>[] loaded = Arrays.stream(instrumentation.getAllLoadedClasses())
                .filter(type -> Hook.isHooked(type.getName()) && instrumentation.isModifiableClass(type))
                .toArray(Class<?>[]::new);
        instrumentation.retransformClasses(loaded);
    }
}
