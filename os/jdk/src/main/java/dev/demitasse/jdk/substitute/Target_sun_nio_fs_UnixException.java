package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.SubstrateUtil;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;

@TargetClass(className = "sun.nio.fs.UnixException")
final class Target_sun_nio_fs_UnixException {
    @Alias
    Target_sun_nio_fs_UnixException(int errno) {}

    /** Throws the JDK's exception for this failure; declared to return it so that callers can write {@code throw}. */
    static RuntimeException of(StorageException failure) {
        return of(failure.code());
    }

    /** Throws the JDK's exception for this error. */
    static RuntimeException of(ErrorCode error) {
        throw Target_sun_nio_fs_UnixException.<RuntimeException>sneaky(
                SubstrateUtil.cast(new Target_sun_nio_fs_UnixException(error.number()), Exception.class));
    }

    /** It is a checked exception of a class that cannot be named here; the substituted methods do declare it. */
    @SuppressWarnings("unchecked")
    private static <T extends Exception> T sneaky(Exception exception) throws T {
        throw (T) exception;
    }
}
