package dev.demitasse.machine.x86;

import org.graalvm.nativeimage.Platform;
import org.graalvm.nativeimage.impl.InternalPlatform;

/**
 * The platform that SubstrateVM compiles for: x86-64 with no operating system below, so that none of SubstrateVM's
 * POSIX, Linux or JNI code is taken. Named to the builder with {@code -Dsvm.platform}.
 */
public final class VirtualMachine implements InternalPlatform.NATIVE_ONLY, Platform.AMD64 {
    @Override
    public String getOS() {
        return "demitasse";
    }
}
