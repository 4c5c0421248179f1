package dev.demitasse.kernel;

import com.oracle.svm.core.JavaMainWrapper.JavaMainSupport;
import com.oracle.svm.core.jdk.RuntimeSupport;
import com.oracle.svm.core.jdk.SystemPropertiesSupport;
import java.util.Map;
import org.graalvm.nativeimage.ImageSingletons;

/** Runs once SubstrateVM is up, before {@code main}: hands the boot options over and starts to listen to the host. */
final class Startup implements RuntimeSupport.Hook {
    @Override
    public void execute(boolean isFirstIsolate) {
        Boot.javaIsRunning();
        KernelPhysicalMemory.divide();
        BootOptions options = Kernel.options();
        for (String unknown : options.unknown()) {
            System.err.println("demitasse: boot option demi." + unknown + " is not known and was passed over");
        }
        for (Map.Entry<String, String> property : options.properties().entrySet()) {
            SystemPropertiesSupport.singleton().initializeProperty(property.getKey(), property.getValue());
        }
        ImageSingletons.lookup(JavaMainSupport.class).mainArgs =
                options.arguments().toArray(String[]::new);
        Preemption.start();
        HostControl.listen();
        // Nanoseconds since the machine code's entry; under QEMU's -icount shift=0 a nanosecond is an instruction.
        Kernel.event("main", Long.toString(System.nanoTime()));
    }
}
