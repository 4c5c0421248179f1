package dev.demitasse.toolchain.builder;

import com.oracle.svm.core.SubstrateOptions;
import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.core.graal.meta.RuntimeConfiguration;
import com.oracle.svm.hosted.FeatureHandler;
import com.oracle.svm.hosted.HostedConfiguration;
import com.oracle.svm.hosted.code.CompileQueue;
import com.oracle.svm.hosted.image.NativeImageCodeCacheFactory;
import com.oracle.svm.hosted.meta.HostedUniverse;
import java.util.Set;
import jdk.graal.compiler.core.common.spi.MetaAccessExtensionProvider;
import jdk.graal.compiler.debug.DebugContext;
import jdk.vm.ci.meta.MetaAccessProvider;

/**
 * Has methods that run often compiled by {@link FrequentFirst} and laid out by {@link FrequentTogether}, but not in quick builds, nor in those that are to count
 * which methods they are ({@value #SWITCH}{@code =off}).
 */
final class FrequentMethodsForSpeed implements InternalFeature {
    private static final String SWITCH = "demitasse.frequent";
    private static final Set<String> QUICK = Set.of("b", "0");

    @Override
    public boolean isInConfiguration(IsInConfigurationAccess access) {
        return !QUICK.contains(SubstrateOptions.Optimize.getValue())
                && !System.getProperty(SWITCH, "on").equals("off");
    }

    @Override
    public void afterRegistration(AfterRegistrationAccess access) {
        FrequentMethods frequent = FrequentMethods.listed();
        HostedConfiguration.setInstanceIfEmpty(new HostedConfiguration() {
            @Override
            public CompileQueue createCompileQueue(
                    DebugContext debug,
                    FeatureHandler features,
                    HostedUniverse universe,
                    RuntimeConfiguration configuration,
                    boolean deoptimizeAll) {
                return new FrequentFirst(debug, features, universe, configuration, deoptimizeAll, frequent);
            }

            @Override
            public NativeImageCodeCacheFactory newCodeCacheFactory() {
                return new FrequentTogether(frequent);
            }

            @Override
            public MetaAccessExtensionProvider createCompilationMetaAccessExtensionProvider(MetaAccessProvider access) {
                return new SafepointsOfCalls(frequent);
            }
        });
    }
}
