package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.SubstrateUtil;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;

/** Throws {@code sun.nio.fs.UnixException}, whose class cannot be named here. */
final class UnixFailure {
    private UnixFailure() {}

    /** Throws the JDK's exception for this failure; declared to return one so that callers can write {@code throw}. */
    static RuntimeException of(StorageException failure) {
        return of(failure.code());
    }

    /** Throws the JDK's exception for this error. */
    static RuntimeException of(ErrorCode error) {
        throw UnixFailure.<RuntimeException>sneaky(
                SubstrateUtil.cast(new Target_sun_nio_fs_UnixException(error.number()), Exception.class));
    }

    /** It is a checked exception, which the substituted methods do declare. */
    @SuppressWarnings("unchecked")
    private static <T extends Exception> T sneaky(Exception exception) throws T {
        throw (T) exception;
    }
}
