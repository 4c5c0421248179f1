package dev.demitasse.toolchain.builder;

import com.oracle.objectfile.debuginfo.DebugInfoProvider;
import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.core.graal.meta.RuntimeConfiguration;
import com.oracle.svm.core.option.HostedOptionValues;
import com.oracle.svm.hosted.FeatureImpl.BeforeImageWriteAccessImpl;
import com.oracle.svm.hosted.c.NativeLibraries;
import com.oracle.svm.hosted.image.AbstractImage;
import com.oracle.svm.hosted.image.NativeImageCodeCache;
import com.oracle.svm.hosted.image.NativeImageHeap;
import com.oracle.svm.hosted.image.sources.SourceManager;
import com.oracle.svm.hosted.meta.HostedMetaAccess;
import com.oracle.svm.util.ReflectionUtil;
import jdk.graal.compiler.debug.DebugContext;
import org.graalvm.nativeimage.ImageSingletons;

/**
 * Has SVM write sections of DWARF beside the sections of the image: functions with their Java names, lines, inlined calls,
 * frames, types. The feature of SVM that its option {@code GenerateDebugInfo} turns on does so, too, and besides keeps more
 * in the image and calls its symbols otherwise.
 */
final class DebugInformation implements InternalFeature {
    private static final String PROVIDER = "com.oracle.svm.hosted.image.NativeImageDebugInfoProvider";

    @Override
    public void beforeImageWrite(BeforeImageWriteAccess access) {
        ImageSingletons.add(SourceManager.class, new SourceNames());
        var write = (BeforeImageWriteAccessImpl) access;
        AbstractImage image = write.getImage();
        image.getObjectFile().installDebugInfo(provider(image, write));
    }

    /** SVM's own, a class that is not public but of the module that this jar patches. */
    private static DebugInfoProvider provider(AbstractImage image, BeforeImageWriteAccessImpl write) {
        return (DebugInfoProvider) ReflectionUtil.newInstance(
                ReflectionUtil.lookupConstructor(
                        ReflectionUtil.lookupClass(PROVIDER),
                        DebugContext.class,
                        NativeImageCodeCache.class,
                        NativeImageHeap.class,
                        NativeLibraries.class,
                        HostedMetaAccess.class,
                        RuntimeConfiguration.class),
                DebugContext.disabled(HostedOptionValues.singleton()),
                image.getCodeCache(),
                image.getHeap(),
                image.getNativeLibs(),
                write.getHostedMetaAccess(),
                write.getRuntimeConfiguration());
    }
}
