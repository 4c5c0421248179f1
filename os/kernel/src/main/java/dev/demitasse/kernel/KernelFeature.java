package dev.demitasse.kernel;

import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.core.headers.LibCSupport;
import com.oracle.svm.core.headers.LibMSupport;
import com.oracle.svm.core.heap.OutOfMemoryUtil;
import com.oracle.svm.core.heap.PhysicalMemory.PhysicalMemorySupport;
import com.oracle.svm.core.jdk.PlatformNativeLibrarySupport;
import com.oracle.svm.core.jdk.RuntimeSupport;
import com.oracle.svm.core.jdk.SystemPropertiesSupport;
import com.oracle.svm.core.locks.VMLockSupport;
import com.oracle.svm.core.log.Log;
import com.oracle.svm.core.os.CommittedMemoryProvider;
import com.oracle.svm.core.os.ImageHeapProvider;
import com.oracle.svm.core.os.OSCommittedMemoryProvider;
import com.oracle.svm.core.os.VirtualMemoryProvider;
import com.oracle.svm.core.stack.StackOverflowCheck;
import com.oracle.svm.core.thread.Parker.ParkerFactory;
import com.oracle.svm.core.thread.PlatformThreads;
import com.oracle.svm.core.thread.VMThreads;
import com.oracle.svm.core.util.PlatformTimeUtils;
import com.oracle.svm.hosted.FeatureImpl.AfterRegistrationAccessImpl;
import dev.demitasse.machine.Machine;
import dev.demitasse.machine.linux.LinuxMachine;
import dev.demitasse.machine.linux.LinuxProcess;
import dev.demitasse.machine.x86.PvhMachine;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.Platform;
import org.graalvm.nativeimage.impl.RuntimeSystemPropertiesSupport;

/** Puts the kernel and its machine in the places that SubstrateVM leaves open for an operating system. */
final class KernelFeature implements InternalFeature {
    /** Begins as HotSpot's message, for who looks for that. */
    private static final String OUT_OF_MEMORY =
            "Java heap space: objects fill what the machine's memory leaves them; \"demi run -m\" gives it more";

    @Override
    public void afterRegistration(AfterRegistrationAccess access) {
        ImageSingletons.add(
                Machine.class, Platform.includedIn(LinuxProcess.class) ? new LinuxMachine() : new PvhMachine());
        ImageSingletons.add(VirtualMemoryProvider.class, new KernelMemory());
        ImageSingletons.add(CommittedMemoryProvider.class, new OSCommittedMemoryProvider());
        ImageSingletons.add(ImageHeapProvider.class, new KernelImageHeap());
        ImageSingletons.add(PhysicalMemorySupport.class, new KernelPhysicalMemory());

        KernelLibC libC = new KernelLibC();
        ImageSingletons.add(KernelLibC.class, libC);
        ImageSingletons.add(LibCSupport.class, libC);
        ImageSingletons.add(LibMSupport.class, new KernelLibM());

        ImageSingletons.add(VMThreads.class, new KernelVMThreads());
        ImageSingletons.add(PlatformThreads.class, new KernelThreads());
        ImageSingletons.add(VMLockSupport.class, new KernelLocks());
        ImageSingletons.add(ParkerFactory.class, new KernelParker.Factory());
        ImageSingletons.add(StackOverflowCheck.PlatformSupport.class, new KernelStackBounds());

        ImageSingletons.add(PlatformTimeUtils.class, new KernelTime());
        ImageSingletons.add(PlatformNativeLibrarySupport.class, new KernelLibraries());
        KernelProperties properties = new KernelProperties();
        ImageSingletons.add(SystemPropertiesSupport.class, properties);
        ImageSingletons.add(RuntimeSystemPropertiesSupport.class, properties);

        ImageSingletons.add(CompiledOptions.class, CompiledOptions.ofBuild());
        ClassLoader loader =
                ((AfterRegistrationAccessImpl) access).getImageClassLoader().getClassLoader();
        ImageSingletons.add(Drivers.class, Drivers.onClassPath(loader));
    }

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        Log.finalizeDefaultLogHandler(new KernelLog());
        RuntimeSupport.getRuntimeSupport().addStartupHook(new Startup());
        replaceOutOfMemoryError(access);
    }

    /** The error is made when the image is built, since there is no memory for it when it is thrown. */
    private static void replaceOutOfMemoryError(BeforeAnalysisAccess access) {
        var error = new OutOfMemoryError(OUT_OF_MEMORY);
        error.setStackTrace(new StackTraceElement[0]);
        try {
            access.registerFieldValueTransformer(
                    OutOfMemoryUtil.class.getDeclaredField("OUT_OF_MEMORY_ERROR"), (receiver, original) -> error);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this SubstrateVM is not the one expected", e);
        }
    }
}
