package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.FileCalls;
import java.io.File;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

@TargetClass(className = "java.io.UnixFileSystem")
final class Target_java_io_UnixFileSystem {
    @Substitute
    private static void initIDs() {}

    @Substitute
    private String canonicalize0(String path) throws IOException {
        return FileCalls.canonicalize(path);
    }

    @Substitute
    private int getBooleanAttributes0(File file) {
        return FileCalls.booleanAttributes(file.getPath());
    }

    @Substitute
    private boolean checkAccess0(File file, int access) {
        return FileCalls.access(file.getPath(), access) == 0;
    }

    @Substitute
    private long getLastModifiedTime0(File file) {
        return FileCalls.lastModifiedMillis(file.getPath());
    }

    @Substitute
    private long getLength0(File file) {
        return FileCalls.length(file.getPath());
    }

    @Substitute
    private boolean setPermission0(File file, int access, boolean enable, boolean ownerOnly) {
        return FileCalls.setPermission(file.getPath(), access, enable, ownerOnly);
    }

    @Substitute
    private boolean createFileExclusively0(String path) throws IOException {
        return FileCalls.createExclusively(path);
    }

    @Substitute
    private boolean delete0(File file) {
        return FileCalls.delete(file.getPath());
    }

    @Substitute
    private String @Nullable [] list0(File file) {
        return FileCalls.list(file.getPath());
    }

    @Substitute
    private boolean createDirectory0(File file) {
        return FileCalls.createDirectory(file.getPath());
    }

    @Substitute
    private boolean rename0(File from, File to) {
        return FileCalls.rename(from.getPath(), to.getPath());
    }

    @Substitute
    private boolean setLastModifiedTime0(File file, long millis) {
        return FileCalls.setLastModified(file.getPath(), millis);
    }

    @Substitute
    private boolean setReadOnly0(File file) {
        return FileCalls.setReadOnly(file.getPath());
    }

    @Substitute
    private long getSpace0(File file, int what) {
        return FileCalls.space(file.getPath(), what);
    }

    @Substitute
    private long getNameMax0(String path) {
        return FileCalls.LONGEST_NAME;
    }
}
