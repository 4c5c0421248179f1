package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.meta.AnalysisType;
import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.hosted.FeatureImpl.AfterAnalysisAccessImpl;
import com.oracle.svm.hosted.FeatureImpl.AfterCompilationAccessImpl;
import com.oracle.svm.hosted.FeatureImpl.AfterHeapLayoutAccessImpl;
import com.oracle.svm.hosted.code.CompileQueue.CompileTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Writes down every class in the image: where it comes from, its machine code, the image heap that is there because of
 * it, and the way that leads to it.
 *
 * <ul>
 *   <li>{@value #CLASSES_FILE}: bytes of code, bytes of heap, index of a step or -1, {@code device} or nothing, origin, class
 *   <li>{@value #STEPS_FILE}: index of the step before or -1, how, what: see {@link ReachabilityTree.Step}
 *   <li>{@value #CAPABILITIES_FILE}: index of a step, what it makes use of: see {@link Capabilities}
 *   <li>{@value #OTHER_FILE}: bytes, what in the image heap belongs to no class
 * </ul>
 *
 * Fields are separated by tabs. All is done by the thread that builds: identity hash codes are drawn from a sequence of the
 * thread that first asks for them, and only that one's is the same in every build.
 */
final class ContentsReport implements InternalFeature {
    private static final String CLASSES_FILE = "classes.txt";
    private static final String STEPS_FILE = "steps.txt";
    private static final String CAPABILITIES_FILE = "capabilities.txt";
    private static final String OTHER_FILE = "heap-other.txt";

    /** The system property that names the application's main class. */
    private static final String MAIN_PROPERTY = "demitasse.main";

    private static final String DRIVERS = "dev.demitasse.drivers.";

    /** What a driver gives the rest of the library OS. */
    private static final List<String> DEVICES = List.of(
            "dev.demitasse.machine.NetworkDevice",
            "dev.demitasse.machine.BlockDevice",
            "dev.demitasse.machine.Entropy");

    private List<AnalysisType> types = List.of();
    private List<ReachabilityTree.Step> steps = List.of();
    private List<ReachabilityTree.Capability> capabilities = List.of();
    private int[] places = {};
    private Collection<CompileTask> compilations = List.of();

    @Override
    public void afterAnalysis(AfterAnalysisAccess access) {
        var universe = ((AfterAnalysisAccessImpl) access).getUniverse();
        types = universe.getTypes().stream().filter(AnalysisType::isReachable).toList();
        places = new int[universe.getNextTypeId()];
        var tree = new ReachabilityTree(universe, System.getProperty(MAIN_PROPERTY, ""));
        steps = tree.steps(places);
        capabilities = tree.capabilities();
    }

    @Override
    public void afterCompilation(AfterCompilationAccess access) {
        compilations = ((AfterCompilationAccessImpl) access).getCompilationTasks();
    }

    @Override
    public void afterHeapLayout(AfterHeapLayoutAccess access) {
        var layout = (AfterHeapLayoutAccessImpl) access;
        var code = new long[places.length];
        for (CompileTask task : compilations) {
            code[task.method.getDeclaringClass().getWrapped().getId()] += task.result.getTargetCodeSize();
        }
        var heap = new HeapOwners(layout.getHeap(), layout.getMetaAccess(), compilations, places.length);
        writeClasses(code, heap.bytes());
        ReportFolder.write(
                STEPS_FILE,
                steps.stream()
                        .map(step -> step.parent() + "\t" + step.how() + "\t" + step.text())
                        .toList());
        ReportFolder.write(
                CAPABILITIES_FILE,
                capabilities.stream()
                        .map(found -> found.step() + "\t" + found.name())
                        .toList());
        ReportFolder.write(
                OTHER_FILE,
                heap.others().entrySet().stream()
                        .map(other -> other.getValue() + "\t" + other.getKey())
                        .toList());
    }

    private void writeClasses(long[] code, long[] heap) {
        var lines = new ArrayList<String>(types.size());
        for (AnalysisType type : types) {
            if (type.isPrimitive() || type.isArray()) {
                continue;
            }
            int id = type.getId();
            lines.add("%d\t%d\t%d\t%s\t%s\t%s"
                    .formatted(
                            code[id],
                            heap[id],
                            places[id],
                            isDevice(type) ? "device" : "",
                            Origin.of(type).name(),
                            type.toJavaName(true)));
        }
        ReportFolder.write(CLASSES_FILE, lines);
    }

    private static boolean isDevice(AnalysisType type) {
        return type.isInstantiated()
                && type.toJavaName(true).startsWith(DRIVERS)
                && Arrays.stream(type.getAllInterfaces()).anyMatch(given -> DEVICES.contains(given.toJavaName(true)));
    }
}
