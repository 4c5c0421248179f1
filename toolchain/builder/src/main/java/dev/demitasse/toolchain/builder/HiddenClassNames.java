package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.infrastructure.SubstitutionProcessor;
import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.hosted.FeatureImpl.DuringSetupAccessImpl;
import com.oracle.svm.hosted.annotation.CustomSubstitutionType;
import java.util.HashMap;
import java.util.Map;
import jdk.graal.compiler.java.LambdaUtils;
import jdk.vm.ci.meta.ResolvedJavaType;

/**
 * Gives hidden classes names that are the same in every build. The JVM names a hidden class by the address of its
 * metadata ({@code java.lang.String$$StringConcat/0x00000000a5012c00}), which differs from run to run; names are part
 * of the image and decide the order of much else. Here each gets the number of its turn among the classes of its stem.
 *
 * <p>SVM itself does so for lambdas ({@code StableLambdaProxyNameFeature}), by what they call; they are left to it.
 */
final class HiddenClassNames implements InternalFeature {
    /** What stands before the address in the internal name of a hidden class; no other name has a dot in it. */
    private static final String ADDRESS = ".0x";

    @Override
    public void duringSetup(DuringSetupAccess access) {
        ((DuringSetupAccessImpl) access).registerSubstitutionProcessor(new Renaming());
    }

    /** Safe for use by several threads; the names are the same in every build only when one thread asks. */
    private static final class Renaming extends SubstitutionProcessor {
        private final Map<ResolvedJavaType, Renamed> renamed = new HashMap<>();
        private final Map<String, Integer> turns = new HashMap<>();

        @Override
        public ResolvedJavaType lookup(ResolvedJavaType type) {
            boolean done = type instanceof Renamed || LambdaUtils.isLambdaType(type);
            if (done || type.isArray() || !type.getName().contains(ADDRESS)) {
                return type;
            }
            synchronized (this) {
                return renamed.computeIfAbsent(type, this::rename);
            }
        }

        private Renamed rename(ResolvedJavaType type) {
            String name = type.getName();
            String stem = name.substring(0, name.lastIndexOf(ADDRESS) + ADDRESS.length());
            return new Renamed(type, stem + turns.merge(stem, 1, Integer::sum) + ";");
        }
    }

    /** A type that differs from its original in its name only. */
    private static final class Renamed extends CustomSubstitutionType {
        private final String name;

        Renamed(ResolvedJavaType original, String name) {
            super(original);
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }
    }
}
