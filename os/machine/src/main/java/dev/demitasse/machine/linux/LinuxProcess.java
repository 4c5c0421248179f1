package dev.demitasse.machine.linux;

import org.graalvm.nativeimage.Platform;
import org.graalvm.nativeimage.impl.InternalPlatform;

/**
 * The platform that SubstrateVM compiles for: x86-64 with Linux's system calls below and nothing else, so that none of
 * SubstrateVM's POSIX, Linux or JNI code is taken. Named to the builder with {@code -Dsvm.platform}.
 */
public final class LinuxProcess implements InternalPlatform.NATIVE_ONLY, Platform.AMD64 {
    @Override
    public String getOS() {
        return "demitasse";
    }
}
