package dev.demitasse.toolchain.builder;

import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.core.jdk.Resources;
import com.oracle.svm.util.ReflectionUtil;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Dates an image's resources, for who asks a URL's connection, as the newest file in the application's own jars, where SVM
 * would write down when it built. For classes in folders, whose times are no part of the inputs, the time is not known.
 */
final class ResourceTime implements InternalFeature {
    /** What connections say of a time that is not known. */
    private static final long UNKNOWN = 0;

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        long time = Origin.ofApplication().stream()
                .map(File::new)
                .filter(File::isFile)
                .mapToLong(ResourceTime::newest)
                .max()
                .orElse(UNKNOWN);
        access.registerFieldValueTransformer(
                ReflectionUtil.lookupField(Resources.class, "lastModifiedTime"), (_, _) -> time);
    }

    /** In milliseconds since the epoch; the builder's time zone, by which jars without another say it, is UTC. */
    static long newest(File jar) {
        try (var zip = new ZipFile(jar)) {
            return zip.stream().mapToLong(ZipEntry::getTime).max().orElse(UNKNOWN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
