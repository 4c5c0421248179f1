package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.meta.AnalysisMethod;
import com.oracle.svm.core.SubstrateOptions;
import com.oracle.svm.core.graal.meta.RuntimeConfiguration;
import com.oracle.svm.core.graal.phases.SubstrateSafepointInsertionPhase;
import com.oracle.svm.core.meta.SharedMethod;
import com.oracle.svm.core.option.HostedOptionValues;
import com.oracle.svm.hosted.FeatureHandler;
import com.oracle.svm.hosted.NativeImageGenerator;
import com.oracle.svm.hosted.code.CompileQueue;
import com.oracle.svm.hosted.meta.HostedMethod;
import com.oracle.svm.hosted.meta.HostedUniverse;
import java.util.List;
import jdk.graal.compiler.asm.amd64.AMD64Assembler;
import jdk.graal.compiler.core.common.GraalOptions;
import jdk.graal.compiler.debug.DebugContext;
import jdk.graal.compiler.nodes.StructuredGraph;
import jdk.graal.compiler.options.OptionKey;
import jdk.graal.compiler.options.OptionValues;
import jdk.graal.compiler.phases.common.LoopSafepointInsertionPhase;
import jdk.graal.compiler.phases.tiers.MidTierContext;
import jdk.graal.compiler.phases.tiers.Suites;
import org.graalvm.collections.EconomicMap;

/**
 * Compiles {@link FrequentMethods} for speed, while all others are compiled as the build's options say: calls from one to
 * another are inlined up to some length, the first round of a loop is taken out of it, objects that do not leave a method
 * are not allocated, the others where they are wanted and not by a call, and no method asks at its end whether a
 * safepoint is due.
 */
final class FrequentFirst extends CompileQueue {
    /** Nodes of a method that calls nothing, of one that calls, and calls in it, with which it still is inlined. */
    private static final int MOST_NODES_OF_A_LEAF = 80;

    private static final int MOST_NODES = 60;
    private static final int MOST_CALLS = 3;

    /** Bytes of bytecode of a method that is inlined everywhere, frequent or not: as small as a call of it. */
    private static final int TRIVIAL = 12;

    private final FrequentMethods frequent;
    private final OptionValues options;
    private final Suites suites;

    FrequentFirst(
            DebugContext debug,
            FeatureHandler features,
            HostedUniverse universe,
            RuntimeConfiguration configuration,
            boolean deoptimizeAll,
            FrequentMethods frequent) {
        super(debug, features, universe, configuration, deoptimizeAll, List.of());
        this.frequent = frequent;
        options = forSpeed(HostedOptionValues.singleton());
        suites = NativeImageGenerator.createSuites(features, configuration, true, options);
        suites.getMidTier().findPhase(SubstrateSafepointInsertionPhase.class).set(new SafepointsOfLoops());
        universe.hostVM().registerNeverInlineTrivialHandler(this::wouldGrowForNothing);
    }

    private static OptionValues forSpeed(OptionValues all) {
        EconomicMap<OptionKey<?>, Object> changed = OptionValues.newOptionMap();
        changed.put(SubstrateOptions.MaxNodesInTrivialLeafMethod, MOST_NODES_OF_A_LEAF);
        changed.put(SubstrateOptions.MaxNodesInTrivialMethod, MOST_NODES);
        changed.put(SubstrateOptions.MaxInvokesInTrivialMethod, MOST_CALLS);
        changed.put(GraalOptions.PartialEscapeAnalysis, true);
        changed.put(GraalOptions.LoopPeeling, true);
        changed.put(GraalOptions.OptimizeDiv, true);
        changed.put(GraalOptions.ReduceCodeSize, false);
        // With larger code comes a precaution for processors of Intel's Skylake, which pads it.
        changed.put(AMD64Assembler.Options.UseBranchesWithin32ByteBoundary, false);
        return new OptionValues(all, changed);
    }

    /** SVM inlines what it takes for trivial in all callers. Asked during compilation only, not by the analysis. */
    private boolean wouldGrowForNothing(AnalysisMethod caller, AnalysisMethod callee) {
        return callee.getCodeSize() > TRIVIAL && frequent.contains(callee) && !frequent.contains(caller);
    }

    @Override
    protected OptionValues getCustomizedOptions(HostedMethod method, DebugContext debug) {
        return frequent.contains(method) ? options : super.getCustomizedOptions(method, debug);
    }

    @Override
    protected Suites createSuitesForRegularCompile(StructuredGraph graph, Suites original) {
        return frequent.contains(graph.method()) ? suites : original;
    }

    /**
     * SVM asks for safepoints in loops and at the end of each method. What never ends without a loop calls itself, by a
     * method of the application somewhere, which asks. A loop that calls one of these methods asks itself ({@link
     * SafepointsOfCalls}), but not one in which the compiler put a call for an instruction, such as a monitor's: methods that
     * are called so still ask at their end.
     */
    private static final class SafepointsOfLoops extends LoopSafepointInsertionPhase {
        @Override
        protected void run(StructuredGraph graph, MidTierContext context) {
            if (!SubstrateSafepointInsertionPhase.needsSafepointCheck(graph)) {
                return;
            }
            if (((SharedMethod) graph.method()).isForeignCallTarget()) {
                SubstrateSafepointInsertionPhase.insertMethodEndSafepoints(graph, context);
            }
            super.run(graph, context);
        }
    }
}
